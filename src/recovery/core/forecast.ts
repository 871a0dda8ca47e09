import { normalQuantile, type Random } from '#platform/numbers';
import { gamma, normal, truncatedNormal } from './draws.ts';

// When will the last practice be back to normal? The model, its limits and a worked example: docs/algorithms/recovery.md.

/** What one practice said, in working days since recovery began. */
export interface CourseReport {
  day: number;
  /** Hours of work that wait; null when it named no backlog. */
  backlogHours: number | null;
  recovered: boolean;
}

/** Reports of one practice, oldest first; none for a practice that has not replied. */
export type Course = readonly CourseReport[];

export const forecastParameters = {
  /** Practices that must have shown how fast they recover: back to normal, or two reports with a backlog that fell. */
  leastPaces: 8,
  /** Of the practices that are awaited, so many must have answered. */
  leastAnsweredShare: 0.5,
  /** A reported backlog is right to about this share. */
  reportingError: 0.12,
  /** How much the pace of a practice changes from one working day to the next, as a share of it. */
  dailyVariation: 0.35,
  /** Practices that do not answer may need longer than those that do: by this factor, give or take its uncertainty. */
  silentFactor: 1.15,
  silentUncertainty: 0.1,
  warmUp: 100,
  draws: 400,
  /** The population is fitted to so many of those that are back to normal: more tell nothing more. */
  mostBack: 200,
  interval: 0.8,
} as const;

export interface Forecast {
  /** Working days since recovery began by which the last practice is back to normal. */
  low: number;
  middle: number;
  high: number;
  /** Practices whose pace is known. */
  paces: number;
  /** Still recovering, with no pace of their own yet. */
  withoutPace: number;
  silent: number;
}

export type ForecastResult = { ok: true; forecast: Forecast } | { ok: false; refused: string };

/** What is known of the whole length of one practice's recovery, in working days. */
type Known =
  | { kind: 'between'; low: number; high: number }
  | { kind: 'after'; low: number }
  | { kind: 'pace'; from: number; logRemaining: number; sd: number };

/**
 * Forecasts the working day on which the last practice is back to normal, with an 80% interval: the length of each practice's
 * recovery is lognormal over all practices; what each reported narrows its own. `nowDay` in working days since the beginning. Never
 * earlier than now: a practice that is silent has not recovered. Refuses with too little to go by.
 */
export function forecastRecovery(courses: readonly Course[], nowDay: number, random: Random): ForecastResult {
  const answered = courses.filter((course) => course.length > 0);
  const all = answered.map(knownOf);
  const known = thinned(all);
  const open = answered.filter((course) => !course.at(-1)?.recovered).length;
  const silent = courses.length - answered.length;
  const paces = all.filter(({ kind }) => kind !== 'after').length;
  const refused = refusalOf({ total: courses.length, answered: answered.length, open, silent, paces });
  if (refused !== null) return { ok: false, refused };
  const draws = simulate(known, { silent, nowDay }, random);
  const tail = (1 - forecastParameters.interval) / 2;
  return {
    ok: true,
    forecast: {
      low: quantile(draws, tail),
      middle: quantile(draws, 0.5),
      high: quantile(draws, 1 - tail),
      paces,
      withoutPace: known.filter(({ kind }) => kind === 'after').length,
      silent,
    },
  };
}

function refusalOf(counts: {
  total: number;
  answered: number;
  open: number;
  silent: number;
  paces: number;
}): string | null {
  const { leastPaces, leastAnsweredShare } = forecastParameters;
  const { total, answered, open, silent, paces } = counts;
  if (total === 0) return 'No practice is awaited.';
  if (answered < leastAnsweredShare * total)
    return `${answered} of ${total} practices have replied. At least half must have.`;
  if (open === 0 && silent === 0) return 'Every practice is back to normal: there is nothing to forecast.';
  if (open === 0)
    return `Every practice that replied is back to normal. Nothing is known of the ${silent} that have not replied.`;
  if (paces < leastPaces)
    return `${paces} practices have shown how fast they recover. At least ${leastPaces} must have: by two reports of a backlog that falls, or by being back to normal.`;
  return null;
}

/** Every one that still recovers, and of those that are back to normal some, spread evenly over the list. */
function thinned(all: readonly Known[]): Known[] {
  const back = all.filter(({ kind }) => kind === 'between');
  const step = Math.max(1, back.length / forecastParameters.mostBack);
  const wanted = Math.min(back.length, forecastParameters.mostBack);
  const kept = Array.from({ length: wanted }, (_, index) => back[Math.floor(index * step)]);
  return [...kept.filter((each) => each !== undefined), ...all.filter(({ kind }) => kind !== 'between')];
}

/** A recovery lasts at least part of a day. */
const leastDays = 0.25;

function knownOf(course: Course): Known {
  const last = course.at(-1);
  if (!last) return { kind: 'after', low: leastDays };
  if (last.recovered) {
    // A relapse counts to its end: the last report before the run of good ones.
    const open = course.findLast(({ recovered }) => !recovered);
    const back = course.find(({ day, recovered }) => recovered && day >= (open?.day ?? 0));
    const high = Math.max(leastDays, back?.day ?? last.day);
    return { kind: 'between', low: Math.min(open?.day ?? 0, high - leastDays / 2), high };
  }
  return paceOf(course) ?? { kind: 'after', low: Math.max(leastDays, last.day) };
}

