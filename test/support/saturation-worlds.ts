import type { QualitySeries } from '#planning';
import { londonParts } from '#platform/clock';
import { seededNormal } from './seeded-random.ts';

const halfHourMs = 1_800_000;

/** A simulated concentrator of which the true demand is known. */
export interface SaturationWorld {
  series: QualitySeries;
  /** Mbps asked for in each half hour. */
  demand: Float64Array;
}

export interface WorldKind {
  name: string;
  /** Highest demand of a usual working day over the ceiling. */
  height: number;
  /** Growth over the six weeks, as a share. */
  growth: number;
  /** Standard deviation of a day's level. */
  dayNoise: number;
  /** Standard deviation of a day's morning being earlier or later, in hours: days then differ in shape, not only in level. */
  shiftHours: number;
}

const fromMs = Date.UTC(2026, 1, 2);
const weeks = 6;
const ceiling = 1000;

/** Carried is what was asked for up to the ceiling; loss and latency rise towards it and beyond (a queue that fills). */
export function saturationWorld(
  seed: number,
  { height, growth, dayNoise, shiftHours }: WorldKind,
): SaturationWorld {
  const draw = seededNormal(seed);
  const count = weeks * 336;
  const levels = Array.from({ length: weeks * 7 }, (_, day) =>
    Math.exp(growth * (day / (weeks * 7) - 0.5) + dayNoise * draw()),
  );
  const shifts = levels.map(() => shiftHours * draw());
  const demand = Float64Array.from({ length: count }, (_, index) => {
    const { minuteOfDay, weekday } = londonParts(new Date(fromMs + index * halfHourMs));
    return (
      ceiling *
      height *
      shape(minuteOfDay / 60 + (shifts[Math.floor(index / 48)] ?? 0), weekday) *
      (levels[Math.floor(index / 48)] ?? 1) *
      Math.exp(0.025 * draw())
    );
  });
  const carried = demand.map((asked) => Math.min(asked, ceiling * (1 + 0.004 * draw())));
  const share = (index: number): number => (demand[index] ?? 0) / ceiling;
  return {
    demand,
    series: {
      fromMs,
      mbps: Float32Array.from(carried),
      lossPercent: Float32Array.from(demand, (_, i) => 0.1 + Math.abs(0.05 * draw()) + lossOf(share(i))),
      latencyMs: Float32Array.from(
        demand,
        (_, i) => 20 + draw() + 60 * Math.min(1, Math.max(0, (share(i) - 0.85) / 0.15)),
      ),
    },
  };
}

const lossOf = (share: number): number =>
  Math.min(1, Math.max(0, (share - 0.85) / 0.15)) + (share > 1 ? 25 * (1 - 1 / share) : 0);

/** A practice's working day: busiest at half past eight, a second, lower top in the afternoon. */
function shape(hour: number, weekday: number): number {
  if (weekday > 5) return 0.12;
  const bump = (at: number, width: number): number => Math.exp(-(((hour - at) / width) ** 2) / 2);
  return 0.1 + 0.9 * Math.max(bump(8.5, 1.4), 0.75 * bump(11, 2.2), 0.7 * bump(15, 2));
}
