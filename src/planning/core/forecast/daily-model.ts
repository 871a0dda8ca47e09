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
  /** A day, before damping; drawn towards 0 by how uncertain it is. */
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

const damping = 0.95;
/**
 * With fewer known days neither a slope nor a change of level can be told from holidays: three weeks around Easter would be
 * read as growth.
 */
const leastDaysForTrend = 56;
const rounds = 4;
const rates = [0.02, 0.05, 0.1, 0.2, 0.35];

/**
 * Fits a daily series of logarithms (NaN where unknown): effects of weekdays and holidays as medians, changes of level, one
 * slope for all stretches between them, and a level by exponential smoothing since the last change. The slope starts as the
 * median change over a week, which neither a change of level nor a weekday disturbs (Theil 1950).
 */
export function fitDaily(y: Float64Array, days: readonly ModelDay[]): DailyModel {
  const short = y.filter((value) => !Number.isNaN(value)).length < leastDaysForTrend;
  let slope = short ? 0 : weeklySlope(y, days);
  let sure = 0;
  let effects = noEffects;
  let steps = [0];
  for (let round = 0; round < rounds; round++) {
    const level = stretchLevels(adjusted(y, days, effects, slope), steps);
    effects = effectsOf(y, days, (t) => (level[t] ?? 0) + slope * t);
    if (short) continue;
    steps = levelSteps(adjusted(y, days, effects, slope));
    ({ slope, sure } = commonSlope(adjusted(y, days, effects, 0), steps));
  }
  const flat = adjusted(y, days, effects, slope);
  const fits = rates.map((rate) => ({ rate, ...smooth(flat, steps, rate) }));
  const { level, noise, rate } = fits.reduce((a, b) => (b.noise < a.noise ? b : a));
  return { ...effects, level: level + slope * (y.length - 1), slope: slope * sure, steps, noise, rate };
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

/** Median change over a week on ordinary days, a day; 0 with too few. */
function weeklySlope(y: Float64Array, days: readonly ModelDay[]): number {
  const changes: number[] = [];
  for (let t = 7; t < y.length; t++) {
    const change = ((y[t] ?? Number.NaN) - (y[t - 7] ?? Number.NaN)) / 7;
    const alike = days[t]?.kind === 'ordinary' && days[t - 7]?.kind === 'ordinary';
    if (alike && !Number.isNaN(change)) changes.push(change);
  }
  return changes.length < 14 ? 0 : medianOf(changes);
}

/** Days resemble their neighbours: so many of them tell as much as one that stands alone. */
const alikeDays = 10;

/**
 * The slope by least squares within the stretches, each about its own mean; and how sure it is, from 0 to 1: the share of its
 * square that is not its own error.
 */
function commonSlope(values: Float64Array, steps: readonly number[]): { slope: number; sure: number } {
  const points: { x: number; z: number }[] = [];
  for (const [index, from] of steps.entries()) {
    const stretch = [...values.subarray(from, steps[index + 1] ?? values.length).entries()].filter(
      ([, value]) => !Number.isNaN(value),
    );
    const mean = (of: (one: [number, number]) => number): number =>
      stretch.reduce((sum, one) => sum + of(one), 0) / stretch.length;
    const [x, z] = [mean(([t]) => t), mean(([, value]) => value)];
    for (const [t, value] of stretch) points.push({ x: t - x, z: value - z });
  }
  const square = points.reduce((sum, { x }) => sum + x * x, 0);
  if (square === 0) return { slope: 0, sure: 0 };
  const slope = points.reduce((sum, { x, z }) => sum + x * z, 0) / square;
  const rest = points.reduce((sum, { x, z }) => sum + (z - slope * x) ** 2, 0);
  const error = (alikeDays * rest) / Math.max(1, points.length - steps.length - 1) / square;
  return { slope, sure: slope === 0 ? 0 : slope ** 2 / (slope ** 2 + error) };
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

/**
 * Medians of what is left of each kind of day after the level, each drawn towards 0 as noise over effect asks for with that
 * few days (empirical Bayes: Efron and Morris 1973).
 */
function effectsOf(y: Float64Array, days: readonly ModelDay[], level: (t: number) => number): Effects {
  const rest = y.map((value, t) => value - level(t));
  const left = (wanted: (day: ModelDay) => boolean, less: (day: ModelDay) => number): number[] =>
    days.flatMap((day, t) => {
      const value = (rest[t] ?? Number.NaN) - less(day);
      return wanted(day) && !Number.isNaN(value) ? [value] : [];
    });
  const own = Array.from({ length: 7 }, (_, i) =>
    left(
      (day) => day.weekday === i + 1 && day.kind === 'ordinary',
      () => 0,
    ),
  );
  const medians = own.map(medianOrZero);
  const noise = spreadOf(own.flatMap((values, i) => values.map((value) => value - (medians[i] ?? 0)))) ** 2;
  const drawn = (values: readonly number[]): number => {
    const effect = medianOrZero(values);
    return effect === 0 ? 0 : (effect * values.length) / (values.length + noise / effect ** 2);
  };
  const weekday = own.map(drawn);
  const ofWeekday = (day: ModelDay): number => weekday[day.weekday - 1] ?? 0;
  const sunday = weekday[6] ?? 0;
  return {
    weekday,
    schoolHoliday: drawn(left((day) => day.kind === 'school holiday', ofWeekday)),
    // A bank holiday nobody has seen yet is taken for a Sunday.
    bankHoliday:
      sunday +
      drawn(
        left(
          (day) => day.kind === 'bank holiday',
          () => sunday,
        ),
      ),
  };
}

const medianOrZero = (values: readonly number[]): number => (values.length === 0 ? 0 : medianOf(values));

/** Standard deviation by the median absolute value. */
const spreadOf = (values: readonly number[]): number => 1.4826 * medianOrZero(values.map(Math.abs));

/** One odd day is no noise: an error counts as three deviations at most. */
const mostDeviations = 3;

/** Exponential smoothing that starts anew at each step; the level at the end and the mean squared one-day error. */
function smooth(
  values: Float64Array,
  steps: readonly number[],
  rate: number,
): { level: number; noise: number } {
  let level = 0;
  const errors: number[] = [];
  for (const [index, from] of steps.entries()) {
    const stretch = values.subarray(from, steps[index + 1] ?? values.length);
    level = medianOf(stretch.subarray(0, 7));
    if (Number.isNaN(level)) level = medianOf(stretch);
    for (const value of stretch) {
      if (Number.isNaN(value)) continue;
      errors.push(value - level);
      level += rate * (value - level);
    }
  }
  const most = (mostDeviations * spreadOf(errors)) ** 2;
  const sum = errors.reduce(
    (total, error) => total + (most > 0 ? Math.min(error ** 2, most) : error ** 2),
    0,
  );
  return { level, noise: errors.length === 0 ? 0 : sum / errors.length };
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
