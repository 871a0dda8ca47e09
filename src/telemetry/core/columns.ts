import { joinReadings, type Reading, sameReading } from './reading.ts';

/** Readings of many sites, column by column: a batch of 300,000 is eight arrays, not 300,000 objects. */
export interface ReadingColumns {
  length: number;
  siteId: Int32Array;
  at: Uint32Array;
  status: Uint8Array;
  loss: Float32Array;
  latency: Float32Array;
  inMbps: Float32Array;
  outMbps: Float32Array;
}

export function createColumns(length: number): ReadingColumns {
  return {
    length,
    siteId: new Int32Array(length),
    at: new Uint32Array(length),
    status: new Uint8Array(length),
    loss: new Float32Array(length),
    latency: new Float32Array(length),
    inMbps: new Float32Array(length),
    outMbps: new Float32Array(length),
  };
}

export function readingAt(columns: ReadingColumns, index: number): Reading {
  return {
    at: columns.at[index] ?? 0,
    status: columns.status[index] ?? 0,
    loss: columns.loss[index] ?? Number.NaN,
    latency: columns.latency[index] ?? Number.NaN,
    inMbps: columns.inMbps[index] ?? Number.NaN,
    outMbps: columns.outMbps[index] ?? Number.NaN,
  };
}

export function setReading(columns: ReadingColumns, index: number, siteId: number, reading: Reading): void {
  columns.siteId[index] = siteId;
  columns.at[index] = reading.at;
  columns.status[index] = reading.status;
  columns.loss[index] = reading.loss;
  columns.latency[index] = reading.latency;
  columns.inMbps[index] = reading.inMbps;
  columns.outMbps[index] = reading.outMbps;
}

/** The rows of `columns` named by `order`, in that order. */
export function pick(columns: ReadingColumns, order: ArrayLike<number>): ReadingColumns {
  const picked = createColumns(order.length);
  for (let index = 0; index < order.length; index++) {
    const from = order[index] ?? 0;
    picked.siteId[index] = columns.siteId[from] ?? 0;
    picked.at[index] = columns.at[from] ?? 0;
    picked.status[index] = columns.status[from] ?? 0;
    picked.loss[index] = columns.loss[from] ?? Number.NaN;
    picked.latency[index] = columns.latency[from] ?? Number.NaN;
    picked.inMbps[index] = columns.inMbps[from] ?? Number.NaN;
    picked.outMbps[index] = columns.outMbps[from] ?? Number.NaN;
  }
  return picked;
}

const secondsPerDay = 86_400;

/** Splits a batch by UTC day, earliest first, so that a stored part never spans two days. */
export function splitByDay(columns: ReadingColumns): ReadingColumns[] {
  const byDay = new Map<number, number[]>();
  for (let index = 0; index < columns.length; index++) {
    const day = Math.floor((columns.at[index] ?? 0) / secondsPerDay);
    const rows = byDay.get(day);
    if (rows) rows.push(index);
    else byDay.set(day, [index]);
  }
  if (byDay.size === 1) return [columns];
  return [...byDay.entries()].sort(([a], [b]) => a - b).map(([, rows]) => pick(columns, rows));
}

/** Sorts by site and instant and joins the readings of one instant; `repeated` counts those that added nothing. */
export function sortBatch(columns: ReadingColumns): { columns: ReadingColumns; repeated: number } {
  const order = sortedOrder(columns);
  const keep = new Uint32Array(columns.length);
  let kept = 0;
  let repeated = 0;
  for (const index of order) {
    const last = keep[kept - 1];
    if (last === undefined || kept === 0 || !sameKey(columns, last, index)) {
      keep[kept++] = index;
      continue;
    }
    const stored = readingAt(columns, last);
    const joined = joinReadings(stored, readingAt(columns, index));
    if (sameReading(stored, joined)) repeated++;
    else setReading(columns, last, columns.siteId[last] ?? 0, joined);
  }
  return { columns: pick(columns, keep.subarray(0, kept)), repeated };
}

const sameKey = (columns: ReadingColumns, a: number, b: number): boolean =>
  columns.siteId[a] === columns.siteId[b] && columns.at[a] === columns.at[b];

function sortedOrder(columns: ReadingColumns): Uint32Array {
  const order = new Uint32Array(columns.length);
  const keys = new Float64Array(columns.length);
  let sorted = true;
  for (let index = 0; index < columns.length; index++) {
    order[index] = index;
    // Below 2^53 for 2^20 sites: site first, then the instant.
    keys[index] = (columns.siteId[index] ?? 0) * 2 ** 32 + (columns.at[index] ?? 0);
    if (index > 0 && (keys[index] ?? 0) < (keys[index - 1] ?? 0)) sorted = false;
  }
  return sorted ? order : order.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
}
