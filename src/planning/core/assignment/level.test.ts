import { describe, expect, it } from 'vitest';
import { createRandom } from '#platform/numbers';
import type { Budget } from './budget.ts';
import { greedyChoice } from './greedy.ts';
import { levelled } from './level.ts';
import { flexibleShare } from './peak.ts';
import { highestShare, packProblem } from './problem.ts';

const endless: Budget = { now: () => 0, until: 1 };
const never = () => false;

/** A ring of bins: every item may be in one of two neighbours. */
function ring(bins: number, each: number, seed: number) {
  const random = createRandom(seed);
  const items = bins * each;
  const dims = 3;
  const profile = Float64Array.from({ length: items * dims }, (_, k) =>
    k % dims === 2 ? 1 : (k % dims === 0 ? 1 : 0.8) * (0.1 + random()),
  );
  let total = 0;
  for (let item = 0; item < items; item++) total += profile[item * dims] as number;
  const capacity = Float64Array.from({ length: bins * dims }, (_, k) =>
    k % dims === 2 ? 1.3 * each : total / bins,
  );
  const options = Array.from({ length: items }, (_, item) => {
    const at = Math.floor(item / each);
    return [
      { cost: 0, bins: [at] },
      { cost: 1, bins: [(at + 1) % bins] },
    ];
  });
  return packProblem({ bins, dims, profile, capacity }, options);
}

const isHard = (at: number): boolean => at % 3 === 2;

describe('levelling', () => {
  it.each([1, 2, 3])('comes within four thousandths of level round a ring of bins (ring %i)', (seed) => {
    const problem = ring(60, 60, seed);
    const start = greedyChoice(problem, isHard);
    const found = levelled(problem, start, { isHard, aim: 1.004, budget: endless });
    expect(flexibleShare(problem, start, isHard)).toBeGreaterThan(1.001);
    expect(flexibleShare(problem, found, isHard)).toBeLessThanOrEqual(1.004);
  });

  it('never ends above where it began, and looks at every dimension', () => {
    const problem = ring(6, 5, 4);
    for (let time = 0; time < 20; time++) {
      const random = createRandom(time);
      const start = Int32Array.from(
        { length: problem.items },
        (_, item) => 2 * item + Math.floor(2 * random()),
      );
      const kicks = { regret: new Float64Array(problem.cost.length), random };
      const found = levelled(problem, start, { isHard: never, aim: 0, budget: looks(500), kicks });
      expect(highestShare(problem, found)).toBeLessThanOrEqual(highestShare(problem, start));
    }
  });

  it('mends a hard capacity that the choice before broke', () => {
    const problem = ring(6, 5, 5);
    const start = Int32Array.from({ length: problem.items }, (_, item) => 2 * item + (item < 10 ? 1 : 0));
    expect(flexibleShare(problem, start, isHard)).toBe(Number.POSITIVE_INFINITY);
    const found = levelled(problem, start, { isHard, aim: 0, budget: endless });
    expect(flexibleShare(problem, found, isHard)).toBeLessThan(1.5);
  });

  it('stops when it is called off, with a choice', () => {
    const problem = ring(30, 60, 6);
    const start = greedyChoice(problem, isHard);
    const found = levelled(problem, start, { isHard, aim: 0, budget: { ...endless, cancelled: () => true } });
    expect(found).toHaveLength(problem.items);
  });
});

/** A budget that is spent by looking at it. */
function looks(count: number): Budget {
  let at = 0;
  return { now: () => at++, until: count };
}
