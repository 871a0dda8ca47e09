import type { DayKind } from '../load/calendar.ts';
import { medianOf } from './quantiles.ts';
import { levelSteps } from './steps.ts';

/** What the model knows of a day, past or to come. */
export interface ModelDay {
  /** 1 is Monday. */
  weekday: number;
  kind: DayKind;
}

/** A fitted level, slope and the effects of days, all in logarithms. */
export interface DailyModel {
  level: number;
  /** A day, before damping. */
  slope: number;
  weekday: readonly number[];
  schoolHoliday: number;
  /** Against the mean of ordinary days. */
  bankHoliday: number;
  /** First days of each stretch of one level. */
  steps: readonly number[];
  /** Mean squared error one day ahead. */
  noise: number;
  /** How fast the level follows. */
  rate: number;
}

const damping = 0.98;
const rounds = 3;
const rates = [0.02, 0.05, 0.1, 0.2, 0.35];
/** One observed day draws an effect half of the way. */
const shrinkage = 1;

/**
 * Fits a daily series of logarithms (NaN where unknown): effects of weekdays and holidays as medians, changes of level, a
 * slope from the median change over a week, which neither of them disturbs (Theil 1950), and a level by exponential
 * smoothing since the last change.
 */
export function fitDaily(y: Float64Array, days: readonly ModelDay[]): DailyModel {
  const slope = weeklySlope(y, days);
  let effects = noEffects;
  let steps = [0];
  for (let round = 0; round < rounds; round++) {
    const level = stretchLevels(adjusted(y, days, effects, slope), steps);
    effects = effectsOf(y, days, (t) => (level[t] ?? 0) + slope * t);
    steps = levelSteps(adjusted(y, days, effects, slope));
  }
  const flat = adjusted(y, days, effects, slope);
  const fits = rates.map((rate) => ({ rate, ...smooth(flat, steps, rate) }));
  const { level, noise, rate } = fits.reduce((a, b) => (b.noise < a.noise ? b : a));
  return { ...effects, level: level + slope * (y.length - 1), slope, steps, noise, rate };
}

type Effects = Pick<DailyModel, 'weekday' | 'schoolHoliday' | 'bankHoliday'>;
const noEffects: Effects = { weekday: [0, 0, 0, 0, 0, 0, 0], schoolHoliday: 0, bankHoliday: 0 };

/** What the model expects of a day at `level`, as a logarithm. */
const effectOf = ({ weekday, schoolHoliday, bankHoliday }: Effects, day: ModelDay): number =>
  day.kind === 'bank holiday'
    ? bankHoliday
    : (weekday[day.weekday - 1] ?? 0) + (day.kind === 'school holiday' ? schoolHoliday : 0);

const adjusted = (
  y: Float64Array,
  days: readonly ModelDay[],
  effects: Effects,
  slope: number,
): Float64Array =>
  y.map((value, t) => value - slope * t - effectOf(effects, days[t] ?? { weekday: 1, kind: 'ordinary' }));

/**
 * Median change over a week on ordinary days, a day, drawn towards 0 by how uncertain it is.
 */
function weeklySlope(y: Float64Array, days: readonly ModelDay[]): number {
  const changes: number[] = [];
  for (let t = 7; t < y.length; t++) {
    const change = ((y[t] ?? Number.NaN) - (y[t - 7] ?? Number.NaN)) / 7;
    const alike = days[t]?.kind === 'ordinary' && days[t - 7]?.kind === 'ordinary';
    if (alike && !Number.isNaN(change)) changes.push(change);
  }
  if (changes.length < 14) return 0;
  const slope = medianOf(changes);
  const spread = 1.4826 * medianOf(changes.map((change) => Math.abs(change - slope)));
  // Changes over a week overlap: only every seventh is new.
  const error = (1.25 * spread) / Math.sqrt(changes.length / 7);
  return slope ** 2 + error ** 2 === 0 ? 0 : slope * (slope ** 2 / (slope ** 2 + error ** 2));
}

/** The median of each stretch, for each of its days. */
function stretchLevels(values: Float64Array, steps: readonly number[]): Float64Array {
  const levels = new Float64Array(values.length);
  for (const [index, from] of steps.entries()) {
    const to = steps[index + 1] ?? values.length;
    levels.fill(medianOf(values.subarray(from, to)), from, to);
  }
  return levels;
}

function effectsOf(y: Float64Array, days: readonly ModelDay[], level: (t: number) => number): Effects {
  const off = (wanted: (day: ModelDay) => boolean, less: (day: ModelDay) => number): number => {
    const found = days.flatMap((day, t) => {
      const value = (y[t] ?? Number.NaN) - level(t) - less(day);
      return wanted(day) && !Number.isNaN(value) ? [value] : [];
    });
    return found.length === 0 ? Number.NaN : (medianOf(found) * found.length) / (found.length + shrinkage);
  };
  const own = Array.from({ length: 7 }, (_, i) =>
    off(
      (day) => day.weekday === i + 1 && day.kind === 'ordinary',
      () => 0,
    ),
  );
  const weekday = own.map((effect) => (Number.isNaN(effect) ? 0 : effect));
  const holiday = off(
    (day) => day.kind === 'school holiday',
    (day) => weekday[day.weekday - 1] ?? 0,
  );
  const bank = off(
    (day) => day.kind === 'bank holiday',
    () => weekday[6] ?? 0,
  );
  return {
    weekday,
    schoolHoliday: Number.isNaN(holiday) ? 0 : holiday,
    // A bank holiday nobody has seen yet is taken for a Sunday.
    bankHoliday: (weekday[6] ?? 0) + (Number.isNaN(bank) ? 0 : bank),
  };
}

/** Exponential smoothing that starts anew at each step; the level at the end and the mean squared one-day error. */
function smooth(
  values: Float64Array,
  steps: readonly number[],
  rate: number,
): { level: number; noise: number } {
  let level = 0;
  let sum = 0;
  let n = 0;
  for (const [index, from] of steps.entries()) {
    const stretch = values.subarray(from, steps[index + 1] ?? values.length);
    level = medianOf(stretch.subarray(0, 7));
    if (Number.isNaN(level)) level = medianOf(stretch);
    for (const value of stretch) {
      if (Number.isNaN(value)) continue;
      sum += (value - level) ** 2;
      n++;
      level += rate * (value - level);
    }
  }
  return { level, noise: n === 0 ? 0 : sum / n };
}

/** The logarithm expected of each day to come. The slope is damped (Gardner and McKenzie 1985): no growth goes on for ever. */
export function projectDaily(model: DailyModel, days: readonly ModelDay[]): Float64Array {
  let growth = 0;
  let step = model.slope;
  return Float64Array.from(days, (day) => {
    step *= damping;
    growth += step;
    return model.level + growth + effectOf(model, day);
  });
}
