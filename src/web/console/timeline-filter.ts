import type { CommandGroup, TimelineEntry } from '#incidents';
import { parseLondon } from '#platform/clock';

/** What a timeline is narrowed to, as the address has it; empty text narrows nothing. */
export interface TimelineFilter {
  kind: string;
  person: string;
  group: string;
  visibility: string;
  text: string;
  /** `2026-04-20T08:00`, London time. */
  from: string;
  to: string;
}

export const filterNames = ['kind', 'person', 'group', 'visibility', 'text', 'from', 'to'] as const;

export const filterOf = (query: (name: string) => string | undefined): TimelineFilter =>
  Object.fromEntries(
    filterNames.map((name) => [name, query(name)?.trim() ?? '']),
  ) as unknown as TimelineFilter;

export const isFiltered = (filter: TimelineFilter): boolean =>
  filterNames.some((name) => filter[name] !== '');

/** The first word of an entry's type: `factor.graded` is about factors. */
export const kindOf = (type: string): string => type.split('.')[0] ?? type;

/** The entries that pass every part of the filter. A time that cannot be read narrows nothing. */
export function filterTimeline(
  entries: readonly TimelineEntry[],
  filter: TimelineFilter,
  groups: readonly CommandGroup[],
): TimelineEntry[] {
  const members = new Set(
    groups.find(({ group }) => group === filter.group)?.members.map(({ person }) => person.toLowerCase()),
  );
  const from = filter.from === '' ? undefined : parseLondon(filter.from);
  const to = filter.to === '' ? undefined : parseLondon(filter.to);
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    const text = `${entry.text} ${entry.evidence ?? ''} ${entry.actor}`.toLowerCase();
    return (
      (filter.kind === '' || kindOf(entry.type) === filter.kind) &&
      (filter.person === '' || peopleIn(entry).some((person) => person === filter.person.toLowerCase())) &&
      (filter.group === '' || isOfGroup(entry, filter.group, members)) &&
      (filter.visibility === '' || entry.public === (filter.visibility === 'public')) &&
      (!from || entry.at >= from) &&
      (!to || entry.at <= to) &&
      words.every((word) => text.includes(word))
    );
  });
}

/** Who did it, and whom it names. */
export function peopleIn({ actor, data }: TimelineEntry): string[] {
  const named = ['person', 'owner'].map((name) => data[name]).filter((value) => typeof value === 'string');
  return [actor, ...named].map((person) => person.toLowerCase());
}

/** An entry belongs to a subgroup that it names, or whose member made it. */
const isOfGroup = ({ data, actor }: TimelineEntry, group: string, members: ReadonlySet<string>): boolean =>
  data.group === group || members.has(actor.toLowerCase());
