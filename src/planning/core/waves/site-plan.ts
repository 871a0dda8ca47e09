import type { Random } from '#platform/numbers';
import type { Budget } from '../assignment/budget.ts';
import { partOf, secondsLeft } from '../assignment/budget.ts';
import { solveCheapest } from '../assignment/cheapest.ts';
import { cheapestSurviving, jointOptions, type Surviving } from '../assignment/fewest-with-loss.ts';
import type { Optimiser } from '../assignment/optimiser.ts';
import { flexibleShare, solvePeak } from '../assignment/peak.ts';
import { type Choice, type OptionGiven, type Problem, packProblem } from '../assignment/problem.ts';
import { singleBin } from '../assignment/search-state.ts';
import { type Loss, lossBound, planLosses } from '../assignment/survive.ts';
import type { PlannedMove } from './waves.ts';

/** A site as the plan sees it. Copied into the thread that plans. */
export interface PlanSite {
  code: string;
  practice: string;
  /** The concentrator on which it is now. */
  at: string;
  /** Why it cannot move; null when it may. */
  fixed: string | null;
  mbps: Float64Array;
  tunnels: number;
}

export interface PlanConcentrator {
  code: string;
  dataCentre: string;
  ratedMbps: number;
  ratedTunnels: number | null;
  /** Load that no site accounts for. */
  otherMbps: Float64Array;
}

export interface PlanQuestion {
  sites: PlanSite[];
  concentrators: PlanConcentrator[];
  /** How far above the lowest peak the plan may stay, in per cent of it. */
  distancePercent: number;
  /** Concentrators of this data centre come first where the number of moves is the same. */
  preferred: string | null;
  /** The others must stay within their ratings when any one concentrator is lost. */
  surviveLoss: boolean;
  seconds: number;
}

export interface LossAnswer {
  concentrator: string;
  /** Highest share of a rating among the others, with their sites taken over. Null: tunnels do not suffice. */
  share: number | null;
}

export interface PlanAnswer {
  moves: { site: string; from: string; to: string }[];
  /** Highest share of a rating in any half-hour: now, the lowest there could be, and as planned. */
  shareNow: number;
  lowestShare: number;
  lowestBound: number;
  sharePlanned: number;
  /** No plan within the distance has fewer moves. */
  movesBound: number;
  losses: LossAnswer[];
  /** Null: planned. Otherwise why not, and what would help. */
  refusal: string | null;
}

/** The best plan so far. Shares are of a rating, 1 is all of it. */
export interface PlanProgress {
  /** The highest peak with the best places so far, and what none is below. */
  share: number;
  shareBound: number;
  /** Sites that move, and the fewest that could; null before moves are counted. */
  moves: number | null;
  movesBound: number | null;
  /** Since planning began. */
  seconds: number;
}

/** How far planning is, in a sentence. */
export function progressWords({ share, shareBound, moves, movesBound, seconds }: PlanProgress): string {
  const peak = `the highest peak can be ${percent(share)} of a rating, and not below ${percent(shareBound)}`;
  const counted =
    moves === null || movesBound === null ? '' : `; ${moves} moves do, and no fewer than ${movesBound} could`;
  return `After ${Math.round(seconds)} seconds: ${peak}${counted}.`;
}

