import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call, LinkSubject } from '../model.ts';
import { linkParameters, scoreCall } from './link-score.ts';
import { planLinks } from './plan-links.ts';

const startedAt = new Date('2026-04-16T06:30:00Z');
const openedAt = new Date('2026-04-20T07:10:00Z');

const subject = (more: Partial<LinkSubject> = {}): LinkSubject => ({
  incidentId: 1,
  startedAt,
  endedAt: null,
  symptomWords: ['internet', 'keeps dropping', 'VPN'],
  affectedPracticeIds: new Set([1]),
  sharedComponents: [{ key: 'firmware', value: 'MX 18.211' }],
  failingNear: (practiceId) => practiceId === 1,
  ...more,
});
const call = (more: Partial<Call> = {}): Call => ({
  id: 1,
  source: 'desk',
  externalId: '1',
  externalUrl: null,
  channel: null,
  openedAt,
  updatedAt: null,
  closedAt: null,
  status: 'open',
  odsCode: null,
  siteText: null,
  shortDescription: 'Internet down',
  description: null,
  category: null,
  impact: null,
  urgency: null,
  priority: null,
  parentExternalId: null,
  practiceId: 1,
  siteId: null,
  matchMethod: 'ods',
  matchScore: 1,
  receivedAt: openedAt,
  ...more,
});
const nothing = { components: [], hasOpenLinkedCall: false };
const shared = { components: [{ key: 'firmware', value: 'MX 18.211' }], hasOpenLinkedCall: false };
const printer = { shortDescription: 'Printer jam' };

describe('the linking rule', () => {
  it.each([
    ['words and a failing, affected practice', call(), subject(), nothing, 110, 'auto'],
    ['words and an affected practice', call(), subject({ failingNear: () => false }), nothing, 75, 'auto'],
    [
      'several words and a shared component',
      call({ practiceId: 2, description: 'It keeps dropping!' }),
      subject(),
      shared,
      75,
      'auto',
    ],
    ['words and a shared component', call({ practiceId: 2 }), subject(), shared, 65, 'suggested'],
    ['words alone, of a practice not affected', call({ practiceId: 2 }), subject(), nothing, 55, 'suggested'],
    ['words alone, of an unmatched call', call({ practiceId: null }), subject(), shared, 55, 'suggested'],
    ['another matter at a practice failing just then', call(printer), subject(), nothing, 55, 'suggested'],
    [
      'another matter at an affected practice',
      call(printer),
      subject({ failingNear: () => false }),
      { ...shared, hasOpenLinkedCall: true },
      35,
      'left',
    ],
    ['another matter elsewhere', call({ ...printer, practiceId: 2 }), subject(), nothing, 0, 'left'],
    [
      'a part of a word',
      call({ shortDescription: 'Intranetinternets page', practiceId: 2 }),
      subject(),
      nothing,
      0,
      'left',
    ],
    [
      'words in other case and marks',
      call({ shortDescription: 'it KEEPS-dropping', practiceId: 2 }),
      subject(),
      nothing,
      55,
      'suggested',
    ],
    [
      'a call before the incident',
      call({ openedAt: new Date('2026-04-16T05:59:00Z') }),
      subject(),
      shared,
      0,
      'left',
    ],
    [
      'a call just before its first failure',
      call({ openedAt: new Date('2026-04-16T06:01:00Z') }),
      subject(),
      nothing,
      110,
      'auto',
    ],
    [
      'a call after its end',
      call(),
      subject({ endedAt: new Date('2026-04-20T06:00:00Z') }),
      shared,
      0,
      'left',
    ],
  ] as const)('gives %s', (_case, made, about, surroundings, score, band) => {
    const found = scoreCall(made, about, surroundings);
    expect([found.score, found.band]).toEqual([score, band]);
    expect(found.reasons.reduce((sum, reason) => sum + reason.points, 0)).toBe(score);
    expect(found.reasons.every((reason) => reason.text.endsWith('.'))).toBe(true);
  });

  it('matches nothing for a subject that names nothing', () => {
    const empty = subject({
      symptomWords: ['', ' – '],
      affectedPracticeIds: new Set(),
      sharedComponents: [],
      failingNear: () => true,
    });
    expect(scoreCall(call(), empty, shared)).toMatchObject({
      score: 0,
      band: 'left',
      reasons: [{ reason: 'empty-subject' }],
    });
  });

  it('never links without asking on words alone or on place alone', () => {
    const surroundings = fc.record({
      components: fc.constantFrom([], shared.components),
      hasOpenLinkedCall: fc.boolean(),
    });
    const texts = fc.constantFrom('Printer jam', 'Internet down', 'VPN and internet, keeps dropping');
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom(1, 2, null),
        fc.boolean(),
        surroundings,
        (text, practiceId, fails, around) => {
          const made = call({ shortDescription: text, practiceId });
          const { band, reasons } = scoreCall(made, subject({ failingNear: () => fails }), around);
          if (band !== 'auto') return;
          const kinds = reasons.map((reason) => reason.reason);
          expect(kinds).toContain('words');
          expect(
            kinds.some((kind) => ['monitoring', 'affected-practice', 'shared-component'].includes(kind)),
          ).toBe(true);
        },
      ),
    );
  });

  it('has its bands in order', () => {
    expect(linkParameters.suggestedFrom).toBeLessThan(linkParameters.autoFrom);
  });
});

