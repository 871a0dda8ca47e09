import type { FC } from 'hono/jsx';
import { daysTouching } from './days.ts';
import { DayAxis, Frame } from './frame.tsx';
import { type LinePoint, linePath } from './line.ts';
import { ink } from './marks.tsx';
import { coordinate, linearScale, type Scale, ticksFromZero } from './scale.ts';
import { Level, ValueAxis } from './value-axis.tsx';

/** A forecast of one instant with its interval. */
export interface BandPoint {
  atMs: number;
  low: number;
  middle: number;
  high: number;
}

export interface BandChartOptions {
  id: string;
  title: string;
  description: string;
  fromMs: number;
  toMs: number;
  /** What was measured; null is unknown. */
  points: readonly LinePoint[];
  /** What is forecast, in order. */
  band: readonly BandPoint[];
  /** Points further apart are not joined. */
  gapMs: number;
  unit: string;
  /** Levels that the figures are held against. The first is dashed, the second dotted. */
  limits: readonly { label: string; value: number }[];
}

const width = 1180;
const height = 320;
const plot = { left: 58, right: width - 12, top: 26, bottom: height - 14 } as const;

/** A line of the past, a band and a line of what is forecast, against fixed levels. */
export const BandChart: FC<BandChartOptions> = (options) => {
  const highest = Math.max(
    0,
    ...options.points.map((point) => point.value ?? 0),
    ...options.band.map((point) => point.high),
    ...options.limits.map((limit) => limit.value),
  );
  const ticks = ticksFromZero(highest * 1.04);
  const x = linearScale([options.fromMs, options.toMs], [plot.left, plot.right]);
  const y = linearScale([0, ticks.at(-1) ?? 1], [plot.bottom, plot.top]);
  return (
    <Frame
      id={options.id}
      width={width}
      height={height}
      title={options.title}
      description={options.description}
    >
      <DayAxis
        days={daysTouching(options.fromMs, options.toMs)}
        scale={x}
        top={plot.top}
        bottom={plot.bottom}
        from={plot.left}
        to={plot.right}
      />
      <ValueAxis ticks={ticks} y={y} unit={options.unit} edges={plot} />
      <path d={bandPath(options.band, x, y)} fill={ink.line} fill-opacity="0.2" />
      <path
        d={linePath(
          options.band.map(({ atMs, middle }) => ({ atMs, value: middle })),
          { x, y },
          options.gapMs,
        )}
        fill="none"
        stroke={ink.line}
        stroke-width="2"
        stroke-dasharray="5 4"
      />
      <path
        d={linePath(options.points, { x, y }, options.gapMs)}
        fill="none"
        stroke={ink.line}
        stroke-width="2"
        stroke-linejoin="round"
        stroke-linecap="round"
      />
      {options.limits.map((limit, number) => (
        <Level {...limit} y={y} edges={plot} number={number} />
      ))}
    </Frame>
  );
};

/** Along the upper ends and back along the lower ones. */
export function bandPath(band: readonly BandPoint[], x: Scale, y: Scale): string {
  if (band.length === 0) return '';
  const place = (atMs: number, value: number): string => `${coordinate(x(atMs))} ${coordinate(y(value))}`;
  const upper = band.map(({ atMs, high }) => place(atMs, high));
  const lower = [...band].reverse().map(({ atMs, low }) => place(atMs, low));
  return `M${[...upper, ...lower].join('L')}Z`;
}
