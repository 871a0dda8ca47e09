import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { runVerb } from '#platform/verbs';
import { publishingVerbs } from '#publishing';
import { syncCalendar } from './sync-calendar.ts';
import { type Desk, givenDesk, person } from './test-support.ts';

const chief = person('Lea Lead', 'incident lead', 'engineer');

let desk: Desk;
beforeEach(async () => {
  desk = await givenDesk();
  await desk.as(chief, 'migration.start', {
    key: 'b',
    title: 'Second concentrator',
    from: 'VPN-A',
    to: 'VPN-B',
  });
});

const plan = (wave: string, sites: number[], plannedFor: string) =>
  desk.as(chief, 'migration.plan', { wave, sites: sites.map((n) => `G9900${n}-1`), plannedFor });
const cannotMove = (n: number) =>
  desk.as(chief, 'migration.cannot-move', { site: `G9900${n}-1`, reason: 'KPSN' });
const minutes = (count: number) => new Date(desk.context.clock.now().getTime() + count * 60_000);
/** Calendars are brought in line, and again once the plan has stood still. */
const settle = async (): Promise<void> => {
  await syncCalendar(desk.context);
  desk.context.clock.advanceTo(minutes(5));
  await syncCalendar(desk.context);
};

interface Told {
  address: string;
  subject: string;
  body: string;
  kind: string;
  dueAt: Date;
}
const told = async (): Promise<Told[]> =>
  (
    await sql<Told>`select m.address, n.subject, n.body, n.kind, m.due_at as "dueAt" from message m
      join notice n on n.id = m.notice_id order by n.id, m.address`.execute(desk.context.db)
  ).rows;
const addresses = async (): Promise<string[]> =>
  (await told()).map(({ address }) => address.split('@')[0] ?? '');

/** Each with what a list says it wants: about what, planned work or not, and from which severity. */
async function givenSubscribers(lines: readonly string[]): Promise<void> {
  await runVerb(publishingVerbs, desk.context, 'subscription.import', {
    csv: ['channel,address,about,planned_work,least_severity', ...lines].join('\n'),
    basis: 'A test.',
  });
}

