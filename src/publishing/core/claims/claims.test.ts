import { describe, expect, it } from 'vitest';
import type { Claim } from '../claim.ts';
import type { Evidence, EvidenceParts } from '../evidence.ts';
import {
  at,
  evidenceOf,
  incident,
  metricsFor,
  migrationOf,
  sayingAt,
  sitesOf,
  wordsOf,
} from '../test-support.ts';
import { standardWords } from '../words.ts';
import { availability } from './availability.ts';
import { callsLinked } from './calls-linked.ts';
import { concentratorDaysUntil } from './concentrator-days-until.ts';
import { concentratorPeak } from './concentrator-peak.ts';
import { exitCriteriaMet } from './exit-criteria-met.ts';
import { measuresCameTrue } from './measures-came-true.ts';
import { practicesAffectedEver, practicesAffectedNow } from './practices-affected.ts';
import { practicesCannotMove } from './practices-cannot-move.ts';
import { practicesMoved } from './practices-moved.ts';
import { sitesFlappedToday } from './sites-flapped-today.ts';
import { updateNextDue } from './update-next-due.ts';

const say = (claim: Claim, evidence: Partial<Evidence>, parameters = {}, saying = sayingAt()): string =>
  wordsOf(claim.evaluate(evidenceOf(evidence), parameters, saying));

const period = (
  siteId: number,
  from: string,
  to: string | null,
  kind: EvidenceParts['impact'][number]['kind'] = 'outage',
) => ({ siteId, from: at(from), to: to === null ? null : at(to), kind });

describe('practices affected', () => {
  const sites = sitesOf(10);
  const states = new Map(sites.map((site) => [site.id, 'up' as const]));
  const impact = [
    period(1, '2026-04-20T08:00', '2026-04-20T09:00'),
    period(2, '2026-04-29T09:00', null),
    period(3, '2026-04-29T09:30', '2026-04-29T10:00', 'unstable'),
    period(4, '2026-04-29T09:00', null, 'degraded capacity'),
    period(5, '2026-04-29T10:01', null),
  ];

  it('are those in an outage or instability that has begun and not ended', () => {
    expect(say(practicesAffectedNow, { sites, states, impact })).toBe('1 of 10 practices');
    expect(say(practicesAffectedNow, { sites, states, impact: [] })).toBe('none of the 10 practices');
    const some = [1, 2, 3].map((id) => period(id, '2026-04-29T09:00', null));
    expect(say(practicesAffectedNow, { sites, states, impact: some }, { words: 'yes' })).toBe(
      'some practices (3 of 10)',
    );
  });

  it('are counted out of practices with readings, and refused when most have none', () => {
    const seen = new Map(sites.slice(0, 6).map((site) => [site.id, 'up' as const]));
    expect(say(practicesAffectedNow, { sites, states: seen, impact: [] })).toBe('none of the 6 practices');
    const few = new Map(sites.slice(0, 4).map((site) => [site.id, 'up' as const]));
    expect(say(practicesAffectedNow, { sites, states: few, impact: [] })).toBe(
      'refused: 6 practices of 10 have no readings now.',
    );
    expect(say(practicesAffectedNow, { sites, states: new Map(), impact: [] })).toContain('refused');
  });

  it('since it began are counted up to the as-of time, which is named', () => {
    expect(say(practicesAffectedEver, { sites, impact })).toBe(
      '3 of 10 practices (by 10am on Wednesday 29 April)',
    );
    expect(say(practicesAffectedEver, { sites, impact }, { words: 'yes' })).toBe(
      'some practices (3 of 10; by 10am on Wednesday 29 April)',
    );
    const later = sayingAt(at('2026-04-29T10:00'), at('2026-04-30T10:00'));
    expect(say(practicesAffectedEver, { sites, impact }, {}, later)).toContain('3 of 10');
  });

  it('stop holding when there are more, not when there are fewer', () => {
    const { compare } = practicesAffectedNow;
    const value = (affected: number) => ({ affected, total: 10 });
    expect(compare(value(3), value(2), sayingAt()).holds).toBe(true);
    expect(compare(value(3), value(3), sayingAt()).holds).toBe(true);
    expect(compare(value(3), value(4), sayingAt())).toEqual({
      holds: false,
      nowText: '4 of 10 practices affected',
    });
    expect(practicesAffectedEver.compare(value(3), value(4), sayingAt()).holds).toBe(false);
    expect(practicesAffectedEver.compare(value(3), value(2), sayingAt()).holds).toBe(false);
  });
});

