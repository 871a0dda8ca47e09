import type { Random } from '#platform/numbers';
import { type Budget, secondsLeft } from './budget.ts';
import { type Choice, loadsOf, type Problem } from './problem.ts';
import { singleBin } from './search-state.ts';

/**
 * Levels the bins in some dimensions: random shifts and swaps that lessen the sum over bins and dimensions of capacity times a
 * power of the share. Unlike the fullest bin alone, that sum lets load flow from bin to bin to where there is room, however far
 * away; the higher the power, the more only the fullest count. Capacities of the hard rows are not broken further.
 */
export function levelled(
  problem: Problem,
  start: Choice,
  {
    level,
    doublings,
    aim,
    hardDims,
    random,
    budget,
    tries,
  }: {
    /** Dimensions that are levelled. */
    level: readonly number[];
    /** The power is two to this. */
    doublings: number;
    /** Shares are taken against this one, so that powers stay in range. */
    aim: number;
    hardDims: readonly number[];
    random: Random;
    budget: Budget;
    tries: number;
  },
): Choice {
  const { dims, bins, items, profile, scale, capacity, optionStart } = problem;
  const choice = start.slice();
  const loads = loadsOf(problem, choice);
  const members: number[][] = Array.from({ length: bins }, () => []);
  const place = new Int32Array(items);
  for (let item = 0; item < items; item++) {
    const list = members[singleBin(problem, choice[item] as number)] as number[];
    place[item] = list.length;
    list.push(item);
  }
  const touched = [...level, ...hardDims];
  const put = (item: number, option: number): void => {
    const from = singleBin(problem, choice[item] as number);
    const to = singleBin(problem, option);
    for (const t of touched) {
      const load = profile[item * dims + t] as number;
      loads[from * dims + t] =
        (loads[from * dims + t] as number) - load * (scale[choice[item] as number] as number);
      loads[to * dims + t] = (loads[to * dims + t] as number) + load * (scale[option] as number);
    }
    const list = members[from] as number[];
    const last = list.pop() as number;
    if (last !== item) {
      list[place[item] as number] = last;
      place[last] = place[item] as number;
    }
    place[item] = (members[to] as number[]).length;
    (members[to] as number[]).push(item);
    choice[item] = option;
  };
  /** Whether a bin may take this much more in the hard dimensions. */
  const hasRoom = (bin: number, item: number, instead: number): boolean =>
    hardDims.every((t) => {
      const more =
        (profile[item * dims + t] as number) - (instead < 0 ? 0 : (profile[instead * dims + t] as number));
      return more <= 0 || (loads[bin * dims + t] as number) + more <= (capacity[bin * dims + t] as number);
    });
  /** Change of the sum when a bin takes one item, given its option, for another. */
  const change = (bin: number, item: number, option: number, out: number, outOption: number): number => {
    const more = item < 0 ? 0 : (scale[option] as number);
    const less = out < 0 ? 0 : (scale[outOption] as number);
    let sum = 0;
    for (let k = 0; k < level.length; k++) {
      const t = level[k] as number;
      const by =
        (item < 0 ? 0 : more * (profile[item * dims + t] as number)) -
        (out < 0 ? 0 : less * (profile[out * dims + t] as number));
      const inverse = 1 / ((capacity[bin * dims + t] as number) * aim);
      const load = loads[bin * dims + t] as number;
      let before = load * inverse;
      let after = (load + by) * inverse;
      for (let time = 0; time < doublings; time++) {
        before *= before;
        after *= after;
      }
      sum += (after - before) / inverse;
    }
    return sum;
  };
  for (let attempt = 0; attempt < tries; attempt++) {
    if ((attempt & 8191) === 0 && secondsLeft(budget) <= 0) break;
    const item = Math.floor(random() * items);
    const [first, end] = [optionStart[item] as number, optionStart[item + 1] as number];
    const option = first + Math.floor(random() * (end - first));
    const from = singleBin(problem, choice[item] as number);
    const to = singleBin(problem, option);
    if (to === from) continue;
    const now = choice[item] as number;
    const leaving = change(from, -1, -1, item, now);
    if (leaving + change(to, item, option, -1, -1) < 0 && hasRoom(to, item, -1)) {
      put(item, option);
      continue;
    }
    const list = members[to] as number[];
    const other = list[Math.floor(random() * list.length)];
    if (other === undefined) continue;
    const back = optionInto(problem, other, from);
    if (back < 0) continue;
    const there = choice[other] as number;
    if (change(from, other, back, item, now) + change(to, item, option, other, there) >= 0) continue;
    if (!hasRoom(to, item, other) || !hasRoom(from, other, item)) continue;
    put(item, option);
    put(other, back);
  }
  return choice;
}

function optionInto(problem: Problem, item: number, bin: number): number {
  for (
    let option = problem.optionStart[item] as number;
    option < (problem.optionStart[item + 1] as number);
    option++
  )
    if (singleBin(problem, option) === bin) return option;
  return -1;
}
