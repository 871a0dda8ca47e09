import type { FC } from 'hono/jsx';
import { formatNumber } from '#platform/clock';
import { ink } from './marks.tsx';
import { coordinate, type Scale } from './scale.ts';

interface Edges {
  left: number;
  right: number;
}

/** Figures at the left with a line across at each, and their unit above. */
export const ValueAxis: FC<{ ticks: readonly number[]; y: Scale; unit: string; edges: Edges }> = ({
  ticks,
  y,
  unit,
  edges,
}) => (
  <g fill={ink.text} text-anchor="end">
    <path
      d={ticks.map((tick) => `M${edges.left} ${coordinate(y(tick))}H${edges.right}`).join('')}
      stroke={ink.rule}
    />
    {ticks.map((tick) => (
      <text x={edges.left - 6} y={coordinate(y(tick) + 4)}>
        {formatNumber(tick)}
      </text>
    ))}
    <text x={edges.left - 6} y="14">
      {unit}
    </text>
  </g>
);

/** A level across the picture, told from lines by its dashes, with its name on it. */
export const Level: FC<{ value: number; label: string; y: Scale; edges: Edges; number?: number }> = ({
  value,
  label,
  y,
  edges,
  number = 0,
}) => (
  <g>
    <path
      d={`M${edges.left} ${coordinate(y(value))}H${edges.right}`}
      stroke={ink.limit}
      stroke-width="2"
      stroke-dasharray={number === 0 ? '10 5' : '2 5'}
    />
    <text x={edges.left + 6 + number * 330} y={coordinate(y(value) - 5)} fill={ink.limit} font-weight="bold">
      {label}
    </text>
  </g>
);
