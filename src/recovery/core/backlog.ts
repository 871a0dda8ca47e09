import { type Backlog, type BacklogKind, backlogKinds } from '../model.ts';

/**
 * Minutes of work that one item is taken to need. Assumed by us, to add unlike things up: only the pace at which the sum falls matters to
 * the forecast, so a factor common to all of them changes nothing. See docs/algorithms/recovery.md.
 */
export const minutesPerItem: Readonly<Record<BacklogKind, number>> = {
  appointments: 4,
  prescriptions: 2,
  results: 2,
  letters: 5,
  paperRecords: 10,
};

/** Hours of work that wait by what a practice counted; null when it counted nothing. What it left empty is not in it. */
export function backlogHours(backlog: Backlog): number | null {
  const told = backlogKinds.flatMap((kind) => {
    const count = backlog[kind];
    return count === null ? [] : [count * minutesPerItem[kind]];
  });
  return told.length === 0 ? null : told.reduce((sum, minutes) => sum + minutes, 0) / 60;
}

/**
 * Hours of each of several answers of one practice, over the kinds that all of them counted: a kind that comes or goes is no work that
 * was done. Null for an answer that counted none of them.
 */
export function comparableHours(backlogs: readonly Backlog[]): (number | null)[] {
  const counting = backlogs.filter((backlog) => backlogKinds.some((kind) => backlog[kind] !== null));
  const common = backlogKinds.filter((kind) => counting.every((backlog) => backlog[kind] !== null));
  const only = (backlog: Backlog): Backlog => ({
    ...nothingSaid,
    ...Object.fromEntries(common.map((kind) => [kind, backlog[kind]])),
  });
  return backlogs.map((backlog) => backlogHours(only(backlog)));
}

export const nothingSaid: Backlog = {
  appointments: null,
  prescriptions: null,
  results: null,
  letters: null,
  paperRecords: null,
};
