import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareIncidents, type RelatedFacts, rankRelated, relatedParameters } from './related.ts';

const at = (day: number): Date => new Date(Date.UTC(2026, 3, day));
const facts = (more: Partial<RelatedFacts> = {}): RelatedFacts => ({
  components: [],
  siteIds: new Set(),
  factors: [],
  symptomWords: [],
  from: at(16),
  to: at(29),
  ...more,
});
const march = facts({ from: new Date('2026-03-01T00:00:00Z'), to: new Date('2026-03-02T00:00:00Z') });

describe('compareIncidents', () => {
  it('has nothing to say about two that share nothing', () => {
    expect(compareIncidents(facts(), march)).toEqual({ score: 0, reasons: [] });
  });

  it('counts what they share, and says it', () => {
    const shared = {
      components: [
        { key: 'concentrator', value: 'VPN-A' },
        { key: 'firmware', value: '18.211' },
      ],
      siteIds: new Set([1, 2, 3, 4]),
      factors: [{ title: 'Firewall software fault', grade: 'confirmed' as const }],
      symptomWords: ['internet down', 'vpn'],
    };
    const { score, reasons } = compareIncidents(facts(shared), {
      ...march,
      ...shared,
      siteIds: new Set([3, 4, 5, 6, 7, 8]),
      factors: [{ title: 'Software fault in a firewall', grade: 'supported' }],
    });
    expect(reasons.map(({ reason, points }) => [reason, points])).toEqual([
      ['component', 30],
      ['factor', 20],
      ['sites', 15],
      ['symptom words', 9],
    ]);
    expect(score).toBe(74);
    expect(reasons[0]?.text).toBe('Both are about concentrator VPN-A, firmware 18.211');
    expect(reasons[1]?.text).toBe('“Firewall software fault” is like “Software fault in a firewall”');
  });

  it.each([
    ['one site in both', { siteIds: new Set([1]) }],
    [
      'a factor that was ruled out',
      { factors: [{ title: 'Power cut in the data centre', grade: 'ruled out' as const }] },
    ],
  ])('does not count %s', (_what, shared) => {
    expect(compareIncidents(facts(shared), { ...march, ...shared }).score).toBe(0);
  });

  it('is the same from both sides', () => {
    const arbitrary = fc.record({
      components: fc.array(
        fc.record({ key: fc.constant('concentrator'), value: fc.constantFrom('A', 'B', 'C') }),
        { maxLength: 4 },
      ),
      siteIds: fc.array(fc.integer({ min: 1, max: 8 })).map((ids) => new Set(ids)),
      factors: fc.array(
        fc.record({
          title: fc.constantFrom('Full concentrator', 'Concentrator full', 'Firmware', 'Power'),
          grade: fc.constantFrom('confirmed' as const, 'ruled out' as const),
        }),
        { maxLength: 4 },
      ),
      symptomWords: fc.array(fc.constantFrom('vpn', 'internet down', 'slow'), { maxLength: 3 }),
      from: fc.integer({ min: 1, max: 10 }).map(at),
      to: fc.option(fc.integer({ min: 11, max: 28 }).map(at)),
    });
    fc.assert(
      fc.property(arbitrary, arbitrary, (one, other) => {
        const score = compareIncidents(one, other).score;
        expect(compareIncidents(other, one).score).toBe(score);
        expect(score).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('rankRelated', () => {
  it('leaves out those with too little in common, and puts the most alike first', () => {
    const components = [{ key: 'concentrator', value: 'VPN-A' }];
    const others = [
      { name: 'words only', facts: { ...march, symptomWords: ['vpn'] } },
      { name: 'same concentrator', facts: { ...march, components } },
      { name: 'same concentrator, same sites', facts: { ...march, components, siteIds: new Set([1, 2]) } },
    ];
    const subject = facts({ components, symptomWords: ['vpn'], siteIds: new Set([1, 2, 3]) });
    const ranked = rankRelated(subject, others, 5);
    expect(ranked.map(({ name }) => name)).toEqual(['same concentrator, same sites', 'same concentrator']);
    expect(ranked.every(({ score }) => score >= relatedParameters.least)).toBe(true);
    expect(rankRelated(subject, others, 1)).toHaveLength(1);
  });
});
