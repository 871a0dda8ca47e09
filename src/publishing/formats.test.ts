import { beforeEach, describe, expect, it } from 'vitest';
import { setSiteAttribute } from '#estate';
import { inTransaction } from '#platform/db';
import { buildBulletin } from './build-bulletin.ts';
import { reevaluateClaims } from './reevaluate-claims.ts';
import { recordSupplierStatus, type SupplierReading } from './suppliers.ts';
import { syncCalendar } from './sync-calendar.ts';
import { author, type Desk, givenDesk, person, publish } from './test-support.ts';

const options = {
  organisation: 'Board',
  serviceName: 'IT',
  publicUrl: 'https://status.example',
  demonstration: false,
  staleSince: null,
  callFeedStaleMinutes: 60,
  report: { phone: null, email: null, url: null },
};

const lead = person('Dr Safe', 'clinical safety lead');
const chief = person('Lea Lead', 'incident lead', 'engineer');
const build = (desk: Desk) => buildBulletin(desk.context.db, desk.context.clock.now(), options);
const latest = async (desk: Desk) => (await build(desk)).current[0]?.updates[0];

let desk: Desk;
beforeEach(async () => {
  desk = await givenDesk();
});

describe('advice', () => {
  const shown = async () => (await build(desk)).current[0]?.advice.map((card) => card.number);

  it('ends: 14 days after its approval, or when the approval says', async () => {
    await desk.as(author, 'advice.propose', { kind: 'do', text: 'print tomorrow’s list' });
    await desk.as(author, 'advice.propose', { kind: 'do', text: 'use a mobile phone' });
    await desk.as(lead, 'advice.approve', { number: 1 });
    expect(await desk.as(lead, 'advice.approve', { number: 2, expiresAt: '2026-04-21T12:00' })).toMatchObject(
      {
        expiresAt: new Date('2026-04-21T11:00:00Z'),
      },
    );
    expect(await shown()).toEqual([1, 2]);
    desk.to('2026-04-21T11:00:00Z');
    expect(await shown()).toEqual([1]);
    desk.to('2026-05-04T09:00:00Z');
    expect(await shown()).toEqual([]);
  });

  it.each(['2026-04-20T09:59', '2026-06-20T10:00'])('does not end at %s', async (expiresAt) => {
    await desk.as(author, 'advice.propose', { kind: 'do', text: 'print tomorrow’s list' });
    await expect(desk.as(lead, 'advice.approve', { number: 1, expiresAt })).rejects.toMatchObject({
      code: 'input.invalid',
      faults: [{ field: 'expiresAt' }],
    });
    expect(await shown()).toEqual([]);
  });

  it('is renewed by a clinical safety lead alone, and only once it was approved', async () => {
    await desk.as(author, 'advice.propose', { kind: 'do', text: 'print tomorrow’s list' });
    await expect(desk.as(lead, 'advice.renew', { number: 1 })).rejects.toMatchObject({
      code: 'state.refused',
    });
    await desk.as(lead, 'advice.approve', { number: 1, expiresAt: '2026-04-21T12:00' });
    await expect(desk.as(chief, 'advice.renew', { number: 1 })).rejects.toMatchObject({ code: 'forbidden' });
    desk.to('2026-04-22T09:00:00Z');
    expect(await shown()).toEqual([]);
    await desk.as(lead, 'advice.renew', { number: 1 });
    expect(await shown()).toEqual([1]);
    await desk.as(lead, 'advice.withdraw', { number: 1 });
    await expect(desk.as(lead, 'advice.renew', { number: 1 })).rejects.toMatchObject({
      code: 'state.refused',
    });
  });

  it('cannot be stored as approved without an end', async () => {
    await desk.as(author, 'advice.propose', { kind: 'do', text: 'print tomorrow’s list' });
    const forged = desk.context.database.pool.query(
      "update advice set approved_by = 'X', approved_at = now()",
    );
    await expect(forged).rejects.toThrow('advice_ends_once_approved');
  });
});

