import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitPost, linkMark, longestLink, networks } from './lengths.ts';
import { type PackSource, writePack } from './write-pack.ts';

const source = (more: Partial<PackSource> = {}): PackSource => ({
  incident: {
    title: 'Network problems at GP practices',
    summary: 'Some GP practices lose their connection to clinical systems, mostly early in the morning',
    response: 'monitoring',
  },
  update: {
    number: 8,
    title: 'Almost all practices have moved',
    text: 'Almost all practices (178 of 186) have moved.\n\nAccess is remaining stable.',
    nextUpdateDueAt: new Date('2026-04-30T15:00:00Z'),
  },
  asOf: new Date('2026-04-29T09:00:00Z'),
  advice: [
    { kind: 'do', audience: 'practices', text: 'Print the appointment list for the next day.' },
    { kind: 'dont', audience: 'practices', text: 'Do not restart your firewall' },
    { kind: 'information', audience: 'patients', text: 'You can still call us' },
    { kind: 'dont', audience: 'patients', text: 'Use the website to ask for urgent help.' },
  ],
  ...more,
});

const link = 'https://status.northmarsh.example/incidents/practice-network-april-2026';
const pack = writePack(source());
const everyText = (of: typeof pack): string[] => [
  of.patient,
  of.phone,
  of.poster.lines.join('\n\n'),
  ...of.posts.map(({ text }) => text.replaceAll(linkMark, link)),
];

describe('the communications pack', () => {
  it('tells patients what is so, what was approved for them, and when it was true', () => {
    expect(pack.patient).toBe(
      [
        'IT problems at GP practices',
        'Some GP practices lose their connection to clinical systems, mostly early in the morning. Repairs have been made. Engineers are watching that they last.',
        'You can still call us. Do not use the website to ask for urgent help.',
        'The next update is due by 4pm on Thursday 30 April 2026.',
        'This was true at 10am on Wednesday 29 April 2026.',
      ].join('\n\n'),
    );
  });

  it('advises patients of nothing that was not approved for them', () => {
    const bare = writePack(
      source({ advice: source().advice.filter((card) => card.audience === 'practices') }),
    );
    for (const text of everyText(bare)) expect(text).not.toMatch(/still call|urgent|appointment|firewall/i);
  });

  it('briefs staff with the whole update and the advice for practices', () => {
    expect(pack.staff).toContain(
      'Almost all practices (178 of 186) have moved.\n\nAccess is remaining stable.',
    );
    expect(pack.staff).toContain('Do:\n- Print the appointment list for the next day');
    expect(pack.staff).toContain('Do not:\n- restart your firewall');
    expect(pack.staff).toContain('Report each problem to the service desk');
    expect(pack.staff).not.toContain('You can still call us');
  });

  it.each(['investigating', 'cause identified', 'mitigating', 'monitoring', 'restored', 'stood down'])(
    'keeps the rules of reading in every state: %s',
    (response) => {
      const { incident } = source();
      for (const text of everyText(writePack(source({ incident: { ...incident, response } })))) {
        for (const sentence of text.replace(/https:\S+/g, '').split(/(?<=[.!?])\s+|\n+/))
          expect(sentence.split(/\s+/).length, sentence).toBeLessThanOrEqual(20);
        expect(text).not.toMatch(
          /\d\.\d\d ?[ap]m|\d [ap]m|\b\d{1,2}(?:st|nd|rd|th)\b|12[ap]m|\b(?:incident|concentrator|VPN)\b/,
        );
      }
    },
  );

  it('writes a post for each network, within its limit as that network counts', () => {
    expect(pack.posts.map((post) => [post.network, post.limit])).toEqual([
      ['X', 280],
      ['Bluesky', 300],
      ['Mastodon', 500],
      ['Threads', 500],
      ['LinkedIn', 3_000],
      ['Facebook', 5_000],
    ]);
    for (const post of pack.posts) expect(post.text).toMatch(/^Some GP practices.*Updates: \{link\}$/s);
  });
});

describe('a post', () => {
  it('stays within every limit, whatever is said, and always has its first sentence and the link', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 400 })
      .map((each) => each.replaceAll('{', '').trim() || 'x');
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...networks),
        (sentences, network) => {
          const post = fitPost(sentences, network);
          fc.pre((sentences[0] ?? '').split(' ').every((word) => [...word].length < 60));
          expect(network.lengthOf(post, 'x'.repeat(longestLink))).toBeLessThanOrEqual(network.limit);
          expect(post.endsWith(`Updates: ${linkMark}`)).toBe(true);
        },
      ),
    );
  });

  it('is counted as X counts: a link is 23, an emoji 2', () => {
    const [x] = networks;
    expect(x?.lengthOf(`a ${linkMark}`, link)).toBe(25);
    expect(x?.lengthOf('日本', link)).toBe(4);
    expect(x?.lengthOf('“é”', link)).toBe(3);
  });

  it('cuts a first sentence that is too long at a word, and says so', () => {
    const [x] = networks;
    const post = fitPost([`${'word '.repeat(100)}end.`, 'Second.'], x ?? expect.fail());
    expect(post).toMatch(/ word… Updates: \{link\}$/);
    expect(post).not.toContain('Second');
  });
});
