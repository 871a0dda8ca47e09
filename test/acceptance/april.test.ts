import { beforeAll, describe, expect, it } from 'vitest';
import { scenario } from '../../scenarios/april-2026/index.ts';
import { london } from '../../scenarios/support/time.ts';
import { wallClock } from '../../scenarios/support/wall-clock.ts';
import { findIncident, measures, type Suggestion, suggestions } from '../../src/incidents/index.ts';
import { systemActor } from '../../src/platform/auth/index.ts';
import { describeAfter } from './april-after.ts';
import { claimFaults, claimTexts, missingFrom, modelFaults } from './expectations.ts';
import { type Played, startScenario } from './play.ts';

const page = `/incidents/${scenario.incident}`;
const expected = scenario.expected();
const texts = claimTexts(expected, {
  concentrator: 'VPN-A',
  peakDay: '2026-04-29',
  peakBefore: '2026-04-22',
  availabilityFrom: london('2026-04-28 00:00'),
  calls: {
    from: london('2026-04-27 00:00'),
    againstFrom: london('2026-04-20 00:00'),
    againstTo: london('2026-04-25 00:00'),
    word: 'far fewer',
  },
});

describe('April 2026 at 10am on Wednesday 29 April', () => {
  let played: Played;
  beforeAll(async () => {
    played = await startScenario(scenario);
    await played.play(scenario.events());
  }, 400_000);

  it('has the figures of the ground truth in its model', () => {
    expect(modelFaults(played.bulletin(), played.incident(), expected)).toEqual([]);
  });

  it('claims what the ground truth says, in the latest update', () => {
    expect(claimFaults(played.incident(), texts)).toEqual([]);
  });

  it('would notice a figure that is wrong by one', () => {
    const moved = { ...texts, 'practices.moved': 'almost all practices (178 of 186)' };
    expect(claimFaults(played.incident(), moved)).toHaveLength(1);
    const calls = { ...expected, practices: { ...expected.practices, affectedEver: 110 } };
    expect(modelFaults(played.bulletin(), played.incident(), calls)).toHaveLength(1);
  });

  it('says it on the page, sentence by sentence', async () => {
    const read = await played.read(page);
    expect(missingFrom(read, Object.values(texts))).toEqual([]);
  });

  const rows: [row: string, sentences: readonly string[]][] = [
    [
      'migration to a second concentrator, and stability',
      [
        'almost all practices (179 of 186) have moved to a second vpn concentrator',
        'access is remaining stable',
      ],
    ],
    ['the few that cannot move, and why', ['a few practices (7 of 186; kpsn configuration; all contacted)']],
    [
      'silence of the calls, with its as-of time and what was expected',
      [
        'no calls about this incident since 10:30am on monday 27 april (20 hours 30 minutes of service desk time',
      ],
    ],
    ['far fewer reports', ['far fewer calls (2 from monday 27 april to 10am on wednesday 29 april']],
    ['managed until it is stable', ['3 of 5 conditions for closing it are met']],
    ['keep reporting', ['please keep reporting them']],
    ['recovery takes days', ['recovery will take many days']],
    ['review and action plan', ['root cause analysis', 'independent review']],
    ['both causes', ['firewall instability', 'capacity', 'a software fault affects a number of firewalls']],
    [
      'every measure with what it was to do',
      ['this will lower the weekday morning peak', 'temporary', 'partly came true'],
    ],
    ['who is in charge', ['maren tolley', 'call logging', 'supplier support', 'communications']],
    ['what practices can do', ['turn off online consultations for a time', 'dr nadia colby']],
    ['when the next update comes', ['5pm on thursday 30 april']],
    ['that it is a demonstration', ['demonstration']],
  ];
  it.each(rows)('states the row about %s', async (_row, sentences) => {
    expect(missingFrom(await played.read(page), sentences)).toEqual([]);
  });

  it('keeps every dated update, each true as of its time, written and approved by two people', () => {
    const { updates } = played.incident();
    expect(updates.map(({ number }) => number)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    expect(updates.filter(({ author, approvedBy }) => author === approvedBy)).toEqual([]);
    expect(updates.flatMap(({ claims }) => claims).filter(({ holds }) => !holds)).toEqual([]);
    expect(updates[0]?.publishedAt).toBe(scenario.endsAt.toISOString());
    expect(
      updates[0]?.claims.filter((claim) => !claim.holds || claim.asOf !== updates[0]?.publishedAt),
    ).toEqual([]);
  });

  it('saw both factors, and that they compound, by itself: the firmware on day one, the rest on Monday 20 April', async () => {
    const found = await suggestedBy(played);
    const firstSaid = Object.fromEntries(
      found.map(({ key, first }) => [key, wallClock(first.at.getTime()).date]),
    );
    expect(firstSaid).toMatchObject({
      'firmware-fw-9-4-1': '2026-04-16',
      'load-90-or-more': '2026-04-20',
      'firmware-fw-9-4-1-with-load-90-or-more': '2026-04-20',
    });
    const compound = found.find(({ key }) => key === 'firmware-fw-9-4-1-with-load-90-or-more');
    expect(compound?.statement).toMatch(
      /^Firmware fw-9\.4\.1 and load 90% or more make each other worse: in 1,000 site-hours/,
    );
    expect(compound?.lapsedAt).toBeNull();
  });

  it('let people accept what is a factor and reject what is not, and keeps why', async () => {
    const decided = (await suggestedBy(played)).map(({ key, decision }) => [
      key,
      decision?.decision,
      decision?.factorKey,
      decision?.by,
    ]);
    expect(decided).toEqual([
      ['firmware-fw-9-4-1', 'accepted', 'firewall-software', 'Idris Okell'],
      ['load-90-or-more', 'accepted', 'concentrator-capacity', 'Idris Okell'],
      ['firmware-fw-9-4-1-with-load-90-or-more', 'accepted', 'concentrator-capacity', 'Idris Okell'],
      ['concentrator-vpn-a', 'rejected', null, 'Idris Okell'],
      ['concentrator-vpn-a-with-firmware-fw-9-4-1', 'rejected', null, 'Idris Okell'],
    ]);
  });

  it('measured what each measure did to the load of the first concentrator, half hours against themselves', async () => {
    const { db } = played.app.contextFor(systemActor);
    const found = await measures(db, (await findIncident(db, scenario.incident)).id);
    expect(Object.fromEntries(found.map(({ key, outcome }) => [key, outcome?.status]))).toEqual({
      'restart-firewalls': 'did not come true',
      'more-desk-staff': undefined,
      'restrict-downloads': 'partly came true',
      'second-concentrator': 'came true',
      'firmware-workaround': 'came true',
    });
    const told = found.flatMap(({ key, outcome }) =>
      outcome?.load ? [[key, outcome.status, outcome.load.verdict, outcome.load.text]] : [],
    );
    expect(told).toEqual([
      // The sites carry 40% less before 10am: that is what holding back did. What is left of the fall came of moving sites.
      [
        'restrict-downloads',
        'partly came true',
        'cannot be told',
        expect.stringMatching(
          /wherever they are now: a fall by 40% \(from a fall by 4\d% to a fall by 3\d%\)\.$/,
        ),
      ],
      [
        'second-concentrator',
        'came true',
        'cannot be told',
        'Cannot be told: fewer than three comparable days with readings on one side.',
      ],
    ]);
  });

  it('says on Monday that half a day of silence proves nothing yet', () => {
    const monday = played.incident().updates.find(({ number }) => number === 6);
    const quiet = monday?.claims.find(({ key }) => key === 'calls.quietSince');
    expect(quiet?.text).toContain('this does not yet show that the problem is over');
  });

  it('withdraws the silence when a call arrives at 10:42am, on the page and in the data', async () => {
    await played.play(scenario.lateEvents());
    const quiet = played.incident().updates[0]?.claims.find(({ key }) => key === 'calls.quietSince');
    expect(quiet).toMatchObject({ holds: false, stoppedAt: london('2026-04-29 10:42').toISOString() });
    expect(quiet?.text).toContain('since 10:30am on Monday 27 April');
    const read = await played.read(page);
    expect(missingFrom(read, ['10:42am on wednesday 29 april'])).toEqual([]);
    const json = await played.read(`${page}.json`);
    expect(missingFrom(json, ['"holds":false'])).toEqual([]);
    // What was said of other things still stands.
    const others = played.incident().updates[0]?.claims.filter(({ key }) => key === 'practices.moved');
    expect(others?.every((claim) => claim.holds)).toBe(true);
  });

  describeAfter(() => played);
});

async function suggestedBy({ app }: Played): Promise<Suggestion[]> {
  const { db } = app.contextFor(systemActor);
  return suggestions(db, (await findIncident(db, scenario.incident)).id);
}
