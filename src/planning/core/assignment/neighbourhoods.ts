import type { Random } from '#platform/numbers';
import { type Budget, secondsLeft } from './budget.ts';
import type { Optimiser } from './optimiser.ts';
import type { Choice, Problem } from './problem.ts';
import { singleBin } from './search-state.ts';
import { solveWhole } from './whole.ts';

export interface PartsOptions {
  highs: Optimiser;
  problem: Problem;
  regret: Float64Array;
  random: Random;
  budget: Budget;
  start: Choice;
  isStarted: boolean;
  take(choice: Choice | null): void;
  best(): Choice | null;
  isDone(): boolean;
}

/**
 * Large-neighbourhood search (Shaw 1998): the items of a few bins are freed and HiGHS places them again, the rest standing
 * still. Bins are freed together when many of their items could change places. A part that HiGHS solves at once is followed
 * by larger ones, one that it does not finish by smaller ones.
 */
export function improveByParts(options: PartsOptions): void {
  const { budget, problem, random } = options;
  let size = 150;
  let idle = 0;
  while (secondsLeft(budget) > 0 && !options.isDone() && idle < 200) {
    const current = options.best() ?? options.start;
    const free = freedOptions(problem, current, { regret: options.regret, size, random });
    const seconds = Math.min(4, secondsLeft(budget));
    const begun = budget.now();
    const found = solveWhole(options.highs, problem, { free, seconds, start: current });
    const taken = (budget.now() - begun) / 1000;
    size = taken < 0.15 ? size * 1.1 : taken > 0.8 ? size * 0.8 : size;
    const before = options.best();
    options.take(found.choice);
    idle = options.best() === before ? idle + 1 : 0;
  }
}

/** Frees about so many options: of the items of some neighbouring bins, those into these bins that regret least. */
function freedOptions(
  problem: Problem,
  current: Choice,
  { regret, size, random }: { regret: Float64Array; size: number; random: Random },
): Uint8Array {
  const free = new Uint8Array(problem.cost.length);
  for (const option of current) free[option] = 1;
  const inBins = new Set<number>();
  const byBin: number[][] = Array.from({ length: problem.bins }, () => []);
  for (let item = 0; item < problem.items; item++)
    byBin[singleBin(problem, current[item] as number)]?.push(item);
  const near = nearness(problem, current);
  let next = Math.floor(random() * problem.bins);
  let count = 0;
  const most = limitOf(regret, current, size, random);
  while (count < size && inBins.size < problem.bins) {
    inBins.add(next);
    count = 0;
    for (const bin of inBins)
      for (const item of byBin[bin] as number[])
        count += eachOption(problem, item, inBins, regret, most, null);
    const from = [...inBins][Math.floor(random() * inBins.size)] as number;
    next = pickNear(near, from, inBins, problem.bins, random);
    if (next < 0) break;
  }
  for (const bin of inBins)
    for (const item of byBin[bin] as number[]) eachOption(problem, item, inBins, regret, most, free);
  return free;
}

function eachOption(
  problem: Problem,
  item: number,
  bins: ReadonlySet<number>,
  regret: Float64Array,
  most: number,
  free: Uint8Array | null,
): number {
  let count = 0;
  for (
    let option = problem.optionStart[item] as number;
    option < (problem.optionStart[item + 1] as number);
    option++
  )
    if ((regret[option] as number) <= most && bins.has(singleBin(problem, option))) {
      count++;
      if (free) free[option] = 1;
    }
  return count;
}

/** A limit on regret: the better the options, the more bins can be freed together. */
function limitOf(regret: Float64Array, current: Choice, size: number, random: Random): number {
  const own = Float64Array.from(current, (option) => regret[option] as number).sort();
  const high = own[Math.floor(0.98 * (own.length - 1))] as number;
  const sample = Float64Array.from(
    { length: 2000 },
    () => regret[Math.floor(random() * regret.length)] as number,
  ).sort();
  const share = Math.min(0.9, (current.length + 4 * size * (0.5 + random())) / regret.length);
  return Math.max(high, sample[Math.floor(share * 1999)] as number);
}

/** How many items of a bin have an option into another: flat, `bins * bins`. */
function nearness(problem: Problem, current: Choice): Float64Array {
  const near = new Float64Array(problem.bins * problem.bins);
  for (let item = 0; item < problem.items; item++) {
    const from = singleBin(problem, current[item] as number);
    for (
      let option = problem.optionStart[item] as number;
      option < (problem.optionStart[item + 1] as number);
      option++
    ) {
      const to = singleBin(problem, option);
      if (to === from) continue;
      near[from * problem.bins + to] = (near[from * problem.bins + to] as number) + 1;
      near[to * problem.bins + from] = (near[to * problem.bins + from] as number) + 1;
    }
  }
  return near;
}

/** Draws a bin not yet in the set, in proportion to its nearness; -1 when none is near. */
function pickNear(
  near: Float64Array,
  from: number,
  inBins: ReadonlySet<number>,
  bins: number,
  random: Random,
): number {
  let total = 0;
  for (let bin = 0; bin < bins; bin++) if (!inBins.has(bin)) total += near[from * bins + bin] as number;
  let left = random() * total;
  for (let bin = 0; bin < bins; bin++) {
    if (inBins.has(bin)) continue;
    left -= near[from * bins + bin] as number;
    if (left < 0) return bin;
  }
  return -1;
}
