import type { Course, CourseReport } from './courses.ts';
import { forecastParameters } from './forecast-parameters.ts';

/** The remaining days at the pace of the latest counts, as a lognormal. */
export interface OwnPace {
  /** The day of the last of these counts. */
  from: number;
  logRemaining: number;
  sd: number;
}

/** What is known of the whole length of one practice's recovery, in working days. */
export interface Known {
  /** It is longer than this. */
  low: number;
  /** It is at most this; infinite while it still recovers. */
  high: number;
  /** For a practice that is back to normal: what its pace said before. */
  pace?: OwnPace;
  isBack: boolean;
}

/** A recovery lasts at least part of a day. */
const leastDays = 0.25;

/** What the reports of a practice that has answered tell of its length. */
export function knownOf(course: Course): Known {
  const last = course.at(-1);
  if (!last) return { low: leastDays, high: Number.POSITIVE_INFINITY, isBack: false };
  if (last.recovered) return backOf(course, last);
  const pace = paceOf(course);
  return {
    low: Math.max(leastDays, last.day),
    high: Number.POSITIVE_INFINITY,
    ...(pace ? { pace } : {}),
    isBack: false,
  };
}

function backOf(course: Course, last: CourseReport): Known {
  // A relapse counts to its end: the last report before the run of good ones.
  const open = course.findLast(({ recovered }) => !recovered);
  const back = course.find(({ day, recovered }) => recovered && day >= (open?.day ?? 0));
  const high = Math.max(leastDays, back?.day ?? last.day);
  const low = Math.min(open?.day ?? 0, high - leastDays / 2);
  const pace = paceOf(course.filter(({ recovered }) => !recovered));
  // What it said of its pace is of use only when time passed after that.
  return { low, high, ...(pace && pace.from < (low + high) / 2 ? { pace } : {}), isBack: true };
}

/** The pace of the latest counts; undefined when nothing fell, or too little. */
function paceOf(course: Course): OwnPace | undefined {
  const { reportingError, dailyVariation, reportsForPace } = forecastParameters;
  const told = course
    .filter((report): report is CourseReport & { backlogHours: number } => report.backlogHours !== null)
    .slice(-reportsForPace);
  const [first, last] = [told[0], told.at(-1)];
  if (!first || !last || last.day - first.day < leastDays) return undefined;
  // A practice that is not back to normal with an empty list has something else to do, of a length nobody knows.
  if (last.backlogHours <= 0 || last.day < (course.at(-1)?.day ?? 0)) return undefined;
  const cleared = 1 - last.backlogHours / first.backlogHours;
  const clearedSd = reportingError * Math.SQRT2 * (1 - cleared);
  // A fall within the error of reporting is no fall.
  if (!(cleared > 1.5 * clearedSd)) return undefined;
  const days = last.day - first.day;
  const remaining = (days * (1 - cleared)) / cleared;
  // Both sides vary from day to day: the days looked at and those to come.
  const variance = (clearedSd / cleared) ** 2 + dailyVariation ** 2 * (1 / days + 1 / Math.max(1, remaining));
  return { from: last.day, logRemaining: Math.log(remaining), sd: Math.sqrt(variance) };
}
