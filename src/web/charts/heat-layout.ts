import { linearScale, type Scale } from './scale.ts';
import { leastWidth, type MarkedState, markedStates, runsOf, runsPath, type StateSpan } from './strip.ts';

/** One line of the picture: a site, or a day. */
export interface HeatRow {
  label: string;
  /** Makes the label a link; only seen where labels are. */
  href?: string | undefined;
  /** Shown when a pointer rests on the row, and beside the row where labels are. */
  note: string;
  figure: string;
  spans: readonly StateSpan[];
  /** Instants at which something about it changed. */
  changesMs: readonly number[];
}

/** Rows under one heading; a heading of '' is not shown. */
export interface HeatGroup {
  heading: string;
  rows: readonly HeatRow[];
}

/** `wall` shows every row at once without names; `named` gives each row its name and a height that can be pressed. */
export type HeatDensity = 'wall' | 'named';

export interface HeatLayout {
  density: HeatDensity;
  width: number;
  height: number;
  /** Of the part where time runs. */
  left: number;
  right: number;
  top: number;
  bottom: number;
  pitch: number;
  scale: Scale;
  headings: { text: string; y: number }[];
  /** Rows with the top of their line. */
  rows: { row: HeatRow; y: number }[];
}

const laneHeight = 18;
const headingHeight = 26;
const dimensions = {
  wall: { width: 1600, left: 8, right: 8 },
  named: { width: 1180, left: 310, right: 110 },
} as const;

/** How long a failure at least looks in a picture of so many milliseconds, in seconds. */
export function leastSeconds(density: HeatDensity, periodMs: number): number {
  const { width, left, right } = dimensions[density];
  return ((leastWidth.down / (width - left - right)) * periodMs) / 1000;
}

/** Rows as high as fit a screen of the wall; a name needs 26 units, so that it is a target of 24 pixels with room. */
const pitchOf = (density: HeatDensity, rowCount: number): number =>
  density === 'named' ? 26 : Math.min(12, Math.max(4, Math.floor((760 / Math.max(rowCount, 1)) * 2) / 2));

/** Where everything stands. `lanes` is the number of periods named above the days. */
export function layOut(of: {
  groups: readonly HeatGroup[];
  density: HeatDensity;
  lanes: number;
  fromMs: number;
  toMs: number;
}): HeatLayout {
  const { width, left, right } = dimensions[of.density];
  const pitch = pitchOf(
    of.density,
    of.groups.reduce((sum, group) => sum + group.rows.length, 0),
  );
  const top = of.lanes * laneHeight + 24;
  const headings: HeatLayout['headings'] = [];
  const rows: HeatLayout['rows'] = [];
  let y = top;
  for (const group of of.groups) {
    if (group.heading !== '') {
      headings.push({ text: group.heading, y });
      y += headingHeight;
    }
    for (const row of group.rows) {
      rows.push({ row, y });
      y += pitch;
    }
    y += group.heading === '' ? 0 : 4;
  }
  const scale = linearScale([of.fromMs, of.toMs], [left, width - right]);
  const bottom = y + 2;
  return {
    density: of.density,
    width,
    height: bottom + 6,
    left,
    right: width - right,
    top,
    bottom,
    pitch,
    scale,
    headings,
    rows,
  };
}

/** Height of a row's marks: the rest of the pitch keeps rows apart. */
export const barHeight = (pitch: number): number => (pitch > 16 ? 16 : pitch - Math.max(1, pitch / 5));

/** One path for each state over all rows, drawn with a stroke: small, and quick to paint. */
export function statePaths(
  layout: HeatLayout,
  axis: { fromMs: number; toMs: number },
): Record<MarkedState, string> {
  const bar = barHeight(layout.pitch);
  const paths = { unknown: '', degraded: '', down: '' };
  for (const state of markedStates) {
    const depth = state === 'degraded' ? 0.75 : 0.5;
    for (const { row, y } of layout.rows) {
      const runs = runsOf(row.spans, state, { ...axis, scale: layout.scale });
      paths[state] += runsPath(runs, y + (layout.pitch - bar) / 2 + bar * depth);
    }
  }
  return paths;
}
