import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '#incidents';
import { evidenceOf, linkNames } from './evidence-links.tsx';

const names = { slug: 'firewalls', sites: new Set(['G99001-1']), calls: new Set(['INC0001']) };
const links = (text: string) =>
  linkNames(text, names).flatMap(({ text: name, href }) => (href === undefined ? [] : [[name, href]]));

describe('linkNames', () => {
  it.each([
    ['a site', 'G99001-1 restarted', 'G99001-1', '/console/sites/G99001-1'],
    ['a call', 'see INC0001.', 'INC0001', '/console/calls?incident=firewalls&q=INC0001'],
    ['an episode', 'as episode 12 shows', 'episode 12', '/console/incidents/firewalls/impact?episode=12'],
    ['an update', 'Update 3 says', 'Update 3', '/console/incidents/firewalls/updates/3'],
    [
      'a stored result',
      'attribution result 4',
      'attribution result 4',
      '/console/do/attribution.show?result=4&back=%2Fconsole%2Fincidents%2Ffirewalls',
    ],
    [
      'an address',
      'see https://example.org/log?id=1.',
      'https://example.org/log?id=1',
      'https://example.org/log?id=1',
    ],
  ])('leads to %s', (_what, text, name, href) => {
    expect(links(text)).toEqual([[name, href]]);
    expect(
      linkNames(text, names)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });

  it.each(['INC9999 and G99002-1 are not known here', 'Nothing to see', 'javascript:alert(1)', ''])(
    'leaves alone what names nothing: %s',
    (text) => {
      expect(links(text)).toEqual([]);
    },
  );
});

describe('evidenceOf', () => {
  const entry = (type: string, data: Record<string, unknown>): TimelineEntry => ({
    id: 1,
    incidentId: 1,
    type,
    at: new Date(0),
    recordedAt: new Date(0),
    actor: 'Lee',
    text: '',
    data,
    public: false,
    evidence: null,
  });
  it.each([
    [
      'call.decided',
      { calls: [{ source: 'desk', externalId: 'A' }, { externalId: 'B' }] },
      ['Call A', 'Call B'],
    ],
    ['call.decided', { externalId: 'A' }, ['Call A']],
    ['claim.stopped', { update: 2 }, ['Update 2']],
    ['update.published', { number: 2 }, ['Update 2']],
    ['migration.moved', { site: 'G99001-1' }, ['Site G99001-1']],
    ['migration.planned', { wave: 'w1' }, ['See the moves']],
    ['factor.graded', { key: 'fw' }, ['See the factors']],
    ['note', {}, []],
  ])('%s leads to what it tells of', (type, data, texts) => {
    expect(evidenceOf(entry(type, data), names).map(({ text }) => text)).toEqual(texts);
  });
});
