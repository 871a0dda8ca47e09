import type { Random } from '#platform/numbers';
import { type Budget, secondsLeft } from './budget.ts';
import { createLevels, type Levels } from './level-state.ts';
import type { Choice, Problem } from './problem.ts';
import { singleBin } from './search-state.ts';

export interface LevelOptions {
  /** Rows whose capacity is no share of anything. */
  isHard: (row: number) => boolean;
  /** A highest share that is low enough. */
  aim: number;
  budget: Budget;
  /** When nothing else helps, items near the fullest bin are put elsewhere at random, by options that regret little. Absent: it ends. */
  kicks?: { regret: Float64Array; random: Random } | undefined;
}

/** Kicks tried without a lower height. */
const kicksTried = 20_000;
/** Trees tried, one after the other, without a lower height. */
const treesTried = 4;
/** While load is passed on, a bin may stand so far above the highest. */
const passing = 1.05;

/**
 * Levels the bins as water finds its level. In turn: neighbours exchange items until nothing helps any more; then load is passed on
 * along a tree over all bins, because neighbours alone stop when the slope between them is too small for any exchange. With kicks it
 * goes on from the best choice, a few items of the fullest bin put elsewhere each time (iterated local search). Returns the choice
 * whose fullest bin was the least full.
 */
export function levelled(problem: Problem, start: Choice, options: LevelOptions): Choice {
  const levels = createLevels(problem, start, options.isHard);
  const shared = sharedItems(problem);
  const bins = [...Array(problem.bins).keys()];
  const near = bins.map((bin) => bins.filter((other) => (shared[bin * problem.bins + other] as number) > 0));
  const t = busiestDim(problem, options.isHard);
  let best = levels.choice.slice();
  let lowest = Number.POSITIVE_INFINITY;
  const { kicks } = options;
  for (let idle = 0, round = 0; ; round++) {
    settleDown(levels, near, options);
    const height = Math.max(...bins.map(levels.height));
    idle = height < lowest ? 0 : idle + 1;
    if (height <= lowest) {
      best = levels.choice.slice();
      lowest = height;
    }
    if (height <= options.aim || secondsLeft(options.budget) <= 0) break;
    if (idle < treesTried) {
      const tree = strongTree(shared, problem.bins, round % problem.bins);
      passOn(problem, levels, tree, { t, most: passing * height });
    } else if (kicks && idle < kicksTried) {
      levels.goTo(best);
      kick(problem, levels, near, kicks);
    } else break;
  }
  return best;
}

/** Puts a few items of the fullest bin and one beside it elsewhere. */
function kick(
  { optionStart }: Problem,
  levels: Levels,
  near: readonly number[][],
  { regret, random }: NonNullable<LevelOptions['kicks']>,
): void {
  const fullest = [...near.keys()].reduce((a, b) => (levels.height(b) > levels.height(a) ? b : a));
  const pick = <T>(list: readonly T[], by = random()): T | undefined => list[Math.floor(by * list.length)];
  const beside = pick(near[fullest] as number[]) ?? fullest;
  for (let times = 1 + Math.floor(4 * random()); times > 0; times--) {
    const item = pick(levels.members(random() < 0.5 ? fullest : beside));
    if (item === undefined) continue;
    const [from, to] = [optionStart[item] as number, optionStart[item + 1] as number];
    const options = Array.from({ length: to - from }, (_, k) => from + k);
    options.sort((a, b) => (regret[a] as number) - (regret[b] as number));
    levels.move(item, pick(options, random() * random()) as number);
  }
}

/**
 * Exchanges between neighbours until none is left that helps: each lessens the sum of rating times height squared, so load flows
 * to where there is room however far away (dimension exchange, Cybenko 1989, Journal of Parallel and Distributed Computing 7, 279).
 */
function settleDown(levels: Levels, near: readonly number[][], { aim, budget }: LevelOptions): void {
  for (let changed = true; changed; ) {
    changed = false;
    const order = [...near.keys()].sort((a, b) => levels.height(b) - levels.height(a));
    if (levels.height(order[0] as number) <= aim) return;
    for (const bin of order) {
      const lowestFirst = (near[bin] as number[]).toSorted((a, b) => levels.height(a) - levels.height(b));
      for (const other of lowestFirst) {
        if (levels.height(other) >= levels.height(bin)) break;
        if (levels.exchange(bin, other)) changed = true;
      }
      if (secondsLeft(budget) <= 0) return;
    }
  }
}

/** Along a tree each bin gives what it has above the mean of all to the one before it, or takes what it lacks; the ends first. */
function passOn(
  { capacity, dims }: Problem,
  levels: Levels,
  tree: ReadonlyMap<number, number>,
  { t, most }: { t: number; most: number },
): void {
  const rated = (bin: number): number => capacity[bin * dims + t] as number;
  const bins = [...tree.keys()];
  const mean = sum(bins.map((bin) => levels.load(bin, t))) / sum(bins.map(rated));
  for (const bin of bins.reverse()) {
    const above = levels.load(bin, t) - mean * rated(bin);
    const parent = tree.get(bin) as number;
    if (parent === bin || !Number.isFinite(above)) continue;
    if (above > 0) levels.give(bin, parent, { t, want: above, most });
    else levels.give(parent, bin, { t, want: -above, most });
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The dimension in which all items together are the largest share of all capacity. */
function busiestDim(
  { items, bins, dims, profile, capacity }: Problem,
  isHard: (row: number) => boolean,
): number {
  const share = Float64Array.from({ length: dims }, (_, t) => {
    let [load, room] = [0, 0];
    for (let item = 0; item < items; item++) load += profile[item * dims + t] as number;
    for (let bin = 0; bin < bins; bin++)
      room += isHard(bin * dims + t) ? Number.POSITIVE_INFINITY : (capacity[bin * dims + t] as number);
    return load / room;
  });
  return share.reduce((best, value, t) => (value > (share[best] as number) ? t : best), 0);
}

/** Of an item with more options than these, bins are taken to be neighbours when they are near in its list. */
const neighbouring = 12;

/** How many items could be in either of two bins, `bins * bins`. */
function sharedItems({ items, bins, optionStart, ...problem }: Problem): Int32Array {
  const shared = new Int32Array(bins * bins);
  const binOf = (option: number): number => singleBin(problem, option);
  for (let item = 0; item < items; item++) {
    const [from, to] = [optionStart[item] as number, optionStart[item + 1] as number];
    for (let one = from; one < to; one++)
      for (let other = one + 1; other < Math.min(to, one + 1 + neighbouring); other++)
        for (const pair of [binOf(one) * bins + binOf(other), binOf(other) * bins + binOf(one)])
          shared[pair] = (shared[pair] as number) + 1;
  }
  return shared;
}

/** A tree over the bins that can be reached, each joined where most items are shared: the bin before each, in order of joining. */
function strongTree(shared: Int32Array, bins: number, root: number): Map<number, number> {
  const tree = new Map([[root, root]]);
  const joint = new Int32Array(bins).fill(root);
  const strength = (bin: number): number => shared[(joint[bin] as number) * bins + bin] as number;
  for (let last = root; last >= 0; ) {
    let next = -1;
    for (let bin = 0; bin < bins; bin++) {
      if (tree.has(bin)) continue;
      if ((shared[last * bins + bin] as number) > strength(bin)) joint[bin] = last;
      if (strength(bin) > (next < 0 ? 0 : strength(next))) next = bin;
    }
    if (next >= 0) tree.set(next, joint[next] as number);
    last = next;
  }
  return tree;
}
