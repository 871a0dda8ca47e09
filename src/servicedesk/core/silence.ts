import { type OpenHours, openHoursBetween } from '#platform/clock';
import { type CallRate, callsInOpenHours, expectedCalls, fitCallRate, openPieces } from './call-rate.ts';

/** See docs/algorithms/silence.md for the reason of each. */
export const silenceParameters = {
  /** A silence is convincing when, had nothing changed, it would be rarer than this. */
  convincingBelow: 0.05,
  /** Fewer calls or open days than this say too little about what to expect. */
  minimumCalls: 5,
  minimumOpenDays: 3,
  /** The most evenly spread that calls are taken to be, by the open days there were to learn it from. */
  dispersionCaps: [
    { openDays: 20, k: 10 },
    { openDays: 10, k: 5 },
    { openDays: 5, k: 2 },
    { openDays: 0, k: 1 },
  ],
  /** Below this the distribution is all bursts; a fit that goes lower is noise. */
  leastDispersion: 0.1,
} as const;

export interface SilenceInput {
  /** The last linked call: where the silence begins. */
  lastLinkedAt: Date;
  asOf: Date;
  hours: OpenHours;
  /** Linked calls; those outside the failing period are not counted. */
  history: readonly { at: Date }[];
  failingFrom: Date;
  failingTo: Date;
  /** k of the negative binomial, instead of the fitted one. */
  dispersion?: number;
}

export interface Silence {
  /** T: hours the desk was open in the gap. */
  openHours: number;
  /** E: calls that the failing period's rate would have brought in T. Null when that period had no open hours. */
  expected: number | null;
  /** Chance of no call at all if nothing had changed and calls came independently. */
  poissonP0: number | null;
  /** The same when calls come in bursts; the one to go by. */
  negativeBinomialP0: number | null;
  k: number | null;
  /** 95% upper limit of calls per open hour now, from the silence alone. Null when the desk was not open. */
  upperRatePerOpenHour: number | null;
  /** Chance of the silence if the rate were that of the failing period, given only the two counts (no shape, no bursts). */
  conditionalP: number | null;
  /** What it was learnt from: calls in open hours of the failing period, its open hours and open days. */
  calls: number;
  failingOpenHours: number;
  failingOpenDays: number;
  callsOutsideHours: number;
  convincing: boolean;
  /** One sentence: why it is, or is not, convincing. */
  reason: string;
}

/** The chance of zero by each distribution: `e^-E` and `(k / (k + E))^k`. */
export function weighSilence(expected: number, k: number): { poissonP0: number; negativeBinomialP0: number } {
  return { poissonP0: Math.exp(-expected), negativeBinomialP0: (k / (k + expected)) ** k };
}

/**
 * Weighs "no linked call since": exposure in open hours, how many calls would have been expected, how likely the
 * silence would be if nothing had changed, and whether that is convincing. Formulae, sources, the worked example and
 * limits: docs/algorithms/silence.md.
 */
export function silence(input: SilenceInput): Silence {
  const { hours, lastLinkedAt, asOf } = input;
  const openHours = openHoursBetween(hours, lastLinkedAt, asOf);
  const rate = fitCallRate(input.history, hours, input.failingFrom, input.failingTo);
  const days = rate ? countsByOpenDay(input, rate) : [];
  const expected = rate && expectedCalls(rate, hours, lastLinkedAt, asOf);
  const k = rate && (input.dispersion ?? fitDispersion(days));
  const weighed = expected === null || k === null ? null : weighSilence(expected, k);
  const learnt = {
    calls: rate?.calls ?? 0,
    failingOpenHours: rate?.openHours ?? 0,
    failingOpenDays: days.length,
    callsOutsideHours: rate?.callsOutsideHours ?? 0,
  };
  const figures = {
    openHours,
    expected,
    poissonP0: weighed?.poissonP0 ?? null,
    negativeBinomialP0: weighed?.negativeBinomialP0 ?? null,
    k,
    upperRatePerOpenHour: openHours === 0 ? null : -Math.log(0.05) / openHours,
    conditionalP: rate && conditionalP(rate, openHours),
    ...learnt,
  };
  return { ...figures, ...judge(figures, longestDayHours(hours)) };
}

/** `(t1 / (t1 + t2))^n1`: n1 calls in t1, then none in t2. */
const conditionalP = (rate: CallRate, openHours: number): number =>
  (rate.openHours / (rate.openHours + openHours)) ** rate.calls;

type DayCount = { calls: number; expected: number };

/** For each London day of the failing period on which the desk was open: calls that came, and that the rate expects. */
function countsByOpenDay(
  { history, hours, failingFrom, failingTo }: SilenceInput,
  rate: CallRate,
): DayCount[] {
  const days = new Map<string, DayCount>();
  for (const piece of openPieces(hours, failingFrom, failingTo)) {
    const day = days.get(piece.isoDate) ?? { calls: 0, expected: 0 };
    day.expected += rate.perOpenHour(piece.hourOfWeek) * piece.openHours;
    days.set(piece.isoDate, day);
  }
  for (const at of callsInOpenHours(history, hours, failingFrom, failingTo).open) {
    const [piece] = openPieces(hours, at, new Date(at.getTime() + 1));
    const day = piece && days.get(piece.isoDate);
    if (day) day.calls += 1;
  }
  return [...days.values()];
}

/**
 * k by the method of moments over open days: variance = mu + mu^2 / k, the day's mean being what the rate expects of
 * it. Never above the cap for so few days, since a short period cannot show that calls do not come in bursts.
 */
export function fitDispersion(days: readonly DayCount[]): number {
  const { dispersionCaps, leastDispersion } = silenceParameters;
  const cap = dispersionCaps.find((step) => days.length >= step.openDays)?.k ?? 1;
  if (days.length < 2) return cap;
  const correction = days.length / (days.length - 1);
  const squaredMeans = days.reduce((sum, day) => sum + day.expected ** 2, 0);
  const excess = days.reduce(
    (sum, day) => sum + correction * (day.calls - day.expected) ** 2 - day.expected,
    0,
  );
  if (excess <= 0) return cap;
  return Math.min(cap, Math.max(leastDispersion, squaredMeans / excess));
}

const longestDayHours = (hours: OpenHours): number =>
  Math.max(
    ...Object.values(hours.weekdays).map((spans) =>
      spans.reduce((sum, [from, to]) => sum + (to - from) / 60, 0),
    ),
  );

function judge(
  found: Pick<Silence, 'openHours' | 'negativeBinomialP0' | 'calls' | 'failingOpenDays'>,
  serviceDayHours: number,
): Pick<Silence, 'convincing' | 'reason'> {
  const { convincingBelow, minimumCalls, minimumOpenDays } = silenceParameters;
  const not = (reason: string) => ({ convincing: false, reason });
  if (found.negativeBinomialP0 === null)
    return not('The desk was not open in the failing period, so nobody can say how many calls to expect.');
  if (found.calls < minimumCalls)
    return not('There were too few linked calls before the silence to say how many to expect.');
  if (found.failingOpenDays < minimumOpenDays)
    return not('The failing period is too short to say how many calls to expect.');
  if (found.openHours < serviceDayHours)
    return not('The desk has been open for less than one service day since the last linked call.');
  if (found.negativeBinomialP0 >= convincingBelow)
    return not('Calls come in bursts, and a silence this long could still be chance.');
  return { convincing: true, reason: 'A silence this long would be unlikely if nothing had changed.' };
}
