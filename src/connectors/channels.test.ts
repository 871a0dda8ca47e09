import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Channel, ChannelName, Outcome, Parcel } from '#messages';
import { systemClock } from '#platform/clock';
import { parseSettings } from '#platform/config';
import { createOutbound } from '#platform/http';
import { headerOf, type MailServer, startMailServer } from '../../test/support/mail-server.ts';
import { type NotifyServer, startNotifyServer } from '../../test/support/notify-server.ts';
import { givenParcel } from '../../test/support/parcel.ts';
import { channelsSetUp, createChannels } from './channels.ts';
import { createFileSink } from './file/file.ts';
import { createMail } from './mail/mail.ts';
import { mailOutcome } from './mail/outcome.ts';
import { createNotify, notifyToken } from './notify/notify.ts';
import { guardChannels } from './rehearsal.ts';
import { createTeams } from './teams/teams.ts';
import { webhookSecret, webhookSignature } from './webhook/sign.ts';
import { createWebhook } from './webhook/webhook.ts';

const clock = systemClock();
let mail: MailServer;
let notify: NotifyServer;
let files = '';

/** A receiver of webhooks and of posts to Teams. */
const receiver = {
  status: 200,
  headers: {} as Record<string, string>,
  silent: false,
  posts: [] as { headers: IncomingMessage['headers']; body: string; url: string }[],
};
let server: Server;
let address = '';

