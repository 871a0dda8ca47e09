import { inside } from './candidates.ts';
import type { Cells } from './rate-ratio.ts';
import type { Table } from './table.ts';

/**
 * The rows of the table as cells to compare: by day, so that what changed for everybody in the course of the incident is
 * no difference, and by whether the explanations in `within` held. With `byDay` false days are not kept apart (weekdays
 * differ only between days).
 */
export function cellsOf(
  table: Table,
  side: Uint8Array,
  options: { byDay?: boolean; within?: readonly Uint8Array[] } = {},
): Cells {
  const { rows, runs, calendar, sites } = table;
  const within = options.within ?? [];
  const byDay = options.byDay ?? true;
  const depth = 2 ** within.length;
  const day = new Int32Array(rows.count);
  const stratum = new Int32Array(rows.count);
  for (let row = 0; row < rows.count; row++) {
    const date = runs.day[rows.run[row] ?? 0] ?? 0;
    day[row] = date;
    let held = 0;
    for (const [bit, other] of within.entries()) if (other[row] === inside) held += 2 ** bit;
    stratum[row] = (byDay ? date : 0) * depth + held;
  }
  return {
    count: rows.count,
    site: rows.site,
    day,
    hours: rows.hours,
    failures: rows.failures,
    side,
    stratum,
    sites: sites.length,
    days: calendar.days,
    strata: (byDay ? calendar.days : 1) * depth,
  };
}