describe('practices moved', () => {
  const migration = (total: number, moved: number, cannot = 0, contacted: number[] = []) => ({
    migration: { progress: migrationOf({ total, moved, cannot }), contacted: new Set(contacted) },
  });

  it('have the word for the share and the count beside it', () => {
    expect(say(practicesMoved, migration(186, 178, 8))).toBe('almost all practices (178 of 186)');
    expect(say(practicesMoved, migration(186, 178), { words: 'no' })).toBe('178 of 186 practices');
    expect(say(practicesMoved, migration(186, 176), { of: 'sites' })).toBe('most sites (176 of 186)');
    expect(say(practicesMoved, { migration: { progress: null, contacted: new Set() } })).toBe(
      'refused: No migration has been started.',
    );
  });

  it('hold while none fell back and the word is not too much', () => {
    const value = (moved: number, total = 186) => ({ moved, total, things: 'practices' });
    const holds = (said: object, shown: object) => practicesMoved.compare(said, shown, sayingAt()).holds;
    expect(holds(value(178), value(178))).toBe(true);
    expect(holds(value(178), value(186))).toBe(true);
    expect(holds(value(178), value(177))).toBe(false);
    expect(holds(value(178), value(178, 200))).toBe(false);
    // By the table of the time at which it was said, whatever the table is now.
    const generous = { ...sayingAt(), words: { ...standardWords, almostAllFrom: 80 } };
    expect(practicesMoved.compare(value(150), { ...value(150), total: 187 }, generous).holds).toBe(true);
    expect(practicesMoved.compare(value(150), { ...value(150), total: 190 }, generous).holds).toBe(false);
    expect(practicesMoved.compare(value(150), { ...value(150), total: 190 }, sayingAt()).holds).toBe(true);
    expect(practicesMoved.compare(value(178), value(170), sayingAt()).nowText).toBe(
      'most practices (170 of 186) moved',
    );
  });

  it('that cannot are told by reason, and how many were contacted', () => {
    expect(say(practicesCannotMove, migration(186, 178, 8))).toBe(
      'a few practices (8 of 186; KPSN configuration)',
    );
    const all = Array.from({ length: 8 }, (_, index) => 179 + index);
    const told = { contacted: 'yes', reasons: 'no' };
    expect(say(practicesCannotMove, migration(186, 178, 8, all), told)).toBe(
      'a few practices (8 of 186; all contacted)',
    );
    expect(say(practicesCannotMove, migration(186, 178, 8, all.slice(1)), told)).toBe(
      'a few practices (8 of 186; 7 contacted)',
    );
    expect(say(practicesCannotMove, migration(186, 185, 1))).toBe('1 of 186 practices (KPSN configuration)');
    expect(say(practicesCannotMove, migration(186, 186))).toBe('none of the 186 practices');
  });
});

describe('calls linked', () => {
  const call = (id: number, when: string) => ({ id, at: at(when), practiceId: null });
  const feeds = [{ source: 'desk', lastSyncAt: at('2026-04-29T10:00'), lastCallAt: at('2026-04-29T09:45') }];
  const linked = [
    ...Array.from({ length: 45 }, (_, index) => call(index, `2026-04-2${index % 4}T09:30`)),
    call(90, '2026-04-27T00:00'),
    call(91, '2026-04-27T10:30'),
    call(92, '2026-04-29T10:00'),
  ];
  const calls = { linked, untriaged: [], feeds };
  const week = { from: '2026-04-27', againstFrom: '2026-04-20', againstTo: '2026-04-24' };

  it('are counted in their window and in the earlier one', () => {
    expect(say(callsLinked, { calls }, week)).toBe(
      '2 calls from Monday 27 April to 10am on Wednesday 29 April (before that, 45 from Monday 20 April to Friday 24 April)',
    );
    expect(say(callsLinked, { calls }, { ...week, words: 'yes' })).toBe(
      'far fewer calls (2 from Monday 27 April to 10am on Wednesday 29 April; before that, 45 from Monday 20 April to Friday 24 April)',
    );
    expect(say(callsLinked, { calls }, { days: '2', against: 'no' })).toBe(
      '1 call from 10am on Monday 27 April to 10am on Wednesday 29 April',
    );
  });

  it('say how many are not yet checked', () => {
    const untriaged = [{ id: 7, at: at('2026-04-28T09:00'), because: 'suggested' as const }];
    expect(say(callsLinked, { calls: { ...calls, untriaged } }, { ...week, against: 'no' })).toContain(
      '(1 more call not yet checked)',
    );
  });

  it('are refused on a stale feed and for windows that are none', () => {
    const stale = [{ source: 'desk', lastSyncAt: at('2026-04-29T08:59'), lastCallAt: null }];
    expect(say(callsLinked, { calls: { ...calls, feeds: stale } }, week)).toBe(
      'refused: The service desk feed was last read at 8:59am on Wednesday 29 April. Calls after that are not known.',
    );
    expect(say(callsLinked, { calls }, { from: '2026-05-01' })).toBe(
      'refused: The window ends before it begins.',
    );
  });

  it('hold while both counts stay', () => {
    const holds = (shown: object) => callsLinked.compare({ calls: 2, before: 45 }, shown, sayingAt()).holds;
    expect(holds({ calls: 2, before: 45 })).toBe(true);
    expect(holds({ calls: 3, before: 45 })).toBe(false);
    expect(holds({ calls: 2, before: 44 })).toBe(false);
  });
});

