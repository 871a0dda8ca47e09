import { describe, expect, it } from 'vitest';
import type { CommandGroup, TimelineEntry } from '#incidents';
import { filterNames, filterOf, filterTimeline, isFiltered, type TimelineFilter } from './timeline-filter.ts';

const entry = (id: number, more: Partial<TimelineEntry>): TimelineEntry => ({
  id,
  incidentId: 1,
  type: 'note',
  at: new Date(`2026-04-20T0${id}:00:00Z`),
  recordedAt: new Date('2026-04-20T09:00:00Z'),
  actor: 'Lee Lead',
  text: 'Something happened',
  data: {},
  public: false,
  evidence: null,
  ...more,
});

const entries = [
  entry(1, { type: 'factor.added', text: 'Possible factor: Firmware', public: true }),
  entry(2, { type: 'command.action', data: { group: 'technical', owner: 'Toni Tech' } }),
  entry(3, { actor: 'Toni Tech', text: 'Logs collected', evidence: 'Ticket 7' }),
  entry(4, { type: 'update.published', text: 'Update 1 published', public: true }),
];
const groups: CommandGroup[] = [
  {
    group: 'technical',
    purpose: '',
    lead: 'Toni Tech',
    members: [{ role: 'lead', person: 'Toni Tech', organisation: null, from: new Date(0) }],
    actions: [],
  },
];
const none = filterOf(() => undefined);
const ids = (filter: Partial<TimelineFilter>): number[] =>
  filterTimeline(entries, { ...none, ...filter }, groups).map(({ id }) => id);

describe('filterTimeline', () => {
  it.each([
    ['nothing', {}, [1, 2, 3, 4]],
    ['a kind', { kind: 'factor' }, [1]],
    ['a person who did it or is named', { person: 'toni tech' }, [2, 3]],
    ['a subgroup, by name or by member', { group: 'technical' }, [2, 3]],
    ['what is public', { visibility: 'public' }, [1, 4]],
    ['what is not', { visibility: 'private' }, [2, 3]],
    ['words, of the evidence too', { text: 'ticket LOGS' }, [3]],
    ['from a London time', { from: '2026-04-20T04:00' }, [3, 4]],
    ['up to one', { to: '2026-04-20T03:00' }, [1, 2]],
    ['several at once', { visibility: 'public', text: 'update' }, [4]],
    ['a kind that there is not', { kind: 'nothing' }, []],
    ['a time that cannot be read: not at all', { from: 'soon' }, [1, 2, 3, 4]],
  ] satisfies [string, Partial<TimelineFilter>, number[]][])('narrows by %s', (_what, filter, left) => {
    expect(ids(filter)).toEqual(left);
  });

  it('knows whether it narrows at all', () => {
    expect(isFiltered(none)).toBe(false);
    for (const name of filterNames) expect(isFiltered({ ...none, [name]: 'x' })).toBe(true);
  });
});
