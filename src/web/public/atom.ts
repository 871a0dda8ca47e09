import type { Bulletin, IncidentBulletin, PublishedUpdate } from '#publishing';
import { escapeMarkup, updateHtml } from './claims.ts';
import { incidentsOf, type Scope, wholeScope } from './formats/scope.ts';
import { xml } from './formats/xml.ts';
import { absolute, paths } from './paths.ts';
import {
  correctedBy,
  correctionsOf,
  nextUpdateWords,
  staleWords,
  unrealWords,
  updateTitle,
  when,
} from './words.ts';

/** Readers poll feeds; the pages hold the rest. */
const shownEntries = 100;

export interface Entry {
  incident: IncidentBulletin;
  update: PublishedUpdate;
  /** RFC 3339. Moves when the update is corrected or stops being true; the id never does. */
  updated: string;
}

/** The last of some instants; empty without any. */
export const latestOf = (instants: readonly (string | null)[]): string =>
  instants.reduce<string>((latest, each) => (each !== null && each > latest ? each : latest), '');

/** A tag URI (RFC 4151) of the site's host. The date only says when the host was ours, so it may never change. */
export const tagUri = (bulletin: Bulletin, date: string, specific: string): string =>
  `tag:${new URL(bulletin.publicUrl).hostname},${date}:${specific}`;

/** The entries of an incident, one an update, newest first. */
export function entriesOf(incident: IncidentBulletin): Entry[] {
  return incident.updates.map((update) => {
    const corrected = correctionsOf(incident, update).map((correction) => correction.publishedAt);
    const stopped = update.claims.map((claim) => claim.stoppedAt);
    return { incident, update, updated: latestOf([update.publishedAt, ...corrected, ...stopped]) };
  });
}

/** The text of an entry: what has been corrected, then the update with a note behind each sentence that changed. */
export const entryHtml = (bulletin: Bulletin, entry: Entry): string =>
  `${noteHtml(bulletin, entry)}${updateHtml(entry.update, { headingLevel: 2, asOf: bulletin.asOf })}`;

function noteHtml(bulletin: Bulletin, { incident, update }: Entry): string {
  const corrections = correctionsOf(incident, update).map(
    (each) =>
      `<p><strong>This was corrected at ${when(each.publishedAt, bulletin.asOf)}.</strong> ` +
      `<a href="${escapeMarkup(absolute(bulletin.publicUrl, each.path))}">Read the correction</a>.</p>`,
  );
  return corrections.join('');
}

/** The same for ever, in every feed that holds the entry. */
export const entryId = (bulletin: Bulletin, { incident, update }: Entry): string =>
  tagUri(bulletin, update.publishedAt.slice(0, 10), `incident/${incident.slug}/update/${update.number}`);

function entryXml(bulletin: Bulletin, entry: Entry): string {
  const { incident, update, updated } = entry;
  const { publicUrl } = bulletin;
  const related = correctedBy(incident, update)?.path ?? paths.incident(incident.slug);
  return [
    '<entry>',
    `<id>${xml(entryId(bulletin, entry))}</id>`,
    `<title>${xml(updateTitle(update))}</title>`,
    `<published>${update.publishedAt}</published><updated>${updated}</updated>`,
    `<link rel="alternate" type="text/html" href="${xml(absolute(publicUrl, update.path))}"/>`,
    `<link rel="related" type="text/html" href="${xml(absolute(publicUrl, related))}"/>`,
    `<author><name>${xml(update.author)}</name></author>`,
    `<category term="${xml(incident.slug)}" label="${xml(incident.title)}"/>`,
    `<content type="html" xml:base="${xml(absolute(publicUrl, '/'))}">${xml(entryHtml(bulletin, entry))}</content>`,
    '</entry>',
  ].join('');
}

/** The latest entries by when they were published. */
export const newestEntries = (entries: readonly Entry[]): Entry[] =>
  [...entries]
    .sort((a, b) => b.update.publishedAt.localeCompare(a.update.publishedAt))
    .slice(0, shownEntries);

interface Feed {
  path: string;
  page: string;
  id: string;
  title: string;
  /** One sentence on when the next update is due, where there is one. */
  next: string | null;
  entries: Entry[];
}

function feedXml(bulletin: Bulletin, feed: Feed): string {
  const { publicUrl, organisation, builtAt } = bulletin;
  const shown = newestEntries(feed.entries);
  const stale = staleWords(bulletin);
  const subtitle = [stale?.text, feed.next, unrealWords(bulletin)].filter(Boolean).join(' ');
  return [
    '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">',
    `<id>${xml(feed.id)}</id>`,
    `<title>${xml(feed.title)}</title>`,
    subtitle === '' ? '' : `<subtitle>${xml(subtitle)}</subtitle>`,
    `<updated>${latestOf(feed.entries.map((entry) => entry.updated)) || builtAt}</updated>`,
    `<link rel="self" type="application/atom+xml" href="${xml(absolute(publicUrl, feed.path))}"/>`,
    `<link rel="alternate" type="text/html" href="${xml(absolute(publicUrl, feed.page))}"/>`,
    `<author><name>${xml(organisation.name)}</name></author>`,
    ...shown.map((entry) => entryXml(bulletin, entry)),
    '</feed>\n',
  ].join('\n');
}

/** The Atom feed (RFC 4287) of everything, of one practice or of one group: one entry an update, newest first. */
export function updatesFeed(bulletin: Bulletin, scope: Scope): string {
  const about = scope.name === null ? '' : `${scope.name}: `;
  return feedXml(bulletin, {
    path: scope.at('feed.atom'),
    page: scope.page,
    id: tagUri(bulletin, '2026', scope.key === '' ? 'updates' : `${scope.key}/updates`),
    title: `${about}${bulletin.organisation.serviceName}: updates`,
    next: null,
    entries: incidentsOf(bulletin, scope).flatMap(entriesOf),
  });
}

export const siteFeed = (bulletin: Bulletin): string => updatesFeed(bulletin, wholeScope(bulletin));

/** The Atom feed of one incident. */
export function incidentFeed(bulletin: Bulletin, incident: IncidentBulletin): string {
  return feedXml(bulletin, {
    path: paths.incidentFeed(incident.slug),
    page: paths.incident(incident.slug),
    id: tagUri(bulletin, '2026', `incident/${incident.slug}`),
    title: incident.title,
    next: nextUpdateWords(incident, bulletin.asOf),
    entries: entriesOf(incident),
  });
}