describe('figures over windows', () => {
  const measure = (
    claim: Claim,
    parameters: Record<string, string>,
    values: (number | null)[],
    saying = sayingAt(),
  ): string => say(claim, metricsFor(claim, parameters, saying, values), parameters, saying);

  it('tell when a peak is forecast to reach a share of the rating, until a forecast says otherwise', () => {
    const asOf = at('2026-04-29T10:00');
    const until = (given: object) => ({
      ...{ percent: 85, mbps: 850, verdict: 'in sight' as const, earliest: 12, likely: 21, latest: 40 },
      ...{ chance: 0.95, horizonDays: 60, text: '' },
      ...given,
    });
    const forecast = (given: object, on = asOf, reason: string | null = null) =>
      evidenceOf({
        forecasts: [{ concentrator: 'VPN-A', asOf: on, reason, knownDays: 90, until: [until(given)] }],
      });
    const parameters = { concentrator: 'vpn-a' };
    const result = (evidence: ReturnType<typeof forecast>) =>
      concentratorDaysUntil.evaluate(evidence, parameters, sayingAt());
    const texts = [
      [{}, '85% of the rating is expected in about 21 days (from 12 to 40)'],
      [{ latest: null }, '85% of the rating is expected in about 21 days (from 12 to beyond 60)'],
      [{ verdict: 'reached' }, '85% of the rating has been reached in the last 7 days'],
      [
        { verdict: 'not in sight', likely: null, latest: null, chance: 0.2 },
        '85% of the rating is not in sight: the chance within 60 days is 20%',
      ],
    ] as const;
    for (const [given, text] of texts) expect(wordsOf(result(forecast(given)))).toBe(text);
    expect(wordsOf(result(evidenceOf({ forecasts: [] })))).toContain('refused: No forecast of VPN-A');
    expect(wordsOf(result(forecast({ percent: 70 })))).toContain('refused: VPN-A has no rating');
    expect(wordsOf(result(forecast({}, asOf, 'Only 9 days are known.')))).toBe(
      'refused: Only 9 days are known.',
    );
    const shownBy = (evidence: ReturnType<typeof forecast>) => {
      const found = result(evidence);
      if (!found.ok) throw new Error(found.refused);
      return found.value;
    };
    const said = shownBy(forecast({}));
    const holds = (given: object, on: Date) =>
      concentratorDaysUntil.compare(said, shownBy(forecast(given, on)), sayingAt()).holds;
    // Ten days later what was 21 days away is 11 days away.
    const later = at('2026-05-09T10:00');
    expect(holds({ earliest: 5, likely: 11, latest: 20 }, later)).toBe(true);
    expect(holds({ earliest: 1, likely: 2, latest: 20 }, later)).toBe(true);
    expect(holds({ earliest: 1, likely: 1, latest: 20 }, later)).toBe(false);
    expect(holds({ earliest: 20, likely: 31, latest: 50 }, later)).toBe(false);
    expect(holds({ verdict: 'not in sight', likely: null }, later)).toBe(false);
  });

  it('tell the peak of a day against its rating and an earlier day', () => {
    const parameters = { concentrator: 'vpn-a', before: '2026-04-20', fromHour: '6', toHour: '10' };
    expect(measure(concentratorPeak, parameters, [62.4, 103.6])).toBe(
      '62% of its rating (624 of 1,000 Mbps) on Wednesday 29 April, and 104% on Monday 20 April',
    );
    expect(measure(concentratorPeak, parameters, [62.4, null])).toBe('refused: Unknown: no readings.');
    expect(measure(concentratorPeak, { concentrator: 'VPN-A' }, [null])).toContain('refused');
    const [request] = concentratorPeak.metrics({ ...parameters, day: '2026-04-28' }, sayingAt());
    expect(request).toEqual({
      metric: 'concentrator.peakUtilisation',
      parameters: { concentrator: 'VPN-A', fromHour: 6, toHour: 10, weekdaysOnly: false },
      from: at('2026-04-28T00:00'),
      to: at('2026-04-29T00:00'),
    });
  });

  it('tell availability, never rounded up to all of the time', () => {
    expect(measure(availability, { from: '2026-04-28' }, [99.934])).toBe(
      '99.93% of the known time from Tuesday 28 April to 10am on Wednesday 29 April',
    );
    expect(measure(availability, { from: '2026-04-27', to: '2026-04-28' }, [99.9999])).toBe(
      '99.99% of the known time from Monday 27 April to Tuesday 28 April',
    );
    expect(measure(availability, { from: '2026-04-27', to: '2026-04-27' }, [100])).toBe(
      '100% of the known time on Monday 27 April',
    );
    expect(measure(availability, { from: '2026-05-27' }, [])).toContain('refused');
  });

  it('watch flaps until the day they speak of is over', () => {
    expect(measure(sitesFlappedToday, {}, [4])).toBe('4 sites');
    expect(measure(sitesFlappedToday, {}, [0])).toBe('no sites');
    expect(measure(sitesFlappedToday, {}, [null])).toContain('refused');
    const later = sayingAt(at('2026-04-29T10:00'), at('2026-04-30T15:00'));
    expect(sitesFlappedToday.metrics({}, later)).toMatchObject([
      { from: at('2026-04-29T00:00'), to: at('2026-04-30T00:00') },
    ]);
    expect(sitesFlappedToday.compare({ sites: 4 }, { sites: 5 }, later).holds).toBe(false);
    expect(sitesFlappedToday.compare({ sites: 4 }, { sites: 3 }, later).holds).toBe(true);
  });
});

