import type { FC } from 'hono/jsx';
import { formatNumber } from '#platform/clock';
import { Frame } from './frame.tsx';
import { type LinePoint, linePath } from './line.ts';
import { ink } from './marks.tsx';
import { coordinate, linearScale, ticksFromZero } from './scale.ts';

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
  const points = (of: readonly (number | null)[]): LinePoint[] =>
    of.map((value, place) => ({ atMs: place + 0.5, value }));
  return (
    <Frame id={id} width={width} height={height} title={title} description={description}>
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
        <g>
          <path
            d={linePath(points(line.values), { x, y }, 1)}
            fill="none"
            stroke={index === 0 && lines.length > 1 ? ink.quiet : ink.line}
            stroke-width="2.5"
            stroke-dasharray={index === 0 && lines.length > 1 ? '6 4' : undefined}
          />
          <text
            x={plot.left + 12 + index * 150}
            y="18"
            fill={index === 0 && lines.length > 1 ? ink.quiet : ink.line}
            font-weight="bold"
          >
            {index === 0 && lines.length > 1 ? `- - ${line.label}` : `— ${line.label}`}
          </text>
        </g>
      ))}
      {limit ? (
        <g>
          <path
            d={`M${plot.left} ${coordinate(y(limit.value))}H${plot.right}`}
            stroke={ink.limit}
            stroke-width="2"
            stroke-dasharray="10 5"
          />
          <text
            x={plot.right - 4}
            y={coordinate(y(limit.value) - 5)}
            fill={ink.limit}
            text-anchor="end"
            font-weight="bold"
          >
            {limit.label}
          </text>
        </g>
      ) : null}
    </Frame>
  );
};
