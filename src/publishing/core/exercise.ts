import { exerciseMark } from '#messages';
import type { Bulletin } from '../bulletin.ts';

/**
 * The bulletin of a rehearsal. The titles themselves say that it is an exercise, so that no page, feed, format or badge that is
 * made from them can fail to say it.
 */
export function asExercise(bulletin: Bulletin): Bulletin {
  const { organisation, current, past, planned, calendar } = bulletin;
  const marked = <T extends { title: string }>(each: T): T => ({
    ...each,
    title: `${exerciseMark} ${each.title}`,
  });
  return {
    ...bulletin,
    rehearsal: true,
    organisation: { ...organisation, serviceName: `${exerciseMark} ${organisation.serviceName}` },
    current: current.map(marked),
    past: past.map(marked),
    planned: planned.map(marked),
    calendar: calendar.map(marked),
  };
}
