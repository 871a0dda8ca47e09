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

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

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
 * Surges of calls: windows ending at a call (from `sinceMs` on) in which more distinct practices called, and more calls
 * came, than the baseline (calls an open hour over the days before) makes likely. Windows that overlap are one surge.
 * Without history the floor is the baseline, so a new desk needs a clear surge. Calls before `sinceMs` are baseline only.
 */
export function surgesOf(
  calls: readonly OpenedCall[],
  hours: OpenHours,
  parameters: DetectionParameters['surge'],
  window: { sinceMs?: number; asOfMs: number },
): Surge[] {
  const sorted = [...calls].sort((a, b) => a.atMs - b.atMs || a.id - b.id);
  const expectedAt = baselineOf(sorted, hours, parameters);
  const windowMs = parameters.windowMinutes * 60_000;
  const surges: Surge[] = [];
  let start = 0;
  for (const [end, call] of sorted.entries()) {
    if (call.atMs < (window.sinceMs ?? Number.NEGATIVE_INFINITY)) continue;
    while ((sorted[start]?.atMs ?? call.atMs) < call.atMs - windowMs) start += 1;
    const inWindow = sorted.slice(start, end + 1);
    const practices = practicesOf(inWindow);
    if (practices.length < parameters.minimumPractices) continue;
    const expectedPerHour = expectedAt(call.atMs);
    const mean = (expectedPerHour * parameters.windowMinutes) / 60;
    if (negativeBinomialTail(inWindow.length, mean, parameters.dispersion) >= parameters.probability)
      continue;
    addWindow(surges, inWindow, practices, expectedPerHour, windowMs);
  }
  const last = surges.at(-1);
  if (last?.toMs != null && window.asOfMs - last.toMs <= windowMs) last.toMs = null;
  return surges;
}

const practicesOf = (calls: readonly OpenedCall[]): number[] => [
  ...new Set(calls.flatMap((call) => (call.practiceId === null ? [] : [call.practiceId]))),
];

/** Adds a window to the surge it overlaps, or begins one. */
function addWindow(
  surges: Surge[],
  inWindow: readonly OpenedCall[],
  practices: readonly number[],
  expectedPerHour: number,
  windowMs: number,
): void {
  const fromMs = inWindow[0]?.atMs ?? 0;
  const toMs = inWindow.at(-1)?.atMs ?? fromMs;
  const last = surges.at(-1);
  const joins = last !== undefined && fromMs <= (last.toMs ?? 0) + windowMs;
  const practiceIds = [...new Set([...(joins ? last.practiceIds : []), ...practices])].sort((a, b) => a - b);
  if (joins) {
    last.toMs = toMs;
    last.peakCalls = Math.max(last.peakCalls, inWindow.length);
    last.practiceIds = practiceIds;
  } else surges.push({ fromMs, toMs, peakCalls: inWindow.length, expectedPerHour, practiceIds });
}

/**
 * Calls an open hour in the baseline days that end a day before the hour of an instant, so that a surge is not its own
 * baseline. By the hour, so that each figure is worked out once.
 */
function baselineOf(
  sorted: readonly OpenedCall[],
  hours: OpenHours,
  parameters: DetectionParameters['surge'],
): (atMs: number) => number {
  const firstMs = sorted[0]?.atMs ?? Number.POSITIVE_INFINITY;
  const known = new Map<number, number>();
  return (atMs) => {
    const toMs = Math.floor(atMs / hourMs) * hourMs - dayMs;
    const before = known.get(toMs);
    if (before !== undefined) return before;
    const fromMs = Math.max(firstMs, toMs - parameters.baselineDays * dayMs);
    const openHours = fromMs < toMs ? openHoursBetween(hours, new Date(fromMs), new Date(toMs)) : 0;
    const count = openHours > 0 ? sorted.filter((call) => call.atMs >= fromMs && call.atMs < toMs).length : 0;
    const perHour = Math.max(parameters.floorPerHour, openHours > 0 ? count / openHours : 0);
    known.set(toMs, perHour);
    return perHour;
  };
}
