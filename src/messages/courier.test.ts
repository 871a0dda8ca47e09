import { sql } from 'kysely';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { inTransaction } from '#platform/db';
import { createDispatcher } from '#platform/outbox';
import { runVerb } from '#platform/verbs';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { givenIncident } from '../../test/support/incidents.ts';
import {
  type Channel,
  type ChannelName,
  type Channels,
  type Courier,
  createCourier,
  forgetAddress,
  forgetRecipient,
  messageVerbs,
  type Outcome,
  type Parcel,
  queueNotice,
  type Recipient,
  requestMessage,
  resumeRecipient,
  setMode,
  stopRecipient,
} from './index.ts';

const uuid = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

const recipient = (index: number, more: Partial<Recipient> = {}): Recipient => ({
  recipientId: uuid(index),
  kind: 'subscriber',
  channel: 'email',
  address: `person${index}@amberwick.example`,
  ...more,
});

async function* pages(...given: Recipient[][]): AsyncIterable<readonly Recipient[]> {
  yield* given;
}

/** A channel that does what the test says and remembers what it was given. */
function givenChannel(answer: (parcel: Parcel) => Outcome | Promise<Outcome>): Channel & { given: Parcel[] } {
  const given: Parcel[] = [];
  return {
    name: 'test',
    atOnce: 3,
    given,
    async send(parcel) {
      given.push(parcel);
      return answer(parcel);
    },
    close: async () => undefined,
  };
}
const takes = () => givenChannel(() => ({ kind: 'handed over' }));

const text = {
  kind: 'update',
  subject: 'Firewalls',
  body: 'Moved.',
  thread: 'incident.firewalls',
  path: '/incidents/firewalls/updates/1',
};

/** For all that is refused and leaves nothing behind. */
let shared: TestContext;
beforeAll(async () => {
  shared = await testContext();
});

interface Desk {
  context: TestContext;
  update(
    number: number,
    recipients: Recipient[],
    corrects?: number,
  ): Promise<{ queued: number; unusable: number }>;
  courier(channels: Channels): Promise<Courier>;
  states(): Promise<Record<string, number>>;
  verb(name: string, input: object): Promise<unknown>;
  later(seconds: number): void;
}

async function givenDesk(): Promise<Desk> {
  const context = await testContext();
  await givenEstate(context, 1);
  const { id } = await givenIncident(context);
  return {
    context,
    update: (number, recipients, corrects) =>
      inTransaction(context, (tx) =>
        queueNotice(tx, { ...text, incidentId: id, updateNumber: number }, pages(recipients), corrects),
      ),
    async courier(channels) {
      const courier = await createCourier({
        context,
        databaseUrl: context.database.url,
        channels,
        publicUrl: 'https://status.example',
      });
      onTestFinished(() => courier.stop());
      return courier;
    },
    async states() {
      const { rows } = await sql<{
        state: string;
        count: number;
      }>`select state, count(*)::integer as count from message
        group by state`.execute(context.db);
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    },
    verb: (name, input) => runVerb(messageVerbs, context, name, input),
    later: (seconds) => context.clock.advanceTo(new Date(context.clock.now().getTime() + seconds * 1_000)),
  };
}

const single = {
  channel: 'email' as ChannelName,
  address: 'me@board.example',
  subject: 'Confirm',
  text: 'Press.',
  kind: 'confirmation',
};

