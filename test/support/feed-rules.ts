import { all, first, type Node, xmlTree } from './xml-tree.ts';

// What the standards ask of feeds, as lists of what is broken: empty for a feed that keeps them.

const atomNamespace = 'http://www.w3.org/2005/Atom';
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const rfc822 =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/;

const isIri = (text: string | undefined): boolean =>
  text !== undefined && /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(text);

function exactlyOne(node: Node, names: readonly string[], where: string): string[] {
  return names
    .filter((name) => all(node, name).length !== 1)
    .map((name) => `${where}: not exactly one ${name}`);
}

/** RFC 4287, sections 4.1 and 4.2. */
export function atomFaults(text: string): string[] {
  const feed = xmlTree(text);
  const entries = all(feed, 'entry');
  const ids = entries.map((entry) => first(entry, 'id'));
  const links = all(feed, 'link');
  const authored = all(feed, 'author').length > 0;
  return [
    ...(feed.name === 'feed' && feed.namespace === atomNamespace ? [] : ['the root is no Atom feed']),
    ...exactlyOne(feed, ['id', 'title', 'updated'], 'feed'),
    ...(links.filter(({ attributes }) => attributes.rel === 'self').length === 1
      ? []
      : ['feed: no link to itself']),
    ...(isIri(first(feed, 'id')) ? [] : ['feed: its id is no IRI']),
    ...(rfc3339.test(first(feed, 'updated') ?? '') ? [] : ['feed: updated is no RFC 3339 time']),
    ...(new Set(ids).size === ids.length ? [] : ['two entries share an id']),
    ...alternates(feed, 'feed'),
    ...entries.flatMap((entry) => entryFaults(entry, authored)),
    ...[feed, ...entries].flatMap(authorFaults),
  ];
}

function entryFaults(entry: Node, authored: boolean): string[] {
  const where = `entry ${first(entry, 'id')}`;
  const [content] = all(entry, 'content');
  const hasLink = all(entry, 'link').some(
    ({ attributes }) => (attributes.rel ?? 'alternate') === 'alternate',
  );
  return [
    ...exactlyOne(entry, ['id', 'title', 'updated'], where),
    ...(isIri(first(entry, 'id')) ? [] : [`${where}: its id is no IRI`]),
    ...(rfc3339.test(first(entry, 'updated') ?? '') ? [] : [`${where}: updated is no RFC 3339 time`]),
    ...(first(entry, 'published') === undefined || rfc3339.test(first(entry, 'published') ?? '')
      ? []
      : [`${where}: published`]),
    ...(all(entry, 'content').length <= 1 && all(entry, 'summary').length <= 1
      ? []
      : [`${where}: more than one content`]),
    ...(content || hasLink ? [] : [`${where}: neither content nor an alternate link`]),
    ...(content && content.attributes.type === 'html' && content.children.length > 0
      ? [`${where}: html content with elements`]
      : []),
    ...(authored || all(entry, 'author').length > 0 ? [] : [`${where}: no author`]),
    ...alternates(entry, where),
  ];
}

/** No two alternate links of the same type and language. */
function alternates(node: Node, where: string): string[] {
  const links = all(node, 'link');
  const keys = links
    .filter(({ attributes }) => (attributes.rel ?? 'alternate') === 'alternate')
    .map(({ attributes }) => `${attributes.type} ${attributes.hreflang}`);
  return [
    ...(new Set(keys).size === keys.length ? [] : [`${where}: two alternate links of one kind`]),
    ...links
      .filter(({ attributes }) => !isIri(attributes.href))
      .map(() => `${where}: a link without a whole address`),
  ];
}

const authorFaults = (node: Node): string[] =>
  all(node, 'author').flatMap((author) =>
    first(author, 'name')?.trim() ? [] : ['an author without a name'],
  );

/** RSS 2.0 (rssboard.org/rss-specification) with the advisory board's profile, as known at `builtAt`. */
export function rssFaults(text: string, builtAt: string): string[] {
  const rss = xmlTree(text);
  const [channel] = all(rss, 'channel');
  if (rss.name !== 'rss' || rss.attributes.version !== '2.0' || !channel) return ['the root is no RSS 2.0'];
  const items = all(channel, 'item');
  const guids = items.map((item) => first(item, 'guid'));
  const self = all(channel, 'link').filter(
    ({ namespace, attributes }) => namespace === atomNamespace && attributes.rel === 'self',
  );
  const link = all(channel, 'link').find(({ namespace }) => namespace === '');
  return [
    ...exactlyOne(channel, ['title', 'description'], 'channel'),
    ...(isIri(link?.text) ? [] : ['channel: no link']),
    ...(self.length === 1 && isIri(self[0]?.attributes.href) ? [] : ['channel: no atom:link to itself']),
    ...(rfc822.test(first(channel, 'lastBuildDate') ?? '')
      ? []
      : ['channel: lastBuildDate is no RFC 822 date']),
    ...(new Set(guids).size === guids.length ? [] : ['two items share a guid']),
    ...items.flatMap((item) => itemFaults(item, builtAt)),
  ];
}

function itemFaults(item: Node, builtAt: string): string[] {
  const [guid] = all(item, 'guid');
  const where = `item ${guid?.text}`;
  const date = first(item, 'pubDate') ?? '';
  const permalink = guid?.attributes.isPermaLink !== 'false';
  return [
    ...(first(item, 'title') || first(item, 'description')
      ? []
      : [`${where}: neither title nor description`]),
    ...(guid ? [] : [`${where}: no guid`]),
    ...(permalink && !/^https?:/.test(guid?.text ?? '')
      ? [`${where}: a guid that is no address must say isPermaLink="false"`]
      : []),
    ...(rfc822.test(date) ? [] : [`${where}: pubDate is no RFC 822 date`]),
    ...(Date.parse(date) > Date.parse(builtAt) ? [`${where}: pubDate lies in the future`] : []),
    ...(isIri(first(item, 'link')) ? [] : [`${where}: its link is not whole`]),
    ...(/href="\//.test(first(item, 'description') ?? '')
      ? [`${where}: a relative link in its description`]
      : []),
  ];
}

/** What a feed reader keeps: an entry is new when its id was never seen. */
export function feedReader(): { read(text: string): string[] } {
  const seen = new Set<string>();
  return {
    read(text) {
      const root = xmlTree(text);
      const channel = all(root, 'channel')[0] ?? root;
      const ids = [...all(channel, 'entry'), ...all(channel, 'item')].map(
        (each) => first(each, 'id') ?? first(each, 'guid') ?? '',
      );
      const fresh = ids.filter((id) => !seen.has(id));
      for (const id of ids) seen.add(id);
      return fresh;
    },
  };
}
