import type { FC } from 'hono/jsx';
import { spansOfDay } from './clock-days.ts';
import type { ChartDay } from './days.ts';
import { Frame } from './frame.tsx';
import { ink, markHeight, paintOf } from './marks.tsx';
import { coordinate, linearScale } from './scale.ts';
import { markedStates, runsOf, runsPath, type StateSpan } from './strip.ts';

export interface DayStrip {
  day: ChartDay;
  /** Beside the line. */
  figure: string;
}

export interface DayStripsOptions {
  id: string;
  title: string;
  description: string;
  days: readonly DayStrip[];
  spans: readonly StateSpan[];
  nowMs: number;
}

const width = 1180;
const pitch = 17;
const plot = { left: 96, right: width - 190, top: 24 } as const;
const x = linearScale([0, 1440], [plot.left, plot.right]);
const topOf = (index: number): number => plot.top + index * pitch;

/** One site: a line for every day, from midnight to midnight by a London clock, so that a bad hour of the day shows. */
export const DayStrips: FC<DayStripsOptions> = (options) => {
  const bottom = topOf(options.days.length);
  return (
    <Frame
      id={options.id}
      width={width}
      height={bottom + 8}
      title={options.title}
      description={options.description}
    >
      <g>
        {options.days.map(({ day }, index) =>
          day.working ? null : (
            <rect
              x={plot.left}
              y={topOf(index)}
              width={plot.right - plot.left}
              height={pitch}
              fill={ink.shade}
            />
          ),
        )}
        <Hours bottom={bottom} />
        <StripMarks {...options} />
        {options.days.map(({ day, figure }, index) => (
          <g fill={ink.text}>
            <text x="4" y={topOf(index) + 13}>
              {day.label}
            </text>
            <text x={plot.right + 8} y={topOf(index) + 13}>
              {figure}
            </text>
          </g>
        ))}
        <NowMark {...options} />
      </g>
    </Frame>
  );
};

const clockHours = [0, 3, 6, 9, 12, 15, 18, 21, 24] as const;

const hourName = (hour: number): string =>
  hour % 24 === 0 ? 'midnight' : hour === 12 ? 'midday' : `${hour % 12}${hour < 12 ? 'am' : 'pm'}`;

const Hours: FC<{ bottom: number }> = ({ bottom }) => (
  <g fill={ink.text} text-anchor="middle">
    <path
      d={clockHours.map((hour) => `M${coordinate(x(hour * 60))} ${plot.top - 4}V${bottom}`).join('')}
      stroke={ink.rule}
    />
    {clockHours.map((hour) => (
      <text x={coordinate(x(hour * 60))} y={plot.top - 8}>
        {hourName(hour)}
      </text>
    ))}
  </g>
);

const StripMarks: FC<DayStripsOptions> = ({ id, days, spans, nowMs }) => {
  const known = spans
    .filter((span) => span.fromMs < nowMs)
    .map((span) => ({ ...span, toMs: Math.min(span.toMs, nowMs) }));
  const perDay = days.map(({ day }) => spansOfDay(known, day));
  const bar = pitch - 4;
  return (
    <g fill="none">
      {markedStates.map((state) => {
        const depth = state === 'degraded' ? 0.75 : 0.5;
        const path = perDay
          .map((parts, index) =>
            runsPath(
              runsOf(parts, state, { fromMs: 0, toMs: 1440, scale: x }),
              topOf(index) + 2 + bar * depth,
            ),
          )
          .join('');
        if (path === '') return null;
        return (
          <path d={path} stroke={paintOf(id, state)} stroke-width={coordinate(bar * markHeight[state])} />
        );
      })}
    </g>
  );
};

const NowMark: FC<DayStripsOptions> = ({ days, nowMs }) => {
  const index = days.findIndex(({ day }) => nowMs >= day.fromMs && nowMs < day.toMs);
  const day = days[index]?.day;
  if (!day) return null;
  const at = x(((nowMs - day.fromMs) / (day.toMs - day.fromMs)) * 1440);
  return (
    <g>
      <path d={`M${coordinate(at)} ${topOf(index)}v${pitch}`} stroke={ink.text} stroke-width="2" />
      <text x={coordinate(at + 4)} y={topOf(index) + 13} fill={ink.text} font-weight="bold">
        now
      </text>
    </g>
  );
};
