import { describe, expect, it } from 'vitest';
import { systemActor } from '#platform/auth';
import { type BulletinOptions, buildBulletin, reevaluateClaims } from '#publishing';
import { givenStates } from '../../test/support/telemetry.ts';
import { author, type Desk, givenDesk, person, publish } from './test-support.ts';

const options: BulletinOptions = {
  organisation: 'Amberwick ICB',
  serviceName: 'Digital and IT issues',
  publicUrl: 'https://status.example.org',
  demonstration: false,
  staleSince: null,
  callFeedStaleMinutes: 60,
  report: { phone: '01632 960000', email: null, url: null },
};

const build = (desk: Desk) => buildBulletin(desk.context.db, desk.context.clock.now(), options);
const fact = (bulletin: Awaited<ReturnType<typeof build>>, label: string): string | undefined =>
  bulletin.current[0]?.facts.find((each) => each.label === label)?.text;

describe('the bulletin', () => {
  it('has nothing to say of candidates and of an empty estate', async () => {
    const desk = await givenDesk();
    const bulletin = await build(desk);
    expect(bulletin).toMatchObject({
      schemaVersion: 1,
      asOf: '2026-04-20T09:00:00.000Z',
      demonstration: false,
      planned: [],
      past: [],
      report: { phone: '01632 960000', hours: expect.stringContaining('8am to 6:30pm') },
    });
    expect(JSON.parse(JSON.stringify(bulletin))).toEqual(bulletin);
  });

  it('shows an incident by its states and computed facts; what is not known is said so', async () => {
    const desk = await givenDesk();
    const bulletin = await build(desk);
    expect(bulletin.current).toMatchObject([
      {
        slug: 'firewalls',
        label: { text: 'Investigating', tone: 'red' },
        nextUpdate: { dueAt: null, late: false },
        updates: [],
        progress: null,
        recovery: null,
      },
    ]);
    expect(fact(bulletin, 'Started')).toBe('6am on Thursday 16 April 2026');
    expect(fact(bulletin, 'Practices affected now')).toBe('Not known');
    expect(fact(bulletin, 'Practices affected since it began')).toContain('10 of 40 practices');
    expect(fact(bulletin, 'Last call about this incident')).toBe('Not known');
    expect(fact(bulletin, 'Peak load on VPN-A')).toBe('Not known');
    expect(fact(bulletin, 'Next update due')).toBe('No time is set');
  });

  it('lists every practice with the state of its sites; a silent one is unknown', async () => {
    const desk = await givenDesk();
    await givenStates(desk.context, 'G99001-1', [['2026-04-20T08:00:00Z', null, 'up']]);
    await givenStates(desk.context, 'G99002-1', [['2026-04-20T08:00:00Z', null, 'down']]);
    const bulletin = await build(desk);
    expect(bulletin.practices).toHaveLength(40);
    expect(bulletin.current[0]?.practices.slice(0, 3)).toMatchObject([
      { odsCode: 'G99001', state: 'up', migration: null },
      { odsCode: 'G99002', state: 'down' },
      { odsCode: 'G99003', state: 'unknown' },
    ]);
    expect(bulletin.practices[0]).toMatchObject({
      odsCode: 'G99001',
      postcode: 'ME99 1AA',
      sites: [{ code: 'G99001-1', state: 'up', since: '2026-04-20T08:00:00.000Z' }],
      incidents: [
        {
          slug: 'firewalls',
          affected: true,
          periods: [{ from: '2026-04-20T06:00:00.000Z', to: '2026-04-20T07:00:00.000Z', kind: 'outage' }],
          callsLogged: 0,
        },
      ],
    });
    expect(bulletin.practices[20]?.incidents).toMatchObject([{ affected: false, periods: [] }]);
  });

  it('shows published updates newest first, and beside a sentence that it stopped being true', async () => {
    const desk = await givenDesk();
    await publish(desk, 'First.');
    await publish(desk, 'Next: {{claim update.nextDue}}.', { nextUpdateDue: '2026-04-20T10:00:00Z' });
    await desk.as(author, 'update.draft', { title: 'Not yet', body: 'Secret.' });
    desk.to('2026-04-20T10:05:00Z');
    await reevaluateClaims({ ...desk.context, actor: systemActor });
    const bulletin = await build(desk);
    expect(bulletin.current[0]).toMatchObject({
      nextUpdate: { dueAt: '2026-04-20T10:00:00.000Z', late: true },
      states: { communication: 'overdue' },
      updates: [
        {
          number: 2,
          path: '/incidents/firewalls/updates/2',
          author: 'Ada Author',
          approvedBy: 'Bo Approver',
          body: 'Next: {{claim update.nextDue}}.',
          claims: [
            {
              text: '11am on Monday 20 April',
              holds: false,
              stoppedAt: '2026-04-20T10:05:00.000Z',
              nowText: 'the next update is late',
            },
          ],
        },
        { number: 1, claims: [] },
      ],
    });
    expect(fact(bulletin, 'Next update due')).toBe('11am on Monday 20 April 2026 (late)');
    expect(JSON.stringify(bulletin)).not.toContain('Secret');
  });

  it('shows approved advice only, next steps, and a migration in practices', async () => {
    const desk = await givenDesk();
    const lead = person('Dr Safe', 'clinical safety lead');
    const chief = person('Lea Lead', 'incident lead', 'engineer');
    await desk.as(author, 'advice.propose', { kind: 'do', text: 'print tomorrow’s list' });
    await desk.as(author, 'advice.propose', { kind: 'dont', text: 'restart the firewall' });
    await desk.as(lead, 'advice.approve', { number: 1 });
    await desk.as(chief, 'nextstep.add', { text: 'Find the fault' });
    await desk.as(chief, 'migration.start', {
      key: 'b',
      title: 'Second concentrator',
      from: 'VPN-A',
      to: 'VPN-B',
    });
    await desk.as(chief, 'migration.plan', {
      wave: 'wave 1',
      sites: ['G99001-1', 'G99002-1'],
      plannedFor: '2026-04-21T19:00:00Z',
    });
    await desk.as(chief, 'migration.move', { site: 'G99003-1' });
    await desk.as(chief, 'migration.cannot-move', { site: 'G99004-1', reason: 'KPSN configuration' });
    const bulletin = await build(desk);
    expect(bulletin.current[0]).toMatchObject({
      advice: [{ kind: 'do', approvedBy: 'Dr Safe' }],
      nextSteps: [{ text: 'Find the fault', due: null }],
      progress: {
        total: 40,
        moved: 1,
        planned: 2,
        movedWords: 'one',
        cannotMove: [{ reason: 'KPSN configuration', count: 1, contacted: 0 }],
      },
    });
    expect(bulletin.current[0]?.advice).toHaveLength(1);
    expect(bulletin.practices.slice(0, 5).map((practice) => practice.migration)).toEqual([
      'Planned',
      'Planned',
      'Moved',
      'Cannot move',
      'Not planned',
    ]);
    expect(bulletin.practices.slice(0, 5).map((practice) => practice.incidents[0]?.migrationText)).toEqual([
      'Planned to move to VPN-B on Tuesday 21 April 2026.',
      'Planned to move to VPN-B on Tuesday 21 April 2026.',
      'Moved to VPN-B on Monday 20 April 2026.',
      'Cannot move to VPN-B yet: KPSN configuration.',
      'Not yet planned to move to VPN-B.',
    ]);
    expect(bulletin.planned).toMatchObject([
      { title: 'Second concentrator: wave 1', startsAt: '2026-04-21T19:00:00.000Z', siteCount: 2 },
    ]);
  });
});
