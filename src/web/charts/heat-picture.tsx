import type { FC } from 'hono/jsx';
import { daysTouching } from './days.ts';
import { DayAxis, Frame } from './frame.tsx';
import {
  barHeight,
  type HeatDensity,
  type HeatGroup,
  type HeatLayout,
  layOut,
  statePaths,
} from './heat-layout.ts';
import { ink, markHeight, paintOf } from './marks.tsx';
import { coordinate } from './scale.ts';
import { markedStates } from './strip.ts';

/** A stretch of time with a name, such as an incident. `toMs` is null while it lasts. */
export interface HeatPeriod {
  label: string;
  fromMs: number;
  toMs: number | null;
}

export interface HeatPictureOptions {
  id: string;
  title: string;
  description: string;
  fromMs: number;
  toMs: number;
  /** What comes after it has not happened: it is left empty and marked. */
  nowMs: number;
  groups: readonly HeatGroup[];
  periods: readonly HeatPeriod[];
  density: HeatDensity;
  /** What the figures beside named rows are. */
  figureHeading: string;
}

type PartProps = HeatPictureOptions & { layout: HeatLayout };

/** What went wrong, and when, row by row over time: every row is a site, every mark a time when it was not well. */
export const HeatPicture: FC<HeatPictureOptions> = (options) => {
  const layout = layOut({ ...options, lanes: options.periods.length });
  const part = { ...options, layout };
  const named = options.density === 'named';
  return (
    <Frame
      id={options.id}
      width={layout.width}
      height={layout.height}
      title={options.title}
      description={options.description}
      interactive={named}
      fixed={named}
    >
      <DayAxis
        days={daysTouching(options.fromMs, options.toMs)}
        scale={layout.scale}
        top={layout.top}
        bottom={layout.bottom}
        from={layout.left}
        to={layout.right}
      />
      <Marks {...part} />
      <Periods {...part} />
      <Headings {...part} />
      <Changes {...part} />
      <Now {...part} />
      {named ? <Names {...part} /> : <Hints {...part} />}
    </Frame>
  );
};

const Marks: FC<PartProps> = ({ id, layout, fromMs, toMs, nowMs }) => {
  const paths = statePaths(layout, { fromMs, toMs: Math.min(toMs, nowMs) });
  const bar = barHeight(layout.pitch);
  return (
    <g fill="none">
      {markedStates
        .filter((state) => paths[state] !== '')
        .map((state) => (
          <path
            d={paths[state]}
            stroke={paintOf(id, state)}
            stroke-width={coordinate(bar * markHeight[state])}
          />
        ))}
    </g>
  );
};

const Headings: FC<PartProps> = ({ layout }) => (
  <g font-size="15" font-weight="bold" fill={ink.text}>
    {layout.headings.map(({ text, y }) => (
      <>
        <rect x="0" y={coordinate(y)} width={layout.width} height="26" fill="#fff" />
        <path d={`M0 ${coordinate(y + 25)}H${layout.width}`} stroke={ink.quiet} />
        <text x="4" y={coordinate(y + 18)}>
          {text}
        </text>
      </>
    ))}
  </g>
);

/** A small wedge at the instant, on the line. */
const Changes: FC<PartProps> = ({ layout, fromMs, toMs }) => {
  const size = Math.min(4, Math.max(3, layout.pitch / 3));
  const path = layout.rows.flatMap(({ row, y }) =>
    row.changesMs
      .filter((atMs) => atMs > fromMs && atMs < toMs)
      .map((atMs) => {
        const x = layout.scale(atMs);
        return `M${coordinate(x)} ${coordinate(y + layout.pitch / 2 - size)}l${size} ${size}l${-size} ${size}z`;
      }),
  );
  return path.length === 0 ? null : <path d={path.join('')} fill={ink.link} />;
};

const Periods: FC<PartProps> = ({ layout, periods, fromMs, toMs, nowMs }) => (
  <g>
    {periods.map((period, lane) => {
      const y = lane * 18 + 2;
      const from = layout.scale(Math.max(period.fromMs, fromMs));
      const to = layout.scale(Math.min(period.toMs ?? nowMs, nowMs, toMs));
      const edges = [
        ...(period.fromMs > fromMs ? [from] : []),
        ...(period.toMs !== null && period.toMs < toMs ? [to] : []),
      ];
      return (
        <>
          <rect
            x={coordinate(from)}
            y={y}
            width={coordinate(Math.max(2, to - from))}
            height="15"
            fill={ink.quiet}
          />
          <text x={coordinate(from + 4)} y={y + 12} fill="#fff" font-size="12">
            {period.label}
          </text>
          <path
            d={edges.map((x) => `M${coordinate(x)} ${y}V${coordinate(layout.bottom)}`).join('')}
            stroke={ink.quiet}
            stroke-width="1.5"
            stroke-dasharray="6 3"
          />
        </>
      );
    })}
  </g>
);

const Now: FC<PartProps> = ({ layout, fromMs, toMs, nowMs }) => {
  if (nowMs <= fromMs || nowMs >= toMs) return null;
  const x = layout.scale(nowMs);
  return (
    <g>
      <path
        d={`M${coordinate(x)} ${layout.top - 18}V${coordinate(layout.bottom)}`}
        stroke={ink.text}
        stroke-width="2"
      />
      <text x={coordinate(x + 4)} y={coordinate(layout.bottom - 4)} fill={ink.text} font-weight="bold">
        now
      </text>
    </g>
  );
};

/** Names as links to the left, figures to the right. The link is as high as its row. */
const Names: FC<PartProps> = ({ layout, figureHeading }) => (
  <g>
    <text x={layout.right + 6} y={layout.top - 6} fill={ink.text} font-weight="bold">
      {figureHeading}
    </text>
    {layout.rows.map(({ row, y }) => (
      <>
        <a href={row.href}>
          <rect x="0" y={coordinate(y)} width={layout.left - 6} height={layout.pitch} fill="#fff" />
          <text x="4" y={coordinate(y + 18)} fill={ink.link} text-decoration="underline">
            {row.label}
            <title>{row.note}</title>
          </text>
        </a>
        <text x={layout.right + 6} y={coordinate(y + 18)} fill={ink.text}>
          {row.figure}
        </text>
      </>
    ))}
    <path
      d={layout.rows.map(({ y }) => `M0 ${coordinate(y + layout.pitch)}H${layout.width}`).join('')}
      stroke={ink.rule}
      stroke-width="0.5"
    />
  </g>
);

/** The name and figures of the row under the pointer. The table beside the picture says the same to everybody. */
const Hints: FC<PartProps> = ({ layout }) => (
  <g fill="#fff" fill-opacity="0">
    {layout.rows.map(({ row, y }) => (
      <rect
        x={layout.left}
        y={coordinate(y)}
        width={layout.right - layout.left}
        height={coordinate(layout.pitch)}
      >
        <title>{row.note}</title>
      </rect>
    ))}
  </g>
);