/** Plans which sites move. Tells of its best plan so far as it goes on. */
export function planSites(
  question: PlanQuestion,
  tools: { highs: Optimiser; budget: Budget; random: Random; onProgress?: (progress: PlanProgress) => void },
): PlanAnswer {
  const { problem, now, groups, isHard, weight } = problemOf(question);
  const shareNow = flexibleShare({ ...problem }, now, isHard);
  const begun = secondsLeft(tools.budget);
  const tell = (progress: Omit<PlanProgress, 'seconds'>): void =>
    tools.onProgress?.({ ...progress, seconds: begun - secondsLeft(tools.budget) });
  const peak = solvePeak(problem, {
    ...tools,
    isHard,
    budget: partOf(tools.budget, 0.3 * begun),
    starts: [now],
    onBetter: (_, share, shareBound) => tell({ share, shareBound, moves: null, movesBound: null }),
  });
  const empty = {
    moves: [],
    shareNow: finite(shareNow),
    lowestShare: peak.share,
    lowestBound: peak.bound,
    movesBound: 0,
    losses: [],
  };
  if (!peak.choice)
    return {
      ...empty,
      lowestShare: 0,
      lowestBound: 0,
      sharePlanned: finite(shareNow),
      refusal: refusalWords(question, peak.bound),
    };
  if (peak.bound > 1)
    return { ...empty, sharePlanned: finite(shareNow), refusal: refusalWords(question, peak.bound) };
  const limit = Math.min(Math.max(1, peak.share), peak.share * (1 + question.distancePercent / 100));
  const inMoves = (cost: number): number => Math.max(0, Math.floor(cost / weight + 1e-9));
  const onBetter = (_: unknown, cost: number, bound: number): void =>
    tell({
      share: peak.share,
      shareBound: peak.bound,
      moves: inMoves(cost),
      movesBound: Number.isFinite(bound) ? inMoves(bound) : 0,
    });
  const starts = [now, peak.choice];
  const answered = (found: { choice: Choice; bound: number; losses: readonly Loss[] }): PlanAnswer => ({
    ...empty,
    moves: movesOf(question, problem, found.choice, groups),
    sharePlanned: flexibleShare(problem, found.choice, isHard),
    movesBound: inMoves(found.bound),
    losses: found.losses.map((loss) => ({
      concentrator: question.concentrators[loss.bin]?.code ?? '',
      share: Number.isFinite(loss.share) ? loss.share : null,
    })),
    refusal: null,
  });
  if (question.surviveLoss) {
    const budget = partOf(tools.budget, 0.8 * secondsLeft(tools.budget));
    const found = cheapestSurviving(
      problem,
      { normal: limit, lost: 1 },
      { ...tools, budget, isHard, starts },
    );
    if (found.choice) return answered({ ...found, choice: found.choice });
    const bound =
      found.tooManyPairs === null
        ? lossBound(problem, { highs: tools.highs, budget: tools.budget, isHard })
        : 0;
    return {
      ...empty,
      sharePlanned: finite(shareNow),
      refusal: lossRefusalWords(question, found, bound),
    };
  }
  const limited = {
    ...problem,
    capacity: problem.capacity.map((value, row) => (isHard(row) ? value : value * limit)),
  };
  const fewest = solveCheapest(limited, {
    ...tools,
    budget: partOf(tools.budget, 0.85 * secondsLeft(tools.budget)),
    starts,
    onBetter,
  });
  const choice = fewest.choice ?? peak.choice;
  return answered({ choice, bound: fewest.bound, losses: planLosses(problem, choice, { ...tools, isHard }) });
}

/** Why no plan survives the loss of any one concentrator, and what would help. `bound` is the least share that a loss leaves; 0: unknown. */
function lossRefusalWords(
  { concentrators, distancePercent, seconds }: PlanQuestion,
  found: Surviving,
  bound: number,
): string {
  if (found.tooManyPairs !== null) {
    const worst = found.losses.reduce((a, b) => (b.share > a.share ? b : a));
    const full = Number.isFinite(worst.share)
      ? `the fullest of the others would be at ${percent(worst.share)} of a rating`
      : 'the tunnels of the others would not suffice';
    return (
      `The plan with the fewest moves does not survive the loss of ${concentrators[worst.bin]?.code ?? ''}: ${full}. ` +
      `Looking for one that does is too large: ${found.tooManyPairs} pairs of a first and a second place, and at most ${jointOptions} can be tried together. ` +
      'What would help is a greater distance from the lowest peak, fewer sites that may move, or a plan without this demand, which says what each loss would do.'
    );
  }
  if (bound > 1 + 1e-9) {
    const rated = concentrators.reduce((sum, one) => sum + one.ratedMbps, 0);
    return (
      `No plan survives the loss of any one concentrator: whatever moves, one loss leaves a concentrator at ${percent(bound)} of its rating or more. ` +
      `What would help is ratings ${percent(bound - 1)} higher, about ${Math.ceil((bound - 1) * rated)} Mbps over all, or ${percent(1 - 1 / bound)} less load at the peak.`
    );
  }
  return found.infeasible
    ? `No plan within ${distancePercent}% of the lowest peak survives the loss of any one concentrator. What would help is a greater distance from the lowest peak, or more tunnels.`
    : `No plan that survives the loss of any one concentrator was found in ${seconds} seconds. That does not say that there is none. What would help is more time, or a greater distance from the lowest peak.`;
}

const finite = (share: number): number => (Number.isFinite(share) ? share : 0);
const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

