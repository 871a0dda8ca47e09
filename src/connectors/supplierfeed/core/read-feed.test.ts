import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeedFormat } from '../model.ts';
import { readFeed } from './read-feed.ts';
import { nextPoll, retryAfterSeconds, staleAfterMinutes } from './schedule.ts';

const now = new Date('2026-04-29T09:00:00Z');
const url = 'https://status.supplier.example/feed';
const read = (format: FeedFormat, text: string | Uint8Array, contentType?: string) =>
  readFeed(format, typeof text === 'string' ? Buffer.from(text) : text, { url, contentType, now });

const summary = (more: object = {}) =>
  JSON.stringify({
    page: {
      id: 'x',
      name: 'Acme',
      url: 'https://status.supplier.example',
      updated_at: '2026-04-29T08:12:00.000+01:00',
    },
    status: { indicator: 'minor', description: 'Partially Degraded Service' },
    incidents: [
      {
        name: 'Core router',
        status: 'identified',
        updated_at: '2026-04-29T07:10:00Z',
        shortlink: 'https://stspg.example/1',
      },
    ],
    scheduled_maintenances: [{ name: 'Upgrade', status: 'in_progress', updated_at: '2026-04-29T08:10:00Z' }],
    ...more,
  });

const atom = (entries: string, head = '') =>
  `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Acme</title>${head}<updated>2026-04-29T08:00:00Z</updated>` +
  `<link href="/"/>${entries}</feed>`;
const entry = (title: string, updated = '2026-04-29T07:00:00Z', link = 'https://status.supplier.example/1') =>
  `<entry><title type="html">${title}</title><updated>${updated}</updated><link href="${link}"/></entry>`;
const rss = (items: string) =>
  `<rss version="2.0"><channel><title>Acme</title><link>https://status.supplier.example/</link>` +
  `<lastBuildDate>Wed, 29 Apr 2026 08:00:00 GMT</lastBuildDate>${items}</channel></rss>`;
const item = (
  title: string,
  date = 'Wed, 29 Apr 2026 07:00:00 +0100',
  link = 'https://status.supplier.example/1',
) => `<item><title>${title}</title><pubDate>${date}</pubDate><link>${link}</link><guid>1</guid></item>`;

