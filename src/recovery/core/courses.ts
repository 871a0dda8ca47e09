import { addDays, isWorkingDay, londonDate } from '#platform/clock';
import type { Backlog } from '../model.ts';
import { comparableHours } from './backlog.ts';

/** What one practice said, in working days since recovery began. */
export interface CourseReport {
  day: number;
  /** Hours of work that wait; null when it named no backlog. */
  backlogHours: number | null;
  recovered: boolean;
}

/** Reports of one practice, oldest first; none for a practice that has not replied. */
export type Course = readonly CourseReport[];

/** An answer as far as the forecast needs it. */
export interface TimedAnswer {
  practiceId: number;
  at: Date;
  state: 'recovering' | 'recovered';
  backlog: Backlog;
}

/** Counts working days from a London day on: the first is 1. A day off counts as the working day before it. */
export function workingDays(from: string): { dayOf(at: Date): number; dateOf(day: number): string } {
  const known = new Map<string, number>();
  const dates: string[] = [];
  let reached = from;
  const advance = (): void => {
    if (isWorkingDay(reached)) dates.push(reached);
    known.set(reached, dates.length);
    reached = addDays(reached, 1);
  };
  return {
    dayOf(at) {
      const date = londonDate(at);
      if (date < from) return 0;
      while (reached <= date) advance();
      return known.get(date) ?? 0;
    },
    dateOf(day) {
      const wanted = Math.max(1, Math.ceil(day));
      while (dates.length < wanted) advance();
      return dates[wanted - 1] ?? from;
    },
  };
}

/** What each awaited practice said, on the scale of working days; empty for one that has not replied. */
export function coursesOf(
  practiceIds: readonly number[],
  answers: readonly TimedAnswer[],
  dayOf: (at: Date) => number,
): Course[] {
  const own = Map.groupBy(answers, ({ practiceId }) => practiceId);
  return practiceIds.map((practiceId) => {
    const said = [...(own.get(practiceId) ?? [])].sort((a, b) => a.at.getTime() - b.at.getTime());
    const hours = comparableHours(said.map(({ backlog }) => backlog));
    return said.map(({ at, state }, index) => ({
      day: dayOf(at),
      backlogHours: hours[index] ?? null,
      recovered: state === 'recovered',
    }));
  });
}