function problemOf({ sites, concentrators, preferred }: PlanQuestion) {
  const halfHours = concentrators[0]?.otherMbps.length ?? 0;
  const dims = halfHours + 1;
  const binOf = new Map(concentrators.map((one, bin) => [one.code, bin] as const));
  // Sites of a practice on one concentrator stay together; one that cannot move holds none of the others back.
  const groups = [...Map.groupBy(sites.keys(), (k) => groupKey(sites[k] as PlanSite)).values()];
  const profile = new Float64Array((groups.length + concentrators.length) * dims);
  groups.forEach((group, item) => {
    for (const k of group) {
      const { mbps, tunnels } = sites[k] as PlanSite;
      for (let t = 0; t < halfHours; t++)
        profile[item * dims + t] = (profile[item * dims + t] as number) + (mbps[t] as number);
      profile[item * dims + halfHours] = (profile[item * dims + halfHours] as number) + tunnels;
    }
  });
  const capacity = new Float64Array(concentrators.length * dims);
  concentrators.forEach((one, bin) => {
    capacity.fill(one.ratedMbps, bin * dims, bin * dims + halfHours);
    capacity[bin * dims + halfHours] = one.ratedTunnels ?? Number.POSITIVE_INFINITY;
    profile.set(one.otherMbps, (groups.length + bin) * dims);
  });
  // A move outweighs every preference.
  const weight = preferred === null ? 1 : sites.length + 1;
  const options = groups.map((group): OptionGiven[] => {
    const first = sites[group[0] as number] as PlanSite;
    const at = binOf.get(first.at) as number;
    const bins = first.fixed === null ? [...concentrators.keys()] : [at];
    return bins.map((bin) => ({
      bins: [bin],
      cost:
        (bin === at ? 0 : weight * group.length) +
        (preferred !== null && concentrators[bin]?.dataCentre !== preferred && bin !== at ? group.length : 0),
    }));
  });
  for (let bin = 0; bin < concentrators.length; bin++) options.push([{ bins: [bin], cost: 0 }]);
  const problem = packProblem({ bins: concentrators.length, dims, profile, capacity }, options);
  const now = Int32Array.from(options, (list, item) => {
    const from = problem.optionStart[item] as number;
    const first = groups[item]?.[0];
    if (first === undefined) return from;
    const at = binOf.get((sites[first] as PlanSite).at);
    return from + list.findIndex((option) => option.bins[0] === at);
  });
  return { problem, now, groups, weight, isHard: (row: number) => row % dims === halfHours };
}

const groupKey = (site: PlanSite): string =>
  site.fixed === null ? `${site.practice} ${site.at}` : `fixed ${site.code}`;

function movesOf(
  { sites, concentrators }: PlanQuestion,
  problem: Problem,
  choice: Choice,
  groups: readonly (readonly number[])[],
): PlanAnswer['moves'] {
  return groups.flatMap((group, item) => {
    const to = concentrators[singleBin(problem, choice[item] as number)]?.code ?? '';
    return group.flatMap((k) => {
      const { code, at } = sites[k] as PlanSite;
      return at === to ? [] : [{ site: code, from: at, to }];
    });
  });
}

/** Which limits conflict, and the least that would help. */
function refusalWords({ sites, concentrators }: PlanQuestion, bound: number): string {
  const rated = concentrators.reduce((sum, one) => sum + one.ratedMbps, 0);
  const fixed = [
    ...Map.groupBy(
      sites.filter((site) => site.fixed !== null),
      (site) => site.fixed as string,
    ),
  ]
    .map(([reason, list]) => `${list.length} that cannot move (${reason})`)
    .join(', ');
  if (!Number.isFinite(bound))
    return `The tunnel ratings cannot be kept: ${sites.reduce((sum, site) => sum + site.tunnels, 0)} tunnels are needed. The least that would help is a concentrator with more tunnels.`;
  const missing = Math.ceil((bound - 1) * rated);
  return (
    `No assignment keeps the ratings: the lowest peak possible is ${percent(bound)} of a rating. ` +
    `The load of ${sites.length} sites${fixed === '' ? '' : `, with ${fixed},`} conflicts with the throughput ratings. ` +
    `The least that would help is about ${missing} Mbps more rating, or ${percent(1 - 1 / bound)} less load at the peak.`
  );
}

/** Moves with what their sites carry, for the waves. */
export function toPlannedMoves(question: PlanQuestion, moves: PlanAnswer['moves']): PlannedMove[] {
  const byCode = new Map(question.sites.map((site) => [site.code, site] as const));
  return moves.flatMap((move) => {
    const site = byCode.get(move.site);
    return site ? [{ ...move, practice: site.practice, mbps: site.mbps, tunnels: site.tunnels }] : [];
  });
}
