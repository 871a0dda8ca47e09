import type { Random } from '#platform/numbers';
import { shuffle } from './random.ts';
import type { Table } from './table.ts';

/**
 * What a permutation may not mix. Sites trade their histories of attributes only within a stratum; half hours of a day
 * trade places only within a stratum.
 */
export interface Strata {
  site: Int32Array;
  cell: Uint8Array;
  /** By segment: a failure is not shown with another site's segment of another class; then it keeps its own. */
  segment: Int32Array;
}

export const noStrata = (table: Table): Strata => ({
  site: new Int32Array(table.sites.length),
  cell: new Uint8Array(table.calendar.groups.length * table.calendar.slots),
  segment: new Int32Array(table.segments.count),
});

/** One world in which nothing shared matters: whose attributes, and which half hour, each failure is shown with. */
export interface Shuffled {
  /** The site whose attributes a site is given. */
  site: Int32Array;
  /** A day's share of a turn, [0, 1): its half hours move on by it, round and round. */
  turn: Float64Array;
  /** The day whose weekday a day is given. */
  day: Int32Array;
}

/** Half hours that may trade places: those of one group, day and stratum. */
export interface Clocks {
  /** All slots, clock after clock. */
  slots: Int32Array;
  /** By cell: where its clock begins in `slots`, its length, and the cell's place in it; length 0 stays put. */
  start: Int32Array;
  length: Int32Array;
  place: Int32Array;
}

/**
 * Days are turned on the clock of known time: half hours in which fewer than half as many sites as usual were known are
 * left out, so that a failure is never moved to a time at which it could not have been seen.
 */
export function buildClocks(table: Table, strata: Strata): Clocks {
  const { slots, groups, dayOfSlot, days } = table.calendar;
  const cells = groups.length * slots;
  const lists = new Map<number, number[]>();
  for (let cell = 0; cell < cells; cell++) {
    const slot = cell % slots;
    if (!isKnown(table, slot)) continue;
    const key =
      ((strata.cell[cell] ?? 0) * groups.length + Math.floor(cell / slots)) * days + (dayOfSlot[slot] ?? 0);
    const list = lists.get(key);
    if (list) list.push(cell);
    else lists.set(key, [cell]);
  }
  const clocks: Clocks = {
    slots: new Int32Array(cells),
    start: new Int32Array(cells),
    length: new Int32Array(cells),
    place: new Int32Array(cells),
  };
  let next = 0;
  for (const list of lists.values()) {
    for (const [place, cell] of list.entries()) {
      clocks.slots[next + place] = cell % slots;
      clocks.start[cell] = next;
      clocks.length[cell] = list.length;
      clocks.place[cell] = place;
    }
    next += list.length;
  }
  return clocks;
}

function isKnown({ slotSites }: Table, slot: number): boolean {
  return (slotSites[slot] ?? 0) * 2 >= mostOf(slotSites) && (slotSites[slot] ?? 0) > 0;
}

const mostCache = new WeakMap<Float64Array, number>();

function mostOf(values: Float64Array): number {
  const known = mostCache.get(values);
  if (known !== undefined) return known;
  let most = 0;
  for (const value of values) most = Math.max(most, value);
  mostCache.set(values, most);
  return most;
}

/** Draws worlds from one stream of random numbers; each call gives the next. The arrays are used again. */
export function createShuffler(table: Table, strata: Strata, random: Random): () => Shuffled {
  const sites = table.sites.length;
  const order = Int32Array.from({ length: sites }, (_, site) => site);
  order.sort((a, b) => (strata.site[a] ?? 0) - (strata.site[b] ?? 0) || a - b);
  const given = order.slice();
  const world: Shuffled = {
    site: new Int32Array(sites),
    turn: new Float64Array(table.calendar.days),
    day: Int32Array.from({ length: table.calendar.days }, (_, day) => day),
  };
  const knownDays = fullDays(table);
  const shuffledDays = knownDays.slice();
  return () => {
    for (let from = 0; from < sites; ) {
      let to = from + 1;
      while (to < sites && strata.site[order[to] ?? 0] === strata.site[order[from] ?? 0]) to++;
      shuffle(given, from, to, random);
      from = to;
    }
    for (let at = 0; at < sites; at++) world.site[order[at] ?? 0] = given[at] ?? 0;
    for (let day = 0; day < world.turn.length; day++) world.turn[day] = random();
    shuffle(shuffledDays, 0, shuffledDays.length, random);
    for (const [at, day] of knownDays.entries()) world.day[day] = shuffledDays[at] ?? day;
    return world;
  };
}

/** Days of which at least half of the half hours were known: only these trade weekdays. */
function fullDays(table: Table): Int32Array {
  const { days, slots, dayOfSlot } = table.calendar;
  const known = new Int32Array(days);
  for (let slot = 0; slot < slots; slot++) {
    const day = dayOfSlot[slot] ?? 0;
    if (isKnown(table, slot)) known[day] = (known[day] ?? 0) + 1;
  }
  return Int32Array.from([...known.keys()].filter((day) => (known[day] ?? 0) >= 24));
}
