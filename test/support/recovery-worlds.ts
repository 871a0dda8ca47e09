import type { Course, CourseReport } from '#recovery';
import { seededNormal, seededRandom } from './seeded-random.ts';

/** How a simulated recovery differs from what the forecast assumes. */
export interface WorldKind {
  name: string;
  practices: number;
  /** Share that never replies. */
  silent: number;
  /** Silent practices need so many times as long. */
  silentFactor: number;
  /** The pace on working day d of a practice, as a factor of its usual one. */
  pace(day: number, share: number): number;
}

const steady = (): number => 1;

export const worldKinds: readonly WorldKind[] = [
  { name: 'steady pace', practices: 120, silent: 0.12, silentFactor: 1.15, pace: steady },
  { name: 'few practices', practices: 30, silent: 0.1, silentFactor: 1.15, pace: steady },
  { name: 'many silent', practices: 120, silent: 0.35, silentFactor: 1.3, pace: steady },
  // The first days go to paper, not to the backlog.
  {
    name: 'slow start',
    practices: 120,
    silent: 0.12,
    silentFactor: 1.15,
    pace: (day) => (day < 4 ? 0.5 : 1.05),
  },
  // What is easy is done first.
  {
    name: 'long tail',
    practices: 120,
    silent: 0.12,
    silentFactor: 1.15,
    pace: (_, share) => (share > 0.25 ? 1.1 : 0.75),
  },
];

export interface RecoveryWorld {
  courses: Course[];
  nowDay: number;
  /** The working day on which the last practice, silent ones included, has no backlog left. */
  truthDay: number;
}

/**
 * One recovery with a known end: each practice has its own backlog and pace, which varies by 40% from day to day; it reports about once
 * a week, with an error of 12%, and says that it is back to normal at its next report. Looked at on a day drawn between a quarter and
 * three quarters of the whole.
 */
export function recoveryWorld(kind: WorldKind, seed: number): RecoveryWorld {
  const random = seededRandom(seed);
  const normal = seededNormal(seed + 7_919);
  const histories = Array.from({ length: kind.practices }, () => {
    const silent = random() < kind.silent;
    const hours = Math.exp(Math.log(60) + 0.7 * normal());
    const days = Math.exp(Math.log(9) + 0.45 * normal()) * (silent ? kind.silentFactor : 1);
    return { silent, left: clearing(hours, days, kind, normal) };
  });
  const truthDay = Math.max(...histories.map(({ left }) => left.length));
  const nowDay = Math.max(6, Math.floor(truthDay * (0.25 + 0.5 * random())));
  const courses = histories.map(({ silent, left }): Course => {
    const first = 1 + Math.floor(random() * 4);
    return silent ? [] : reportsOf(left, { first, until: nowDay, random, normal });
  });
  return { courses, nowDay, truthDay };
}

/** Hours left at the end of each working day, down to nought. */
function clearing(hours: number, days: number, kind: WorldKind, normal: () => number): number[] {
  const left: number[] = [];
  let rest = hours;
  for (let day = 0; rest > 0; day += 1) {
    rest -= (hours / days) * kind.pace(day, rest / hours) * Math.max(0.1, 1 + 0.4 * normal());
    left.push(Math.max(0, rest));
  }
  return left;
}

function reportsOf(
  left: readonly number[],
  of: { first: number; until: number; random: () => number; normal: () => number },
): CourseReport[] {
  const reports: CourseReport[] = [];
  for (let day = of.first; day <= of.until; day += 3 + Math.floor(of.random() * 4)) {
    const rest = left[day - 1] ?? 0;
    if (rest <= 0) return [...reports, { day, backlogHours: 0, recovered: true }];
    reports.push({ day, backlogHours: Math.max(0.5, rest * (1 + 0.12 * of.normal())), recovered: false });
  }
  return reports;
}
