import { type Choice, loadsOf, type Problem } from './problem.ts';

/**
 * What people do by hand: the largest items first, each where the fullest moment is then the least full. Takes no account of
 * costs. The choice may break capacities.
 */
export function greedyChoice(problem: Problem, isHard: (row: number) => boolean = () => false): Choice {
  const { items, dims, profile, optionStart, binStart, binOf, scale, capacity } = problem;
  const highest = Float64Array.from({ length: items }, (_, item) => {
    let most = 0;
    for (let t = 0; t < dims; t++) most = Math.max(most, profile[item * dims + t] as number);
    return most;
  });
  // Items that have no choice come first: the others go round them.
  const order = [...highest.keys()].sort(
    (a, b) =>
      Number(isFree(problem, a)) - Number(isFree(problem, b)) ||
      (highest[b] as number) - (highest[a] as number),
  );
  const loads = new Float64Array(problem.bins * dims);
  const choice = new Int32Array(items);
  for (const item of order) {
    let best = optionStart[item] as number;
    let least = Number.POSITIVE_INFINITY;
    for (let option = best; option < (optionStart[item + 1] as number); option++) {
      let peak = 0;
      for (let k = binStart[option] as number; k < (binStart[option + 1] as number); k++)
        for (let t = 0; t < dims; t++) {
          const row = (binOf[k] as number) * dims + t;
          const load =
            (loads[row] as number) + (scale[option] as number) * (profile[item * dims + t] as number);
          const share = load / (capacity[row] as number);
          peak = Math.max(peak, isHard(row) && share > 1 ? 1e6 * share : share);
        }
      if (peak < least) {
        least = peak;
        best = option;
      }
    }
    choice[item] = best;
    for (let k = binStart[best] as number; k < (binStart[best + 1] as number); k++)
      for (let t = 0; t < dims; t++) {
        const row = (binOf[k] as number) * dims + t;
        loads[row] = (loads[row] as number) + (scale[best] as number) * (profile[item * dims + t] as number);
      }
  }
  return choice;
}

const isFree = (problem: Problem, item: number): boolean =>
  (problem.optionStart[item + 1] as number) - (problem.optionStart[item] as number) > 1;

/**
 * Fewest moves as people do it by hand: while a bin is over, the item that relieves it most goes where there is room. Null when
 * it comes to an end before all capacities are kept.
 */
export function greedyMoves(problem: Problem, start: Choice): Choice | null {
  const { dims, profile, optionStart, binStart, binOf, capacity } = problem;
  const choice = start.slice();
  const loads = loadsOf(problem, choice);
  const moved = new Uint8Array(problem.items);
  const bin = (option: number): number => binOf[binStart[option] as number] as number;
  for (let step = 0; step <= problem.items; step++) {
    let worst = -1;
    let most = 1 + 1e-9;
    for (let row = 0; row < loads.length; row++) {
      const share = (loads[row] as number) / (capacity[row] as number);
      if (share > most) {
        most = share;
        worst = row;
      }
    }
    if (worst < 0) return choice;
    const from = Math.floor(worst / dims);
    let [bestItem, bestOption, bestRelief] = [-1, -1, 0];
    for (let item = 0; item < problem.items; item++) {
      if (moved[item] === 1 || bin(choice[item] as number) !== from) continue;
      const relief = profile[item * dims + (worst % dims)] as number;
      if (relief <= bestRelief) continue;
      for (let option = optionStart[item] as number; option < (optionStart[item + 1] as number); option++) {
        const to = bin(option);
        if (to === from || !fits(problem, loads, item, to)) continue;
        [bestItem, bestOption, bestRelief] = [item, option, relief];
        break;
      }
    }
    if (bestItem < 0) return null;
    for (let t = 0; t < dims; t++) {
      const load = profile[bestItem * dims + t] as number;
      loads[from * dims + t] = (loads[from * dims + t] as number) - load;
      const row = bin(bestOption) * dims + t;
      loads[row] = (loads[row] as number) + load;
    }
    choice[bestItem] = bestOption;
    moved[bestItem] = 1;
  }
  return null;
}

function fits(problem: Problem, loads: Float64Array, item: number, to: number): boolean {
  const { dims, profile, capacity } = problem;
  for (let t = 0; t < dims; t++)
    if (
      (loads[to * dims + t] as number) + (profile[item * dims + t] as number) >
      (capacity[to * dims + t] as number)
    )
      return false;
  return true;
}
