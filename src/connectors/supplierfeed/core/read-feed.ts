import type { SupplierItem } from '#publishing';
import { type FeedFormat, supplierFeedParameters } from '../model.ts';
import { decodeText } from './decode.ts';
import { readStatuspage } from './read-statuspage.ts';
import { childOf, childrenOf, readXml, textOf, type XmlElement, XmlRefused } from './read-xml.ts';
import type { Reading } from './reading.ts';
import { feedInstant, plainLine, webAddress } from './text.ts';

interface Origin {
  url: string;
  contentType: string | undefined;
  now: Date;
}

/** Reads a feed's bytes; a sentence instead when they are no such feed. What is wrong with one entry spoils only that one. */
export function readFeed(format: FeedFormat, bytes: Uint8Array, origin: Origin): Reading | string {
  const text = decodeText(bytes, origin.contentType);
  if (text === undefined) return 'Its characters cannot be read.';
  if (format === 'statuspage') return readStatuspage(text, origin);
  try {
    const root = readXml(text);
    return format === 'atom' ? readAtom(root, origin) : readRss(root, origin);
  } catch (error) {
    if (error instanceof XmlRefused) return error.message;
    throw error;
  }
}

const atomNamespace = 'http://www.w3.org/2005/Atom';

function readAtom(feed: XmlElement, { url, now }: Origin): Reading | string {
  if (feed.name !== 'feed' || feed.namespace !== atomNamespace) return 'It is not an Atom feed.';
  const linkOf = (element: XmlElement): string | null => {
    const links = childrenOf(element, 'link');
    const page = links.find(({ attributes }) => (attributes.rel ?? 'alternate') === 'alternate');
    return webAddress(page?.attributes.href, url);
  };
  const items = childrenOf(feed, 'entry').map((entry) => ({
    title: plainLine(allText(childOf(entry, 'title'))),
    at: feedInstant(textOf(entry, 'updated') ?? textOf(entry, 'published'), now)?.toISOString() ?? null,
    url: linkOf(entry),
    state: null,
  }));
  return reading(linkOf(feed), feedInstant(textOf(feed, 'updated'), now), items);
}

function readRss(rss: XmlElement, { url, now }: Origin): Reading | string {
  const channel = childOf(rss, 'channel');
  if (rss.name !== 'rss' || !channel) return 'It is not an RSS feed.';
  const items = childrenOf(channel, 'item').map((item) => ({
    title: plainLine(textOf(item, 'title') ?? textOf(item, 'description') ?? ''),
    at: feedInstant(textOf(item, 'pubDate') ?? textOf(item, 'date'), now)?.toISOString() ?? null,
    url: webAddress(childrenOf(item, 'link').find((link) => link.text.trim() !== '')?.text, url),
    state: null,
  }));
  const links = childrenOf(channel, 'link').map((link) => link.text);
  const page = webAddress(
    links.find((text) => text.trim() !== ''),
    url,
  );
  const said = textOf(channel, 'lastBuildDate') ?? textOf(channel, 'pubDate');
  return reading(page, feedInstant(said, now), items);
}

/** A title may hold markup as elements (type xhtml). */
const allText = (element: XmlElement | undefined): string =>
  element ? [element.text, ...element.children.map(allText)].join(' ') : '';

/** A feed of entries has no status of its own. */
function reading(pageUrl: string | null, saidAt: Date | null, items: readonly SupplierItem[]): Reading {
  const newest = items
    .filter(({ title }) => title !== '')
    .sort((a, b) => (b.at ?? '').localeCompare(a.at ?? ''))
    .slice(0, supplierFeedParameters.shownItems);
  return { pageUrl, indicator: 'unknown', statement: null, saidAt, items: newest };
}
