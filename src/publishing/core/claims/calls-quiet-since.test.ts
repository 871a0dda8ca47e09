import { describe, expect, it } from 'vitest';
import type { EvidenceParts } from '../evidence.ts';
import { at, evidenceOf, sayingAt, sitesOf, wordsOf } from '../test-support.ts';
import { callsQuietSince } from './calls-quiet-since.ts';

type Calls = EvidenceParts['calls'];

const last = '2026-04-27T10:30';

/** 12 calls an hour apart on each working day from 16 to 24 April, then one on Monday 27 April at 10:30am. */
const linked: Calls['linked'] = ['16', '17', '20', '21', '22', '23', '24']
  .flatMap((date) =>
    Array.from({ length: 12 }, (_, index) =>
      at(`2026-04-${date}T${String(8 + Math.floor(index / 2)).padStart(2, '0')}:${index % 2 ? '45' : '15'}`),
    ),
  )
  .concat(at(last))
  .map((when, id) => ({ id, at: when, practiceId: 1 }));

const feeds = [{ source: 'desk', lastSyncAt: at('2026-04-29T09:55'), lastCallAt: at('2026-04-29T09:40') }];
const calls: Calls = { linked, untriaged: [], feeds };

const evaluate = (
  changes: Partial<Calls> = {},
  parameters = {},
  now = at('2026-04-29T10:00'),
  impact: EvidenceParts['impact'] = [],
) =>
  callsQuietSince.evaluate(
    evidenceOf({ calls: { ...calls, ...changes }, sites: sitesOf(10), impact }),
    parameters,
    sayingAt(now),
  );

const waiting = [{ id: 99, at: at('2026-04-28T09:00'), because: 'unmatched' as const }];

describe('no calls since', () => {
  it('counts service desk hours only and says how many calls would have been expected', () => {
    const result = evaluate();
    expect(wordsOf(result)).toMatch(
      /^no calls about this incident since 10:30am on Monday 27 April \(20 hours 30 minutes of service desk time, in which about \d+ calls would have been expected\)$/,
    );
    expect(result).toMatchObject({ ok: true, value: { openHours: 20.5, convincing: true, waiting: 0 } });
    const expected = (result.value as { expected: number }).expected;
    // 85 calls in 7 full days and the start of an eighth: about 11.6 a day, over 20.5 of 10.5 hours.
    expect(expected).toBeGreaterThan(18);
    expect(expected).toBeLessThan(27);
    expect(result.ok && result.evidence.text).toContain('The service desk feed was last read at 9:55am');
  });

  it('is refused when the feed is stale, or never spoke', () => {
    const stale = [{ source: 'desk', lastSyncAt: at('2026-04-29T08:59'), lastCallAt: null }];
    expect(wordsOf(evaluate({ feeds: stale }))).toContain(
      'refused: The service desk feed was last read at 8:59am',
    );
    expect(wordsOf(evaluate({ feeds: [] }))).toContain('refused: No service desk feed');
    const old = { source: 'old import', lastSyncAt: at('2026-03-01T09:00'), lastCallAt: null };
    expect(evaluate({ feeds: [...feeds, old] }).ok).toBe(true);
    expect(evaluate({ feeds: [old] }).ok).toBe(false);
  });

  it('is refused while calls wait to be checked, unless it says so', () => {
    expect(wordsOf(evaluate({ untriaged: waiting }))).toContain(
      'refused: 1 call since then may be about this incident and wait to be checked (0 suggested, 1 tied to no practice)',
    );
    expect(wordsOf(evaluate({ untriaged: waiting }, { disclose: 'yes' }))).toContain(
      '; 1 call not yet checked)',
    );
    const before = [{ id: 98, at: at('2026-04-24T09:00'), because: 'suggested' as const }];
    expect(evaluate({ untriaged: before }).ok).toBe(true);
  });

  it('says so when the silence is not convincing', () => {
    const early = evaluate(
      { feeds: [{ source: 'desk', lastSyncAt: at('2026-04-27T13:00'), lastCallAt: null }] },
      {},
      at('2026-04-27T13:00'),
    );
    expect(wordsOf(early)).toContain('2 hours 30 minutes of service desk time');
    expect(wordsOf(early)).toContain('; this does not yet show that the problem is over)');
    const few = evaluate({ linked: linked.slice(-3) });
    expect(wordsOf(few)).toContain('; this does not yet show');
  });

  it('says so when monitoring disagrees', () => {
    const impact = [{ siteId: 3, from: at('2026-04-29T09:00'), to: null, kind: 'outage' as const }];
    expect(wordsOf(evaluate({}, {}, undefined, impact))).toContain(
      '; monitoring still sees 1 practice affected)',
    );
  });

  it('is refused while the desk has not been open', () => {
    const friday = [{ id: 1, at: at('2026-04-24T18:30'), practiceId: 1 }];
    const fed = [{ source: 'desk', lastSyncAt: at('2026-04-26T20:00'), lastCallAt: null }];
    expect(wordsOf(evaluate({ linked: friday, feeds: fed }, {}, at('2026-04-26T20:00')))).toContain(
      'refused: The service desk has not been open since',
    );
  });

  it('has other words when there has been no call at all, and proves nothing then', () => {
    const none = evaluate({ linked: [] });
    expect(wordsOf(none)).toContain(
      'no calls about this incident since it began at 6am on Thursday 16 April',
    );
    expect(wordsOf(none)).toContain('this does not yet show');
  });

  it('stops holding with a later linked call, also one that came in late; not when one is taken off', () => {
    const said = evaluate().value;
    const compare = (more: Calls['linked'], now = at('2026-04-29T10:42')) =>
      callsQuietSince.compare(
        said,
        evaluate({ linked: more }, {}, now).value,
        sayingAt(at('2026-04-29T10:00'), now),
      );
    const call = (when: string) => ({ id: 500, at: at(when), practiceId: 1 });
    expect(compare(linked).holds).toBe(true);
    expect(compare([...linked, call('2026-04-29T10:42')])).toEqual({
      holds: false,
      nowText: 'a call about this incident was logged at 10:42am on Wednesday 29 April',
    });
    expect(compare([...linked, call('2026-04-28T09:00')]).holds).toBe(false);
    expect(compare(linked.slice(0, -1)).holds).toBe(true);
  });
});