describe('counts of what was set', () => {
  const criterion = (met: boolean | null) => ({
    key: 'k',
    title: 'Calls',
    metric: 'calls.linkedPerDeskDay' as const,
    parameters: {},
    comparator: 'at most' as const,
    threshold: 1,
    windowHours: 24,
    met,
    value: null,
    text: 'x',
    asOf: null,
  });

  it('tell criteria met; one that cannot be measured is not', () => {
    expect(say(exitCriteriaMet, { criteria: [true, true, false, null].map(criterion) })).toBe(
      '2 of 4 conditions',
    );
    expect(say(exitCriteriaMet, { criteria: [] })).toContain('refused');
    const holds = (met: number, total: number) =>
      exitCriteriaMet.compare({ met: 2, total: 4 }, { met, total }, sayingAt()).holds;
    expect([holds(2, 4), holds(3, 4), holds(1, 4), holds(2, 5)]).toEqual([true, true, false, false]);
  });

  it('tell measures that came true, out of those with a promise', () => {
    const measure = (status: 'came true' | 'not yet' | null) => ({
      key: 'm',
      title: 'M',
      description: 'd',
      temporary: false,
      startedAt: at('2026-04-23T06:00'),
      endedAt: null,
      promise:
        status === null
          ? null
          : {
              metric: 'sites.flapping' as const,
              parameters: {},
              baselineFrom: at('2026-04-20T00:00'),
              baselineTo: at('2026-04-21T00:00'),
              comparator: 'below' as const,
              expected: 1,
              by: at('2026-04-28T00:00'),
              settleHours: 0,
              windowHours: null,
              text: 'p',
            },
      outcome:
        status === null
          ? null
          : { status, value: 1, baseline: 2, text: 't', measuredAt: at('2026-04-28T00:00'), final: false },
    });
    expect(
      say(measuresCameTrue, { measures: [measure('came true'), measure('not yet'), measure(null)] }),
    ).toBe('1 of 2 measures');
    expect(say(measuresCameTrue, { measures: [measure(null)] })).toContain('refused');
  });
});

describe('the next update', () => {
  const dueAt = at('2026-04-30T10:00');
  const saying = (now: Date) => ({ ...sayingAt(now), update: { number: 8, nextUpdateDueAt: dueAt } });
  const evaluate = (now: Date, updates: EvidenceParts['updates'] = []) =>
    updateNextDue.evaluate(evidenceOf({ updates }), {}, saying(now));

  it('is due when this update says so', () => {
    const now = at('2026-04-29T10:00');
    expect(wordsOf(evaluate(now))).toBe('10am on Thursday 30 April');
    expect(say(updateNextDue, { updates: [] })).toBe('refused: No next update is due.');
    expect(say(updateNextDue, { updates: [], incident: { ...incident, nextUpdateDueAt: dueAt } })).toContain(
      'Thursday',
    );
  });

  it('holds until it is late', () => {
    const said = evaluate(at('2026-04-29T10:00')).value;
    const holds = (now: Date, updates: EvidenceParts['updates'] = []) =>
      updateNextDue.compare(said, evaluate(now, updates).value, saying(now)).holds;
    expect(holds(at('2026-04-30T09:59'))).toBe(true);
    expect(holds(dueAt)).toBe(false);
    expect(holds(at('2026-05-01T09:00'), [{ number: 9, publishedAt: at('2026-04-30T09:00') }])).toBe(true);
    expect(holds(at('2026-05-01T09:00'), [{ number: 9, publishedAt: at('2026-04-30T11:00') }])).toBe(false);
    expect(holds(at('2026-05-01T09:00'), [{ number: 8, publishedAt: at('2026-04-29T10:00') }])).toBe(false);
  });
});
