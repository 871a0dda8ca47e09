import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { findSite, importEstate, listPractices } from '#estate';
import { updateImpact } from '#incidents';
import type { Recipient } from '#messages';
import { inTransaction } from '#platform/db';
import { emit } from '#platform/outbox';
import { runVerb } from '#platform/verbs';
import { type TestContext, testContext } from '../../../test/support/database.ts';
import { givenEstate } from '../../../test/support/estate.ts';
import { givenEpisode, givenIncident } from '../../../test/support/incidents.ts';
import {
  askToSubscribe,
  changeWantsByLink,
  confirmByLink,
  eraseByLink,
  publishingVerbs,
  recipientsOf,
  showLinked,
  stopByLink,
  undoStopByLink,
} from '../index.ts';
import { eraseAddress } from './by-link.ts';
import type { Scope, Wants } from './core/wants.ts';
import { lockAddress } from './store.ts';

const site = {
  publicUrl: 'https://status.example.org/',
  serviceName: 'IT issues',
  organisation: 'Example board',
};
const everything: Scope[] = [{ kind: 'everything', key: '' }];

interface Message {
  channel: string;
  address: string;
  subject: string;
  text: string;
  kind: string;
}

/** One database for the whole story: each test goes on from the one before. */
describe('subscriptions', () => {
  let context: TestContext;
  let incidentId: number;
  let practiceIds: Map<string, string>;

  beforeAll(async () => {
    context = await testContext();
    await givenEstate(context, 4);
    incidentId = (await givenIncident(context)).id;
    practiceIds = new Map((await listPractices(context.db)).map(({ odsCode, id }) => [odsCode, String(id)]));
  });

  const run = <T>(verb: string, input: Record<string, unknown> = {}): Promise<T> =>
    runVerb(publishingVerbs, context, verb, input) as Promise<T>;
  const messages = async (): Promise<Message[]> =>
    (
      await sql<Message>`select m.channel, m.address, n.subject, n.body as text, n.kind
        from message m join notice n on n.id = m.notice_id where m.address is not null order by m.id`.execute(
        context.db,
      )
    ).rows;
  /** Recovery stands left of messages, and asks for them by a fact. */
  const askedByRecovery = (address: string): Promise<void> =>
    inTransaction(context, (tx) =>
      emit(tx, 'message.requested', { channel: 'email', address, text: 'A link.' }),
    );
  const wants = (scopes: Scope[], more: Partial<Wants> = {}): Wants => ({
    scopes,
    updates: true,
    plannedWork: false,
    leastSeverity: 5,
    quiet: null,
    ...more,
  });
  const ask = (address: string, scopes: Scope[], more: Partial<Wants> = {}, channel = 'email') =>
    askToSubscribe(context, site, { channel, address, wants: wants(scopes, more) });
  const tokenIn = (text: string, page: string): string =>
    new RegExp(`https://status\\.example\\.org/subscribe/${page}/([\\w-]+)`).exec(text)?.[1] ?? '';
  const confirmLast = async (): Promise<string> =>
    confirmByLink(context, tokenIn((await messages()).at(-1)?.text ?? '', 'confirm'));
  const subscribe = async (
    address: string,
    scopes: Scope[],
    more: Partial<Wants> = {},
    channel = 'email',
  ) => {
    await ask(address, scopes, more, channel);
    return confirmLast();
  };
  const told = async (
    codes: readonly string[] | 'all',
    more: { severity?: number; at?: Date; kind?: 'planned-work' } = {},
  ): Promise<Recipient[]> => {
    const found: Recipient[] = [];
    const about = {
      incidentId,
      practiceIds: codes === 'all' ? codes : codes.map((code) => practiceIds.get(code) ?? ''),
      severity: more.severity ?? 2,
      at: more.at ?? context.clock.now(),
    };
    const what = more.kind
      ? ({ kind: more.kind, ...about } as const)
      : ({ kind: 'update', updateNumber: 1, ...about } as const);
    for await (const page of recipientsOf(site.publicUrl)(context.db, what)) found.push(...page);
    return found;
  };
  const addresses = (recipients: readonly Recipient[]): string[] =>
    recipients.map(({ address }) => address.split('@')[0] ?? '').sort();
  const stored = async (table: string): Promise<number> =>
    Number(
      (await sql<{ count: string }>`select count(*) from ${sql.table(table)}`.execute(context.db)).rows[0]
        ?.count,
    );

  it('begin when whoever reads the message presses the button, and not before', async () => {
    await ask('ann@example.org', everything);
    expect(await stored('subscription')).toBe(0);
    expect(await told('all')).toEqual([]);
    const [message] = await messages();
    expect(message).toMatchObject({ channel: 'email', address: 'ann@example.org', kind: 'confirmation' });
    const token = tokenIn(message?.text ?? '', 'confirm');
    // Looking at the page, as mail scanners do, changes nothing.
    expect(await showLinked(context, 'confirm', token)).toMatchObject({
      state: 'asked',
      address: 'a…@example.org',
    });
    expect(await stored('subscription')).toBe(0);
    const manage = await confirmByLink(context, token);
    expect(await showLinked(context, 'manage', manage)).toMatchObject({ state: 'active' });
    await confirmByLink(context, token);
    expect(await stored('subscription')).toBe(1);
    expect(addresses(await told([]))).toEqual(['ann']);
  });

  it('answer an address that is known as one that is not: same writes, same message, no leak', async () => {
    const counts = () =>
      Promise.all(['subscription_request', 'audit', 'message', 'outbox_event', 'subscription'].map(stored));
    const grownBy = async (address: string): Promise<number[]> => {
      const before = await counts();
      await ask(address, everything);
      return (await counts()).map((count, index) => count - (before[index] ?? 0));
    };
    expect(await grownBy('ann@example.org')).toEqual(await grownBy('stranger@example.org'));
    const [known, unknown] = (await messages()).slice(-2).map(({ subject, text }) => ({
      subject,
      text: text.replace(/confirm\/[\w-]+/, 'confirm/'),
    }));
    expect(known).toEqual(unknown);
  });

  it('send one address so many messages in a day and no more, with the same answer', async () => {
    for (let time = 0; time < 9; time += 1) await ask('bombed@example.org', everything);
    expect((await messages()).filter(({ address }) => address === 'bombed@example.org')).toHaveLength(5);
    context.clock.advanceTo(new Date(context.clock.now().getTime() + 25 * 3_600_000));
    await ask('bombed@example.org', everything);
    expect((await messages()).filter(({ address }) => address === 'bombed@example.org')).toHaveLength(6);
  });

  it('reach whom an update concerns: by practice, area, group, incident and severity', async () => {
    await subscribe('practice@example.org', [{ kind: 'practice', key: 'G99001' }]);
    await subscribe('area@example.org', [{ kind: 'area', key: 'me-amberwick' }]);
    await subscribe('issue@example.org', [{ kind: 'incident', key: 'firewalls' }]);
    await subscribe('grave@example.org', everything, { leastSeverity: 1 });
    await subscribe('work@example.org', [{ kind: 'area', key: 'me' }], { updates: false, plannedWork: true });
    await subscribe('07700 900123', everything, {}, 'sms');
    expect(addresses(await told(['G99001']))).toEqual(['+447700900123', 'ann', 'area', 'issue', 'practice']);
    expect(addresses(await told(['G99002']))).toEqual(['+447700900123', 'ann', 'area', 'issue']);
    expect(addresses(await told([]))).toEqual(['+447700900123', 'ann', 'issue']);
    expect(addresses(await told('all', { severity: 1 }))).toContain('grave');
    expect(addresses(await told(['G99003'], { kind: 'planned-work' }))).toEqual(['work']);
    const texts = (await told([])).filter(({ channel }) => channel === 'sms');
    expect(texts.map(({ unsubscribeUrl }) => unsubscribeUrl)).toEqual([
      expect.stringMatching(/^https:\/\/status\.example\.org\/stop\/[\w-]{32}$/),
    ]);
    const [own] = (await told(['G99001'])).filter(({ address }) => address.startsWith('practice'));
    expect(own).toMatchObject({
      kind: 'subscriber',
      practiceId: practiceIds.get('G99001'),
      unsubscribeUrl: expect.stringMatching(/^https:\/\/status\.example\.org\/subscribe\/stop\/[\w-]{50}$/),
      oneClickUrl: expect.stringMatching(/^https:\/\/status\.example\.org\/subscribe\/one-click\/[\w-]{50}$/),
    });
  });

  it('of a group reach members that were added after', async () => {
    const tag = (code: string) =>
      importEstate(context, {
        fileName: 'tags.csv',
        bytes: new TextEncoder().encode(
          `site_code,tag,valid_from,valid_to\n${code}-1,group:Coast,2026-01-01,`,
        ),
      });
    await tag('G99003');
    await subscribe('coast@example.org', [{ kind: 'group', key: 'group-coast' }]);
    expect(addresses(await told(['G99004']))).not.toContain('coast');
    await tag('G99004');
    expect(addresses(await told(['G99004']))).toContain('coast');
  });

  it('refuse what is not on offer, by field', async () => {
    const before = await stored('subscription_request');
    for (const [scopes, field] of [
      [[{ kind: 'practice', key: 'G00000' }], 'practice'],
      [[{ kind: 'incident', key: "x' or '1'='1" }], 'incident'],
      [[], 'wants'],
    ] as const)
      await expect(ask('no@example.org', [...scopes])).rejects.toMatchObject({
        code: 'input.invalid',
        faults: [{ field }],
      });
    await expect(ask('no@example.org', everything, { updates: false })).rejects.toMatchObject({
      faults: [{ field: 'what' }],
    });
    expect(await stored('subscription_request')).toBe(before);
  });

  it('wait for the end of quiet hours', async () => {
    await subscribe('sleeper@example.org', everything, { quiet: { fromMinute: 1320, toMinute: 420 } });
    const [sleeper] = (await told('all', { at: new Date('2026-10-24T22:00:00Z') })).filter(({ address }) =>
      address.startsWith('sleeper'),
    );
    expect(sleeper?.notBefore?.toISOString()).toBe('2026-10-25T07:00:00.000Z');
  });

  it('are changed by the link that came to the address', async () => {
    const manage = await subscribe('changer@example.org', everything);
    await changeWantsByLink(context, manage, { wants: wants([{ kind: 'practice', key: 'G99002' }]) });
    expect(addresses(await told(['G99001']))).not.toContain('changer');
    expect(addresses(await told(['G99002']))).toContain('changer');
    await expect(changeWantsByLink(context, manage, { wants: wants([]) })).rejects.toMatchObject({
      faults: [{ field: 'about' }],
    });
    await expect(
      changeWantsByLink(context, manage.toLowerCase(), { wants: wants(everything) }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('end with one press, for whoever has the message; a shared mailbox is told and can take it back', async () => {
    await subscribe('shared@example.org', everything);
    const of = async () => (await told('all')).find(({ address }) => address === 'shared@example.org');
    const stop = (await of())?.oneClickUrl?.split('/').at(-1) ?? '';
    expect(await showLinked(context, 'stop', stop)).toMatchObject({ state: 'active' });
    await stopByLink(context, site, stop);
    await stopByLink(context, site, stop);
    expect(await of()).toBeUndefined();
    const sent = (await messages()).filter(({ kind }) => kind === 'unsubscribed');
    expect(sent.map(({ address }) => address)).toEqual(['shared@example.org']);
    await undoStopByLink(context, tokenIn(sent[0]?.text ?? '', 'undo'));
    expect(await of()).toBeDefined();
    await stopByLink(context, site, stop);
    await expect(stopByLink(context, site, 'x'.repeat(50))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('are deleted at their owner’s wish, and no list brings them back', async () => {
    const manage = await subscribe('gone@example.org', everything);
    await ask('gone@example.org', everything);
    await askedByRecovery('gone@example.org');
    await eraseByLink(context, manage);
    for (const table of [
      'message',
      'notice',
      'message_stop',
      'subscription',
      'subscription_request',
      'outbox_event',
      'audit',
      'subscription_refusal',
    ])
      expect(
        (
          await sql`select 1 from ${sql.table(table)} t where t::text like '%gone@example.org%'`.execute(
            context.db,
          )
        ).rows,
        table,
      ).toEqual([]);
    expect(await showLinked(context, 'manage', manage)).toBeUndefined();
    const report = await run('subscription.import', {
      csv: 'channel,address\nemail,GONE@example.org\nemail,shared@example.org\nemail,ann@example.org\nemail,new@example.org',
      basis: 'The list of the practice forum.',
    });
    expect(report).toMatchObject({ rows: 4, added: 1, known: 1, declined: 2 });
    expect(addresses(await told('all'))).toContain('new');
    expect(addresses(await told('all'))).not.toContain('gone');
    // Their own wish does.
    await subscribe('gone@example.org', everything);
    expect(addresses(await told('all'))).toContain('gone');
  });

  it('that are confirmed and deleted at the same time wait for each other in one order', async () => {
    const of = { channel: 'email', address: 'both-ways@example.org' } as const;
    await ask(of.address, everything);
    const token = tokenIn((await messages()).at(-1)?.text ?? '', 'confirm');
    const confirming = await inTransaction(context, async (tx) => {
      await lockAddress(tx, of);
      const asked = confirmByLink(context, token).catch((error: unknown) => error);
      await expect
        .poll(
          async () => (await sql`select 1 from pg_locks where not granted`.execute(context.db)).rows.length,
        )
        .toBeGreaterThan(0);
      expect(await eraseAddress(tx, of)).toMatchObject({ subscriptions: 0, requests: 1 });
      return { asked };
    });
    expect(await confirming.asked).toMatchObject({ code: 'not-found' });
  });

  it('are imported whole or not at all, after a preview that writes nothing', async () => {
    const before = await stored('subscription');
    const csv =
      'channel,address,about\nemail,one@example.org,area:me\nemail,broken,\nsms,0300 123 4567,area:zz';
    const preview = await run<{ applied: boolean; faults: unknown[] }>('subscription.import', {
      csv,
      basis: 'A list.',
      dryRun: true,
    });
    expect(preview).toMatchObject({
      applied: false,
      added: 1,
      faults: [{ line: 3 }, { line: 4 }, { line: 4 }],
    });
    await expect(run('subscription.import', { csv, basis: 'A list.' })).rejects.toMatchObject({
      code: 'import.rejected',
    });
    expect(await stored('subscription')).toBe(before);
  });

  it('to which messages fail are stopped, shown, and sent to again once mended', async () => {
    const recipient = (await told('all')).find(({ address }) => address === 'new@example.org');
    const recipientId = recipient?.recipientId ?? '';
    const stop = { recipientId, reason: '550 <new@example.org>: No such mailbox' };
    expect(await run('subscription.stop-failing', stop)).toMatchObject({ state: 'failing', changed: true });
    expect(await run('subscription.stop-failing', stop)).toMatchObject({ changed: false });
    expect(addresses(await told('all'))).not.toContain('new');
    expect(await run('subscription.failing')).toMatchObject({
      subscribers: [{ address: 'new@example.org', stateReason: '550 <(address)>: No such mailbox' }],
    });
    await run('subscription.resume', { recipientId, reason: 'Mailbox made.' });
    expect(addresses(await told('all'))).toContain('new');
    await expect(
      run('subscription.stop-failing', { recipientId: incidentUuid, reason: 'x' }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('count practices as contacts by default, once for each address', async () => {
    const csv = [
      'ods_code,channel,address,name',
      'G99001,email,manager@g99001.example.org,Practice manager',
      'G99001,sms,07700900200,Practice manager',
      'G99002,email,both@example.org,',
      'G99003,email,both@example.org,',
      ',email,control@example.org,Control group',
      'G99004,email,ann@example.org,',
    ].join('\n');
    expect(await run('contact.import', { csv, dryRun: true })).toMatchObject({
      added: 6,
      applied: false,
      practicesWithout: 0,
    });
    await run('contact.import', { csv });
    expect(await run('contact.import', { csv })).toMatchObject({ added: 0, known: 6 });
    const of = (await told(['G99002', 'G99003'])).filter(({ kind }) => kind !== 'subscriber');
    expect(of.map(({ address, practiceId }) => [address, practiceId])).toEqual([
      ['both@example.org', undefined],
      ['control@example.org', undefined],
    ]);
    // Ann subscribed as well: her address, as a contact, is told once.
    const everybody = await told('all');
    expect(everybody.filter(({ address }) => address === 'ann@example.org')).toHaveLength(1);
    const distinct = new Set(everybody.map(({ channel, address }) => `${channel}:${address}`));
    expect(distinct.size).toBe(everybody.length);
    // The editor's count is that of whoever is told when it is published now.
    const episode = await givenEpisode(context, {
      kind: 'outage',
      siteIds: [(await findSite(context.db, 'G99002-1'))?.id ?? 0],
      from: '2026-04-20T06:00:00Z',
      to: '2026-04-20T07:00:00Z',
    });
    await updateImpact(context, { episodeIds: [episode] });
    const audience = await run<{ people: number; practicesTold: number }>('update.audience', {
      incident: 'firewalls',
    });
    expect(audience).toMatchObject({
      people: (await told(['G99002'])).length,
      practices: 4,
      practicesTold: 1,
    });
  });

  it('are followed by direct messages to chosen sites, with who was told what and who answered', async () => {
    const input = {
      incident: 'firewalls',
      sites: ['g99001-1', 'G99002-1'],
      subject: 'Your site cannot move',
      text: 'We will ring you on Thursday.',
    };
    const before = (await messages()).length;
    const plan = await run<{ number: null; sites: { addresses: number }[] }>('contact.message', {
      ...input,
      dryRun: true,
    });
    expect([plan.number, plan.sites.map(({ addresses: count }) => count)]).toEqual([null, [2, 1]]);
    expect(await messages()).toHaveLength(before);
    await run('contact.message', input);
    expect((await messages()).slice(before).map(({ address, kind }) => [address, kind])).toEqual([
      ['manager@g99001.example.org', 'direct'],
      ['+447700900200', 'direct'],
      ['both@example.org', 'direct'],
    ]);
    await run('contact.follow-up', {
      incident: 'firewalls',
      message: 1,
      site: 'G99002-1',
      channel: 'phone',
      answered: true,
      summary: 'They know, and will use paper.',
    });
    const [message] = await run<{ sites: { site: string; toldAt: Date; answeredAt: Date | null }[] }[]>(
      'contact.messages',
      { incident: 'firewalls' },
    );
    expect(
      message?.sites.map(({ site: code, toldAt, answeredAt }) => [code, !!toldAt, !!answeredAt]),
    ).toEqual([
      ['G99001-1', true, false],
      ['G99002-1', true, true],
    ]);
    const log = await sql<{
      by: string;
      channel: string;
    }>`select by, channel from contact_log order by id`.execute(context.db);
    expect(log.rows.map(({ channel }) => channel)).toEqual(['email and sms', 'email', 'phone']);
    await expect(run('contact.message', { ...input, sites: ['nowhere'] })).rejects.toMatchObject({
      faults: [{ field: 'sites', reason: 'NOWHERE is not a site' }],
    });
    const sent = (await messages()).length;
    await expect(run('contact.message', { ...input, subject: 'One\r\nBcc: x' })).rejects.toMatchObject({
      faults: [{ field: 'subject', reason: 'must be one line' }],
    });
    // Cut where it is sent, it would be noted as told. By email alone it arrives whole.
    const long = { ...input, text: 'Many words. '.repeat(80), dryRun: true };
    for (const dryRun of [true, false])
      await expect(run('contact.message', { ...long, dryRun })).rejects.toMatchObject({
        faults: [{ field: 'text', reason: expect.stringContaining('6 parts') }],
      });
    await run('contact.message', { ...long, channels: ['email'] });
    expect(await messages()).toHaveLength(sent);
    await expect(run('contact.message', { ...input, text: 'Patient 943 476 5919' })).rejects.toMatchObject({
      code: 'privacy.nhs-number',
    });
  });

  it('are deleted by staff at somebody’s request, by address or id, and the reason repeats no address', async () => {
    await subscribe('asked@example.org', everything);
    const asked = { channel: 'email', address: ' Asked@example.org', reason: 'By telephone today.' };
    for (const [input, field] of [
      [{ ...asked, reason: 'asked@example.org rang' }, 'reason'],
      [{ ...asked, address: 'asked' }, 'address'],
      [{ reason: 'x' }, 'channel'],
    ] as const)
      await expect(run('subscription.erase', input)).rejects.toMatchObject({ faults: [{ field }] });
    expect(await run('subscription.erase', asked)).toMatchObject({ subscriptions: 1, requests: 1 });
    expect(await run('subscription.erase', asked)).toMatchObject({ subscriptions: 0 });
    const id = (await told('all')).find(({ address }) => address === 'gone@example.org')?.recipientId;
    await run('subscription.erase', { subscription: id, reason: 'By letter.' });
    expect(addresses(await told('all'))).not.toContain('gone');
  });

  it('are kept no longer than said', async () => {
    const held = async () =>
      (
        await sql<{ address: string }>`select distinct address from message where address is not null
          union select distinct address_key from message_stop order by 1`.execute(context.db)
      ).rows.map(({ address }) => address);
    expect(await held()).toEqual(
      expect.arrayContaining(['ann@example.org', 'bombed@example.org', 'shared@example.org']),
    );
    const facts = await stored('outbox_event');
    await askedByRecovery('practice@example.org');
    await sql`update outbox_event set done_at = at`.execute(context.db);
    const later = new Date(context.clock.now().getTime() + 31 * 86_400_000);
    context.clock.advanceTo(later);
    expect(await run('subscription.tidy')).toMatchObject({ stopped: 1 });
    expect(await stored('subscription_request')).toBe(0);
    expect(await stored('outbox_event')).toBe(facts);
    const left = await held();
    expect(left).toContain('ann@example.org');
    for (const gone of ['bombed@example.org', 'shared@example.org']) expect(left).not.toContain(gone);
    // Whoever unsubscribed stays away from lists all the same.
    const csv = 'channel,address\nemail,shared@example.org';
    expect(await run('subscription.import', { csv, basis: 'A list.', dryRun: true })).toMatchObject({
      declined: 1,
    });
  });

  it('leave no address in the audit trail, and note who looked', async () => {
    await run('subscription.list', { text: 'ann@example.org' });
    await run('subscription.export');
    await run('contact.addresses', { practice: 'G99001' });
    const audit = await sql<{ verb: string; row: string }>`select verb, a::text as row from audit a`.execute(
      context.db,
    );
    for (const { row } of audit.rows) expect(row).not.toMatch(/@example\.org|\+447700|@g99001/);
    const verbs = audit.rows.map(({ verb }) => verb);
    expect(verbs).toEqual(
      expect.arrayContaining(['subscription.viewed', 'subscription.exported', 'contact.viewed']),
    );
  });
});

const incidentUuid = '00000000-0000-4000-8000-000000000001';
