import { type Evidence, readStats, type Stats } from './evidence.ts';
import { leafNoise } from './noise.ts';

/**
 * Evidence for events: `events` of `exposure` now, `pastEvents` of `pastExposure` before. Two questions: is the group's
 * count more (or less) than its own past rate leads to expect (Poisson), and is that excess denser inside the group
 * than outside it? The first proves that something changed; the mean of both orders candidates, because the second
 * tells where the change ends. Both are divided by the dispersion: counts that ordinarily scatter more than Poisson
 * counts prove less. Half log(1 + expected) pays for fitting the rate, as in the additive case.
 */
export function ratioEvidence(
  part: Float64Array,
  whole: Float64Array,
  pastPart: Float64Array,
  pastWhole: Float64Array,
): Evidence {
  const measures = [part, whole, pastPart, pastWhole];
  return fromCounts(measures, { common: 1, dispersion: dispersionOf(measures), contrast: densityContrast });
}

/** Counts against expected counts: the exposure is the expectation itself, known without error. */
export function countEvidence(actual: Float64Array, forecast: Float64Array): Evidence {
  const large = 1e6;
  const past = forecast.map((f) => f * large);
  const measures = [actual, forecast, past, past];
  return fromCounts(measures, { common: 1, dispersion: dispersionOf(measures), contrast: rateContrast });
}

/** The exposure that holds half an event at the overall rate: added to every group, it keeps the rates of nothing finite. */
function halfExposureOf(measures: readonly Float64Array[]): number {
  const past = total(measures, 2) / total(measures, 3);
  const rate = past > 0 ? past : total(measures, 0) / total(measures, 1);
  return rate > 1e-12 && rate < 1e12 ? 0.5 / rate : 0.5;
}

interface Setting {
  /** Factor common to all leaves that is taken out of the comparison. */
  common: number;
  /** Variance of the counts over that of Poisson counts, at least 1. */
  dispersion: number;
  contrast: Contrast;
}

// Measures: 0 events, 1 exposure, 2 past events, 3 past exposure.
function fromCounts(measures: Float64Array[], setting: Setting): Evidence {
  const { common, dispersion, contrast } = setting;
  const halfExposure = halfExposureOf(measures);
  const ownRate = (s: Stats): number => (common * (at(s, 2) + 0.5)) / (at(s, 3) + halfExposure);
  const effect = (s: Stats): number =>
    at(s, 1) > 0 || at(s, 0) > 0 ? Math.log((at(s, 0) + 0.5) / (at(s, 1) + halfExposure) / ownRate(s)) : 0;
  const precision = (s: Stats): number => 1 / dispersion / (1 / (at(s, 0) + 0.5) + 1 / (at(s, 2) + 0.5));
  return {
    measures,
    effect,
    precision,
    fill: (columns, effects, precisions) => {
      const stats = new Float64Array(measures.length);
      for (let e = 0; e < effects.length; e++) {
        readStats(columns, e, stats);
        effects[e] = effect(stats);
        precisions[e] = precision(stats);
      }
    },
    gain: (s, all) => {
      const expected = at(s, 1) * ownRate(s);
      const both = ownExcess(at(s, 0), expected) + contrast(s, all, expected, at(all, 1) * ownRate(all));
      return both / (2 * dispersion) - 0.5 * Math.log1p(expected / dispersion);
    },
    proof: (s) => {
      const expected = at(s, 1) * ownRate(s);
      const doubt = dispersion * (1 + at(s, 1) / (at(s, 3) + halfExposure));
      return ownExcess(at(s, 0), expected) / doubt - 0.5 * Math.log1p(expected / doubt);
    },
    sizes: [1, 1],
    siblingsInteract: true,
    amounts: (members) => {
      const s = Float64Array.from(measures, (column) =>
        members.reduce((sum, i) => sum + (column[i] as number), 0),
      );
      return { actual: at(s, 0), expected: at(s, 1) * ownRate(s) };
    },
    withoutCommonEffect: (shift) => fromCounts(measures, { ...setting, common: common * Math.exp(shift) }),
  };
}

/**
 * Variance of leaf counts over their Poisson variance, from the calmer side of the leaves that expect at least
 * `tellingCount` events; 1 when there are fewer than `tellingLeaves` of them.
 */
function dispersionOf(measures: readonly Float64Array[]): number {
  const [events, exposure, pastEvents, pastExposure] = measures as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const deviation = new Float64Array(events.length);
  const telling = new Float64Array(events.length);
  for (let i = 0; i < events.length; i++) {
    const ratio = (exposure[i] as number) / (pastExposure[i] as number);
    const expected = (pastEvents[i] as number) * ratio;
    if (!(expected >= tellingCount)) continue;
    telling[i] = 1;
    deviation[i] = ((events[i] as number) - expected) / Math.sqrt(expected * (1 + ratio));
  }
  const enough = telling.reduce((sum, one) => sum + one, 0) >= tellingLeaves;
  return enough ? Math.max(1, leafNoise(deviation, telling) ** 2) : 1;
}

const tellingCount = 5;
const tellingLeaves = 20;

/**
 * Poisson log-likelihood ratio of a free rate against the expected one. Fewer than half an event is never expected with
 * certainty, so an event where none was forecast counts for something, not for everything.
 */
function ownExcess(events: number, expected: number): number {
  const sure = events > expected ? Math.max(expected, 0.5) : expected;
  return surprise(events, sure) - (events - sure);
}

type Contrast = (s: Stats, all: Stats, expected: number, expectedAll: number) => number;

/** Poisson log-likelihood ratio of a rate inside that differs from the rate outside, both against their expectations. */
function rateContrast(s: Stats, all: Stats, expected: number, expectedAll: number): number {
  const inside = Math.max(expected, 0.5);
  const outside = Math.max(expectedAll - expected, 0.5);
  const events = at(s, 0);
  const others = Math.max(0, at(all, 0) - events);
  return Math.max(
    0,
    surprise(events, inside) + surprise(others, outside) - surprise(events + others, inside + outside),
  );
}

/** Binomial log-likelihood ratio: is the excess (or the lack) a larger share of the exposure inside than outside? */
function densityContrast(s: Stats, all: Stats, expected: number, expectedAll: number): number {
  const sign = at(s, 0) >= expected ? 1 : -1;
  const inside = Math.max(0, sign * (at(s, 0) - expected));
  const whole = Math.max(inside, sign * (at(all, 0) - expectedAll));
  const n = at(s, 1);
  const nAll = at(all, 1);
  const outside = whole - inside;
  const nOutside = nAll - n;
  if (nOutside <= 0 || inside >= n || whole >= nAll || inside / n <= outside / nOutside) return 0;
  const share = whole / nAll;
  return (
    surprise(inside, n * share) +
    surprise(n - inside, n * (1 - share)) +
    surprise(outside, nOutside * share) +
    surprise(nOutside - outside, nOutside * (1 - share))
  );
}

function surprise(observed: number, expected: number): number {
  return observed > 0 && expected > 0 ? observed * Math.log(observed / expected) : 0;
}

function total(measures: readonly Float64Array[], measure: number): number {
  return measures[measure]?.reduce((sum, value) => sum + value, 0) ?? 0;
}

function at(stats: Stats, measure: number): number {
  return stats[measure] as number;
}
