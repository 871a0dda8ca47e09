import { formatDateTime, formatNumber } from '#platform/clock';
import type { Comparator, Measurement, MeasureOutcome, MeasurePromise, MetricKey } from '../model.ts';
import type { Window } from './metrics.ts';

const hourMs = 3_600_000;

/** How long after `by` late data may still change a final outcome; later it is not measured again. */
export const lateDataHours = 48;

/**
 * Whether a value does what was promised; null when it cannot be said. `falls by at least` needs a baseline above zero.
 */
export function compare(
  value: number | null,
  comparator: Comparator,
  expected: number,
  baseline: number | null = null,
): boolean | null {
  if (value === null) return null;
  switch (comparator) {
    case 'below':
      return value < expected;
    case 'at most':
      return value <= expected;
    case 'above':
      return value > expected;
    case 'at least':
      return value >= expected;
    case 'falls by at least':
      return baseline === null || baseline <= 0 ? null : ((baseline - value) / baseline) * 100 >= expected;
  }
}

/** How much of the promised change must be there for a promise to have come true in part. */
export const partlyShare = 0.5;

/**
 * Whether a figure that does not keep the promise went at least half of the promised way from its baseline. `effect` is the 95%
 * interval of the change as a factor, where one was measured: it must then exclude "no change" (1).
 */
export function partlyKept(
  { comparator, expected }: Pick<MeasurePromise, 'comparator' | 'expected'>,
  value: number | null,
  baseline: number | null,
  effect: { low: number; high: number } | null = null,
): boolean {
  if (value === null || baseline === null) return false;
  if (effect !== null && effect.low <= 1 && effect.high >= 1) return false;
  const target = comparator === 'falls by at least' ? baseline * (1 - expected / 100) : expected;
  const promised = target - baseline;
  const falls = comparator !== 'above' && comparator !== 'at least';
  // A baseline that already does what was promised leaves no way to go.
  if (falls ? promised >= 0 : promised <= 0) return false;
  return (value - baseline) / promised >= partlyShare;
}

/** What was promised of the figure: `below 85`, `falls by at least 50%`. */
const promisedText = ({ comparator, expected }: Pick<MeasurePromise, 'comparator' | 'expected'>): string =>
  `${comparator} ${formatNumber(expected, { decimals: 2 })}${comparator === 'falls by at least' ? '%' : ''}`;

/** The promise as a sentence, when nobody wrote one: `concentrator peak …: below 85 % of rating by …`. */
export function promiseText(promise: Omit<MeasurePromise, 'text'>, summary: string, unit: string): string {
  const figure =
    promise.comparator === 'falls by at least'
      ? `falls by at least ${formatNumber(promise.expected)}%`
      : `${promise.comparator} ${formatNumber(promise.expected)}${unit.startsWith('%') ? '' : ' '}${unit}`;
  return `${summary}: ${figure} by ${formatDateTime(promise.by)}`;
}

export interface MeasureTimes {
  startedAt: Date;
  endedAt: Date | null;
}

/**
 * The window over which a promise is measured: it ends now, or when the promise fell due, or when the measure ended,
 * whichever is first; it trails back as long as the baseline was (or as `windowHours` says), but not to before the measure
 * took effect. Null while the measure has not taken effect.
 */
export function outcomeWindow(promise: MeasurePromise, measure: MeasureTimes, now: Date): Window | null {
  const toMs = Math.min(
    now.getTime(),
    promise.by.getTime(),
    measure.endedAt?.getTime() ?? Number.POSITIVE_INFINITY,
  );
  const effectiveMs = measure.startedAt.getTime() + promise.settleHours * hourMs;
  const lengthMs =
    promise.windowHours === null
      ? promise.baselineTo.getTime() - promise.baselineFrom.getTime()
      : promise.windowHours * hourMs;
  const fromMs = Math.max(effectiveMs, toMs - lengthMs);
  return fromMs < toMs ? { from: new Date(fromMs), to: new Date(toMs) } : null;
}

/**
 * What came of a promise. Before it falls due it has come true or not yet; from then on it is final: came true, came true
 * in part, did not, or cannot be measured. A figure that cannot be measured never counts as kept.
 */
export function outcomeOf(
  promise: MeasurePromise,
  measured: {
    value: Measurement | null;
    /** The figure of the baseline; null while it is not over, or where it is unknown. */
    baseline: number | null;
    /** The change as a factor, with its 95% interval, where a comparison gave one. */
    effect?: { low: number; high: number } | null;
  },
  now: Date,
): MeasureOutcome {
  const final = now.getTime() >= promise.by.getTime();
  const value = measured.value?.value ?? null;
  const { baseline } = measured;
  const kept = compare(value, promise.comparator, promise.expected, baseline);
  const status =
    kept === true
      ? 'came true'
      : !final
        ? 'not yet'
        : kept === null
          ? 'cannot be measured'
          : partlyKept(promise, value, baseline, measured.effect ?? null)
            ? 'partly came true'
            : 'did not come true';
  return {
    status,
    value,
    baseline,
    text: outcomeText(promise, measured),
    measuredAt: measured.value?.asOf ?? now,
    final,
  };
}

function outcomeText(
  promise: MeasurePromise,
  { value, baseline }: { value: Measurement | null; baseline: number | null },
): string {
  if (value === null) return 'Too early to measure.';
  if (value.value === null) return value.text;
  const before =
    baseline === null ? 'what it was before is unknown' : `before, it was ${formatNumber(baseline)}`;
  return `${value.text}; ${before}; promised: ${promisedText(promise)}.`;
}

/** How often the change since a measure began is measured anew while its promise runs. */
const changeEveryHours = 24;

/** What to ask of attribution about a measure: whether failures changed when it began. */
export interface ChangeWindow extends Window {
  startedAt: Date;
  settledAt: Date;
  /** Of which sites; all when empty. */
  terms: { key: string; value: string }[];
  final: boolean;
}

/** Metrics that count failures of sites. */
const failureMetrics: readonly MetricKey[] = ['sites.flapping', 'outages.perDay', 'availability.percent'];

/**
 * The window over which failures before and after a measure are compared: from the beginning of the baseline, or a week
 * before the measure where that is longer, to now, to when the promise fell due, or to when the measure ended. Promises about
 * a concentrator look at its sites. Null for other promises, before the effect counts, and while the last answer is fresh
 * (a day) or final.
 */
export function changeWindow(
  promise: MeasurePromise,
  measure: MeasureTimes,
  last: { asOf: Date; final: boolean } | null,
  now: Date,
): ChangeWindow | null {
  const { concentrator } = promise.parameters;
  const aboutFailures = failureMetrics.includes(promise.metric);
  if (!aboutFailures && typeof concentrator !== 'string') return null;
  const endMs = Math.min(promise.by.getTime(), measure.endedAt?.getTime() ?? Number.POSITIVE_INFINITY);
  const final = now.getTime() >= endMs;
  if (last?.final) return null;
  if (last && !final && now.getTime() - last.asOf.getTime() < changeEveryHours * hourMs) return null;
  const startedMs = measure.startedAt.getTime();
  const settledMs = startedMs + promise.settleHours * hourMs;
  const toMs = Math.min(now.getTime(), endMs);
  if (settledMs >= toMs) return null;
  const fromMs = Math.min(promise.baselineFrom.getTime(), startedMs - 7 * 24 * hourMs);
  return {
    from: new Date(fromMs),
    to: new Date(toMs),
    startedAt: measure.startedAt,
    settledAt: new Date(settledMs),
    terms: typeof concentrator === 'string' ? [{ key: 'concentrator', value: concentrator }] : [],
    final,
  };
}