describe('planned work', () => {
  it('is told once to those who want it and to practices whose site it touches, in plain words', async () => {
    await givenSubscribers([
      'email,all@example.org,everything,yes,',
      'email,updates-only@example.org,everything,no,',
      'email,own@example.org,practice:G99002,yes,',
      'email,other@example.org,practice:G99009,yes,',
      'email,grave@example.org,everything,yes,1',
    ]);
    for (const n of [1, 9])
      await runVerb(publishingVerbs, desk.context, 'contact.add-address', {
        practice: `G9900${n}`,
        channel: 'email',
        address: `practice${n}@example.org`,
      });
    await plan('wave 1', [1, 2], '2026-04-21T19:00:00Z');
    await settle();
    await settle();
    expect(await addresses()).toEqual(['all', 'own', 'practice1']);
    const { rows } = await sql<{
      text: string;
    }>`select text from incident_event where type = 'planned-work.told'`.execute(desk.context.db);
    expect(rows).toEqual([
      { text: 'Told 3 addresses: Planned work: Second concentrator: wave 1, Tuesday 21 April' },
    ]);
    expect((await told())[0]).toMatchObject({
      kind: 'planned work',
      subject: 'Planned work: Second concentrator: wave 1, Tuesday 21 April',
      body: expect.stringMatching(
        /^Work is planned: Second concentrator: wave 1\.\n\nTuesday 21 April 2026 at 8pm: Surgery G99001, Amberwick; Surgery G99002, Amberwick\.\nAll times are UK time\.\n\nWhat to do: save your work/,
      ),
    });
  });

  it('that changes is told with what was said before, to the practices that leave it as well', async () => {
    await givenSubscribers([
      'email,one@example.org,practice:G99001,yes,',
      'email,two@example.org,practice:G99002,yes,',
    ]);
    await plan('wave 1', [1, 2], '2026-04-21T19:00:00Z');
    await settle();
    await plan('wave 1', [1], '2026-04-22T19:30:00Z');
    await cannotMove(2);
    await settle();
    const [, , ...later] = await told();
    expect(later.map(({ address, kind }) => [address, kind])).toEqual([
      ['one@example.org', 'planned work changed'],
      ['two@example.org', 'planned work changed'],
    ]);
    expect(later[0]?.body).toContain(
      'Now Wednesday 22 April 2026 at 8:30pm, before Tuesday 21 April 2026 at 8pm: Surgery G99001, Amberwick.',
    );
    expect(later[0]?.body).toContain(
      'Cancelled, was Tuesday 21 April 2026 at 8pm: Surgery G99002, Amberwick.',
    );
    await cannotMove(1);
    await settle();
    expect((await told()).at(-1)).toMatchObject({
      address: 'one@example.org',
      kind: 'planned work cancelled',
      body: expect.stringContaining('What to do: nothing.'),
    });
  });

  it('is called off when its incident closes, and those who were told hear of it', async () => {
    await givenSubscribers(['email,all@example.org,everything,yes,']);
    await plan('wave 1', [1], '2026-04-21T19:00:00Z');
    await settle();
    await sql`update incident set response = 'stood down'`.execute(desk.context.db);
    await settle();
    expect((await told()).map(({ kind }) => kind)).toEqual(['planned work', 'planned work cancelled']);
  });

  it('that is put right within five minutes, renamed, or carried out is not told again', async () => {
    await givenSubscribers(['email,all@example.org,everything,yes,']);
    await plan('wave 1', [1], '2026-04-21T18:00:00Z');
    await syncCalendar(desk.context);
    desk.context.clock.advanceTo(minutes(3));
    await plan('wave 1', [1], '2026-04-21T19:00:00Z');
    await settle();
    await plan('wave one', [1], '2026-04-21T19:00:00Z');
    await settle();
    desk.to('2026-04-21T19:10:00Z');
    await desk.as(chief, 'migration.move', { site: 'G99001-1' });
    await settle();
    expect((await told()).map(({ body }) => body.split('\n')[2])).toEqual([
      'Tuesday 21 April 2026 at 8pm: Surgery G99001, Amberwick.',
    ]);
  });

  it('is told at once when it begins soon', async () => {
    await givenSubscribers(['email,all@example.org,everything,yes,']);
    await plan('wave 1', [1], minutes(60).toISOString());
    await syncCalendar(desk.context);
    expect(await addresses()).toEqual(['all']);
    await cannotMove(1);
    await syncCalendar(desk.context);
    expect(await addresses()).toEqual(['all', 'all']);
  });

  it('of one wave is one message, however many times its sites have; each wave has its own', async () => {
    await givenSubscribers(['email,all@example.org,everything,yes,']);
    await plan('wave 1', [1], '2026-04-21T19:00:00Z');
    await plan('wave 1', [2], '2026-04-21T19:15:00Z');
    await plan('wave 2', [3], '2026-04-22T19:00:00Z');
    await settle();
    expect((await told()).map(({ subject }) => subject)).toEqual([
      'Planned work: Second concentrator: wave 1, Tuesday 21 April',
      'Planned work: Second concentrator: wave 2, Wednesday 22 April',
    ]);
    expect((await told())[0]?.body).toContain('at 8:15pm: Surgery G99002');
    // To another wave at another time: one message that says both, and no cancellation beside it.
    await plan('wave 2', [1], '2026-04-22T19:00:00Z');
    await settle();
    expect((await told()).slice(2).map(({ kind }) => kind)).toEqual(['planned work changed']);
  });

  it('waits for the end of quiet hours, and is written once however many processes look', async () => {
    await givenSubscribers(['email,sleeper@example.org,everything,yes,']);
    await sql`update subscription set quiet_from = 480, quiet_to = 720`.execute(desk.context.db);
    await plan('wave 1', [1], '2026-04-21T19:00:00Z');
    await syncCalendar(desk.context);
    desk.context.clock.advanceTo(minutes(5));
    await Promise.all([1, 2, 3].map(() => syncCalendar(desk.context)));
    expect((await told()).map(({ dueAt }) => dueAt.toISOString())).toEqual(['2026-04-20T11:00:00.000Z']);
  });

  it('is told in the transaction that notes it as told, or not at all', async () => {
    await plan('wave 1', [1], '2026-04-21T19:00:00Z');
    await syncCalendar(desk.context);
    desk.context.clock.advanceTo(minutes(5));
    const broken = syncCalendar(desk.context, async function* () {
      yield [];
      throw new Error('the list could not be read');
    });
    await expect(broken).rejects.toThrow('could not be read');
    await givenSubscribers(['email,all@example.org,everything,yes,']);
    await syncCalendar(desk.context);
    expect(await addresses()).toEqual(['all']);
  });
});
