import type { FC } from 'hono/jsx';
import { formatNumber } from '#platform/clock';
import { daysTouching } from './days.ts';
import { DayAxis, Frame } from './frame.tsx';
import { type LinePoint, linePath } from './line.ts';
import { ink } from './marks.tsx';
import { coordinate, linearScale, type Scale, ticksFromZero } from './scale.ts';

export interface LineChartOptions {
  id: string;
  title: string;
  description: string;
  fromMs: number;
  toMs: number;
  points: readonly LinePoint[];
  /** Points further apart are not joined: nobody measured what was between. */
  gapMs: number;
  unit: string;
  /** A line that the figures are held against, such as a rating. It may change over time. */
  limit: { label: string; steps: readonly { fromMs: number; value: number }[] } | null;
  /** Stretches set apart, such as weekday mornings. */
  bands: readonly { fromMs: number; toMs: number }[];
  /** One point to name, such as the peak. */
  peak?: { atMs: number; value: number; label: string } | undefined;
}

const width = 1180;
const height = 280;
const plot = { left: 58, right: width - 12, top: 26, bottom: height - 14 } as const;

type PartProps = LineChartOptions & { x: Scale; y: Scale };

/** Figures over days against a limit: the line breaks where nothing is known. */
export const LineChart: FC<LineChartOptions> = (options) => {
  const highest = Math.max(
    0,
    ...options.points.map((point) => point.value ?? 0),
    ...(options.limit?.steps.map((step) => step.value) ?? []),
  );
  const ticks = ticksFromZero(highest * 1.04);
  const x = linearScale([options.fromMs, options.toMs], [plot.left, plot.right]);
  const y = linearScale([0, ticks.at(-1) ?? 1], [plot.bottom, plot.top]);
  const part = { ...options, x, y };
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
      <Bands {...part} />
      <ValueAxis ticks={ticks} y={y} unit={options.unit} />
      <path
        d={linePath(options.points, { x, y }, options.gapMs)}
        fill="none"
        stroke={ink.line}
        stroke-width="2"
        stroke-linejoin="round"
        stroke-linecap="round"
      />
      <Limit {...part} />
      <Peak {...part} />
    </Frame>
  );
};

const Bands: FC<PartProps> = ({ bands, x }) => (
  <g fill={ink.degraded} fill-opacity="0.16">
    {bands.map((band) => (
      <rect
        x={coordinate(x(band.fromMs))}
        y={plot.top}
        width={coordinate(x(band.toMs) - x(band.fromMs))}
        height={plot.bottom - plot.top}
      />
    ))}
  </g>
);

const ValueAxis: FC<{ ticks: readonly number[]; y: Scale; unit: string }> = ({ ticks, y, unit }) => (
  <g fill={ink.text} text-anchor="end">
    <path
      d={ticks.map((tick) => `M${plot.left} ${coordinate(y(tick))}H${plot.right}`).join('')}
      stroke={ink.rule}
    />
    {ticks.map((tick) => (
      <text x={plot.left - 6} y={coordinate(y(tick) + 4)}>
        {formatNumber(tick)}
      </text>
    ))}
    <text x={plot.left - 6} y="14">
      {unit}
    </text>
  </g>
);

/** Dashed, so that it is told from the line without its colour; its name stands at its right end. */
const Limit: FC<PartProps> = ({ limit, toMs, fromMs, x, y }) => {
  const last = limit?.steps.at(-1);
  if (!limit || !last) return null;
  const path = limit.steps.map((step, index) => {
    const end = limit.steps[index + 1]?.fromMs ?? toMs;
    const from = Math.max(step.fromMs, fromMs);
    return `M${coordinate(x(from))} ${coordinate(y(step.value))}H${coordinate(x(end))}`;
  });
  return (
    <g>
      <path d={path.join('')} stroke={ink.limit} stroke-width="2" stroke-dasharray="10 5" />
      <text
        x={plot.right - 4}
        y={coordinate(y(last.value) + 16)}
        fill={ink.limit}
        text-anchor="end"
        font-weight="bold"
      >
        {limit.label}
      </text>
    </g>
  );
};

const Peak: FC<PartProps> = ({ peak, x, y }) => {
  if (!peak) return null;
  const at = x(peak.atMs);
  const toTheLeft = at > (plot.left + plot.right) / 2;
  return (
    <g>
      <circle
        cx={coordinate(at)}
        cy={coordinate(y(peak.value))}
        r="5"
        fill="#fff"
        stroke={ink.text}
        stroke-width="2"
      />
      <text
        x={coordinate(toTheLeft ? at - 9 : at + 9)}
        y={coordinate(Math.max(y(peak.value) - 4, plot.top + 10))}
        fill={ink.text}
        font-weight="bold"
        text-anchor={toTheLeft ? 'end' : 'start'}
      >
        {peak.label}
      </text>
    </g>
  );
};