describe('a feed that is well', () => {
  it('is read from a Statuspage: its own words, its own time, its items newest first', () => {
    expect(read('statuspage', summary())).toEqual({
      pageUrl: 'https://status.supplier.example/',
      indicator: 'minor',
      statement: 'Partially Degraded Service',
      saidAt: new Date('2026-04-29T07:12:00Z'),
      items: [
        { title: 'Upgrade', at: '2026-04-29T08:10:00.000Z', url: null, state: 'in progress' },
        {
          title: 'Core router',
          at: '2026-04-29T07:10:00.000Z',
          url: 'https://stspg.example/1',
          state: 'identified',
        },
      ],
    });
  });

  it('is read from a status alone, and with an indicator that is not known', () => {
    const text = JSON.stringify({ page: {}, status: { indicator: 'purple', description: 'Odd' } });
    expect(read('statuspage', text)).toMatchObject({
      indicator: 'unknown',
      statement: 'Odd',
      saidAt: null,
      items: [],
    });
  });

  it('is read from Atom and RSS, newest first', () => {
    const found = read('atom', atom(entry('Older', '2026-04-28T07:00:00Z') + entry('Newer &amp; better')));
    expect(found).toMatchObject({
      pageUrl: 'https://status.supplier.example/',
      indicator: 'unknown',
      statement: null,
      items: [{ title: 'Newer & better', at: '2026-04-29T07:00:00.000Z' }, { title: 'Older' }],
    });
    expect(read('rss', rss(item('A') + item('B', 'Wed, 29 Apr 2026 09:30:00 +0100')))).toMatchObject({
      saidAt: new Date('2026-04-29T08:00:00Z'),
      items: [
        { title: 'B', at: '2026-04-29T08:30:00.000Z' },
        { title: 'A', at: '2026-04-29T06:00:00.000Z' },
      ],
    });
  });

  it('is read in Latin-1 and UTF-16 when it says so', () => {
    const latin = Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${rss(item('Störung'))}`, 'latin1');
    expect(read('rss', latin)).toMatchObject({ items: [{ title: 'Störung' }] });
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(rss(item('Störung')), 'utf16le')]);
    expect(read('rss', wide)).toMatchObject({ items: [{ title: 'Störung' }] });
  });
});

const bomb = `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 10 }, (_, n) => `<!ENTITY ${'bcdefghijk'[n]} "${`&${'abcdefghij'[n]};`.repeat(10)}">`).join('')}]>`;
const deep = (n: number) => '<a>'.repeat(n) + '</a>'.repeat(n);

/** Sixty hostile or broken inputs, each with what must be said of it, or what must come out of it. */
const refusals: readonly [
  name: string,
  format: FeedFormat,
  text: string | Uint8Array,
  reason: RegExp,
  contentType?: string,
][] = [
  ['billion laughs', 'atom', bomb + atom(entry('&k;')), /DOCTYPE/],
  ['billion laughs in RSS', 'rss', bomb + rss(item('&k;')), /DOCTYPE/],
  [
    'an external entity',
    'atom',
    `<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]>${atom(entry('&x;'))}`,
    /DOCTYPE/,
  ],
  [
    'a parameter entity',
    'rss',
    `<!DOCTYPE f [<!ENTITY % x SYSTEM "http://169.254.169.254/"> %x;]>${rss('')}`,
    /DOCTYPE/,
  ],
  ['a harmless DOCTYPE', 'rss', `<!DOCTYPE rss>${rss('')}`, /DOCTYPE/],
  [
    'a quadratic blow-up',
    'atom',
    `<!DOCTYPE f [<!ENTITY a "${'x'.repeat(50_000)}">]>${atom('&a;'.repeat(50_000))}`,
    /DOCTYPE/,
  ],
  ['an entity nobody defined', 'atom', atom(entry('&nbsp2;')), /well-formed/],
  ['nesting without end', 'atom', atom(deep(5_000)), /nested/],
  ['too many elements', 'rss', rss('<x/>'.repeat(30_000)), /too many elements/],
  ['too much text', 'rss', rss(item('x'.repeat(2_100_000))), /too much text/],
  ['cut off in the middle', 'atom', atom(entry('A')).slice(0, 150), /well-formed/],
  ['two roots', 'rss', rss('') + rss(''), /well-formed/],
  ['text before the root', 'rss', `junk${rss('')}`, /well-formed/],
  ['tags that do not match', 'rss', '<rss><channel></rss></channel>', /well-formed/],
  ['an attribute twice', 'atom', atom('<entry a="1" a="2"/>'), /well-formed/],
  ['a prefix that is not bound', 'atom', atom('<x:entry/>'), /well-formed/],
  ['a control character', 'rss', rss(item('a\u0000b')), /well-formed/],
  ['a character reference to nothing', 'rss', rss(item('&#0;')), /well-formed/],
  ['a surrogate reference', 'rss', rss(item('&#xD800;')), /well-formed/],
  ['nothing at all', 'atom', '', /well-formed|empty/],
  ['spaces alone', 'rss', '   \n ', /well-formed|empty/],
  ['HTML', 'atom', '<!doctype html><html><body>Blocked</body></html>', /DOCTYPE|well-formed/],
  ['HTML without a doctype', 'rss', '<html><body><p>Sign in</p></body></html>', /not an RSS/],
  ['a sitemap', 'atom', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', /not an Atom/],
  ['RSS where Atom is expected', 'atom', rss(item('A')), /not an Atom/],
  ['Atom where RSS is expected', 'rss', atom(entry('A')), /not an RSS/],
  ['Atom without its namespace', 'atom', '<feed><entry><title>A</title></entry></feed>', /not an Atom/],
  ['RSS without a channel', 'rss', '<rss version="2.0"/>', /not an RSS/],
  ['JSON where XML is expected', 'atom', summary(), /well-formed/],
  ['XML where JSON is expected', 'statuspage', rss(''), /JSON/],
  ['bytes that are no text', 'rss', Buffer.from([0x3c, 0xff, 0xfe, 0x80, 0x3e]), /characters/],
  ['UTF-7', 'rss', `<?xml version="1.0" encoding="UTF-7"?>${rss('')}`, /characters/],
  ['a character set of its own', 'atom', atom(''), /characters/, 'application/atom+xml; charset=x-evil'],
  [
    'an overlong UTF-8 slash',
    'rss',
    Buffer.concat([Buffer.from(rss('').slice(0, -6)), Buffer.from([0xc0, 0xaf])]),
    /characters/,
  ],
  ['JSON cut off', 'statuspage', summary().slice(0, 80), /JSON/],
  ['a JSON list', 'statuspage', '[]', /not the summary/],
  ['JSON null', 'statuspage', 'null', /not the summary/],
  ['a JSON number', 'statuspage', '1e999', /not the summary/],
  ['JSON of great depth', 'statuspage', '['.repeat(100_000) + ']'.repeat(100_000), /not the summary|JSON/],
  ['a status that is a text', 'statuspage', summary({ status: 'fine' }), /not the summary/],
  [
    'a description that is an object',
    'statuspage',
    summary({ status: { indicator: 'none', description: {} } }),
    /not the summary/,
  ],
  ['incidents that are no list', 'statuspage', summary({ incidents: { length: 1 } }), /not the summary/],
  [
    'thousands of incidents',
    'statuspage',
    summary({ incidents: Array.from({ length: 5_000 }, () => ({ name: 'x' })) }),
    /not the summary/,
  ],
  ['an incident without a name', 'statuspage', summary({ incidents: [{ status: 'x' }] }), /not the summary/],
];

const taken: readonly [name: string, format: FeedFormat, text: string, expected: object][] = [
  [
    'a script in a title',
    'atom',
    atom(entry('&lt;script&gt;alert(1)&lt;/script&gt;Down')),
    { items: [{ title: 'Down' }] },
  ],
  ['a script that never ends', 'rss', rss(item('A &lt;script&gt;alert(1)')), { items: [{ title: 'A' }] }],
  [
    'an image with a handler',
    'rss',
    rss(item('&lt;img src=x onerror=alert(1)&gt;A')),
    { items: [{ title: 'A' }] },
  ],
  ['escaped twice', 'rss', rss(item('&amp;lt;b&amp;gt;A')), { items: [{ title: '<b>A' }] }],
  ['CDATA', 'rss', rss(item('<![CDATA[<b>A</b> & B]]>')), { items: [{ title: 'A & B' }] }],
  [
    'a title of markup elements',
    'atom',
    atom(
      '<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>B</b></div></title></entry>',
    ),
    { items: [{ title: 'A B', url: null, at: null }] },
  ],
  [
    'a link that runs',
    'rss',
    rss(item('A', undefined, 'javascript:alert(1)')),
    { items: [{ title: 'A', url: null }] },
  ],
  [
    'a link with a password',
    'atom',
    atom(entry('A', undefined, 'https://a:b@c.example/')),
    { items: [{ url: null }] },
  ],
  ['a link of data', 'atom', atom(entry('A', undefined, 'data:text/html,x')), { items: [{ url: null }] }],
  [
    'a link that is endless',
    'rss',
    rss(item('A', undefined, `https://a.example/${'x'.repeat(5_000)}`)),
    { items: [{ url: null }] },
  ],
  [
    'a link that is relative',
    'rss',
    rss(item('A', undefined, '/incidents/1')),
    { items: [{ url: 'https://status.supplier.example/incidents/1' }] },
  ],
  [
    'a date in the future',
    'rss',
    rss(item('A', 'Wed, 29 Apr 2099 07:00:00 GMT')),
    { items: [{ title: 'A', at: null }] },
  ],
  ['a date that is none', 'rss', rss(item('A', 'yesterday')), { items: [{ title: 'A', at: null }] }],
  [
    'a date before there were feeds',
    'rss',
    rss(item('A', 'Thu, 01 Jan 1970 00:00:00 GMT')),
    { items: [{ at: null }] },
  ],
  ['text that reorders', 'rss', rss(item('A\u202eB\u200b')), { items: [{ title: 'A B' }] }],
  [
    'a title that is endless',
    'rss',
    rss(item('word '.repeat(5_000))),
    { items: [{ title: expect.stringMatching(/^.{150,200}…?$/) }] },
  ],
  ['titles that are empty', 'rss', rss(item('') + item(' &lt;b&gt; ')), { items: [] }],
  [
    'a prototype',
    'statuspage',
    summary({ ['__proto__']: { polluted: true } }),
    { statement: 'Partially Degraded Service' },
  ],
  [
    'a page address that runs',
    'statuspage',
    summary({ page: { url: 'javascript:alert(1)' } }),
    { pageUrl: 'https://status.supplier.example/' },
  ],
  [
    'a description with markup',
    'statuspage',
    summary({ status: { indicator: 'none', description: '<b>All</b> good' } }),
    { statement: 'All good' },
  ],
];

