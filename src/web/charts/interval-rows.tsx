import type { FC } from 'hono/jsx';
import { Frame } from './frame.tsx';
import { type IntervalScale, intervalAxis } from './intervals.ts';
import { ink } from './marks.tsx';
import { coordinate } from './scale.ts';

/** Told apart by shape: a filled square is what the picture is about, a hollow circle what it is held against. */
export type IntervalMark = 'filled' | 'hollow';

export interface IntervalRow {
  label: string;
  /** A second, quieter line under the label. */
  note?: string | undefined;
  value: number;
  low: number;
  high: number;
  mark: IntervalMark;
  /** Beside the row, in words and figures. */
  figure: string;
  /** A value to hold this row against, drawn as a dashed line across it. */
  against?: { value: number; label: string } | undefined;
}

export interface IntervalRowsOptions {
  id: string;
  title: string;
  description: string;
  rows: readonly IntervalRow[];
  /** `linear` begins at zero; `ratio` is logarithmic with a line at 1, "as often". */
  kind: IntervalScale;
  /** Under the axis. */
  unit: string;
}

const width = 900;
const pitch = 46;
const plot = { left: 250, right: width - 240, top: 14 } as const;
const middleOf = (index: number): number => plot.top + pitch * index + pitch / 2;

type PartProps = IntervalRowsOptions & { axis: ReturnType<typeof intervalAxis>; bottom: number };

/** Estimates with their 95% intervals, one row each. An arrow says that an interval goes on beyond the picture. */
export const IntervalRows: FC<IntervalRowsOptions> = (options) => {
  const axis = intervalAxis(options.rows, options.kind, [plot.left, plot.right]);
  const bottom = plot.top + pitch * options.rows.length;
  const part = { ...options, axis, bottom };
  return (
    <Frame
      id={options.id}
      width={width}
      height={bottom + 46}
      title={options.title}
      description={options.description}
    >
      <Axis {...part} />
      {options.rows.map((row, index) => (
        <Row row={row} y={middleOf(index)} axis={axis} />
      ))}
    </Frame>
  );
};

const Axis: FC<PartProps> = ({ axis, bottom, unit, kind }) => (
  <g fill={ink.text} text-anchor="middle">
    <path
      d={axis.ticks.map((tick) => `M${coordinate(axis.at(tick))} ${plot.top}V${bottom}`).join('')}
      stroke={ink.rule}
    />
    {kind === 'ratio' ? (
      <path d={`M${coordinate(axis.at(1))} ${plot.top}V${bottom}`} stroke={ink.quiet} stroke-width="2" />
    ) : null}
    {axis.ticks.map((tick) => (
      <text x={coordinate(axis.at(tick))} y={bottom + 16}>
        {String(tick)}
      </text>
    ))}
    <text x={coordinate((plot.left + plot.right) / 2)} y={bottom + 36}>
      {unit}
    </text>
  </g>
);

const Row: FC<{ row: IntervalRow; y: number; axis: PartProps['axis'] }> = ({ row, y, axis }) => (
  <g>
    <text x="4" y={y + (row.note ? -3 : 4)} fill={ink.text} font-weight="bold">
      {row.label}
    </text>
    {row.note ? (
      <text x="4" y={y + 14} fill={ink.quiet}>
        {row.note}
      </text>
    ) : null}
    <Against row={row} y={y} axis={axis} />
    <Whisker row={row} y={y} axis={axis} />
    <Mark mark={row.mark} x={axis.at(row.value)} y={y} />
    <text x={plot.right + 16} y={y + 4} fill={ink.text}>
      {row.figure}
    </text>
  </g>
);

const Whisker: FC<{ row: IntervalRow; y: number; axis: PartProps['axis'] }> = ({ row, y, axis }) => {
  const from = axis.at(row.low);
  const to = axis.at(row.high);
  const end = (x: number, beyond: boolean, side: -1 | 1): string =>
    beyond
      ? `M${coordinate(x - 7 * side)} ${y - 5}L${coordinate(x)} ${y}L${coordinate(x - 7 * side)} ${y + 5}`
      : `M${coordinate(x)} ${y - 6}V${y + 6}`;
  const ends = end(from, axis.isBelow(row.low), -1) + end(to, axis.isAbove(row.high), 1);
  return (
    <path
      d={`M${coordinate(from)} ${y}H${coordinate(to)}${ends}`}
      stroke={ink.text}
      stroke-width="2"
      fill="none"
    />
  );
};

const Mark: FC<{ mark: IntervalMark; x: number; y: number }> = ({ mark, x, y }) =>
  mark === 'filled' ? (
    <rect x={coordinate(x - 6)} y={y - 6} width="12" height="12" fill={ink.line} />
  ) : (
    <circle cx={coordinate(x)} cy={y} r="6" fill="#fff" stroke={ink.line} stroke-width="2.5" />
  );

const Against: FC<{ row: IntervalRow; y: number; axis: PartProps['axis'] }> = ({ row, y, axis }) => {
  if (!row.against) return null;
  const x = coordinate(axis.at(row.against.value));
  return (
    <g fill={ink.limit}>
      <path d={`M${x} ${y - 20}V${y + 20}`} stroke={ink.limit} stroke-width="2" stroke-dasharray="5 3" />
      <text x={Number(x) + 5} y={y - 12}>
        {row.against.label}
      </text>
    </g>
  );
};
