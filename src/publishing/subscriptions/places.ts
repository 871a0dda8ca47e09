import { attributesAt, listSites } from '#estate';
import { isOpen, listIncidents } from '#incidents';
import type { Db } from '#platform/db';
import { groupsOf, type Located, namedGroups } from '../core/groups.ts';
import type { Choices, Scope } from './core/wants.ts';

/** An open practice and every scope that takes it in, as the estate is now: members that came later count. */
export interface Place {
  practiceId: number;
  odsCode: string;
  name: string;
  postcode: string;
  town: string;
  groups: string[];
  scopes: Scope[];
}

/** Every practice with an open site, by its code, with the same areas and groups as the public pages have. */
export async function listPlaces(db: Db, now: Date): Promise<Place[]> {
  const sites = (await listSites(db)).filter((site) => site.closedOn === null);
  const named = namedGroups(sites, await attributesAt(db, now));
  const places = [...Map.groupBy(sites, ({ practiceId }) => practiceId)].map(([practiceId, own]): Place => {
    const { odsCode = '', practiceName = '', postcode = '', town = '' } = own[0] ?? {};
    return {
      practiceId,
      odsCode,
      name: practiceName,
      postcode,
      town,
      groups: named.get(practiceId) ?? [],
      scopes: [{ kind: 'practice', key: odsCode }],
    };
  });
  for (const { kind, slug, practices } of groupsOf(places))
    for (const place of practices)
      place.scopes.push({ kind: kind === 'named' ? 'group' : 'area', key: slug });
  return places.sort((a, b) => (a.odsCode < b.odsCode ? -1 : 1));
}

/** What can be chosen now: areas with their towns, groups, practices, and the issues that are open. */
export async function listChoices(db: Db, now: Date): Promise<Choices> {
  const open = (await listIncidents(db)).filter(
    ({ states }) => isOpen(states.response) && states.response !== 'candidate',
  );
  return choicesFrom(await listPlaces(db, now), open);
}

/** The same from what is published. */
export function choicesFrom(
  practices: readonly (Located & { odsCode: string; name: string })[],
  incidents: readonly { slug: string; title: string }[],
): Choices {
  const groups = groupsOf(practices);
  const names = new Map(groups.map(({ slug, name }) => [slug, name]));
  return {
    areas: groups
      .filter(({ kind }) => kind !== 'named')
      .map(({ slug, name, parent }) => ({
        key: slug,
        name: parent === null ? name : `${name}, in ${names.get(parent) ?? parent}`,
      })),
    groups: groups.filter(({ kind }) => kind === 'named').map(({ slug, name }) => ({ key: slug, name })),
    practices: practices
      .map(({ odsCode, name, town }) => ({ key: odsCode, name: `${name}, ${town} (${odsCode})` }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    incidents: incidents.map(({ slug, title }) => ({ key: slug, name: title })),
  };
}
