import { type OpenHours, openHoursBetween } from '#platform/clock';
import type { DetectionParameters } from './parameters.ts';

export interface OpenedCall {
  id: number;
  atMs: number;
  practiceId: number | null;
}

export interface Surge {
  fromMs: number;
  toMs: number | null;
  /** The most calls in any one window of it, and what was expected. */
  peakCalls: number;
  expectedPerHour: number;
  practiceIds: number[];
}

const dayMs = 86_400_000;

/**
 * P(X >= n) for a negative binomial of mean `mean` and size `size` (variance mean + mean²/size): calls come in bursts,
 * so a Poisson tail would cry wolf. Summed by the recurrence of its probability mass function.
 */
export function negativeBinomialTail(n: number, mean: number, size: number): number {
  const success = size / (size + mean);
  let mass = success ** size;
  let below = 0;
  for (let x = 0; x < n; x += 1) {
    below += mass;
    mass *= ((x + size) / (x + 1)) * (1 - success);
  }
  return Math.max(0, 1 - below);
}

/**
 * Surges of calls: windows ending at a call in which more distinct practices called, and more calls came, than the
 * baseline (calls an open hour over the days before) makes likely. Windows that overlap are one surge. Without
 * history the floor is the baseline, so a new desk needs a clear surge.
 */
export function surgesOf(
  calls: readonly OpenedCall[],
  hours: OpenHours,
  parameters: DetectionParameters['surge'],
  asOfMs: number,
): Surge[] {
  const sorted = [...calls].sort((a, b) => a.atMs - b.atMs || a.id - b.id);
  const windowMs = parameters.windowMinutes * 60_000;
  const surges: Surge[] = [];
  let start = 0;
  for (const [end, call] of sorted.entries()) {
    while ((sorted[start]?.atMs ?? call.atMs) < call.atMs - windowMs) start += 1;
    const inWindow = sorted.slice(start, end + 1);
    const practices = new Set(
      inWindow.flatMap((each) => (each.practiceId === null ? [] : [each.practiceId])),
    );
    if (practices.size < parameters.minimumPractices) continue;
    const expectedPerHour = baselinePerHour(sorted, call.atMs, hours, parameters);
    const mean = (expectedPerHour * parameters.windowMinutes) / 60;
    if (negativeBinomialTail(inWindow.length, mean, parameters.dispersion) >= parameters.probability)
      continue;
    const fromMs = inWindow[0]?.atMs ?? call.atMs;
    const last = surges.at(-1);
    if (last && fromMs <= (last.toMs ?? 0) + windowMs) {
      last.toMs = call.atMs;
      last.peakCalls = Math.max(last.peakCalls, inWindow.length);
      last.practiceIds = [...new Set([...last.practiceIds, ...practices])].sort((a, b) => a - b);
    } else {
      const practiceIds = [...practices].sort((a, b) => a - b);
      surges.push({ fromMs, toMs: call.atMs, peakCalls: inWindow.length, expectedPerHour, practiceIds });
    }
  }
  const last = surges.at(-1);
  if (last?.toMs != null && asOfMs - last.toMs <= windowMs) last.toMs = null;
  return surges;
}

/** Calls an open hour in the baseline days that end a day before the window, so that a surge is not its own baseline. */
function baselinePerHour(
  sorted: readonly OpenedCall[],
  atMs: number,
  hours: OpenHours,
  parameters: DetectionParameters['surge'],
): number {
  const toMs = atMs - dayMs;
  const firstMs = sorted[0]?.atMs ?? atMs;
  const fromMs = Math.max(firstMs, toMs - parameters.baselineDays * dayMs);
  if (fromMs >= toMs) return parameters.floorPerHour;
  const openHours = openHoursBetween(hours, new Date(fromMs), new Date(toMs));
  if (openHours <= 0) return parameters.floorPerHour;
  const count = sorted.filter((call) => call.atMs >= fromMs && call.atMs < toMs).length;
  return Math.max(parameters.floorPerHour, count / openHours);
}
