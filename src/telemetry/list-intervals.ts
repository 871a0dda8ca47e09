import type { Db } from '#platform/db';
import { keepUntilChanged } from '#platform/kept';
import type { CurrentState, SiteWindow, StateInterval, StateSeconds } from './model.ts';
import { loadCurrentStates, loadIntervals, sumStates } from './store.ts';

/**
 * The intervals that overlap the window, whole (not cut to it), by site and start. `to` is null for a state that still
 * holds; time before a site's first reading has no interval and is unknown.
 */
export function listIntervals(db: Db, window: SiteWindow): Promise<StateInterval[]> {
  return loadIntervals(db, window);
}

const present = keepUntilChanged<ReadonlyMap<number, CurrentState>>(['states'], { most: 1 });

/** The present of every site that ever had a reading, by site id. A site that is not in it is unknown. Shared. */
export function currentStates(db: Db): Promise<ReadonlyMap<number, CurrentState>> {
  return present(db, 'all', () => loadCurrentStates(db));
}

/**
 * Seconds in each state over the window, by site id; the four add up to its length. Time without data is `unknown`, also
 * for a site that fell silent and was not marked yet. With `siteIds` every one of them is in the result; without, every
 * site that has history in the window. Availability is (up + degraded) / (up + degraded + down): leave unknown out, and
 * say how much it was. Shared.
 */
export function stateSeconds(db: Db, window: SiteWindow): Promise<ReadonlyMap<number, StateSeconds>> {
  if (window.siteIds) return sumOver(db, window);
  // Of all sites: several figures of one screen ask for the same stretch.
  return sums(db, `${window.from.toISOString()} ${window.to.toISOString()}`, () => sumOver(db, window));
}

const sums = keepUntilChanged<ReadonlyMap<number, StateSeconds>>(['states'], { most: 4 });

async function sumOver(db: Db, window: SiteWindow): Promise<Map<number, StateSeconds>> {
  const from = window.from.getTime() / 1000;
  const to = window.to.getTime() / 1000;
  const result = new Map<number, StateSeconds>();
  for (const siteId of window.siteIds ?? [])
    result.set(siteId, { up: 0, degraded: 0, down: 0, unknown: to - from });
  for (const { siteId, ...known } of await sumStates(db, { siteIds: window.siteIds, from, to })) {
    result.set(siteId, { ...known, unknown: to - from - known.up - known.degraded - known.down });
  }
  return result;
}
