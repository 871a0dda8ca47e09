import { londonParts } from '#platform/clock';
import type { DemandParameters } from './parameters.ts';

/** Points of a day's curve: [hour of the London day, share of its peak]; straight lines between them. */
type Curve = readonly (readonly [hour: number, share: number])[];

// A working day in general practice: everybody signs in between 7:30am and 9am.
const clinical: Curve = [
  [0, 0],
  [6.5, 0.04],
  [7.25, 0.3],
  [7.75, 0.82],
  [8.25, 1],
  [8.75, 0.97],
  [9.5, 0.8],
  [12.5, 0.68],
  [13.25, 0.58],
  [14.5, 0.7],
  [17.5, 0.5],
  [18.5, 0.2],
  [20, 0.03],
  [24, 0],
];
// Updates and copies that computers fetch when they are switched on, and what is left of the night's.
const downloads: Curve = [
  [0, 0.15],
  [4.75, 0.2],
  [5.25, 0.5],
  [7, 0.7],
  [7.75, 1],
  [8.75, 0.95],
  [9.25, 0.5],
  [10, 0.15],
  [24, 0.1],
];
// The same downloads when they have to wait until 10am.
const downloadsHeld: Curve = [
  [0, 0.15],
  [4.75, 0.1],
  [5.25, 0.06],
  [9.9, 0.06],
  [10.25, 0.55],
  [13, 0.5],
  [15, 0.15],
  [24, 0.1],
];

function valueAt(curve: Curve, hour: number): number {
  let [fromHour, from] = curve[0] ?? [0, 0];
  for (const [toHour, to] of curve) {
    if (hour <= toHour)
      return toHour === fromHour ? to : from + ((to - from) * (hour - fromHour)) / (toHour - fromHour);
    [fromHour, from] = [toHour, to];
  }
  return from;
}

/** What all sites together ask for at an instant, as a share of the old concentrator's rating. */
export function demandAt(at: Date, demand: DemandParameters): number {
  const { weekday, minuteOfDay } = londonParts(at);
  const hour = minuteOfDay / 60;
  const weekend = weekday > 5;
  const held = at >= demand.downloadsRestrictedFrom;
  const fetched = valueAt(held ? downloadsHeld : downloads, hour) * demand.downloadPeak;
  if (weekend) return demand.night + fetched * 0.2;
  return demand.night + valueAt(clinical, hour) * demand.clinicalPeak * weekdayFactor(weekday) + fetched;
}

const weekdayFactor = (weekday: number): number => [1.03, 1.01, 1, 0.99, 0.97][weekday - 1] ?? 1;
