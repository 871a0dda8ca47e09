import type { Evidence, Stats } from './evidence.ts';
import { leafNoise } from './noise.ts';

/**
 * Evidence for amounts. A leaf's change is x = (forecast - actual) / max(|forecast|, |actual|): the share that went
 * missing, or with a minus sign the share that is new; between -1 and 1, and linear in the anomaly on either side.
 * Under no anomaly x scatters around zero with the noise s of a leaf, so a group of n leaves with mean m has
 * log-likelihood ratio n m^2 / 2 s^2; a half log(1 + n / s^2) of it pays for fitting the mean (the Bayes factor with a
 * unit-normal prior on m), which also stops tiny but "significant" shifts of huge groups.
 */
export function additiveEvidence(actual: Float64Array, forecast: Float64Array): Evidence {
  const change = new Float64Array(actual.length);
  const size = new Float64Array(actual.length);
  for (let i = 0; i < actual.length; i++) {
    const a = actual[i] as number;
    const f = forecast[i] as number;
    const larger = Math.max(Math.abs(a), Math.abs(f));
    size[i] = larger;
    change[i] = larger === 0 ? 0 : Math.max(-1, Math.min(1, (f - a) / larger));
  }
  const noise = leafNoise(change, size);
  const weight = size.map((s) => (s === 0 ? 0 : 1 / (noise * noise)));
  return fromChanges(change, weight, actual, forecast);
}

// Measures: 0 weight, 1 weighted change, 2 volume.
function fromChanges(
  change: Float64Array,
  weight: Float64Array,
  actual: Float64Array,
  forecast: Float64Array,
): Evidence {
  const weighted = change.map((x, i) => x * (weight[i] as number));
  const volume = forecast.map((f, i) => Math.max(Math.abs(f), Math.abs(actual[i] as number)));
  return {
    measures: [weight, weighted, volume],
    effect: (stats) => (at(stats, 0) > 0 ? at(stats, 1) / at(stats, 0) : 0),
    precision: (stats) => at(stats, 0),
    gain: logRatio,
    proof: logRatio,
    fill: fillMeans,
    sizes: [0, 2],
    siblingsInteract: false,
    amounts: (members) => ({ actual: sumAt(actual, members), expected: sumAt(forecast, members) }),
    withoutCommonEffect: (effect) =>
      fromChanges(
        change.map((x) => x - effect),
        weight,
        actual,
        forecast,
      ),
  };
}

function logRatio(stats: Stats): number {
  const w = at(stats, 0);
  return w > 0 ? (at(stats, 1) * at(stats, 1)) / (2 * w) - 0.5 * Math.log1p(w) : 0;
}

function fillMeans(columns: readonly Float64Array[], effect: Float64Array, precision: Float64Array): void {
  const [weight, weighted] = columns as [Float64Array, Float64Array];
  for (let e = 0; e < effect.length; e++) {
    const w = weight[e] as number;
    effect[e] = w > 0 ? (weighted[e] as number) / w : 0;
    precision[e] = w;
  }
}

function at(stats: Stats, measure: number): number {
  return stats[measure] as number;
}

function sumAt(column: Float64Array, members: readonly number[]): number {
  return members.reduce((sum, i) => sum + (column[i] as number), 0);
}