describe('messages of an update', () => {
  it('are written once for each address, with the update, and handed over once', async () => {
    const desk = await givenDesk();
    const recipients = [
      recipient(1),
      recipient(2, { address: 'PERSON1@amberwick.example' }),
      recipient(3, { address: 'two lines@x.example\nBcc: a@b.example' }),
      recipient(4, { channel: 'sms', address: '+447700900123' }),
      recipient(5, { notBefore: new Date('2026-04-20T08:00:00Z') }),
    ];
    expect(await desk.update(1, recipients)).toEqual({ queued: 3, unusable: 1 });
    expect(await desk.update(1, recipients)).toEqual({ queued: 0, unusable: 0 });
    const email = takes();
    const sms = takes();
    const courier = await desk.courier({ email, sms });
    expect(await courier.deliver()).toEqual({ handedOver: 2, failed: 0, later: 0 });
    expect(email.given.map(({ address }) => address.toLowerCase())).toEqual(['person1@amberwick.example']);
    expect(sms.given[0]).toMatchObject({
      short: 'Firewalls https://status.example/incidents/firewalls/updates/1',
      incident: 'firewalls',
      updateNumber: 1,
    });
    expect(await courier.nextDue()).toEqual(new Date('2026-04-20T08:00:00Z'));
    desk.later(3_600);
    expect(await courier.deliver()).toEqual({ handedOver: 1, failed: 0, later: 0 });
    expect(await courier.deliver()).toEqual({ handedOver: 0, failed: 0, later: 0 });
    expect(await desk.states()).toEqual({ 'handed over': 3 });
  });

  it('are not written when the update is not', async () => {
    const desk = await givenDesk();
    const failing = inTransaction(desk.context, async (tx) => {
      await requestMessage(tx, single);
      throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
    expect(await desk.states()).toEqual({});
  });

  it('of a correction go to those who were told, and to nobody who left since or asked to be forgotten', async () => {
    const desk = await givenDesk();
    await desk.update(1, [recipient(1), recipient(2), recipient(3), recipient(4)]);
    const email = givenChannel(({ address }) =>
      address.startsWith('person4')
        ? { kind: 'failed', reason: 'No such mailbox.', address: true }
        : { kind: 'handed over' },
    );
    const courier = await desk.courier({ email });
    await courier.deliver();
    await inTransaction(desk.context, async (tx) => {
      await stopRecipient(tx, {
        recipientId: uuid(2),
        channel: 'email',
        address: 'person2@amberwick.example',
        reason: 'Unsubscribed.',
      });
      await forgetRecipient(tx, uuid(3));
    });
    email.given.length = 0;
    expect(await desk.update(2, [recipient(5)], 1)).toMatchObject({ queued: 2 });
    await courier.deliver();
    expect(email.given.map(({ address }) => address).sort()).toEqual([
      'person1@amberwick.example',
      'person5@amberwick.example',
    ]);
    const { rows } = await sql<{
      address: string | null;
    }>`select address from message where recipient_id = ${uuid(3)}`.execute(desk.context.db);
    expect(rows).toEqual([{ address: null }]);
    await inTransaction(desk.context, (tx) => resumeRecipient(tx, uuid(2)));
    expect(await desk.update(3, [recipient(2), recipient(4)])).toMatchObject({ queued: 1 });
  });
});

describe('a message', () => {
  it('is tried again, later each time, and fails in the end with its reason; a person can try again', async () => {
    const desk = await givenDesk();
    await inTransaction(desk.context, (tx) => requestMessage(tx, single));
    let answer: Outcome = { kind: 'try again', reason: 'It is away.' };
    const email = givenChannel(() => answer);
    const courier = await desk.courier({ email });
    expect(await courier.deliver()).toMatchObject({ later: 1 });
    expect(await courier.deliver()).toMatchObject({ later: 0 });
    for (let round = 0; round < 20; round += 1) {
      desk.later(40_000);
      await courier.deliver();
    }
    expect(email.given).toHaveLength(10);
    const list = (await desk.verb('message.list', {})) as {
      notice: number;
      failed: number;
      mostOften: string;
    }[];
    expect(list).toMatchObject([{ failed: 1, mostOften: 'Given up after 10 attempts. It is away.' }]);
    answer = { kind: 'handed over', delivered: true };
    const notice = list[0]?.notice ?? 0;
    expect(await desk.verb('message.retry', { notice })).toMatchObject({ queued: 1, failed: 0 });
    await courier.deliver();
    expect(await desk.states()).toEqual({ delivered: 1 });
    await expect(desk.verb('message.retry', { notice })).rejects.toMatchObject({ code: 'state.refused' });
  });

  it('waits with all others of its channel while the channel is busy, and costs no attempt', async () => {
    const desk = await givenDesk();
    await desk.update(
      1,
      Array.from({ length: 100 }, (_, index) => recipient(index)),
    );
    let busy = true;
    const email = givenChannel(() =>
      busy
        ? { kind: 'busy', reason: 'The mail server cannot be reached.', afterSeconds: 15 }
        : { kind: 'handed over' },
    );
    const courier = await desk.courier({ email });
    await courier.deliver();
    expect(email.given.length).toBeLessThanOrEqual(3);
    expect(await desk.states()).toEqual({ queued: 100 });
    expect((await courier.nextDue())?.getTime()).toBe(desk.context.clock.now().getTime() + 15_000);
    busy = false;
    await courier.deliver();
    expect(email.given.length).toBeLessThanOrEqual(3);
    desk.later(16);
    expect(await courier.deliver()).toMatchObject({ handedOver: 100 });
    expect(Math.max(...email.given.map(({ attempts }) => attempts))).toBe(1);
  });

  it('to an address that is gone stops, and whoever keeps the address is told once', async () => {
    const desk = await givenDesk();
    await desk.update(1, [recipient(1)]);
    await desk.update(2, [recipient(1, { notBefore: new Date('2026-04-21T08:00:00Z') })]);
    const courier = await desk.courier({
      email: givenChannel(({ address }) => ({
        kind: 'failed',
        reason: `No such mailbox: <${address}>.`,
        address: true,
      })),
    });
    expect(await courier.deliver()).toMatchObject({ failed: 1 });
    expect(await desk.states()).toEqual({ failed: 1, stopped: 1 });
    const told: unknown[] = [];
    await createDispatcher(desk.context, {
      'message.undeliverable': [async (_tx, data) => void told.push(data)],
    }).drain();
    expect(told).toMatchObject([{ recipientId: uuid(1), reason: 'No such mailbox: <(address)>.' }]);
    const [second, first] = (await desk.verb('message.list', {})) as { notice: number }[];
    await expect(desk.verb('message.retry', { notice: first?.notice })).rejects.toMatchObject({
      code: 'state.refused',
    });
    expect(await desk.verb('message.undelivered', { notice: second?.notice ?? 0 })).toMatchObject({
      messages: [{ state: 'stopped', reason: 'No such mailbox: <(address)>.' }],
    });
  });

  it('on a channel that is not set up fails and says so', async () => {
    const desk = await givenDesk();
    await desk.update(1, [recipient(1)]);
    const courier = await desk.courier({});
    expect(await courier.deliver()).toEqual({ handedOver: 0, failed: 1, later: 0 });
    expect(await desk.verb('message.list', {})).toMatchObject([{ mostOften: 'This channel is not set up.' }]);
  });

  it('to an address that is forgotten holds it no more, nor what it said, also when it names no recipient', async () => {
    const desk = await givenDesk();
    const me = { channel: 'email', address: 'me@board.example' } as const;
    await desk.update(1, [recipient(1, me)]);
    await desk.update(2, [recipient(2, { ...me, kind: 'practice' })]);
    await inTransaction(desk.context, (tx) =>
      requestMessage(tx, { ...single, path: '/subscribe/confirm/x' }),
    );
    const email = givenChannel(({ kind }) =>
      kind === 'update' ? { kind: 'handed over' } : { kind: 'failed', reason: 'Broken.', address: false },
    );
    await (await desk.courier({ email })).deliver();
    await inTransaction(desk.context, async (tx) => {
      await requestMessage(tx, { ...single, address: 'ME@board.example' });
      await stopRecipient(tx, { ...me, recipientId: uuid(1), reason: 'Unsubscribed.' });
      await forgetAddress(tx, me);
    });
    const left = await sql<{ kind: string; address: string | null; state: string; reason: string | null }>`
      select n.kind, m.address, m.state, m.reason from message m join notice n on n.id = m.notice_id
      order by m.id`.execute(desk.context.db);
    expect(left.rows).toEqual([
      { kind: 'update', address: null, state: 'handed over', reason: null },
      // A contact is on record apart from what its owner wishes as a reader.
      { kind: 'update', address: me.address, state: 'handed over', reason: null },
      { kind: 'confirmation', address: null, state: 'failed', reason: 'The address was deleted.' },
      {
        kind: 'confirmation',
        address: null,
        state: 'stopped',
        reason: 'The recipient asked to be forgotten.',
      },
    ]);
    const said = await sql<{ body: string; path: string | null }>`select body, path from notice
      order by id`.execute(desk.context.db);
    expect(said.rows.map(({ body }) => body)).toEqual([
      'Moved.',
      'Moved.',
      'This text was deleted.',
      'This text was deleted.',
    ]);
    expect(said.rows[2]?.path).toBeNull();
    expect((await sql`select 1 from message_stop`.execute(desk.context.db)).rows).toEqual([]);
  });

  it('that waits can be stopped with a reason', async () => {
    const desk = await givenDesk();
    await desk.update(1, [recipient(1), recipient(2)]);
    const [{ notice } = { notice: 0 }] = (await desk.verb('message.list', {})) as { notice: number }[];
    expect(await desk.verb('message.stop', { notice, reason: 'Sent in error' })).toMatchObject({
      stopped: 2,
      queued: 0,
    });
    const email = takes();
    await (await desk.courier({ email })).deliver();
    expect(email.given).toEqual([]);
  });

  it.each([
    [{ subject: 'One\nTwo' }, 'subject'],
    [{ address: 'a@b.example, c@d.example' }, 'address'],
    [{ address: 'Name <a@b.example>' }, 'address'],
    [{ channel: 'sms', address: '07700900123' }, 'address'],
    [{ channel: 'webhook', address: 'http://plain.example/' }, 'address'],
    [{ oneClickUrl: 'https://a.example/\r\nX: 1' }, 'oneClickUrl'],
    [{ text: '' }, 'text'],
  ])('%o is refused by the name of its field, and nothing is written', async (more, field) => {
    const context = shared;
    const asked = inTransaction(context, (tx) => requestMessage(tx, { ...single, ...more } as typeof single));
    await expect(asked).rejects.toMatchObject({ code: 'input.invalid', faults: [{ field }] });
  });
});

describe('couriers', () => {
  it('beside each other take each message once', async () => {
    const desk = await givenDesk();
    await desk.update(
      1,
      Array.from({ length: 200 }, (_, index) => recipient(index)),
    );
    const email = takes();
    const couriers = [await desk.courier({ email }), await desk.courier({ email })];
    await Promise.all(couriers.map((courier) => courier.deliver()));
    expect(email.given).toHaveLength(200);
    expect(new Set(email.given.map(({ id }) => id)).size).toBe(200);
  });

  it('take up what one left that died: what was surely not sent as new, and the rest in doubt', async () => {
    const desk = await givenDesk();
    await desk.update(
      1,
      Array.from({ length: 40 }, (_, index) => recipient(index)),
    );
    // It takes its share and hands three over, of which nobody ever hears; then its connection goes, as with the process.
    let begun = 0;
    let allBegun: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => {
      allBegun = resolve;
    });
    const dying = await createCourier({
      context: desk.context,
      databaseUrl: desk.context.database.url,
      channels: {
        email: givenChannel(() => {
          begun += 1;
          if (begun === 3) allBegun();
          return new Promise<Outcome>(() => undefined);
        }),
      },
      publicUrl: 'https://status.example',
    });
    void dying.deliver();
    await waiting;
    const email = takes();
    const courier = await desk.courier({ email });
    expect(await courier.deliver()).toMatchObject({ handedOver: 10 });
    await sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = 31
      and objid = 1`.execute(desk.context.db);
    await expect
      .poll(async () => (await courier.deliver()).handedOver + email.given.length, { timeout: 10_000 })
      .toBeGreaterThanOrEqual(40);
    expect(new Set(email.given.map(({ id }) => id)).size).toBe(40);
    expect(email.given.filter(({ inDoubt }) => inDoubt)).toHaveLength(3);
    expect(await desk.verb('message.list', {})).toMatchObject([{ handedOver: 40, doubts: 3 }]);
  });

  it('ask about what is in doubt where that can be asked', async () => {
    const desk = await givenDesk();
    await desk.update(1, [recipient(1), recipient(2)]);
    const first = givenChannel(() => ({
      kind: 'try again',
      reason: 'It did not answer in time.',
      doubt: true,
    }));
    await (await desk.courier({ email: first })).deliver();
    desk.later(60);
    const second: Channel & { given: Parcel[] } = {
      ...takes(),
      hasIt: async ({ address }) => (address.startsWith('person1') ? { reference: 'known' } : 'no'),
    };
    await (await desk.courier({ email: second })).deliver();
    expect(second.given.map(({ address }) => address)).toEqual(['person2@amberwick.example']);
    expect(await desk.states()).toEqual({ 'handed over': 2 });
  });

  it('keep the doubt of what was given up, and ask before it is tried again by hand', async () => {
    const desk = await givenDesk();
    await desk.update(1, [recipient(1)]);
    await sql`update message set attempts = 9`.execute(desk.context.db);
    const first = givenChannel(() => ({ kind: 'try again', reason: 'It did not answer.', doubt: true }));
    await (await desk.courier({ email: first })).deliver();
    expect(await desk.states()).toEqual({ failed: 1 });
    const [{ notice } = { notice: 0 }] = (await desk.verb('message.list', {})) as { notice: number }[];
    await desk.verb('message.retry', { notice });
    const second = { ...takes(), hasIt: async () => ({ reference: 'known' }) };
    await (await desk.courier({ email: second })).deliver();
    expect(second.given).toEqual([]);
    expect(await desk.states()).toEqual({ 'handed over': 1 });
  });

  it('do not hand over what was erased, or came back, after they had taken it', async () => {
    const desk = await givenDesk();
    await desk.update(1, [recipient(1), recipient(2), recipient(3)]);
    const email = {
      ...givenChannel(async () => {
        await inTransaction(desk.context, (tx) => forgetRecipient(tx, uuid(2)));
        await sql`update message set state = 'delivered', courier = null
          where recipient_id = ${uuid(3)}`.execute(desk.context.db);
        return { kind: 'handed over' };
      }),
      atOnce: 1,
    };
    expect(await (await desk.courier({ email })).deliver()).toMatchObject({ handedOver: 1, failed: 0 });
    expect(email.given.map(({ address }) => address)).toEqual(['person1@amberwick.example']);
    expect(await desk.states()).toEqual({ 'handed over': 1, stopped: 1, delivered: 1 });
  });

  it('lose nothing when the database goes away in the middle', async () => {
    const desk = await givenDesk();
    await desk.update(1, [recipient(1)]);
    let cut = true;
    const email = givenChannel(async () => {
      if (cut) {
        cut = false;
        await sql`alter table message rename to message_away`.execute(desk.context.db);
      }
      return { kind: 'handed over' };
    });
    const courier = await desk.courier({ email });
    await expect(courier.deliver()).rejects.toThrow('message');
    await sql`alter table message_away rename to message`.execute(desk.context.db);
    await expect
      .poll(async () => {
        await courier.deliver();
        return desk.states();
      })
      .toEqual({ 'handed over': 1 });
    expect(email.given.map(({ inDoubt }) => inDoubt)).toEqual([false, true]);
  });
});

describe('a rehearsal', () => {
  it('marks what is written in it for ever, holds what is real, and is not sent once it is over', async () => {
    const desk = await givenDesk();
    await desk.update(1, [recipient(1)]);
    await setMode(desk.context, true);
    await desk.update(2, [recipient(1)]);
    await desk.update(3, [recipient(1, { notBefore: new Date('2026-04-21T08:00:00Z') })]);
    const email = takes();
    const courier = await desk.courier({ email });
    await courier.deliver();
    expect(email.given).toMatchObject([
      {
        exercise: true,
        updateNumber: 2,
        subject: 'EXERCISE: Firewalls',
        body: expect.stringMatching(/^This is an exercise and not real\./),
        short: expect.stringMatching(/^EXERCISE: /),
      },
    ]);
    await setMode(desk.context, false);
    desk.later(200_000);
    email.given.length = 0;
    await courier.deliver();
    expect(email.given).toMatchObject([{ updateNumber: 1, exercise: false, subject: 'Firewalls' }]);
    expect(await desk.states()).toEqual({ 'handed over': 2, stopped: 1 });
  });
});

describe('what is heard afterwards', () => {
  const sent = async (): Promise<Desk & { id: number }> => {
    const desk = await givenDesk();
    await desk.update(1, [recipient(1)]);
    const email = takes();
    await (await desk.courier({ email })).deliver();
    return { ...desk, id: email.given[0]?.id ?? 0 };
  };
  const receipt = (id: number, more: object = {}) => ({
    id: 'abc',
    reference: `message-${id}`,
    to: 'person1@amberwick.example',
    status: 'delivered',
    created_at: '2026-04-20T07:00:00Z',
    something_new: true,
    ...more,
  });

  it('from GOV.UK Notify moves a message on, once, and never back', async () => {
    const { verb, id, states } = await sent();
    expect(await verb('message.receipt', receipt(id, { status: 'sending' }))).toMatchObject({
      changed: false,
    });
    expect(await verb('message.receipt', receipt(id))).toMatchObject({ state: 'delivered', changed: true });
    expect(await verb('message.receipt', receipt(id))).toMatchObject({ changed: false });
    expect(await verb('message.receipt', receipt(id, { status: 'permanent-failure' }))).toMatchObject({
      state: 'failed',
    });
    expect(await verb('message.receipt', receipt(id))).toMatchObject({ state: 'failed', changed: false });
    expect(await states()).toEqual({ failed: 1 });
  });

  it.each([
    ['no reference', { reference: null }, 'not-found'],
    ['a reference of somebody else', { reference: 'order-1' }, 'not-found'],
    ['a message that never was', { reference: 'message-999999' }, 'not-found'],
    ['a number too large', { reference: `message-${'9'.repeat(40)}` }, 'not-found'],
    ['a reference with SQL in it', { reference: "message-1'; drop table message; --" }, 'not-found'],
    ['another address', { to: 'somebody@else.example' }, 'input.invalid'],
    ['a status that there is not', { status: 'teleported' }, 'input.invalid'],
    ['a number for an address', { to: 7 }, 'input.invalid'],
    ['an object for a reference', { reference: { $gt: '' } }, 'input.invalid'],
    ['a long text', { to: 'x'.repeat(10_000) }, 'input.invalid'],
  ])('with %s is refused clearly and changes nothing', async (_what, more, code) => {
    const { verb, id, states } = await hostile();
    await expect(verb('message.receipt', receipt(id, more))).rejects.toMatchObject({ code });
    expect(await states()).toEqual({ 'handed over': 1 });
  });

  let kept: ReturnType<typeof sent> | undefined;
  /** One desk for all that must change nothing. */
  const hostile = async (): ReturnType<typeof sent> => {
    const context = shared;
    kept ??= (async () => {
      await givenEstate(context, 1);
      const { id: incidentId } = await givenIncident(context);
      await inTransaction(context, (tx) =>
        queueNotice(tx, { ...text, incidentId, updateNumber: 1 }, pages([recipient(1)])),
      );
      const email = takes();
      const courier = await createCourier({
        context,
        databaseUrl: context.database.url,
        channels: { email },
        publicUrl: 'https://status.example',
      });
      await courier.deliver();
      await courier.stop();
      const states = async () => {
        const { rows } = await sql<{
          state: string;
          count: number;
        }>`select state, count(*)::integer as count from message
          where notice_id = ${email.given[0]?.noticeId ?? 0} group by state`.execute(context.db);
        return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
      };
      const verb = (name: string, input: object) => runVerb(messageVerbs, context, name, input);
      return { context, verb, states, id: email.given[0]?.id ?? 0 } as Awaited<ReturnType<typeof sent>>;
    })();
    return kept;
  };

  const report = (
    id: number,
    more: { to?: string; action?: string; status?: string } = {},
  ) => `From: MAILER-DAEMON@relay.example
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
Original-Envelope-Id: message-${id}

Final-Recipient: rfc822; ${more.to ?? 'person1@amberwick.example'}
Action: ${more.action ?? 'failed'}
Status: ${more.status ?? '5.1.1'}
Diagnostic-Code: smtp; 550 5.1.1 <Person1@amberwick.example>: No such
  mailbox
--b--
`;

  it('from a mail system that could not deliver stops the address and shows why', async () => {
    const { verb, id, states, update } = await sent();
    expect(
      await verb('message.bounce', { report: report(id, { action: 'delayed', status: '4.4.1' }) }),
    ).toMatchObject({ changed: false });
    expect(await verb('message.bounce', { report: report(id) })).toMatchObject({
      state: 'failed',
      changed: true,
    });
    expect(await states()).toEqual({ failed: 1 });
    expect(await verb('message.list', {})).toMatchObject([
      { mostOften: 'The mail came back (5.1.1). smtp; 550 5.1.1 <(address)>: No such mailbox' },
    ]);
    expect(await update(2, [recipient(1)])).toMatchObject({ queued: 0 });
  });

  it.each([
    ['that is no report', () => 'Hello, I am on holiday until Monday.'],
    ['that names no message', (id: number) => report(id).replace(/message-\d+/, 'order-1')],
    ['about somebody else', (id: number) => report(id, { to: 'somebody@else.example' })],
    ['with a status that there is not', (id: number) => report(id, { status: 'bad' })],
    ['with an action that there is not', (id: number) => report(id, { action: 'exploded' })],
  ])('by mail %s is refused clearly and changes nothing', async (_what, make) => {
    const { verb, id, states } = await hostile();
    await expect(verb('message.bounce', { report: make(id) })).rejects.toMatchObject({
      code: 'input.invalid',
    });
    expect(await states()).toEqual({ 'handed over': 1 });
  });
});
