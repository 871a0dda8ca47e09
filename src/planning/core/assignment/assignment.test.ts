import { describe, expect, it } from 'vitest';
import { createRandom } from '#platform/numbers';
import type { Budget } from './budget.ts';
import { solveCheapest } from './cheapest.ts';
import { cheapestSurviving } from './fewest-with-loss.ts';
import { readGap } from './gap-file.ts';
import { greedyChoice } from './greedy.ts';
import { price } from './lagrangian.ts';
import { loadOptimiser } from './optimiser.ts';
import { flexibleShare, solvePeak } from './peak.ts';
import { type Choice, costOf, highestShare, isFeasible, type Problem, packProblem } from './problem.ts';
import { planLosses } from './survive.ts';

const highs = await loadOptimiser();
const never = () => false;

/** A budget that is spent by looking at it: the same on every machine. */
function looks(count: number): Budget {
  let at = 0;
  return { now: () => at++, until: count };
}

function drawn(
  seed: number,
  { items, bins, dims, load }: Record<'items' | 'bins' | 'dims' | 'load', number>,
) {
  const random = createRandom(seed);
  const profile = Float64Array.from({ length: items * dims }, () => 0.2 + random());
  const capacity = new Float64Array(bins * dims).fill((0.7 * items) / bins / load);
  const options = Array.from({ length: items }, () => {
    const home = Math.floor(random() * 2);
    return Array.from({ length: bins }, (_, bin) => ({ cost: bin === home ? 0 : 1, bins: [bin] }));
  });
  return packProblem({ bins, dims, profile, capacity }, options);
}

/** Every choice there is. */
function* everyChoice(problem: Problem): Generator<Choice> {
  const choice = problem.optionStart.slice(0, problem.items);
  for (;;) {
    yield choice;
    let item = 0;
    while (item < problem.items) {
      choice[item] = (choice[item] as number) + 1;
      if ((choice[item] as number) < (problem.optionStart[item + 1] as number)) break;
      choice[item] = problem.optionStart[item] as number;
      item++;
    }
    if (item === problem.items) return;
  }
}

describe('the cheapest choice', () => {
  it.each([1, 2, 3, 4, 5, 6])('is the one that trying all of them finds (estate %i)', (seed) => {
    const problem = drawn(seed, { items: 8, bins: 3, dims: 4, load: 0.75 });
    let least = Number.POSITIVE_INFINITY;
    for (const choice of everyChoice(problem))
      if (isFeasible(problem, choice)) least = Math.min(least, costOf(problem, choice));
    const found = solveCheapest(problem, { highs, random: createRandom(1), budget: looks(20_000) });
    if (least === Number.POSITIVE_INFINITY) expect(found).toMatchObject({ choice: null, infeasible: true });
    else expect({ cost: found.cost, bound: found.bound }).toEqual({ cost: least, bound: least });
  });

  it('says that the capacities cannot be kept when that is so', () => {
    const found = solveCheapest(drawn(1, { items: 12, bins: 3, dims: 2, load: 1.2 }), {
      highs,
      random: createRandom(1),
      budget: looks(5000),
    });
    expect(found).toMatchObject({ choice: null, infeasible: true });
  });

  it('of a published problem is its optimum, by hand: two jobs that must swap agents', () => {
    const problem = readGap('2 2  1 9  9 1  5 5  5 5  5 5');
    const found = solveCheapest(problem, { highs, random: createRandom(1), budget: looks(5000) });
    expect([found.cost, found.bound, [...(found.choice ?? [])]]).toEqual([2, 2, [0, 3]]);
  });

  it.each([
    ['2', 'The first two figures'],
    ['2 2 1 1', 'need 12 figures; there are 4'],
    ['1 1 x 1 1', "'x', is not a number"],
    ['1 1 3 9 5', 'Job 1 fits on no agent'],
  ])('is not sought in a file that says %j', (text, reason) => {
    expect(() => readGap(text)).toThrow(reason);
  });
});

describe('a bound', () => {
  it('by any prices is never above a choice that keeps the capacities', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const problem = drawn(seed, { items: 6, bins: 3, dims: 3, load: 0.7 });
      const random = createRandom(seed + 100);
      const prices = new Map(Array.from(problem.capacity, (_, row) => [row, random()] as const));
      const { bound } = price(problem, prices);
      for (const choice of everyChoice(problem))
        if (isFeasible(problem, choice)) expect(costOf(problem, choice)).toBeGreaterThanOrEqual(bound - 1e-9);
    }
  });
});

describe('the lowest peak', () => {
  it.each([1, 2, 3, 4])(
    'is within its tolerance of what trying all finds, and above its bound (estate %i)',
    (seed) => {
      const problem = drawn(seed, { items: 8, bins: 3, dims: 4, load: 0.8 });
      let least = Number.POSITIVE_INFINITY;
      for (const choice of everyChoice(problem)) least = Math.min(least, highestShare(problem, choice));
      const found = solvePeak(problem, { highs, random: createRandom(1), budget: looks(20_000) });
      expect(found.bound).toBeLessThanOrEqual(least + 1e-9);
      expect(found.share).toBeGreaterThanOrEqual(least - 1e-9);
      expect(found.share).toBeLessThanOrEqual(least * 1.04);
      expect(found.share).toBeLessThanOrEqual(highestShare(problem, greedyChoice(problem)));
    },
  );

  it('of many sites is near the bound, and the hard rows are kept', () => {
    const problem = drawn(9, { items: 120, bins: 3, dims: 6, load: 0.6 });
    const isHard = (row: number): boolean => row % 6 === 5;
    const found = solvePeak(problem, { highs, random: createRandom(1), isHard, budget: looks(50_000) });
    expect(found.share / found.bound).toBeLessThan(1.001);
    expect(found.share).toBe(flexibleShare(problem, found.choice as Choice, isHard));
  });
});

describe('the loss of a concentrator', () => {
  it('is survived by the choice that says so, whichever is lost', () => {
    const problem = drawn(3, { items: 24, bins: 3, dims: 3, load: 0.5 });
    const options = { highs, random: createRandom(1), isHard: never, budget: looks(60_000) };
    const found = cheapestSurviving(problem, { normal: 0.75, lost: 0.95 }, options);
    expect(found.choice).not.toBeNull();
    expect(found.losses).toHaveLength(3);
    for (const loss of found.losses) expect(loss.share).toBeLessThanOrEqual(0.95 + 1e-9);
    const again = planLosses(problem, found.choice as Choice, { ...options, budget: looks(60_000) });
    expect(again.every((loss) => loss.bound <= loss.share)).toBe(true);
  });
});