describe('the communications pack', () => {
  it('is frozen with its update, with what was true and in force then', async () => {
    await desk.as(author, 'advice.propose', {
      kind: 'information',
      audience: 'patients',
      text: 'You can still call us',
    });
    await desk.as(lead, 'advice.approve', { number: 1 });
    await publish(desk, 'So far {{claim practices.affectedEver}} were affected.');
    const before = await latest(desk);
    expect(before).toMatchObject({
      frozen: { response: 'investigating', itSeverity: 2, affected: { count: 10 }, advice: [1] },
      pack: {
        patient: expect.stringContaining('You can still call us.'),
        staff: expect.stringContaining('10 of 40'),
        posts: expect.arrayContaining([expect.objectContaining({ network: 'X' })]),
      },
    });
    expect(before?.frozen?.affected.odsCodes).toHaveLength(10);
    await desk.as(lead, 'advice.withdraw', { number: 1 });
    await desk.as(chief, 'incident.describe', { summary: 'Something else entirely.' });
    expect(await latest(desk)).toEqual(before);
  });

  it('cannot be changed or taken away', async () => {
    await publish(desk, 'Nothing new.');
    const { pool } = desk.context.database;
    for (const statement of [
      "update update_pack set texts = '{}'",
      'delete from update_pack',
      'truncate update_pack',
    ])
      await expect(pool.query(statement)).rejects.toThrow('frozen with its update');
  });
});

describe('the calendar', () => {
  const plan = (wave: string, sites: number[], plannedFor: string) =>
    desk.as(chief, 'migration.plan', { wave, sites: sites.map((n) => `G9900${n}-1`), plannedFor });
  const sync = () => syncCalendar(desk.context);
  const calendar = async () => (await build(desk)).calendar;

  beforeEach(async () => {
    await desk.as(chief, 'migration.start', {
      key: 'b',
      title: 'Second concentrator',
      from: 'VPN-A',
      to: 'VPN-B',
    });
  });

  it('follows a wave from its plan through a new date to its cancellation, under one uid', async () => {
    await plan('wave 1', [1, 2], '2026-04-21T19:00:00Z');
    expect(await sync()).toBe(1);
    expect(await sync()).toBe(0);
    const [first] = await calendar();
    expect(first).toMatchObject({
      sequence: 0,
      status: 'confirmed',
      title: 'Second concentrator: wave 1',
      text: '2 sites move from VPN-A to VPN-B.',
      startsAt: '2026-04-21T19:00:00.000Z',
      endsAt: null,
      odsCodes: ['G99001', 'G99002'],
      progress: { total: 2, moved: 0, verified: 0 },
    });
    desk.to('2026-04-20T10:00:00Z');
    await plan('wave 1', [1, 2], '2026-04-22T19:00:00Z');
    await sync();
    expect(await calendar()).toMatchObject([
      {
        uid: first?.uid,
        sequence: 1,
        startsAt: '2026-04-22T19:00:00.000Z',
        changedAt: '2026-04-20T10:00:00.000Z',
      },
    ]);
    for (const n of [1, 2])
      await desk.as(chief, 'migration.cannot-move', { site: `G9900${n}-1`, reason: 'KPSN' });
    await sync();
    expect(await calendar()).toMatchObject([{ uid: first?.uid, sequence: 2, status: 'cancelled' }]);
  });

  it('does not change because the work goes on', async () => {
    await plan('wave 1', [1, 2], '2026-04-21T19:00:00Z');
    await sync();
    desk.to('2026-04-21T19:30:00Z');
    await desk.as(chief, 'migration.move', { site: 'G99001-1' });
    expect(await sync()).toBe(0);
    expect(await calendar()).toMatchObject([{ sequence: 0, progress: { total: 2, moved: 1, verified: 0 } }]);
  });

  it('is brought in line once, however many processes look at the same time', async () => {
    await plan('wave 1', [1, 2], '2026-04-21T19:00:00Z');
    const changes = await Promise.all([sync(), sync(), sync()]);
    expect(changes.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await calendar()).toHaveLength(1);
  });
});