describe('a hostile feed', () => {
  it('comes in sixty kinds', () => expect(refusals.length + taken.length).toBeGreaterThanOrEqual(60));

  it.each(refusals)('%s is refused with a reason', (_name, format, text, reason, contentType) => {
    expect(read(format, text, contentType)).toMatch(reason);
  });

  it.each(taken)('%s is made harmless', (_name, format, text, expected) => {
    const found = read(format, text);
    expect(found).toMatchObject(expected);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('atom', 'rss', 'statuspage' as const),
        (bytes, format) => {
          expect(() => read(format, bytes)).not.toThrow();
        },
      ),
    );
  });
});

describe('politeness', () => {
  const feed = { key: 'acme', pollMinutes: 5 };
  const minutes = (of: { failures: number; retryAfterSeconds?: number }) =>
    (nextPoll(feed, { now, retryAfterSeconds: null, ...of }).getTime() - now.getTime()) / 60_000;

  it('asks again after the interval and at most a tenth more', () => {
    expect(minutes({ failures: 0 })).toBeGreaterThanOrEqual(5);
    expect(minutes({ failures: 0 })).toBeLessThanOrEqual(5.5);
  });

  it('doubles with each failure, up to 6 hours and a quarter', () => {
    expect(minutes({ failures: 3 })).toBeGreaterThanOrEqual(40);
    expect(minutes({ failures: 3 })).toBeLessThanOrEqual(50);
    expect(minutes({ failures: 50 })).toBeLessThanOrEqual(450);
    expect(minutes({ failures: 50 })).toBeGreaterThanOrEqual(360);
  });

  it('never comes before the server wants it', () => {
    expect(minutes({ failures: 1, retryAfterSeconds: 7_200 })).toBe(120);
    expect(retryAfterSeconds('120', now)).toBe(120);
    expect(retryAfterSeconds('Wed, 29 Apr 2026 09:10:00 GMT', now)).toBe(600);
    expect(retryAfterSeconds('soon', now)).toBeNull();
    expect(retryAfterSeconds('999999999', now)).toBe(86_400);
    expect(retryAfterSeconds('Wed, 29 Apr 2020 09:10:00 GMT', now)).toBeNull();
  });

  it('spreads feeds that were added together', () => {
    const times = ['a', 'b', 'c', 'd'].map((key) =>
      nextPoll({ key, pollMinutes: 60 }, { now, failures: 0, retryAfterSeconds: null }).getTime(),
    );
    expect(new Set(times).size).toBe(4);
  });

  it('calls a feed old after three missed polls, and never before half an hour', () => {
    expect(staleAfterMinutes(5)).toBe(30);
    expect(staleAfterMinutes(60)).toBe(198);
  });
});
