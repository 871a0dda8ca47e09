import type { FC } from 'hono/jsx';
import { Frame } from './frame.tsx';
import { type LinePoint, linePath } from './line.ts';
import { ink } from './marks.tsx';
import { coordinate, linearScale, type Scale, ticksFromZero } from './scale.ts';
import { Level, ValueAxis } from './value-axis.tsx';

export interface DayShapeOptions {
  id: string;
  title: string;
  description: string;
  /** Figures of the 48 half hours of a day; null is unknown. The first line is dashed, the second is solid. */
  lines: readonly { label: string; values: readonly (number | null)[] }[];
  unit: string;
  limit: { label: string; value: number } | null;
}

const width = 1180;
const height = 260;
const plot = { left: 58, right: width - 12, top: 30, bottom: height - 28 } as const;
const hours = [0, 3, 6, 9, 12, 15, 18, 21, 24];

/** The shape of a day, before and after, against a level. */
export const DayShape: FC<DayShapeOptions> = ({ id, title, description, lines, unit, limit }) => {
  const values = lines.flatMap((line) => line.values.map((value) => value ?? 0));
  const ticks = ticksFromZero(Math.max(0, ...values, limit?.value ?? 0) * 1.04);
  const x = linearScale([0, 48], [plot.left, plot.right]);
  const y = linearScale([0, ticks.at(-1) ?? 1], [plot.bottom, plot.top]);
  return (
    <Frame id={id} width={width} height={height} title={title} description={description}>
      <ValueAxis ticks={ticks} y={y} unit={unit} edges={plot} />
      <g fill={ink.text} text-anchor="middle">
        {hours.map((hour) => (
          <text
            x={coordinate(Math.min(plot.right - 14, Math.max(plot.left + 14, x(hour * 2))))}
            y={height - 8}
          >
            {`${String(hour).padStart(2, '0')}:00`}
          </text>
        ))}
      </g>
      {lines.map((line, index) => (
        <DayLine {...line} x={x} y={y} index={index} dashed={index === 0 && lines.length > 1} />
      ))}
      {limit ? <Level {...limit} y={y} edges={plot} /> : null}
    </Frame>
  );
};

const DayLine: FC<{
  label: string;
  values: readonly (number | null)[];
  x: Scale;
  y: Scale;
  index: number;
  dashed: boolean;
}> = ({ label, values, x, y, index, dashed }) => {
  const points: LinePoint[] = values.map((value, place) => ({ atMs: place + 0.5, value }));
  const colour = dashed ? ink.quiet : ink.line;
  return (
    <g>
      <path
        d={linePath(points, { x, y }, 1)}
        fill="none"
        stroke={colour}
        stroke-width="2.5"
        stroke-dasharray={dashed ? '6 4' : undefined}
      />
      <text x={plot.left + 12 + index * 150} y="18" fill={colour} font-weight="bold">
        {dashed ? `- - ${label}` : `— ${label}`}
      </text>
    </g>
  );
};