beforeAll(async () => {
  mail = await startMailServer();
  notify = await startNotifyServer(() => clock.now());
  files = await mkdtemp(join(tmpdir(), 'allclear-sink-'));
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString('utf8');
    });
    request.on('end', () => {
      receiver.posts.push({ headers: request.headers, body, url: request.url ?? '' });
      if (!receiver.silent) response.writeHead(receiver.status, receiver.headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://hooks.example:${(server.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  notify.close();
  server.closeAllConnections();
  server.close();
  await mail.close();
  await rm(files, { recursive: true, force: true });
});
beforeEach(() => {
  Object.assign(mail, { mood: 'takes', taken: [] });
  Object.assign(notify, { mood: 'takes', taken: [] });
  Object.assign(receiver, { status: 200, headers: {}, silent: false, posts: [] });
});

const timeoutMs = 400;
const outbound = createOutbound({ resolve: async () => ['127.0.0.1'], alsoAllowed: ['127.0.0.1'] });
const secret = 'a secret of the whole installation, long enough';

/** One adapter, with the other side doing what the contract asks for. */
interface Case {
  make(): Channel;
  parcel(): Parcel;
  /** What arrived, as text, each time. */
  arrived(): Promise<string[]>;
  /** Undefined where it cannot happen. */
  temporary?: () => void;
  gone?: () => Partial<Parcel>;
  silent?: () => void;
  down?: () => Channel;
}

const viaNotify = (kind: 'email' | 'sms', url = notify.url): Channel =>
  createNotify(kind, {
    apiKey: notify.apiKey,
    url,
    template: notify.templates[kind],
    outbound: createOutbound({ trustedHosts: ['127.0.0.1'] }),
    clock,
    timeoutMs,
  });
const secretIdOf = async (recipientId: string): Promise<string> => `secret of ${recipientId}`;
const viaWebhook = (): Channel =>
  createWebhook({
    secret,
    secretBefore: 'the secret that was there before, long enough',
    secretIdOf,
    outbound,
    clock,
    timeoutMs,
    statuspageBody: async () => ({ meta: {}, page: { id: 'p' }, incident: { id: 'i' } }),
  });
const nobodyListens = 'http://hooks.example:1/hook';

const cases: Record<string, Case> = {
  'mail over SMTP': {
    make: () => createMail({ url: mail.url, from: 'news@board.example', organisation: 'Board', timeoutMs }),
    parcel: () => givenParcel(),
    arrived: async () => mail.taken.map(({ raw }) => raw),
    temporary: () => {
      mail.mood = 'temporary';
    },
    gone: () => ({ address: 'gone@amberwick.example' }),
    silent: () => {
      mail.mood = 'silent after the text';
    },
    down: () =>
      createMail({ url: 'smtp://127.0.0.1:1', from: 'news@board.example', organisation: 'Board', timeoutMs }),
  },
  'email through GOV.UK Notify': {
    make: () => viaNotify('email'),
    parcel: () => givenParcel(),
    arrived: async () => notify.taken.map(({ body }) => JSON.stringify(body)),
    temporary: () => {
      notify.mood = 'error';
    },
    gone: () => ({ address: 'nobody' }),
    silent: () => {
      notify.mood = 'silent after taking';
    },
    down: () => viaNotify('email', 'http://127.0.0.1:1'),
  },
  'text messages through GOV.UK Notify': {
    make: () => viaNotify('sms'),
    parcel: () => givenParcel({ channel: 'sms', address: '+447700900123' }),
    arrived: async () => notify.taken.map(({ body }) => JSON.stringify(body)),
    temporary: () => {
      notify.mood = 'error';
    },
    gone: () => ({ address: '07700 9OO123' }),
    silent: () => {
      notify.mood = 'silent after taking';
    },
    down: () => viaNotify('sms', 'http://127.0.0.1:1'),
  },
  webhooks: {
    make: viaWebhook,
    parcel: () => givenParcel({ channel: 'webhook', address }),
    arrived: async () => receiver.posts.map(({ body }) => body),
    temporary: () => {
      receiver.status = 503;
    },
    gone: () => {
      receiver.status = 410;
      return {};
    },
    silent: () => {
      receiver.silent = true;
    },
    down: () => ({
      ...viaWebhook(),
      send: (parcel) => viaWebhook().send({ ...parcel, address: nobodyListens }),
    }),
  },
  'Microsoft Teams': {
    make: () => createTeams({ outbound, timeoutMs }),
    parcel: () => givenParcel({ channel: 'teams', address }),
    arrived: async () => receiver.posts.map(({ body }) => body),
    temporary: () => {
      receiver.status = 429;
    },
    gone: () => {
      receiver.status = 410;
      return {};
    },
    silent: () => {
      receiver.silent = true;
    },
    down: () => ({
      ...createTeams({ outbound, timeoutMs }),
      send: (parcel) => createTeams({ outbound, timeoutMs }).send({ ...parcel, address: nobodyListens }),
    }),
  },
  files: {
    make: () => createFileSink(files),
    parcel: () => givenParcel(),
    arrived: async () => [await readFile(join(files, 'email', 'message-12.txt'), 'utf8')],
  },
};

describe.each(Object.entries(cases))('the contract of channels: %s', (_name, of) => {
  const sending = async (channel: Channel, parcel: Parcel): Promise<Outcome> => {
    const outcome = await channel.send(parcel);
    await channel.close();
    return outcome;
  };

  it('hands a message over once, whole, with its link', async () => {
    const outcome = await sending(of.make(), of.parcel());
    expect(outcome).toMatchObject({ kind: 'handed over' });
    const arrived = await of.arrived();
    expect(arrived).toHaveLength(1);
    expect(arrived[0]?.replaceAll('=\r\n', '').replaceAll('\\/', '/')).toContain(
      '/incidents/firewalls/updates/3',
    );
    expect(arrived[0]).toMatch(/Firewalls drop/);
  });

  it.skipIf(!of.temporary)('tries again what is refused for now', async () => {
    of.temporary?.();
    expect((await sending(of.make(), of.parcel())).kind).toMatch(/^(try again|busy)$/);
  });

  it.skipIf(!of.gone)('gives an address up that is gone, and says so', async () => {
    const more = of.gone?.() ?? {};
    const outcome = await sending(of.make(), { ...of.parcel(), ...more });
    expect(outcome).toMatchObject({ kind: 'failed', address: true });
  });

  it.skipIf(!of.silent)('does not wait for ever, and does not claim to know', async () => {
    of.silent?.();
    const outcome = await sending(of.make(), of.parcel());
    expect(outcome).toMatchObject({ doubt: true });
    expect(outcome.kind).toMatch(/^(try again|busy)$/);
  });

  it.skipIf(!of.down)('loses nothing while the other side is away', async () => {
    const channel = of.down?.() ?? expect.fail();
    const outcome = await sending(channel, of.parcel());
    expect(outcome.kind).toMatch(/^(try again|busy)$/);
    expect(JSON.stringify(outcome)).not.toContain(notify.apiKey.slice(-36));
  });

  it('says which messages it has, or does not pretend to know', async () => {
    const channel = of.make();
    if (!channel.hasIt) return expect(channel.name).toMatch(/^(smtp|webhook|teams)$/);
    const fresh = { ...of.parcel(), id: 999_999 };
    expect(await channel.hasIt(fresh)).toBe('no');
    await channel.send(of.parcel());
    expect(await channel.hasIt(of.parcel())).toMatchObject({ reference: expect.any(String) });
    await channel.close();
  });
});

describe('a mail', () => {
  const raw = async (more: Partial<Parcel> = {}): Promise<string> => {
    const channel = createMail({
      url: mail.url,
      from: 'news@board.example',
      replyTo: 'desk@board.example',
      organisation: 'Board, of "Health"',
    });
    expect(await channel.send(givenParcel(more))).toMatchObject({ kind: 'handed over' });
    await channel.close();
    return mail.taken.at(-1)?.raw ?? '';
  };

  it('belongs to the thread of its incident, names its list, and how to leave it with one click', async () => {
    const text = await raw();
    expect(headerOf(text, 'Message-ID')).toBe('<message-12@board.example>');
    for (const name of ['References', 'In-Reply-To'])
      expect(headerOf(text, name)).toBe('<incident.firewalls@board.example>');
    expect(headerOf(text, 'List-Id')).toBe('Board of Health updates <updates.board.example>');
    expect(headerOf(text, 'List-Unsubscribe')).toBe('<https://status.example/u/one-click/token>');
    expect(headerOf(text, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
    expect(headerOf(text, 'Auto-Submitted')).toBe('auto-generated');
    expect(headerOf(text, 'Reply-To')).toBe('desk@board.example');
    expect(mail.taken.at(-1)).toMatchObject({
      from: 'news@board.example',
      to: ['manager@amberwick.example'],
    });
  });

  it('has plain text first, then HTML that fetches nothing', async () => {
    const text = await raw();
    expect(headerOf(text, 'Content-Type')).toMatch(/^multipart\/alternative/);
    expect(text.indexOf('Content-Type: text/plain')).toBeGreaterThan(0);
    expect(text.indexOf('Content-Type: text/plain')).toBeLessThan(text.indexOf('Content-Type: text/html'));
    expect(text).not.toMatch(/<img|<script|<link|url\(|src=3D|src="/i);
    expect(text).not.toContain('X-Mailer');
  });

  it('that is no update belongs to no list and no thread', async () => {
    const text = await raw({ thread: null, unsubscribeUrl: null, oneClickUrl: null, url: null });
    for (const name of ['List-Id', 'List-Unsubscribe', 'References', 'In-Reply-To'])
      expect(headerOf(text, name)).toBeUndefined();
  });

  it.each([
    ['a subject', { subject: 'Hello\r\nBcc: everybody@board.example' }],
    ['an address', { address: 'a@b.example\r\nRCPT TO:<c@d.example>' }],
    ['an address to unsubscribe', { oneClickUrl: 'https://x.example/\nX-Evil: 1' }],
    ['a thread', { thread: 'a>\r\nX-Evil: 1' }],
    ['a lone carriage return', { subject: 'Hello\rX-Evil: 1' }],
  ])('with a second header hidden in %s is refused, and nothing is sent', async (_what, more) => {
    const channel = createMail({ url: mail.url, from: 'news@board.example', organisation: 'Board' });
    expect(await channel.send(givenParcel(more))).toMatchObject({ kind: 'failed', address: false });
    await channel.close();
    expect(mail.taken).toEqual([]);
  });

  it.each([
    ['policy@a.example', { kind: 'failed', address: false }],
    ['full@a.example', { kind: 'try again' }],
    ['later@a.example', { kind: 'try again' }],
  ])('to %s is judged by what the server says', async (to, expected) => {
    const channel = createMail({ url: mail.url, from: 'news@board.example', organisation: 'Board' });
    expect(await channel.send(givenParcel({ address: to }))).toMatchObject(expected);
    await channel.close();
  });

  it.each([
    [{ message: '535 5.7.8 no', code: 'EAUTH', responseCode: 535, command: 'AUTH PLAIN' }, { kind: 'busy' }],
    [{ message: '421 closing', responseCode: 421, command: 'CONN' }, { kind: 'busy' }],
    [
      { message: '550 no such user', responseCode: 550, command: 'RCPT TO' },
      { kind: 'failed', address: true },
    ],
    [
      { message: '554 5.7.1 spam', responseCode: 554, command: 'DATA' },
      { kind: 'failed', address: false },
    ],
    [
      { message: 'Connection closed', code: 'ECONNECTION', command: 'CONN' },
      { kind: 'try again', doubt: true },
    ],
    [{ message: 'Greeting never received', code: 'ETIMEDOUT', command: 'CONN' }, { kind: 'busy' }],
    [
      { message: 'Timeout', code: 'ETIMEDOUT', command: 'CONN' },
      { kind: 'try again', doubt: true },
    ],
  ])('is judged by the error %o', (error, expected) => {
    expect(mailOutcome(error)).toMatchObject(expected);
  });
});

describe('GOV.UK Notify', () => {
  it('is asked exactly as its official client asks', async () => {
    const { NotifyClient } = createRequire(import.meta.url)('notifications-node-client') as {
      NotifyClient: new (
        url: string,
        key: string,
      ) => { sendEmail(template: string, to: string, options: object): Promise<{ status: number }> };
    };
    const channel = viaNotify('email');
    await channel.send(givenParcel());
    const [ours] = notify.taken;
    const personalisation = ours?.body.personalisation;
    const answer = await new NotifyClient(notify.url, notify.apiKey).sendEmail(
      notify.templates.email,
      'manager@amberwick.example',
      {
        personalisation,
        reference: 'message-12',
        oneClickUnsubscribeURL: 'https://status.example/u/one-click/token',
      },
    );
    expect(answer.status).toBe(201);
    const [, theirs] = notify.taken;
    expect(ours?.body).toEqual(theirs?.body);
    expect(ours?.path).toBe(theirs?.path);
    expect(ours?.body.personalisation).toMatchObject({
      subject: givenParcel().subject,
      body: expect.stringContaining('https://status.example/u/token'),
    });
  });

  it('waits when it is asked too often, for the minute or for the day, and the message does not pay for it', async () => {
    notify.mood = 'rate';
    expect(await viaNotify('sms').send(givenParcel({ address: '+447700900123' }))).toMatchObject({
      kind: 'busy',
      afterSeconds: 20,
    });
    notify.mood = 'day';
    expect(await viaNotify('sms').send(givenParcel({ address: '+447700900123' }))).toMatchObject({
      kind: 'busy',
      afterSeconds: 900,
    });
  });

  it('is not asked more often than it allows', async () => {
    const channel = viaNotify('email');
    const outcomes: string[] = [];
    for (let index = 0; index < 400; index += 1)
      outcomes.push((await channel.send(givenParcel({ id: index + 1 }))).kind);
    expect(outcomes).toContain('busy');
    expect(notify.taken.length).toBeLessThan(400);
  });

  it('refuses a wrong key or clock, which costs no message', async () => {
    const wrong = createNotify('email', {
      apiKey: notify.apiKey.replace(/a{12}$/, 'b'.repeat(12)),
      url: notify.url,
      template: notify.templates.email,
      outbound: createOutbound({ trustedHosts: ['127.0.0.1'] }),
      clock,
    });
    const outcome = await wrong.send(givenParcel());
    expect(outcome).toMatchObject({ kind: 'busy', reason: expect.stringContaining('Invalid token') });
    expect(JSON.stringify(outcome)).not.toContain('bbbb');
    expect(notifyToken(notify.apiKey, new Date(0)).split('.')).toHaveLength(3);
  });
});

describe('a webhook', () => {
  it('is signed for its receiver alone, with both secrets while they change', async () => {
    await viaWebhook().send(givenParcel({ channel: 'webhook', address }));
    const { headers, body } = receiver.posts[0] ?? expect.fail();
    const recipient = givenParcel().recipientId ?? '';
    const message = { id: 'message-12', timestampSeconds: Number(headers['webhook-timestamp']), body };
    expect(headers['webhook-id']).toBe('message-12');
    expect(headers['webhook-signature']).toBe(
      webhookSignature(
        [
          webhookSecret(secret, `secret of ${recipient}`),
          webhookSecret('the secret that was there before, long enough', `secret of ${recipient}`),
        ],
        message,
      ),
    );
    expect(webhookSecret(secret, recipient)).not.toBe(webhookSecret(secret, 'somebody else'));
    expect(JSON.parse(body)).toMatchObject({
      type: 'incident.update',
      timestamp: '2026-04-20T07:00:00.000Z',
      data: { update: 3, exercise: false },
      incident: { id: 'i' },
    });
  });

  it('has the signature of the example in the specification', () => {
    // standard-webhooks, spec/standard-webhooks.md, and the tests of its libraries.
    expect(
      webhookSignature(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], {
        id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        timestampSeconds: 1_614_265_330,
        body: '{"test": 2432232314}',
      }),
    ).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it.each([
    ['an internal name', 'https://inside.example/hook', '10.0.0.7'],
    ['the metadata service', 'http://169.254.169.254/latest/', ''],
    ['loopback', 'https://127.0.0.1/hook', ''],
    ['a mapped address', 'https://[::ffff:127.0.0.1]/hook', ''],
    ['another protocol', 'file:///etc/passwd', ''],
    ['a password in it', 'https://a:b@hooks.example/hook', '127.0.0.1'],
  ])('to %s is never sent', async (_what, target, resolved) => {
    for (const channel of [
      createWebhook({
        secret,
        secretIdOf,
        clock,
        outbound: createOutbound({ resolve: async () => [resolved] }),
        statuspageBody: async () => ({}),
      }),
      createTeams({ outbound: createOutbound({ resolve: async () => [resolved] }) }),
    ])
      expect(await channel.send(givenParcel({ address: target }))).toMatchObject({
        kind: 'failed',
        address: true,
      });
    expect(receiver.posts).toEqual([]);
  });

  it('in any of 200 spellings of an address inside a network is never sent', async () => {
    const inside =
      '127.0.0.1 10.0.0.1 172.16.5.4 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 192.0.2.1 198.18.0.1 224.0.0.1';
    const spellings = inside.split(' ').flatMap((ip) => {
      const parts = ip.split('.').map(Number);
      const number = parts.reduce((sum, part) => sum * 256 + part, 0);
      const hosts = [
        ip,
        String(number),
        `0x${number.toString(16)}`,
        parts.map((part) => `0${part.toString(8)}`).join('.'),
        `[::ffff:${ip}]`,
        `[::${ip}]`,
        `${ip}.`,
        `${ip}:8443`,
        `name-of-${ip.replaceAll('.', '-')}.example`,
        `%${ip.charCodeAt(0).toString(16)}${ip.slice(1)}`,
      ];
      return hosts.map((host) => `https://${host}/hook?a=b#c`);
    });
    expect(new Set(spellings).size).toBe(100);
    const asked: string[] = [];
    const guarded = createOutbound({
      async resolve(host) {
        asked.push(host);
        return [/^name-of-([\d-]+)\.example$/.exec(host)?.[1]?.replaceAll('-', '.') ?? '127.0.0.1'];
      },
    });
    const hostile = [
      createTeams({ outbound: guarded }),
      createWebhook({ secret, secretIdOf, clock, outbound: guarded, statuspageBody: async () => ({}) }),
    ];
    for (const channel of hostile)
      for (const target of spellings)
        expect(await channel.send(givenParcel({ address: target })), target).toMatchObject({
          kind: 'failed',
          address: true,
        });
    expect(asked.every((host) => host.endsWith('.example') || host.endsWith('.'))).toBe(true);
  });

  it('is not led elsewhere by a redirect', async () => {
    Object.assign(receiver, { status: 307, headers: { location: 'http://169.254.169.254/' } });
    expect(await viaWebhook().send(givenParcel({ address }))).toMatchObject({ kind: 'try again' });
    expect(receiver.posts).toHaveLength(1);
  });

  it('waits as long as its receiver asks, within reason', async () => {
    Object.assign(receiver, { status: 429, headers: { 'retry-after': '99999999' } });
    expect(await viaWebhook().send(givenParcel({ address }))).toMatchObject({
      kind: 'try again',
      afterSeconds: 3_600,
    });
  });

  it('carries what was kept with a message that is no update, under its own type', async () => {
    const kept = { type: 'action.changed', reason: 'done', action: { reference: 'INC-2026-001/1' } };
    const channel = createWebhook({
      ...{ secret, secretIdOf, clock, outbound },
      statuspageBody: async () => kept,
    });
    await channel.send(givenParcel({ channel: 'webhook', address, updateNumber: null, kind: 'action' }));
    expect(JSON.parse(receiver.posts[0]?.body ?? '')).toMatchObject({ ...kept, data: { update: null } });
  });

  it('waits for the page to show its update', async () => {
    const channel = createWebhook({
      secret,
      secretIdOf,
      clock,
      outbound,
      statuspageBody: async () => undefined,
    });
    expect(await channel.send(givenParcel({ address }))).toMatchObject({
      kind: 'try again',
      afterSeconds: 1,
    });
    expect(receiver.posts).toEqual([]);
  });
});

describe('a post to Teams', () => {
  it('is one Adaptive Card within its size, in which nothing that people wrote becomes a link', async () => {
    await createTeams({ outbound }).send(
      givenParcel({ address, body: `[click](https://evil.example)\n\n${'Long text. '.repeat(5_000)}` }),
    );
    const body = receiver.posts[0]?.body ?? '';
    expect(Buffer.byteLength(body)).toBeLessThan(28_000);
    const { attachments } = JSON.parse(body) as {
      attachments: { contentType: string; content: { body: { text: string }[] } }[];
    };
    expect(attachments).toHaveLength(1);
    expect(attachments[0]?.contentType).toBe('application/vnd.microsoft.card.adaptive');
    expect(attachments[0]?.content.body[1]?.text).toBe('\\[click\\](https://evil.example)');
  });
});

describe('a rehearsal', () => {
  const exercise = (channel: ChannelName, to: string): Parcel =>
    givenParcel({ channel, address: to, exercise: true });
  const reached: string[] = [];
  const spy = (name: string): Channel => ({
    name,
    atOnce: 1,
    async send(parcel) {
      reached.push(parcel.address);
      return { kind: 'handed over' };
    },
    close: async () => undefined,
  });
  const real = { email: spy('smtp'), sms: spy('notify'), webhook: spy('webhook'), teams: spy('teams') };

  it('reaches addresses that were made for tests or allowed by name, and nobody else', async () => {
    const guarded = guardChannels(real, {
      allowed: ['me@board.example', '@test.example'],
      sink: createFileSink(files),
    });
    reached.length = 0;
    const tried: [ChannelName, string][] = [
      ['email', 'Me@board.example'],
      ['email', 'you@test.example'],
      ['email', 'perm-fail@simulator.notify'],
      ['email', 'simulate-delivered-2@notifications.service.gov.uk'],
      ['sms', '+447700900002'],
      ['email', 'manager@amberwick.example'],
      ['email', 'you@nottest.example'],
      ['email', 'x@test.example.evil.example'],
      ['email', 'perm-fail@simulator.notify.evil.example'],
      ['email', 'someone@notifications.service.gov.uk'],
      ['sms', '+447900900002'],
      ['sms', '+4477009000021'],
      ['webhook', 'https://hooks.example/me@board.example'],
      ['teams', 'https://teams.example/@test.example'],
    ];
    for (const [channel, to] of tried)
      expect(await guarded[channel]?.send(exercise(channel, to))).toMatchObject({ kind: 'handed over' });
    expect(reached).toEqual(tried.slice(0, 5).map(([, to]) => to));
  });

  it('is the only place through which the settings make channels, those not set up as well', async () => {
    const settings = parseSettings({
      ALLCLEAR_REHEARSAL: 'yes',
      ALLCLEAR_MAIL_URL: mail.url,
      ALLCLEAR_MAIL_FROM: 'news@board.example',
      ALLCLEAR_DATA: files,
    });
    const tools = { outbound, clock, secretIdOf, statuspageBody: async () => ({}) };
    const rehearsing = createChannels(settings, tools);
    for (const channel of ['email', 'sms', 'webhook', 'teams'] as const)
      expect(await rehearsing[channel]?.send(exercise(channel, 'manager@amberwick.example'))).toMatchObject({
        note: 'Written to a file and not sent.',
      });
    expect(mail.taken).toEqual([]);
    expect(await rehearsing.email?.send(givenParcel())).toMatchObject({ kind: 'busy' });
    const serious = createChannels({ ...settings, rehearsal: false }, tools);
    expect(await serious.email?.send(exercise('email', 'manager@amberwick.example'))).toMatchObject({
      kind: 'failed',
    });
    expect(mail.taken).toEqual([]);
    expect(await serious.email?.send(givenParcel())).toMatchObject({ kind: 'handed over' });
    expect(mail.taken).toHaveLength(1);
    expect(serious.sms).toBeUndefined();
    // What is offered to the public is what there is.
    expect(channelsSetUp({ ...settings, rehearsal: false }).sort()).toEqual(Object.keys(serious).sort());
    expect(channelsSetUp(settings).sort()).toEqual(Object.keys(rehearsing).sort());
    await serious.email?.close();
    await rehearsing.email?.close();
  });
});
