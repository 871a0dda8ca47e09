import { type Budget, secondsLeft } from './budget.ts';
import { type Cheapest, solveCheapest } from './cheapest.ts';
import { brokenRowsOf } from './joint-rows.ts';
import { solveLinear } from './linear.ts';
import { type Choice, costOf, type Problem } from './problem.ts';
import { joinPlaces, type Loss, type LossOptions, planLosses } from './survive.ts';
import { solveWhole } from './whole.ts';

export interface Surviving extends Cheapest {
  losses: Loss[];
  /** Pairs of a first and a second place; set when there are too many of them to be tried together, and null otherwise. */
  tooManyPairs: number | null;
}

/** Joint options beyond this are too many for HiGHS. */
export const jointOptions = 6000;

/**
 * The cheapest choice within `normal` shares of capacity that leaves no bin over `lost` shares when any other is lost. First
 * without the losses: if that choice survives them it is the cheapest with them too. Else jointly, for few bins.
 */
export function cheapestSurviving(
  problem: Problem,
  allowed: { normal: number; lost: number },
  options: LossOptions & { starts?: readonly Choice[] },
): Surviving {
  const { isHard, budget } = options;
  const scaled: Problem = {
    ...problem,
    capacity: problem.capacity.map((value, row) => (isHard(row) ? value : value * allowed.normal)),
  };
  const begun = secondsLeft(budget);
  const plain = solveCheapest(scaled, { ...options, budget: part(budget, 0.35 * begun) });
  if (!plain.choice) return { ...plain, losses: [], tooManyPairs: null };
  const losses = planLosses(problem, plain.choice, { ...options, budget: part(budget, 0.2 * begun) });
  const worst = Math.max(...losses.map((loss) => loss.share));
  if (worst <= allowed.lost * (1 + 1e-9)) return { ...plain, losses, tooManyPairs: null };
  const m = problem.bins;
  const pairs = problem.cost.length * (m - 1);
  if (pairs > jointOptions)
    return { ...plain, choice: null, cost: Number.POSITIVE_INFINITY, losses, tooManyPairs: pairs };
  return jointly(problem, allowed, options, plain.bound);
}

const part = (budget: Budget, seconds: number): Budget => ({
  ...budget,
  until: Math.min(budget.until, budget.now() + 1000 * seconds),
});

function jointly(
  problem: Problem,
  allowed: { normal: number; lost: number },
  options: LossOptions,
  bound: number,
): Surviving {
  const joint = joinPlaces(problem, options.isHard, allowed);
  const linear = solveLinear(
    options.highs,
    joint.problem,
    part(options.budget, 0.3 * secondsLeft(options.budget)),
    {
      aim: 'cost',
    },
  );
  if (linear.status === 'infeasible')
    return {
      choice: null,
      cost: Number.POSITIVE_INFINITY,
      bound: Number.POSITIVE_INFINITY,
      infeasible: true,
      losses: [],
      tooManyPairs: null,
    };
  const rows = new Set(linear.rows);
  const free = new Uint8Array(joint.problem.cost.length).fill(1);
  let proved = bound;
  for (let round = 0; round < 12 && secondsLeft(options.budget) > 0.2; round++) {
    const found = solveWhole(options.highs, joint.problem, {
      free,
      seconds: secondsLeft(options.budget),
      start: null,
      rows,
    });
    proved = Math.max(proved, Math.ceil(found.bound - 1e-6));
    if (!found.choice) break;
    const broken = brokenRowsOf(joint.problem, found.choice);
    if (broken.length === 0) {
      const choice = found.choice.map((option) => joint.firstOf[option] as number);
      const losses = planLosses(problem, choice, options);
      return {
        choice,
        cost: costOf(problem, choice),
        bound: Math.min(proved, costOf(problem, choice)),
        infeasible: false,
        losses,
        tooManyPairs: null,
      };
    }
    for (const row of broken) rows.add(row);
  }
  return {
    choice: null,
    cost: Number.POSITIVE_INFINITY,
    bound: proved,
    infeasible: false,
    losses: [],
    tooManyPairs: null,
  };
}