/** So many of the latest reports show the pace: earlier ones are of other weeks. */
const reportsForPace = 4;

/** The remaining days at the pace since the reports looked at, as a lognormal; undefined when nothing fell, or too little. */
function paceOf(course: Course): Known | undefined {
  const told = course
    .filter((report): report is CourseReport & { backlogHours: number } => report.backlogHours !== null)
    .slice(-reportsForPace);
  const [first, last] = [told[0], told.at(-1)];
  if (!first || !last || last.day - first.day < 1) return undefined;
  // A practice that is not back to normal with an empty list has something else to do, of a length nobody knows.
  if (last.backlogHours <= 0 || last.day < (course.at(-1)?.day ?? 0)) return undefined;
  const cleared = 1 - last.backlogHours / first.backlogHours;
  const { reportingError, dailyVariation } = forecastParameters;
  const clearedSd = reportingError * Math.SQRT2 * (1 - cleared);
  // A fall within the error of reporting is no fall.
  if (!(cleared > 1.5 * clearedSd)) return undefined;
  const days = last.day - first.day;
  const remaining = (days * (1 - cleared)) / cleared;
  // Both sides vary from day to day: the days looked at and those to come.
  const variance = (clearedSd / cleared) ** 2 + dailyVariation ** 2 * (1 / days + 1 / Math.max(1, remaining));
  return { kind: 'pace', from: last.day, logRemaining: Math.log(remaining), sd: Math.sqrt(variance) };
}

/**
 * Draws of the last practice's day, by Gibbs sampling (Geman and Geman 1984): lengths given the population, the population given the
 * lengths (mean flat, variance inverse gamma (2, 0.3)).
 */
function simulate(
  known: readonly Known[],
  { silent, nowDay }: { silent: number; nowDay: number },
  random: Random,
): number[] {
  const { warmUp, draws, silentFactor, silentUncertainty } = forecastParameters;
  const logs = known.map(startOf);
  let mean = average(logs);
  let sd = 0.5;
  const found: number[] = [];
  for (let round = 0; round < warmUp + draws; round += 1) {
    let latest = 0;
    for (const [index, each] of known.entries()) {
      const log = drawLength(each, logs[index] ?? 0, { mean, sd }, random);
      logs[index] = log;
      // What is back to normal is behind us.
      if (each.kind !== 'between') latest = Math.max(latest, log);
    }
    mean = average(logs) + (sd / Math.sqrt(logs.length)) * normal(random);
    const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
    sd = Math.sqrt((0.3 + squares / 2) / gamma(random, 2 + logs.length / 2));
    if (round < warmUp) continue;
    const shift = Math.log(silentFactor) + silentUncertainty * normal(random);
    // The longest of n alike, in one draw: the n-th root of a uniform is where it stands among them.
    if (silent > 0)
      latest = Math.max(
        latest,
        mean + shift + sd * normalQuantile(Math.min(1 - 1e-12, random() ** (1 / silent))),
      );
    found.push(Math.max(nowDay, Math.exp(latest)));
  }
  return found.sort((a, b) => a - b);
}

function startOf(known: Known): number {
  if (known.kind === 'between') return Math.log((known.low + known.high) / 2);
  if (known.kind === 'after') return Math.log(known.low * 1.3);
  return Math.log(known.from + Math.exp(known.logRemaining));
}

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function drawLength(
  known: Known,
  current: number,
  population: { mean: number; sd: number },
  random: Random,
): number {
  if (known.kind === 'pace') return drawByPace(known, current, population, random);
  const low = Math.log(Math.max(1e-3, known.low));
  const high = known.kind === 'between' ? Math.log(known.high) : Number.POSITIVE_INFINITY;
  return truncatedNormal(random, { ...population, low, high });
}

/**
 * One step of Metropolis and Hastings (1970) that proposes from the practice's own pace and accepts by how the population weighs it. The
 * weight of a length T with R still to go is the population's density of T times dT/d(log R) = R.
 */
function drawByPace(
  { from, logRemaining, sd: paceSd }: Known & { kind: 'pace' },
  current: number,
  { mean, sd }: { mean: number; sd: number },
  random: Random,
): number {
  const proposed = Math.log(from + Math.exp(logRemaining + paceSd * normal(random)));
  const gain = weightOf(proposed, from, mean, sd) - weightOf(current, from, mean, sd);
  return gain >= 0 || Math.log(1 - random()) < gain ? proposed : current;
}

/** Of the logarithm of a length. A function of its own: it runs millions of times for a country. */
function weightOf(log: number, from: number, mean: number, sd: number): number {
  const remaining = Math.exp(log) - from;
  return remaining <= 0 ? Number.NEGATIVE_INFINITY : Math.log(remaining) - log - ((log - mean) / sd) ** 2 / 2;
}

const quantile = (sorted: readonly number[], share: number): number => {
  const place = share * (sorted.length - 1);
  const [below, above] = [Math.floor(place), Math.ceil(place)];
  const [a, b] = [sorted[below] ?? 0, sorted[above] ?? 0];
  return a + (b - a) * (place - below);
};
