import { describe, expect, it } from 'vitest';
import type { AttributeSpell } from '#estate';
import { estateChanges, fromCalls, fromEstate, fromGaps, fromImpact } from './collect.ts';

const at = (text: string): Date => new Date(text);
const codeOf = (id: number): string => `S${id}`;

describe('changes of the estate before the start', () => {
  const spell = (siteId: number, value: string, from: string, to: string | null): AttributeSpell => ({
    siteId,
    key: 'firmware',
    value,
    from: at(from),
    to: to === null ? null : at(to),
  });
  const window = { from: at('2026-03-19T00:00:00Z'), to: at('2026-04-16T05:00:00Z') };
  const changes = estateChanges(
    [
      spell(1, 'a', '2025-01-01T00:00:00Z', '2026-04-09T20:00:00Z'),
      spell(1, 'b', '2026-04-09T20:00:00Z', null),
      spell(2, 'a', '2025-01-01T00:00:00Z', '2026-04-09T21:00:00Z'),
      spell(2, 'b', '2026-04-09T21:00:00Z', null),
      // Unchanged, first seen in the window, and changed after the start.
      spell(3, 'a', '2025-01-01T00:00:00Z', null),
      spell(4, 'a', '2026-04-01T00:00:00Z', null),
      spell(5, 'b', '2026-04-16T05:00:00Z', null),
    ],
    window,
  );

  it('are those that began in the window, with what was before', () => {
    expect(changes.map(({ siteId, before, after }) => [siteId, before, after])).toEqual([
      [1, 'a', 'b'],
      [2, 'a', 'b'],
      [4, null, 'a'],
    ]);
  });

  it('are told together when they are alike and of one day', () => {
    const items = fromEstate(changes, { weeks: 4, startedAt: window.to, codeOf });
    expect(items.map(({ title }) => title)).toEqual([
      'firmware: from a to b at 2 sites on Thursday 9 April 2026',
      'firmware: first recorded as a at 1 site on Wednesday 1 April 2026',
    ]);
    expect(items[0]?.at).toEqual(at('2026-04-09T20:00:00Z'));
  });

  it('are said not to be there when there are none', () => {
    const [only] = fromEstate([], { weeks: 4, startedAt: window.to, codeOf });
    expect(only?.title).toBe('No change of the estate is on record in the 4 weeks before 16 April 2026');
  });
});

describe('calls and impact', () => {
  it('are gathered by the London day, across the midnight of summer time', () => {
    const call = (openedAt: string) => ({
      source: 'desk',
      externalId: openedAt,
      openedAt: at(openedAt),
      odsCode: null,
    });
    expect(
      fromCalls([call('2026-04-20T22:59:00Z'), call('2026-04-20T23:00:00Z')]).map(({ source }) => source),
    ).toEqual(['calls:2026-04-20', 'calls:2026-04-21']);
  });

  it('give the same hash for the same record, and another for another', () => {
    const period = (to: string | null) => ({
      siteId: 1,
      from: at('2026-04-20T08:00:00Z'),
      to: to === null ? null : at(to),
      kind: 'outage' as const,
      episodeId: 7,
      evidence: '',
    });
    const hash = (to: string | null) => fromImpact([period(to)], codeOf)[0]?.sha256;
    expect(hash('2026-04-20T09:00:00Z')).toBe(hash('2026-04-20T09:00:00Z'));
    expect(hash(null)).not.toBe(hash('2026-04-20T09:00:00Z'));
  });
});

describe('gaps', () => {
  const base = {
    from: at('2026-04-16T00:00:00Z'),
    to: at('2026-04-26T00:00:00Z'),
    knownSeconds: 75 * 3600,
    unknownSeconds: [
      { site: 'S1', seconds: 24 * 3600 },
      { site: 'S2', seconds: 3600 },
      { site: 'S3', seconds: 0 },
    ],
    feeds: [{ source: 'desk', lastSyncAt: at('2026-04-25T20:00:00Z') }],
    staleMinutes: 60,
    untriaged: 1,
  };

  it('say how much is unknown, which feed fell silent, and what nobody looked at', () => {
    expect(fromGaps(base).map(({ title }) => title)).toEqual([
      "25% of the sites' time is unknown; 2 sites for an hour or more",
      'The calls of desk were last told at Saturday 25 April 2026',
      '1 call of that time was never looked at',
    ]);
  });

  it('without any history say that, and not that nothing is unknown', () => {
    const [first] = fromGaps({ ...base, unknownSeconds: [], knownSeconds: 0 });
    expect(first?.title).toBe('No site has any history in the incident');
  });
});
