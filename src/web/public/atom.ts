import type { Bulletin, IncidentBulletin, PublishedUpdate } from '#publishing';
import { escapeMarkup, updateHtml } from './claims.ts';
import { absolute, paths } from './paths.ts';
import {
  correctedBy,
  correctionsOf,
  demonstrationWords,
  nextUpdateWords,
  staleWords,
  updateTitle,
  when,
} from './words.ts';

/** Readers poll feeds; the pages hold the rest. */
const shownEntries = 100;

interface Entry {
  incident: IncidentBulletin;
  update: PublishedUpdate;
  /** RFC 3339. Moves when the update is corrected or stops being true; the id never does. */
  updated: string;
}

// Characters that XML 1.0 cannot hold even when escaped.
const illegal = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const xml = (text: string): string => escapeMarkup(text.replace(illegal, ''));

const latestOf = (instants: readonly (string | null)[]): string =>
  instants.reduce<string>((latest, each) => (each !== null && each > latest ? each : latest), '');

/** A tag URI (RFC 4151) of the site's host. The date only says when the host was ours, so it may never change. */
const tagUri = (bulletin: Bulletin, date: string, specific: string): string =>
  `tag:${new URL(bulletin.publicUrl).hostname},${date}:${specific}`;

function entriesOf(incident: IncidentBulletin): Entry[] {
  return incident.updates.map((update) => {
    const corrected = correctionsOf(incident, update).map((correction) => correction.publishedAt);
    const stopped = update.claims.map((claim) => claim.stoppedAt);
    return { incident, update, updated: latestOf([update.publishedAt, ...corrected, ...stopped]) };
  });
}

function noteHtml(bulletin: Bulletin, { incident, update }: Entry): string {
  const corrections = correctionsOf(incident, update).map(
    (each) =>
      `<p><strong>This was corrected at ${when(each.publishedAt, bulletin.asOf)}.</strong> ` +
      `<a href="${escapeMarkup(absolute(bulletin.publicUrl, each.path))}">Read the correction</a>.</p>`,
  );
  return corrections.join('');
}

function entryXml(bulletin: Bulletin, entry: Entry): string {
  const { incident, update, updated } = entry;
  const { publicUrl, asOf } = bulletin;
  const related = correctedBy(incident, update)?.path ?? paths.incident(incident.slug);
  const content = `${noteHtml(bulletin, entry)}${updateHtml(update, { headingLevel: 2, asOf })}`;
  return [
    '<entry>',
    `<id>${xml(tagUri(bulletin, update.publishedAt.slice(0, 10), `incident/${incident.slug}/update/${update.number}`))}</id>`,
    `<title>${xml(updateTitle(update))}</title>`,
    `<published>${update.publishedAt}</published><updated>${updated}</updated>`,
    `<link rel="alternate" type="text/html" href="${xml(absolute(publicUrl, update.path))}"/>`,
    `<link rel="related" type="text/html" href="${xml(absolute(publicUrl, related))}"/>`,
    `<author><name>${xml(update.author)}</name></author>`,
    `<category term="${xml(incident.slug)}" label="${xml(incident.title)}"/>`,
    `<content type="html" xml:base="${xml(absolute(publicUrl, '/'))}">${xml(content)}</content>`,
    '</entry>',
  ].join('');
}

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
  const newest = [...feed.entries].sort((a, b) => b.update.publishedAt.localeCompare(a.update.publishedAt));
  const shown = newest.slice(0, shownEntries);
  const stale = staleWords(bulletin);
  const subtitle = [stale?.text, feed.next, bulletin.demonstration ? demonstrationWords : null]
    .filter(Boolean)
    .join(' ');
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

/** The Atom feed (RFC 4287) of all incidents: one entry an update, newest first. */
export function siteFeed(bulletin: Bulletin): string {
  return feedXml(bulletin, {
    path: paths.feed,
    page: paths.hub,
    id: tagUri(bulletin, '2026', 'updates'),
    title: `${bulletin.organisation.serviceName}: updates`,
    next: null,
    entries: [...bulletin.current, ...bulletin.past].flatMap(entriesOf),
  });
}

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
