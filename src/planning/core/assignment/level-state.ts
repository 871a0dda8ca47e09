import { type Choice, loadsOf, type Problem } from './problem.ts';
import { optionTable, singleBin } from './search-state.ts';

/** How full each bin is under a choice, and what changes it. A bin's height is its highest share over all dimensions. */
export interface Levels {
  choice: Choice;
  height(bin: number): number;
  load(bin: number, t: number): number;
  members(bin: number): readonly number[];
  move(item: number, option: number): void;
  goTo(choice: Choice): void;
  /** Makes the exchange from the fuller bin to the other that lessens the sum of rating times height squared most. False: none does. */
  exchange(bin: number, other: number): boolean;
  /** Gives so much of a dimension from one bin to another, as nearly as it can be done with neither above a height. */
  give(bin: number, other: number, of: { t: number; want: number; most: number }): void;
}

interface Exchange {
  /** What leaves the first bin and what comes to it; -1: nothing. */
  out: number;
  back: number;
  /** How far it is from what is wanted. */
  miss: number;
}

interface Movable {
  item: number;
  load: number;
}

/** Exchanges of a pair of bins that are looked at in all dimensions. */
const looked = 6;

/** Levels under a choice of options that load one bin each. */
export function createLevels(problem: Problem, start: Choice, isHard: (row: number) => boolean): Levels {
  const { bins, dims } = problem;
  const heap = createHeap(problem, start, isHard);
  /** Counts the changes of each bin: a pair with nothing to exchange is looked at again once one of the two has changed. */
  const version = new Int32Array(bins).fill(1);
  const seen = new Int32Array(bins * bins);

  /** Of the exchanges nearest to giving so much of a dimension, the one with the lowest score below a limit. */
  const choose = (
    [bin, other, t]: readonly [number, number, number],
    want: number,
    limit: number,
    score: (found: Exchange) => number,
  ): Exchange | null => {
    let least = limit;
    let best: Exchange | null = null;
    for (const found of closest(heap.movable(bin, other, t), heap.movable(other, bin, t), want)) {
      const value = score(found);
      if (value >= least) continue;
      least = value;
      best = found;
    }
    return best;
  };
  const settle = (bin: number): void => {
    heap.settle(bin);
    version[bin] = (version[bin] as number) + 1;
  };
  const make = ({ out, back }: Exchange, bin: number, other: number): void => {
    if (out >= 0) heap.put(out, other);
    if (back >= 0) heap.put(back, bin);
    settle(bin);
    settle(other);
  };
  const move = (item: number, option: number): void => {
    const [from, to] = [heap.choice[item] as number, option].map((one) => singleBin(problem, one)) as [
      number,
      number,
    ];
    if (from === to) return;
    heap.put(item, to);
    settle(from);
    settle(to);
  };
  const load = (bin: number, t: number): number => heap.loads[bin * dims + t] as number;

  return {
    choice: heap.choice,
    height: (bin) => heap.heights[bin] as number,
    load,
    members: (bin) => heap.members[bin] as number[],
    move,
    goTo(choice) {
      for (let item = 0; item < choice.length; item++)
        if (heap.choice[item] !== choice[item]) move(item, choice[item] as number);
    },
    exchange(bin, other) {
      const stamp = (version[bin] as number) + (version[other] as number);
      if (seen[bin * bins + other] === stamp) return false;
      seen[bin * bins + other] = stamp;
      const t = heap.fullest[bin] as number;
      const own = problem.capacity[bin * dims + t] as number;
      const rated = problem.capacity[other * dims + t] as number;
      // Nothing limits the other: what is wanted only has to be a figure.
      const its = Number.isFinite(rated) ? rated : own;
      const want = (load(bin, t) * its - load(other, t) * own) / (own + its);
      const most = heap.heights[bin] as number;
      const sum = (high: number, low: number): number => own * high * high + its * low * low;
      const limit = sum(most, heap.heights[other] as number) * (1 - 1e-12);
      const best = choose([bin, other, t], want, limit, ({ out, back }) => {
        const high = heap.heightAfter(bin, out, back, most);
        return high > most ? high : sum(high, heap.heightAfter(other, back, out, most));
      });
      if (best) make(best, bin, other);
      return best !== null;
    },
    give(bin, other, { t, want, most }) {
      for (let left = want; ; ) {
        const best = choose([bin, other, t], left, Math.abs(left), ({ out, back, miss }) => {
          const high = heap.heightAfter(bin, out, back, most);
          return high > most ? high : Math.max(miss, heap.heightAfter(other, back, out, most) - most);
        });
        if (!best) return;
        const before = load(other, t);
        make(best, bin, other);
        const next = left - (load(other, t) - before);
        // Scales that differ between bins may make of a gain a loss.
        if (Math.abs(next) >= Math.abs(left)) return;
        left = next;
      }
    },
  };
}

