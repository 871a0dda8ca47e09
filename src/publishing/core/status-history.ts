import type { FourStates, TimelineEntry } from '#incidents';
import type { StatusChange } from '../bulletin.ts';

type Entry = Pick<TimelineEntry, 'type' | 'at' | 'data'>;

/**
 * The changes of response, recovery and review since the incident was declared, oldest first, ending in what holds now.
 * Response and review are told by the events that changed them; recovery is derived from many reports, so its history
 * is told by its first question or report and by its present state.
 */
export function statusHistory(
  entries: readonly Entry[],
  now: Pick<FourStates, 'response' | 'recovery' | 'review'>,
): StatusChange[] {
  const history: StatusChange[] = [];
  const add = (at: Date, change: Partial<Omit<StatusChange, 'at'>>): void => {
    const last = history.at(-1);
    const next = { ...start, ...last, ...change, at: at.toISOString() };
    if (last && sameStates(last, next)) return;
    history.push(next);
  };
  const reports = entries.filter(({ type }) => type === 'recovery.reported' || type === 'recovery.asked');
  for (const entry of entries) {
    if (entry.type === 'declared') add(entry.at, {});
    else if (history.length > 0) add(entry.at, changeOf(entry));
  }
  const lastAt = reports.at(-1)?.at ?? entries.at(-1)?.at;
  if (history.length > 0 && lastAt) {
    const at = new Date(Math.max(lastAt.getTime(), Date.parse(history.at(-1)?.at ?? '')));
    add(at, { response: now.response, recovery: now.recovery, review: now.review });
  }
  return history;
}

const start = { response: 'investigating', recovery: 'not started', review: 'not commissioned' };

const sameStates = (a: StatusChange, b: StatusChange): boolean =>
  a.response === b.response && a.recovery === b.recovery && a.review === b.review;

function changeOf({ type, data }: Entry): Partial<Omit<StatusChange, 'at'>> {
  const to = typeof data.to === 'string' ? data.to : undefined;
  switch (type) {
    case 'response.changed':
      return to === undefined ? {} : { response: to };
    case 'merged':
    case 'declined':
      return { response: type };
    case 'recovery.asked':
    case 'recovery.reported':
      return { recovery: 'recovering' };
    case 'review.commissioned':
      return { review: 'commissioned' };
    case 'review.advanced':
      return to === undefined ? {} : { review: to };
    default:
      return {};
  }
}
