import type { FC, PropsWithChildren } from 'hono/jsx';
import type { ChartDay } from './days.ts';
import { ink, Patterns } from './marks.tsx';
import { coordinate, type Scale } from './scale.ts';

type FrameOptions = PropsWithChildren<{
  id: string;
  width: number;
  height: number;
  /** What it is. */
  title: string;
  /** What it shows, in sentences with the main figures: what somebody who cannot see it needs. */
  description: string;
  /** It holds links, so that it is a group and no single image. */
  interactive?: boolean | undefined;
  /** Never smaller than it was drawn: its text stays readable and its region scrolls. */
  fixed?: boolean | undefined;
}>;

/** A picture with its name and description, on white: inks are chosen against white, whatever the theme. */
export const Frame: FC<FrameOptions> = ({ id, width, height, title, description, ...options }) => (
  <svg
    xmlns="http://www.w3.org/2000/svg"
    id={id}
    class={options.fixed ? 'allclear-chart allclear-chart--fixed' : 'allclear-chart'}
    width={width}
    height={coordinate(height)}
    viewBox={`0 0 ${width} ${coordinate(height)}`}
    role={options.interactive ? 'group' : 'img'}
    aria-labelledby={`${id}-title`}
    aria-describedby={`${id}-description`}
    font-family="Arial, sans-serif"
    font-size="13"
  >
    <title id={`${id}-title`}>{title}</title>
    <desc id={`${id}-description`}>{description}</desc>
    <Patterns id={id} />
    <rect width={width} height={coordinate(height)} fill="#fff" />
    {options.children}
  </svg>
);

/** A picture that may be wider than the screen scrolls in a region of its own, by the keyboard too. */
export const ScrollRegion: FC<PropsWithChildren<{ label: string }>> = ({ label, children }) => (
  <div class="nhsuk-scroll">
    {/* biome-ignore lint/a11y/useSemanticElements: the design system styles this element */}
    <div class="nhsuk-scroll__content" role="region" aria-label={label} tabindex={0}>
      {children}
    </div>
  </div>
);

interface DayAxisOptions {
  days: readonly ChartDay[];
  scale: Scale;
  /** Height and depth of the plot. */
  top: number;
  bottom: number;
  /** Names every so many days, so that names do not run into each other. */
  every?: number | undefined;
}

const visible = ({ days, scale }: DayAxisOptions, edge: { from: number; to: number }) =>
  days.map((day) => ({
    ...day,
    x: Math.max(scale(day.fromMs), edge.from),
    end: Math.min(scale(day.toMs), edge.to),
  }));

/** Days from midnight to midnight in London: a line at each, weekends and bank holidays shaded, names above. */
export const DayAxis: FC<DayAxisOptions & { from: number; to: number }> = ({ from, to, ...axis }) => {
  const days = visible(axis, { from, to });
  const every = axis.every ?? Math.max(1, Math.ceil(72 / Math.max(1, (to - from) / days.length)));
  return (
    <g>
      {days
        .filter((day) => !day.working)
        .map((day) => (
          <rect
            x={coordinate(day.x)}
            y={axis.top}
            width={coordinate(Math.max(0, day.end - day.x))}
            height={coordinate(axis.bottom - axis.top)}
            fill={ink.shade}
          />
        ))}
      <path
        d={days.map((day) => `M${coordinate(day.x)} ${axis.top - 4}V${coordinate(axis.bottom)}`).join('')}
        stroke={ink.rule}
      />
      <g fill={ink.text}>
        {days
          .filter((_, index) => index % every === 0)
          .map((day) => (
            <text x={coordinate(day.x + 3)} y={axis.top - 6}>
              {day.label}
            </text>
          ))}
      </g>
    </g>
  );
};
