import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ResponseState, responseStates } from '../model.ts';
import type { FoldedEvent } from './events.ts';
import {
  deriveStates,
  deriveTimes,
  isOpen,
  nextReviewState,
  type Readiness,
  refusals,
  responseTransitions,
} from './states.ts';

const at = (iso: string): Date => new Date(`2026-04-${iso}:00Z`);
const now = at('29T09:00');
const nobody = { affectedPractices: [] };

let nextId = 1;
const event = (type: string, when: string, data: Record<string, unknown> = {}): FoldedEvent => ({
  id: nextId++,
  type,
  at: at(when),
  actor: 'A Person',
  data,
});

const declared = event('declared', '20T08:00', {
  title: 'Title',
  summary: 'Summary',
  itSeverity: 2,
  eprrType: null,
  symptomWords: [],
  components: [],
  startedAt: at('16T05:00').toISOString(),
});
const responded = (to: ResponseState, when: string) => event('response.changed', when, { to });
const due = (when: string | null) =>
  event('update.due', '28T09:00', { dueAt: when === null ? null : at(when).toISOString() });
const reported = (practice: string, state: string, when: string) =>
  event('recovery.reported', when, { practice, state });

describe('the response', () => {
  it.each([
    ['nothing recorded', [], 'candidate'],
    ['declared', [declared], 'investigating'],
    ['declined', [event('declined', '21T08:00', { reason: 'planned work' })], 'declined'],
    ['merged', [declared, event('merged', '21T08:00', { into: 'other', reason: 'the same' })], 'merged'],
    [
      'changed twice',
      [declared, responded('mitigating', '23T08:00'), responded('monitoring', '27T08:00')],
      'monitoring',
    ],
    [
      'a note in between',
      [declared, responded('mitigating', '23T08:00'), event('note', '24T08:00')],
      'mitigating',
    ],
  ])('%s', (_, events, expected) => {
    expect(deriveStates(events, nobody, now).response).toBe(expected);
  });

  it('ends when it was restored, and goes on again after a relapse', () => {
    const restored = [declared, responded('monitoring', '27T08:00'), responded('restored', '28T08:00')];
    expect(deriveTimes(restored)).toEqual({ declaredAt: at('20T08:00'), endedAt: at('28T08:00') });
    expect(deriveTimes([...restored, responded('stood down', '29T08:00')]).endedAt).toEqual(at('28T08:00'));
    expect(deriveTimes([...restored, responded('investigating', '29T08:00')]).endedAt).toBeNull();
  });
});

describe('transitions', () => {
  const ready: Readiness = {
    factorsSupported: 1,
    measures: 1,
    criteria: [{ title: 'No site is unstable', met: true, text: '0 sites' }],
  };
  const bare: Readiness = { factorsSupported: 0, measures: 0, criteria: [] };

  it('leads from every open state to a closed one, and from a closed one nowhere', () => {
    for (const state of responseStates) {
      if (!isOpen(state)) expect(responseTransitions[state]).toEqual([]);
      else expect(reachable(state)).toContain('stood down');
    }
  });

  it('refuses everything that the table does not offer', () => {
    fc.assert(
      fc.property(fc.constantFrom(...responseStates), fc.constantFrom(...responseStates), (from, to) => {
        const offered = responseTransitions[from].some((transition) => transition.to === to);
        expect(refusals(from, to, ready).length === 0).toBe(offered);
      }),
    );
  });

  it.each([
    ['investigating', 'cause identified', 'No contributing factor is supported or confirmed yet.'],
    ['investigating', 'mitigating', 'No measure has been recorded yet.'],
    ['monitoring', 'restored', 'No exit criterion has been set, so nothing says when it is over.'],
    ['restored', 'stood down', 'No exit criterion has been set, so nothing says when it is over.'],
  ] as const)('%s to %s needs something', (from, to, reason) => {
    expect(refusals(from, to, bare)).toEqual([reason]);
    expect(refusals(from, to, ready)).toEqual([]);
  });

  it('lists the criteria that are not met; unknown is not met', () => {
    const criteria = [
      { title: 'No site is unstable', met: true, text: '0 sites.' },
      { title: 'VPN-A has headroom', met: false, text: 'It peaked at 96%.' },
      { title: 'Calls have stopped', met: null, text: 'Unknown: the feed stopped.' },
    ];
    expect(refusals('restored', 'stood down', { ...ready, criteria })).toEqual([
      'Not met: VPN-A has headroom. It peaked at 96%.',
      'Unknown: Calls have stopped. Unknown: the feed stopped.',
    ]);
  });
});

function reachable(from: ResponseState, seen = new Set<ResponseState>()): Set<ResponseState> {
  for (const { to } of responseTransitions[from]) {
    if (seen.has(to)) continue;
    seen.add(to);
    reachable(to, seen);
  }
  return seen;
}

describe('communication', () => {
  it.each([
    ['no word on the next update', [declared], 'none due'],
    ['due later', [declared, due('29T09:01')], 'due'],
    ['due now', [declared, due('29T09:00')], 'overdue'],
    ['due before', [declared, due('28T16:00')], 'overdue'],
    ['taken back', [declared, due('28T16:00'), due(null)], 'none due'],
    ['only a candidate', [due('28T16:00')], 'none due'],
    ['closed', [declared, due('28T16:00'), responded('stood down', '28T20:00')], 'none due'],
  ])('%s', (_, events, expected) => {
    expect(deriveStates(events, nobody, now).communication).toBe(expected);
  });
});

describe('recovery', () => {
  const two = { affectedPractices: ['G1', 'G2'] };

  it.each([
    ['nobody reported', [], two, 'not started'],
    ['one recovered, one silent', [reported('G1', 'recovered', '27T08:00')], two, 'recovering'],
    [
      'both recovered',
      [reported('G1', 'recovered', '27T08:00'), reported('G2', 'recovered', '28T08:00')],
      two,
      'recovered',
    ],
    [
      'one fell back',
      [
        reported('G1', 'recovered', '27T08:00'),
        reported('G2', 'recovered', '27T08:00'),
        reported('G1', 'recovering', '28T08:00'),
      ],
      two,
      'recovering',
    ],
    [
      'an earlier report that arrives late',
      [
        reported('G1', 'recovered', '28T08:00'),
        reported('G2', 'recovered', '28T08:00'),
        reported('G1', 'recovering', '27T08:00'),
      ],
      two,
      'recovered',
    ],
    ['a practice nobody knew was affected', [reported('G9', 'recovering', '27T08:00')], nobody, 'recovering'],
  ])('%s', (_, events, facts, expected) => {
    expect(deriveStates([declared, ...events], facts, now).recovery).toBe(expected);
  });
});

describe('the review', () => {
  it('is where its last step left it', () => {
    const commissioned = event('review.commissioned', '29T08:00', { independentReviewer: 'R' });
    expect(deriveStates([declared], nobody, now).review).toBe('not commissioned');
    expect(deriveStates([declared, commissioned], nobody, now).review).toBe('commissioned');
    const advanced = event('review.advanced', '29T08:30', { to: 'evidence' });
    expect(deriveStates([declared, commissioned, advanced], nobody, now).review).toBe('evidence');
  });

  it('has one next step each, and none after it closed', () => {
    expect(nextReviewState('accuracy check')).toBe('independent review');
    expect(nextReviewState('closed')).toBeUndefined();
  });
});