describe('the history of states', () => {
  it('is told from the timeline, in order, and ends in the present', async () => {
    desk.to('2026-04-20T10:00:00Z');
    await desk.as(chief, 'factor.add', { key: 'f', title: 'Firewalls', statement: 'They fail.' });
    await desk
      .as(chief, 'factor.grade', { key: 'f', grade: 'supported', reason: 'Logs' })
      .catch(() => undefined);
    await desk.as(chief, 'incident.respond', { to: 'monitoring', note: 'Watching' });
    const incident = (await build(desk)).current[0];
    expect(incident?.statusHistory.map((change) => change.response)).toEqual(['investigating', 'monitoring']);
    expect(incident?.statusHistory.at(-1)).toMatchObject({
      response: incident?.states.response,
      recovery: incident?.states.recovery,
      review: incident?.states.review,
    });
  });
});

describe('groups', () => {
  it('come from the tags of sites that begin with group:', async () => {
    for (const code of ['G99001-1', 'G99003-1'])
      await setSiteAttribute(desk.context, {
        siteCode: code,
        key: 'tag:group:Coast',
        value: 'yes',
        from: desk.context.clock.now(),
      });
    await setSiteAttribute(desk.context, {
      siteCode: 'G99002-1',
      key: 'tag:private',
      value: 'yes',
      from: desk.context.clock.now(),
    });
    const practices = (await build(desk)).practices;
    expect(
      practices
        .filter((practice) => practice.groups.includes('Coast'))
        .map((practice) => practice.odsCode)
        .sort(),
    ).toEqual(['G99001', 'G99003']);
    expect(JSON.stringify(practices)).not.toContain('private');
  });
});

describe('what a supplier says', () => {
  const reading = (statement: string | null, more: Partial<SupplierReading> = {}): SupplierReading => ({
    key: 'acme',
    name: 'Acme Networks',
    url: 'https://status.acme.example/',
    indicator: 'minor',
    statement,
    saidAt: null,
    items: [],
    staleAfterMinutes: 30,
    ...more,
  });
  const say = (statement: string | null, more: Partial<SupplierReading> = {}) =>
    inTransaction(desk.context, (tx) => recordSupplierStatus(tx, reading(statement, more)));

  it('can be quoted, with when it was read, and is withdrawn when they say something else', async () => {
    await say('Partial System Outage');
    await publish(desk, 'On their page, {{claim supplier.status feed="acme"}}.');
    const claim = async () => (await latest(desk))?.claims[0];
    expect(await claim()).toMatchObject({
      text: 'Acme Networks says “Partial System Outage” (as we read it at 10am on Monday 20 April)',
      holds: true,
    });
    await say('Partial System Outage');
    expect(await reevaluateClaims(desk.context)).toEqual([]);
    desk.to('2026-04-20T12:00:00Z');
    // Not read for two hours: nothing contradicts the sentence.
    expect(await reevaluateClaims(desk.context)).toEqual([]);
    await say('All Systems Operational');
    expect(await reevaluateClaims(desk.context)).toHaveLength(1);
    expect(await claim()).toMatchObject({
      holds: false,
      nowText: 'Acme Networks says “All Systems Operational”',
    });
  });

  it('cannot be quoted when the feed is not known, says nothing, or is old', async () => {
    const preview = async (feed: string) =>
      (await desk.as(author, 'claim.evaluate', { token: `supplier.status feed=${feed}` })) as {
        refusals: { reason: string }[];
      };
    expect((await preview('nobody')).refusals[0]?.reason).toContain('no supplier');
    await say(null);
    expect((await preview('acme')).refusals[0]?.reason).toContain('says nothing');
    await say('Fine');
    desk.to('2026-04-20T09:31:00Z');
    expect((await preview('acme')).refusals[0]?.reason).toContain('was last read at 10am');
  });

  it('of a feed of entries is its newest title', async () => {
    await say(null, {
      items: [{ title: 'Router replaced', at: '2026-04-20T08:00:00Z', url: null, state: null }],
    });
    await publish(desk, '{{claim supplier.status feed="acme"}}.');
    expect((await latest(desk))?.claims[0]?.text).toContain('“Router replaced”');
  });
});
