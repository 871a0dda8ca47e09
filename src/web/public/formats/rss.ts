import type { Bulletin } from '#publishing';
import { type Entry, entriesOf, entryHtml, entryId, newestEntries } from '../atom.ts';
import { absolute } from '../paths.ts';
import { staleWords, unrealWords, updateTitle } from '../words.ts';
import { incidentsOf, type Scope } from './scope.ts';
import { element, xml } from './xml.ts';

/** RFC 822 with a year of four digits, as RSS 2.0 asks. A date that lies ahead, which hides an item in readers, is the build's own. */
export function pubDate(instant: string, bulletin: Bulletin): string {
  const at = instant > bulletin.builtAt ? bulletin.builtAt : instant;
  return new Date(at).toUTCString();
}

/** Readers of RSS know no base address: links within the site are made whole. */
export const withWholeLinks = (html: string, publicUrl: string): string =>
  html.replace(
    /(<a href=")(\/[^"]*)/g,
    (_, start: string, path: string) => `${start}${xml(absolute(publicUrl, path))}`,
  );

function itemXml(bulletin: Bulletin, entry: Entry): string {
  const { publicUrl } = bulletin;
  const { incident, update } = entry;
  return [
    '<item>',
    element('title', updateTitle(update)),
    element('link', absolute(publicUrl, update.path)),
    // No address, so that moving the site announces nothing again.
    `<guid isPermaLink="false">${xml(entryId(bulletin, entry))}</guid>`,
    element('pubDate', pubDate(update.publishedAt, bulletin)),
    element('category', incident.title),
    element('dc:creator', update.author),
    element('description', withWholeLinks(entryHtml(bulletin, entry), publicUrl)),
    '</item>',
  ].join('');
}

/** The same entries as RSS 2.0, for readers that know no Atom: one item an update, each with a guid of its own. */
export function updatesRss(bulletin: Bulletin, scope: Scope): string {
  const { publicUrl, organisation, builtAt } = bulletin;
  const entries = newestEntries(incidentsOf(bulletin, scope).flatMap(entriesOf));
  const stale = staleWords(bulletin)?.text;
  const about = scope.name === null ? '' : `${scope.name}: `;
  const description = [
    `Updates on IT issues from ${organisation.name}.`,
    stale,
    unrealWords(bulletin),
  ].filter(Boolean);
  return rssDocument({
    title: `${about}${organisation.serviceName}: updates`,
    link: absolute(publicUrl, scope.page),
    self: absolute(publicUrl, scope.at('feed.rss')),
    description: description.join(' '),
    builtAt,
    items: entries.map((entry) => itemXml(bulletin, entry)),
  });
}

/** An RSS 2.0 document with its own address in it (RSS Advisory Board, "atom:link"). */
export function rssDocument(channel: {
  title: string;
  link: string;
  self: string;
  description: string;
  builtAt: string;
  items: readonly string[];
}): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>',
    element('title', channel.title),
    element('link', channel.link),
    `<atom:link href="${xml(channel.self)}" rel="self" type="application/rss+xml"/>`,
    element('description', channel.description),
    '<language>en-gb</language>',
    element('lastBuildDate', new Date(channel.builtAt).toUTCString()),
    '<ttl>5</ttl>',
    ...channel.items,
    '</channel></rss>\n',
  ].join('\n');
}
