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
export const backlogHours = (backlog: Backlog): number | null => hoursOf(backlog, backlogKinds);

function hoursOf(backlog: Backlog, kinds: readonly BacklogKind[]): number | null {
  let minutes: number | null = null;
  for (const kind of kinds) {
    const count = backlog[kind];
    if (count !== null) minutes = (minutes ?? 0) + count * minutesPerItem[kind];
  }
  return minutes === null ? null : minutes / 60;
}

/**
 * Hours of each of several answers of one practice, over the kinds that all of them counted: a kind that comes or goes is no work that
 * was done. Null for an answer that counted none of them.
 */
export function comparableHours(backlogs: readonly Backlog[]): (number | null)[] {
  const counting = backlogs.filter((backlog) => backlogKinds.some((kind) => backlog[kind] !== null));
  const common = backlogKinds.filter((kind) => counting.every((backlog) => backlog[kind] !== null));
  return backlogs.map((backlog) => hoursOf(backlog, common));
}

export const nothingSaid: Backlog = {
  appointments: null,
  prescriptions: null,
  results: null,
  letters: null,
  paperRecords: null,
};
