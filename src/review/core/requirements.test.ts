import { describe, expect, it } from 'vitest';
import { reviewStates } from '#incidents';
import { accuracyEnded, missingFor, type ReviewFacts, requirements } from './requirements.ts';

const at = (text: string): Date => new Date(text);

const ready: ReviewFacts = {
  state: 'accuracy check',
  response: 'restored',
  now: at('2026-06-01T09:00:00Z'),
  ties: [],
  interestsDeclared: true,
  evidence: { items: 10, gatheredAt: at('2026-05-20T09:00:00Z') },
  endedAt: at('2026-05-10T09:00:00Z'),
  factors: [
    { title: 'A', evidence: 1, grade: 'confirmed', weighed: true },
    { title: 'B', evidence: 2, grade: 'hypothesis', weighed: true },
  ],
  missingSections: [],
  accuracy: { opened: true, closesAt: at('2026-05-31T23:00:00Z'), practices: 3, answered: 2, unsettled: [] },
  reviewerStatement: true,
  unansweredComments: [],
  actions: [{ number: 1, status: 'shown to work' }],
  serviceReport: { needed: true, sent: true },
};

describe('what a step needs', () => {
  it('lets a review go on that has everything', () => {
    expect(requirements.flatMap(({ to }) => missingFor(to, ready))).toEqual([]);
  });

  const wanting: [key: string, more: Partial<ReviewFacts>, says: RegExp][] = [
    ['interests-declared', { interestsDeclared: false }, /not declared/],
    ['evidence-gathered', { evidence: { items: 0, gatheredAt: null } }, /No evidence/],
    ['response-over', { response: 'monitoring' }, /'monitoring'/],
    [
      'evidence-complete',
      { evidence: { items: 1, gatheredAt: at('2026-05-01T00:00:00Z') } },
      /Gather it again/,
    ],
    ['factors', { factors: ready.factors.slice(0, 1) }, /never only one/],
    ['factors', { factors: ready.factors.map((each) => ({ ...each, evidence: 0 })) }, /Nothing speaks/],
    ['factors', { factors: ready.factors.map((each) => ({ ...each, weighed: false })) }, /no rival/],
    ['sections-written', { missingSections: ['Summary'] }, /Summary/],
    ['accuracy-ended', { accuracy: { ...ready.accuracy, opened: false } }, /No practice/],
    ['accuracy-ended', { now: at('2026-05-30T09:00:00Z') }, /2 of 3 practices/],
    ['corrections-settled', { accuracy: { ...ready.accuracy, unsettled: ['Elm'] } }, /Elm/],
    ['reviewer-statement', { reviewerStatement: false }, /no statement/],
    ['comments-answered', { unansweredComments: [2] }, /Comment 2/],
    ['accuracy-ended-still', { accuracy: { ...ready.accuracy, opened: false } }, /No practice/],
    ['actions-decided', { actions: [] }, /No action/],
    ['actions-decided', { actions: [{ number: 4, status: 'proposed' }] }, /Action 4/],
    ['actions-shown', { actions: [{ number: 4, status: 'done' }] }, /'done', not shown to work/],
    ['service-report-sent', { serviceReport: { needed: true, sent: false } }, /not been sent/],
  ];
  it.each(wanting)('%s', (key, more, says) => {
    const requirement = requirements.find((each) => each.key === key);
    const missing = missingFor(requirement?.to ?? 'closed', { ...ready, ...more }).filter(
      (each) => each.key === key,
    );
    expect(missing.map(({ text }) => text).join(' ')).toMatch(says);
  });

  it('has a test for each of its rules, and every rule a state that a review can go to', () => {
    expect(new Set(wanting.map(([key]) => key))).toEqual(new Set(requirements.map(({ key }) => key)));
    for (const { to } of requirements) expect(reviewStates).toContain(to);
  });

  it('needs independence at every step', () => {
    for (const to of reviewStates)
      expect(missingFor(to, { ...ready, ties: ['She wrote update 2.'] })).toContainEqual(
        expect.objectContaining({ key: 'independent', text: 'She wrote update 2.' }),
      );
  });
});

describe('the end of the accuracy check', () => {
  const asked = { opened: true, practices: 3, answered: 0, unsettled: [] };
  const closesAt = at('2026-05-31T23:00:00Z');
  it.each([
    ['not opened', { ...asked, opened: false, closesAt: null }, '2026-06-09T00:00:00Z', false],
    ['nobody answered and there is time', { ...asked, closesAt }, '2026-05-31T22:59:59Z', false],
    ['nobody answered and the time is over', { ...asked, closesAt }, '2026-05-31T23:00:00Z', true],
    ['all answered early', { ...asked, answered: 3, closesAt }, '2026-05-20T00:00:00Z', true],
    ['nobody was affected', { ...asked, practices: 0, closesAt }, '2026-05-20T00:00:00Z', true],
  ])('%s', (_, accuracy, now, ended) => {
    expect(accuracyEnded({ accuracy, now: at(now) })).toBe(ended);
  });
});