describe('links over many calls', () => {
  const made = fc
    .array(
      fc.record({
        practiceId: fc.constantFrom(1, 2, 3, null),
        minute: fc.nat(600),
        closedAfter: fc.option(fc.integer({ min: 1, max: 300 })),
        shortDescription: fc.constantFrom('Printer jam', 'Internet down', 'VPN and internet, keeps dropping'),
      }),
      { maxLength: 20 },
    )
    .map((all) =>
      all.map(({ minute, closedAfter, ...fields }, index) => {
        const at = new Date(openedAt.getTime() + minute * 60_000);
        const closedAt = closedAfter === null ? null : new Date(at.getTime() + closedAfter * 60_000);
        return call({ ...fields, id: index + 1, openedAt: at, closedAt });
      }),
    );
  const components = (practiceId: number) => (practiceId === 2 ? shared.components : []);
  const byId = (links: ReturnType<typeof planLinks>) => [...links].sort((a, b) => a.callId - b.callId);

  it('do not depend on the order in which calls came', () => {
    const orders = made.chain((calls) =>
      fc.tuple(fc.constant(calls), fc.shuffledSubarray(calls, { minLength: calls.length })),
    );
    fc.assert(
      fc.property(orders, ([calls, shuffled]) => {
        expect(byId(planLinks(shuffled, new Map(), subject(), components))).toEqual(
          byId(planLinks(calls, new Map(), subject(), components)),
        );
      }),
    );
  });

  it('never plan what a person decided', () => {
    const status = fc.constantFrom('linked', 'rejected', 'undone');
    fc.assert(
      fc.property(made, fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), status)), (calls, decisions) => {
        const decided = new Map(decisions.map(([id, to]) => [id, { status: to, method: 'person' as const }]));
        const planned = planLinks(calls, decided, subject(), components).map((link) => link.callId);
        expect(planned.filter((id) => decided.has(id))).toEqual([]);
        expect(planned).toHaveLength(calls.filter((one) => !decided.has(one.id)).length);
      }),
    );
  });

  it('count an earlier open linked call of the same practice, one that a person undid not', () => {
    const first = call({ id: 1, practiceId: 2 });
    const second = call({ id: 2, practiceId: 2, openedAt: new Date(openedAt.getTime() + 1) });
    const scoreOf = (status: 'linked' | 'undone') =>
      planLinks([second, first], new Map([[1, { status, method: 'person' }]]), subject(), () => [])[0]?.score;
    expect(scoreOf('linked')).toBe(60);
    expect(scoreOf('undone')).toBe(55);
  });
});
