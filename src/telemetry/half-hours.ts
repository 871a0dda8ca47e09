import type { Db } from '#platform/db';
import {
  type HalfHourFigures,
  halfHourSeconds,
  halfHoursOfDay,
  halfHoursPerDay,
  packHalfHours,
  readingsPerHalfHour,
  unknownHalfHours,
  unpackHalfHours,
} from './core/half-hours.ts';
import type { SiteWindow } from './model.ts';
import {
  listDaysWithoutHalfHours,
  loadConcentratorHalfHours,
  loadHalfHours,
  type SiteDay,
} from './store-half-hours.ts';
import { listUnfoldedStretches, loadReadings, type SecondsWindow } from './store-readings.ts';

const daySeconds = halfHourSeconds * halfHoursPerDay;
const dayOf = (at: number): number => Math.floor(at / daySeconds) * daySeconds;

/** Half hours that follow each other from `fromMs` on; half hours of London and of UTC begin together. */
export type HalfHours = HalfHourFigures & { fromMs: number };

/**
 * Half-hour means of each site with readings in the window, by site id, from the half hour that holds `from` to the one before
 * `to`. NaN is unknown. The answer is the same before and after a fold.
 */
export async function siteHalfHours(db: Db, window: SiteWindow): Promise<Map<number, HalfHours>> {
  const first = Math.floor(window.from.getTime() / 1000 / halfHourSeconds) * halfHourSeconds;
  const scope: SecondsWindow = {
    siteIds: window.siteIds && new Set(window.siteIds),
    from: first,
    to: Math.ceil(window.to.getTime() / 1000),
  };
  const count = Math.max(0, Math.ceil((scope.to - first) / halfHourSeconds));
  const found = new Map<number, HalfHours>();
  const take = ({ siteId, day }: SiteDay, packed: Buffer): void => {
    const series = found.get(siteId) ?? { fromMs: first * 1000, ...unknownHalfHours(count) };
    found.set(siteId, series);
    unpackHalfHours(packed, series, (day - first) / halfHourSeconds);
  };
  // Asked before what is stored is read: a fold that commits in between has then moved nothing out of sight.
  const days = await daysToCompute(db, scope);
  for (const { packed, ...of } of await loadHalfHours(db, scope)) take(of, packed);
  for (const [day, siteIds] of days) {
    const readings = await loadReadings(db, { siteIds, from: day, to: day + daySeconds });
    for (const [siteId, list] of readings) take({ siteId, day }, packHalfHours(halfHoursOfDay(list, day)));
  }
  return new Map([...found].sort(([a], [b]) => a - b));
}

/** Sites by day whose half hours are not stored as readings have them now. */
async function daysToCompute(db: Db, scope: SecondsWindow): Promise<Map<number, Set<number>>> {
  const days = new Map<number, Set<number>>();
  const add = (day: number, siteId: number): void => {
    days.set(day, (days.get(day) ?? new Set()).add(siteId));
  };
  for (const { siteId, day } of await listDaysWithoutHalfHours(db, scope)) add(day, siteId);
  const whole = { ...scope, from: dayOf(scope.from), to: dayOf(scope.to) + daySeconds };
  for (const [siteId, { from, to }] of await listUnfoldedStretches(db, whole))
    for (let day = dayOf(from); day <= to; day += daySeconds) add(day, siteId);
  return days;
}

/** Half-hour means of concentrators' loads (in plus out, Mbps), by concentrator id; NaN is unknown. */
export async function concentratorHalfHours(
  db: Db,
  window: { concentratorIds?: readonly number[]; from: Date; to: Date },
): Promise<Map<number, { fromMs: number; mbps: Float32Array }>> {
  const stepMs = halfHourSeconds * 1000;
  const fromMs = Math.floor(window.from.getTime() / stepMs) * stepMs;
  const count = Math.max(0, Math.ceil((window.to.getTime() - fromMs) / stepMs));
  const found = new Map<number, { fromMs: number; mbps: Float32Array }>();
  for (const row of await loadConcentratorHalfHours(db, window, readingsPerHalfHour)) {
    const series = found.get(row.concentratorId) ?? {
      fromMs,
      mbps: new Float32Array(count).fill(Number.NaN),
    };
    found.set(row.concentratorId, series);
    series.mbps[(row.atMs - fromMs) / stepMs] = row.mbps;
  }
  return found;
}
