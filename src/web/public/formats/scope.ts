import type { Bulletin, CalendarEntry, IncidentBulletin, PracticeBulletin, PracticeGroup } from '#publishing';
import { paths } from '../paths.ts';

/** What a feed, a calendar or a badge is about: everything, one practice, or one group of practices. */
export interface Scope {
  /** For identifiers that never change: empty for everything, `practice/G99001`, `group/ct`. */
  key: string;
  /** The practice or the group; null for everything. */
  name: string | null;
  /** Its page for people. */
  page: string;
  /** Where its files live: `/feed.atom`, `/practices/G99001/feed.atom`. */
  at(file: string): string;
  practices: readonly PracticeBulletin[];
  hasIncident(incident: IncidentBulletin): boolean;
  hasWork(entry: CalendarEntry): boolean;
}

export const wholeScope = (bulletin: Bulletin): Scope => ({
  key: '',
  name: null,
  page: paths.hub,
  at: (file) => `/${file}`,
  practices: bulletin.practices,
  hasIncident: () => true,
  hasWork: () => true,
});

const someScope = (
  of: Pick<Scope, 'key' | 'name' | 'page'>,
  practices: readonly PracticeBulletin[],
): Scope => {
  const codes = new Set(practices.map((practice) => practice.odsCode));
  return {
    ...of,
    at: (file) => `${of.page}/${file}`,
    practices,
    hasIncident: (incident) => incident.concerns.some((code) => codes.has(code)),
    hasWork: (entry) => entry.odsCodes.some((code) => codes.has(code)),
  };
};

export const practiceScope = (practice: PracticeBulletin): Scope =>
  someScope(
    { key: `practice/${practice.odsCode}`, name: practice.name, page: paths.practice(practice.odsCode) },
    [practice],
  );

export const groupScope = (group: PracticeGroup): Scope =>
  someScope({ key: `group/${group.slug}`, name: group.name, page: paths.group(group.slug) }, group.practices);

/** Incidents of a scope, those going on first. */
export const incidentsOf = (bulletin: Bulletin, scope: Scope): IncidentBulletin[] =>
  [...bulletin.current, ...bulletin.past].filter((incident) => scope.hasIncident(incident));