/** A hard capacity that is broken stands above every share. */
const brokenWeight = 1e6;

/** Loads, heights and members of the bins. */
function createHeap(problem: Problem, start: Choice, isHard: (row: number) => boolean) {
  const { bins, dims, items, profile, scale, capacity } = problem;
  const choice = start.slice();
  const loads = loadsOf(problem, choice);
  const hard = Uint8Array.from(capacity, (_, row) => (isHard(row) ? 1 : 0));
  const inverse = capacity.map((value) => 1 / value);
  const option = optionTable(problem);
  const members: number[][] = Array.from({ length: bins }, () => []);
  for (let item = 0; item < items; item++) members[singleBin(problem, choice[item] as number)]?.push(item);
  const heights = new Float64Array(bins);
  const fullest = new Int32Array(bins);

  const optionIn = (item: number, bin: number): number => option[item * bins + bin] as number;
  const shareAt = (row: number, load: number): number => {
    const share = load <= 0 ? 0 : load * (inverse[row] as number);
    if (hard[row] === 0) return share;
    return share > 1 + 1e-9 ? brokenWeight * share : 0;
  };
  const settle = (bin: number): void => {
    let highest = 0;
    for (let t = 0; t < dims; t++) {
      const share = shareAt(bin * dims + t, loads[bin * dims + t] as number);
      if (share <= highest) continue;
      highest = share;
      fullest[bin] = t;
    }
    heights[bin] = highest;
  };
  for (let bin = 0; bin < bins; bin++) settle(bin);

  return {
    choice,
    loads,
    heights,
    members,
    /** The dimension in which each bin has its height. */
    fullest,
    settle,
    /** Height of a bin with one item instead of another (-1: none); infinite as soon as it is above a limit. */
    heightAfter(bin: number, out: number, come: number, most: number): number {
      const less = out < 0 ? 0 : (scale[choice[out] as number] as number);
      const more = come < 0 ? 0 : (scale[optionIn(come, bin)] as number);
      const [outAt, comeAt] = [Math.max(0, out) * dims, Math.max(0, come) * dims];
      let highest = 0;
      for (let t = 0; t < dims; t++) {
        const by = more * (profile[comeAt + t] as number) - less * (profile[outAt + t] as number);
        const share = shareAt(bin * dims + t, (loads[bin * dims + t] as number) + by);
        if (share <= highest) continue;
        if (share > most) return Number.POSITIVE_INFINITY;
        highest = share;
      }
      return highest;
    },
    put(item: number, bin: number): void {
      const from = singleBin(problem, choice[item] as number);
      const to = optionIn(item, bin);
      const [less, more] = [scale[choice[item] as number] as number, scale[to] as number];
      for (let t = 0; t < dims; t++) {
        const load = profile[item * dims + t] as number;
        loads[from * dims + t] = (loads[from * dims + t] as number) - load * less;
        loads[bin * dims + t] = (loads[bin * dims + t] as number) + load * more;
      }
      members[from] = (members[from] as number[]).filter((one) => one !== item);
      members[bin]?.push(item);
      choice[item] = to;
    },
    /** Items of one bin that have an option in another, the lightest first; the first is nothing at all. */
    movable(from: number, to: number, t: number): Movable[] {
      const list: Movable[] = [{ item: -1, load: 0 }];
      for (const item of members[from] as number[]) {
        if (optionIn(item, to) < 0) continue;
        list.push({
          item,
          load: (scale[choice[item] as number] as number) * (profile[item * dims + t] as number),
        });
      }
      return list.sort((a, b) => a.load - b.load);
    },
  };
}

/** The few exchanges that come nearest to what is wanted. */
function closest(mine: readonly Movable[], theirs: readonly Movable[], want: number): Exchange[] {
  const found: Exchange[] = [];
  let at = 0;
  for (const { item: out, load } of mine) {
    while (at < theirs.length && (theirs[at] as Movable).load < load - want) at++;
    for (const one of [theirs[at - 1], theirs[at]]) {
      if (!one || (out < 0 && one.item < 0)) continue;
      const miss = Math.abs(load - one.load - want);
      if (found.length === looked && miss >= (found[looked - 1] as Exchange).miss) continue;
      let place = found.length;
      while (place > 0 && (found[place - 1] as Exchange).miss > miss) place--;
      found.splice(place, 0, { out, back: one.item, miss });
      if (found.length > looked) found.pop();
    }
  }
  return found;
}
