import type { PracticeBulletin } from '../bulletin.ts';
import { areaCodeOf, areaName } from './areas.ts';

/** What places a practice in its groups. */
export type Located = Pick<PracticeBulletin, 'postcode' | 'town' | 'groups'>;

/** Practices that are looked at together: of a postcode area, of a town in it, or of a group that sites are tagged with. */
export interface PracticeGroup<P extends Located = PracticeBulletin> {
  /** For addresses: `ct`, `ct-whitstable`, `group-medway-south`. */
  slug: string;
  kind: 'area' | 'town' | 'named';
  name: string;
  /** The slug of a town's area. */
  parent: string | null;
  practices: P[];
}

const otherArea = 'other';

/** Lower case, digits and hyphens; never empty. */
export const slugOf = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'none';

/**
 * Every group of these practices: areas by name, each followed by its towns, then the named groups. A practice is in one
 * area, in one town, and in as many named groups as its sites are tagged with.
 */
export function groupsOf<P extends Located>(practices: readonly P[]): PracticeGroup<P>[] {
  const byArea = Map.groupBy(practices, ({ postcode }) => areaCodeOf(postcode) ?? otherArea);
  const collator = new Intl.Collator('en-GB');
  const areas = [...byArea]
    .map(([code, of]) => ({ code, of, name: code === otherArea ? 'Other places' : areaName(code) }))
    .sort((a, b) => collator.compare(a.name, b.name));
  return [
    ...areas.flatMap(({ code, of, name }): PracticeGroup<P>[] => {
      const slug = code.toLowerCase();
      const towns = grouped(of, ({ town }) => [town || 'Town not known'], slug, collator);
      return [{ slug, kind: 'area', name, parent: null, practices: of }, ...towns];
    }),
    ...grouped(practices, ({ groups }) => groups, null, collator),
  ];
}

function grouped<P extends Located>(
  practices: readonly P[],
  namesOf: (practice: P) => readonly string[],
  parent: string | null,
  collator: Intl.Collator,
): PracticeGroup<P>[] {
  const found = new Map<string, PracticeGroup<P>>();
  for (const practice of practices) {
    for (const name of namesOf(practice)) {
      const slug = `${parent ?? 'group'}-${slugOf(name)}`;
      const group = found.get(slug) ?? {
        slug,
        kind: parent === null ? 'named' : 'town',
        name,
        parent,
        practices: [],
      };
      if (group.practices.at(-1) !== practice) group.practices.push(practice);
      found.set(slug, group);
    }
  }
  return [...found.values()].sort((a, b) => collator.compare(a.name, b.name));
}

const groupTag = 'tag:group:';

/** The groups of each practice by its id: names of the tags `group:<name>` that its sites carry, sorted. */
export function namedGroups(
  sites: readonly { id: number; practiceId: number }[],
  attributes: ReadonlyMap<number, Readonly<Record<string, string>>>,
): Map<number, string[]> {
  const found = new Map<number, Set<string>>();
  for (const { id, practiceId } of sites) {
    for (const key of Object.keys(attributes.get(id) ?? {})) {
      const name = key.startsWith(groupTag) ? key.slice(groupTag.length).trim() : '';
      if (name === '') continue;
      found.set(practiceId, (found.get(practiceId) ?? new Set()).add(name));
    }
  }
  return new Map([...found].map(([practiceId, names]) => [practiceId, [...names].sort()]));
}
