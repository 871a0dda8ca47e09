import type { Course, CourseReport } from './courses.ts';
import { forecastParameters } from './forecast-parameters.ts';

/**
 * How fast all practices together cleared their backlogs, day by day: a first week on paper, or a week of extra hands, is common to
 * all of them and must not be taken for each one's own pace.
 */
export interface CommonPace {
  /** From the end of a working day to the work done by then, in days at a pace of 1. */
  effortBy(day: number): number;
  /** Of the latest days: what is taken to go on. */
  recent: number;
  /** The logarithm of the factor by which it may change from now on, as far as it changed before. */
  changeSd: number;
}

/** A fall between two counts of one practice, as a share of its first count. */
interface Fall {
  from: number;
  to: number;
  share: number;
}

/** The falls of one practice, and what it cleared in all. */
interface Clearing {
  first: number;
  last: number;
  share: number;
  falls: Fall[];
}

const rounds = 12;
const [leastPace, mostPace] = [0.1, 4];

/**
 * Estimates the pace of all up to a day. Each practice has a rate of its own; what fell between two of its counts is spread over the
 * days between as the pace of all then has it, and that pace is the sum of what fell over the sum of what the rates wanted. A day leans on
 * its neighbours and on a steady pace, the more the less was seen of it.
 */
export function commonPace(courses: readonly Course[], nowDay: number): CommonPace {
  const clearings = courses.flatMap((course) => clearingOf(course) ?? []);
  const pace = Array<number>(nowDay + 1).fill(1);
  for (let round = 0; round < rounds; round += 1) improve(pace, clearings);
  const effort = sumsOf(pace);
  const { paceDays } = forecastParameters;
  return {
    effortBy: (day) => effort[Math.min(nowDay, Math.max(0, day))] ?? 0,
    recent: average(pace.slice(1).slice(-paceDays)),
    changeSd: changeOf(pace),
  };
}

function clearingOf(course: Course): Clearing | undefined {
  const counts = course.filter(
    (report): report is CourseReport & { backlogHours: number } =>
      !report.recovered && report.backlogHours !== null && report.backlogHours > 0,
  );
  const [first, last] = [counts[0], counts.at(-1)];
  if (!first || !last || last.day <= first.day) return undefined;
  const falls = counts.slice(1).flatMap(({ day, backlogHours }, index) => {
    const before = counts[index] ?? first;
    const share = (before.backlogHours - backlogHours) / first.backlogHours;
    return day > before.day ? [{ from: before.day, to: day, share }] : [];
  });
  const share = Math.max(0, 1 - last.backlogHours / first.backlogHours);
  return { first: first.day, last: last.day, share, falls };
}

/** One round: the paces of the days are replaced by better ones. */
function improve(pace: number[], clearings: readonly Clearing[]): void {
  const effort = sumsOf(pace);
  const between = (from: number, to: number): number => (effort[to] ?? 0) - (effort[from] ?? 0);
  const fell = Array<number>(pace.length).fill(0);
  const wanted = Array<number>(pace.length).fill(0);
  for (const { first, last, share, falls } of clearings) {
    const rate = share / between(first, last);
    for (const fall of falls) {
      const each = fall.share / between(fall.from, fall.to);
      for (let day = fall.from + 1; day <= fall.to; day += 1) {
        fell[day] = (fell[day] ?? 0) + each * (pace[day] ?? 1);
        wanted[day] = (wanted[day] ?? 0) + rate;
      }
    }
  }
  const weight = forecastParameters.steadyEvidence;
  for (let day = 1; day < pace.length; day += 1) {
    const around = ((pace[Math.max(1, day - 1)] ?? 1) + (pace[day + 1] ?? pace[day] ?? 1) + 1) / 3;
    const seen = (Math.max(0, fell[day] ?? 0) + weight * around) / ((wanted[day] ?? 0) + weight);
    pace[day] = Math.min(mostPace, Math.max(leastPace, seen));
  }
}

/** By the end of each day, from day 1 on; nothing is done on day 0. */
function sumsOf(pace: readonly number[]): number[] {
  let sum = 0;
  return pace.map((each, day) => {
    if (day > 0) sum += each;
    return sum;
  });
}

/** How much the pace of one stretch of days differs from that of the stretch before, as a rule. */
function changeOf(pace: readonly number[]): number {
  const { paceDays, paceChange, paceChangeWeight, trueShareOfChange } = forecastParameters;
  const stretches: number[] = [];
  for (let end = pace.length; end > 1; end -= paceDays) {
    const days = pace.slice(Math.max(1, end - paceDays), end);
    if (days.length >= paceDays / 2) stretches.unshift(average(days));
  }
  let squares = paceChangeWeight * paceChange ** 2;
  for (const [index, each] of stretches.slice(1).entries())
    squares += Math.log(each / (stretches[index] ?? each)) ** 2;
  const changes = paceChangeWeight + Math.max(0, stretches.length - 1);
  return Math.sqrt((trueShareOfChange * squares) / changes);
}

const average = (values: readonly number[]): number =>
  values.length === 0 ? 1 : values.reduce((sum, value) => sum + value, 0) / values.length;
