import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createChannels, webhookSecret } from '#connectors';
import { createCourier, requestMessage } from '#messages';
import { simulatedClock } from '#platform/clock';
import { parseSettings } from '#platform/config';
import { inTransaction } from '#platform/db';
import type { OutboundRequest } from '#platform/http';
import { recipientsOf, secretIdOf } from '#publishing';
import { bulletin } from '../../../../test/support/bulletin.ts';
import { type TestContext, testContext } from '../../../../test/support/database.ts';
import { givenEstate } from '../../../../test/support/estate.ts';
import { givenIncident } from '../../../../test/support/incidents.ts';
import { isSubscribePath, subscribeHandler } from './handler.ts';

let context: TestContext;
let incidentId: number;
const installation = 'a secret of the whole installation, long enough';
let server: Server;
let address: string;
let caller = '192.0.2.1';
let away = false;
const clock = simulatedClock(new Date('2026-04-20T07:00:00Z'));

beforeAll(async () => {
  context = await testContext();
  await givenEstate(context, 4);
  incidentId = (await givenIncident(context)).id;
  server = createServer(
    subscribeHandler({
      base: () => (away ? undefined : context),
      view: () => ({ bulletin: bulletin({}, 4), stylesheet: '/public.css' }),
      webhookSecretOf: (id) => webhookSecret(installation, id),
      channels: ['email', 'sms', 'webhook'],
      addressOf: (_: IncomingMessage) => caller,
      clock,
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = (path: string) => fetch(`${address}${path}`, { redirect: 'manual' });
const post = (path: string, form: Record<string, string> | string, headers: Record<string, string> = {}) =>
  fetch(`${address}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
  });

const good = {
  channel: 'email',
  address: 'ann@example.org',
  about: 'everything',
  what: 'updates',
  severity: '5',
};

/** All that subscribing writes, as text: nothing of it may change when nothing should. */
const everything = async (): Promise<string> =>
  JSON.stringify(
    (
      await sql`select (select coalesce(json_agg(r order by r.id), '[]') from subscription_request r) as requests,
        (select coalesce(json_agg(s order by s.id), '[]') from subscription s) as subscriptions,
        (select coalesce(json_agg(c order by c.subscription_id, c.kind, c.key), '[]') from subscription_scope c) as scopes,
        (select count(*) from subscription_refusal) as refusals, (select count(*) from audit) as audit,
        (select count(*) from outbox_event) as facts, (select count(*) from message) as messages`.execute(
        context.db,
      )
    ).rows,
  );
const lastLink = async (page: string): Promise<string> => {
  const found = await sql<{ text: string }>`select body as text from notice order by id desc limit 1`.execute(
    context.db,
  );
  return new RegExp(`/subscribe/${page}/[\\w-]+`).exec(found.rows[0]?.text ?? '')?.[0] ?? '';
};
const locationOf = (response: Response): string => response.headers.get('location') ?? '';

describe('subscribing on the public pages', () => {
  it('leads from the form to the message, the button, the choices, and the end, and back', async () => {
    expect((await get('/subscribe?practice=G99001')).status).toBe(200);
    expect(locationOf(await post('/subscribe', good))).toBe('/subscribe/sent');
    const confirm = await lastLink('confirm');
    const manage = locationOf(await post(confirm, ''));
    expect(manage).toMatch(/^\/subscribe\/manage\/[\w-]{50}\?done=confirmed$/);
    const page = await (await get(manage)).text();
    expect(page).toContain('You have confirmed');
    expect(page).toContain('a…@example.org');
    expect(page).not.toContain('ann@example.org');
    const stop = /\/subscribe\/stop\/[\w-]+/.exec(page)?.[0] ?? '';
    expect(locationOf(await post(stop, ''))).toBe(stop);
    const stopped = await (await get(stop)).text();
    expect(stopped).toContain('You will get no more messages');
    const undo = /\/subscribe\/undo\/[\w-]+/.exec(stopped)?.[0] ?? '';
    expect(locationOf(await post(undo, ''))).toMatch(/done=restored$/);
    // By a mail program: RFC 8058, and GOV.UK Notify, which posts nothing.
    for (const body of ['List-Unsubscribe=One-Click', '']) {
      await post(undo, '');
      const answer = await post(stop.replace('stop', 'one-click'), body);
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
      expect(await (await get(stop)).text()).toContain('You will get no more messages');
    }
    // An old link says nothing that does not hold any more.
    const again = await (await get(locationOf(await post(confirm, '')))).text();
    expect(again).toContain('You get no messages at this address now.');
    expect(again).not.toContain('You will get messages from now on');
    expect(locationOf(await post(manage, { delete: 'yes' }))).toBe('/subscribe/deleted');
    expect((await get(manage)).status).toBe(404);
    const left = await sql<{ count: string }>`select count(*) from subscription`.execute(context.db);
    expect(Number(left.rows[0]?.count)).toBe(0);
  });

  const secretIn = (page: string): string => /whsec_[\w+/=]+/.exec(page)?.[0] ?? '';
  const hook = { ...good, channel: 'webhook', address: 'https://receiver.example/hook' };

  it('shows the secret of a webhook once, with which its receiver can check every post, the first one too', async () => {
    const posts: OutboundRequest[] = [];
    const settings = parseSettings({ ALLCLEAR_WEBHOOK_SECRET: installation });
    const courier = await createCourier({
      context,
      databaseUrl: context.database.url,
      publicUrl: 'https://status.example',
      channels: createChannels(settings, {
        outbound: async (request) => {
          posts.push(request);
          return { kind: 'answer', url: request.url, status: 200, headers: {}, body: Buffer.alloc(0) };
        },
        clock,
        secretIdOf: (id) => secretIdOf(context.db, id),
        statuspageBody: async () => ({}),
      }),
    });
    onTestFinished(() => courier.stop());
    /** As a receiver does it, by the words of Standard Webhooks. */
    const lastIsSignedWith = async (secret: string): Promise<boolean> => {
      await courier.deliver();
      const { headers, body } = posts.filter(({ url }) => url === hook.address).at(-1) ?? expect.fail();
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
      expect(key).toHaveLength(32);
      const signed = `${headers?.['webhook-id']}.${headers?.['webhook-timestamp']}.${body}`;
      const expected = createHmac('sha256', key).update(signed).digest('base64');
      return headers?.['webhook-signature'] === `v1,${expected}`;
    };
    const news = async (): Promise<void> => {
      const of = {
        channel: 'webhook',
        address: hook.address,
        kind: 'direct',
        subject: 'News',
        text: 'News.',
      } as const;
      const { rows } = await sql<{
        id: string;
      }>`select id from subscription where address = ${hook.address}`.execute(context.db);
      await inTransaction(context, (tx) => requestMessage(tx, { ...of, recipientId: rows[0]?.id }));
    };

    const asked = await post('/subscribe', hook);
    expect([asked.status, asked.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const secret = secretIn(await asked.text());
    expect(await lastIsSignedWith(secret)).toBe(true);
    const confirm = await lastLink('confirm');
    expect(secretIn(await (await get(confirm)).text())).toBe('');
    const manage = locationOf(await post(confirm, '')).split('?')[0] ?? '';
    await news();
    expect(await lastIsSignedWith(secret)).toBe(true);
    const page = await (await get(manage)).text();
    expect(page).toContain('Make a new secret');
    expect(secretIn(page)).toBe('');

    // Who asks for somebody else's receiver learns nothing with which its posts are signed, even when that is confirmed.
    const stranger = secretIn(await (await post('/subscribe', hook)).text());
    expect(stranger).not.toBe(secret);
    expect(await lastIsSignedWith(stranger)).toBe(true);
    await post(await lastLink('confirm'), '');
    await news();
    expect([await lastIsSignedWith(secret), await lastIsSignedWith(stranger)]).toEqual([true, false]);

    const renewed = secretIn(await (await post(manage, { newSecret: 'yes' })).text());
    await news();
    expect([await lastIsSignedWith(renewed), await lastIsSignedWith(secret)]).toEqual([true, false]);
    for (const table of [
      'subscription',
      'subscription_request',
      'message',
      'notice',
      'audit',
      'outbox_event',
    ])
      expect(
        (await sql`select 1 from ${sql.table(table)} t where t::text like '%whsec_%'`.execute(context.db))
          .rows,
        table,
      ).toEqual([]);
    await post(manage, { delete: 'yes' });
    await post('/subscribe', { ...good, address: 'mail-only@example.org' });
    const mail = (locationOf(await post(await lastLink('confirm'), '')).split('?')[0] ?? '').trim();
    expect(await (await get(mail)).text()).not.toContain('secret');
    expect((await post(mail, { newSecret: 'yes' })).status).toBe(404);
    await post(mail, { delete: 'yes' });
  });

  it('changes nothing by GET or HEAD, whatever the address: mail scanners follow links', async () => {
    await post('/subscribe', { ...good, address: 'scanned@example.org' });
    const confirm = await lastLink('confirm');
    const before = await everything();
    const looked = [
      confirm,
      confirm.replace('confirm', 'stop'),
      '/subscribe?address=x@example.org&about=everything',
    ];
    for (const path of looked)
      for (const method of ['GET', 'HEAD']) await fetch(`${address}${path}`, { method, redirect: 'manual' });
    expect(await everything()).toBe(before);
    const manage = locationOf(await post(confirm, '')).split('?')[0] ?? '';
    const page = await (await get(manage)).text();
    const links = [...page.matchAll(/\/subscribe\/(?:stop|manage|undo)\/[\w-]+/g)].map(([path]) => path);
    const confirmed = await everything();
    for (const path of [manage, ...links, ...links.map((each) => each.replace('stop', 'one-click'))])
      expect((await get(path)).status, path).toBe(200);
    expect(await everything()).toBe(confirmed);
  });

  it('ends text messages from a short address, by the button alone', async () => {
    await post('/subscribe', { ...good, channel: 'sms', address: '07700 900123' });
    await post(await lastLink('confirm'), '');
    const told = recipientsOf('')(context.db, {
      kind: 'update',
      incidentId,
      updateNumber: 1,
      practiceIds: 'all',
      severity: 1,
      at: clock.now(),
    });
    let stop = '';
    for await (const page of told)
      stop = page.find(({ channel }) => channel === 'sms')?.unsubscribeUrl ?? stop;
    expect(stop).toMatch(/^\/stop\//);
    const before = await everything();
    for (const method of ['GET', 'HEAD'])
      expect((await fetch(`${address}${stop}`, { method })).status).toBe(200);
    expect(await (await get(stop)).text()).toContain('Stop all messages');
    expect(await everything()).toBe(before);
    const done = locationOf(await post(stop, ''));
    const page = await (await get(done)).text();
    expect(page).toContain('You will get no more messages');
    expect((await get(stop.replace('/stop/', '/subscribe/manage/'))).status).toBe(404);
    expect(isSubscribePath(stop)).toBe(true);
    expect(isSubscribePath('/stopped')).toBe(false);
    await post(/\/subscribe\/manage\/[\w-]+/.exec(page)?.[0] ?? '', { delete: 'yes' });
  });

  it('answers a known address as an unknown one, byte for byte', async () => {
    const answerFor = async (typed: string) => {
      const answer = await post('/subscribe', { ...good, address: typed });
      const shown = await get(locationOf(answer));
      return [answer.status, locationOf(answer), await shown.text()];
    };
    expect(await answerFor('scanned@example.org')).toEqual(await answerFor('nobody@example.org'));
  });

  it('offers planned work beside updates, takes either or both, and keeps what was chosen', async () => {
    expect(await (await get('/subscribe')).text()).toMatch(/value="updates" checked.*value="planned"\/>/s);
    await post('/subscribe', { ...good, address: 'work@example.org', what: 'planned' });
    const confirm = await lastLink('confirm');
    expect(await (await get(confirm)).text()).toContain('Messages about planned work: everything.');
    const manage = locationOf(await post(confirm, '')).split('?')[0] ?? '';
    const both = 'about=nothing&keep=everything:&severity=2&what=updates&what=planned';
    expect((await post(manage, both)).status).toBe(303);
    const page = await (await get(manage)).text();
    expect(page).toContain('Messages about updates and planned work: everything.');
    expect(page).toMatch(/value="updates" checked.*value="planned" checked/s);
    const neither = await post(manage, both.replaceAll('&what=', '&no='));
    expect(neither.status).toBe(400);
    expect(await neither.text()).toMatch(/href="#what">Choose updates, planned work, or both/);
    await post(manage, { delete: 'yes' });
  });

  it('keeps what was typed, and says what is wrong beside it', async () => {
    const typed = { ...good, address: 'not <an> address', about: 'area', quietFrom: '9pm', severity: '2' };
    const answer = await post('/subscribe', typed);
    const page = await answer.text();
    expect(answer.status).toBe(400);
    expect(page).toContain('There is a problem');
    expect(page).toContain('value="not &lt;an&gt; address"');
    expect(page).toContain('Enter a time, like 22:00');
    expect(page).toMatch(/<option value="2" selected/);
    expect(page).toMatch(/href="#quietFrom"/);
    const wrong = await (await post('/subscribe', { ...typed, quietFrom: '' })).text();
    expect(wrong).toContain('is not an email address');
  });

  const long = 'x'.repeat(5_000);
  const hostile: [string, Record<string, string> | string][] = [
    ['nothing', ''],
    ['nothing chosen', { ...good, what: '' }],
    ['no channel', { ...good, channel: '' }],
    ['a channel that is none', { ...good, channel: 'constructor' }],
    ['an address with a line end', { ...good, address: 'a@example.org\r\nBcc: b@example.org' }],
    ['two addresses', { ...good, address: 'a@example.org,b@example.org' }],
    ['a script for an address', { ...good, address: '<script>alert(1)</script>@example.org' }],
    ['a very long address', { ...good, address: `${long}@example.org` }],
    ['SQL for an address', { ...good, address: "a@example.org'; drop table subscription; --" }],
    ['a number abroad', { ...good, channel: 'sms', address: '+1 900 555 0123' }],
    ['a premium number', { ...good, channel: 'sms', address: '0909 8790000' }],
    ['an address inside', { ...good, channel: 'webhook', address: 'https://127.0.0.1/hook' }],
    ['… by its name', { ...good, channel: 'webhook', address: 'https://localhost/hook' }],
    ['… in hexadecimal', { ...good, channel: 'webhook', address: 'https://0x7f000001/hook' }],
    ['… as IPv6', { ...good, channel: 'webhook', address: 'https://[::ffff:127.0.0.1]/hook' }],
    ['where clouds keep keys', { ...good, channel: 'webhook', address: 'https://169.254.169.254/' }],
    ['a file', { ...good, channel: 'webhook', address: 'file:///etc/passwd' }],
    ['a password in an address', { ...good, channel: 'webhook', address: 'https://a:b@example.org/' }],
    ['somebody else’s Teams', { ...good, channel: 'teams', address: 'https://teams.example.org/' }],
    ['an area that is none', { ...good, about: 'area', area: '../../etc' }],
    ['a practice that is none', { ...good, about: 'practice', practice: 'G00000' }],
    ['an incident that is none', { ...good, about: 'incident', incident: '__proto__' }],
    ['a kind that is none', { ...good, about: 'toString' }],
    ['a severity that is none', { ...good, severity: '-1' }],
    ['quiet hours that are none', { ...good, quietFrom: '25:00', quietTo: '99:99' }],
    ['half of the quiet hours', { ...good, quietFrom: '22:00' }],
    ['nothing to be sent', { ...good, what: 'nonsense' }],
    ['NUL', 'channel=email&address=a%00@example.org&about=everything&what=updates&severity=5'],
    ['bytes that are no text', 'channel=%ff%fe&address=%c0%80'],
    ['a body that is too large', `address=${'x'.repeat(40_000)}`],
  ];
  it.each(hostile)('refuses %s clearly, and writes nothing', async (_, form) => {
    const before = await everything();
    const answer = await post('/subscribe', form);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(await answer.text()).not.toMatch(/<script>alert|at \w+ \(|node_modules/);
    expect(await everything()).toBe(before);
  });

  it('refuses other kinds of body, other websites, other methods and forged links', async () => {
    const before = await everything();
    const manage = `/subscribe/manage/${'A'.repeat(50)}`;
    const answers = [
      await post('/subscribe', JSON.stringify(good), { 'content-type': 'application/json' }),
      await post('/subscribe', new URLSearchParams(good).toString(), { 'sec-fetch-site': 'cross-site' }),
      await fetch(`${address}/subscribe`, { method: 'PUT' }),
      await fetch(`${address}${manage}`, { method: 'DELETE' }),
      await get(manage),
      await post(manage, { delete: 'yes' }),
      await post(`/subscribe/one-click/${'A'.repeat(50)}`, 'List-Unsubscribe=One-Click'),
      await post(`/subscribe/confirm/${"x'".repeat(30)}`, ''),
      await get('/subscribe/confirm/'),
      await get('/subscribe/__proto__/x'),
      await get('/subscribe/../../etc/passwd'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([
      415, 403, 405, 405, 404, 404, 404, 404, 404, 404, 404,
    ]);
    expect(await everything()).toBe(before);
    expect(['/subscribe', '/subscribe?x', '/subscribe/a'].every(isSubscribePath)).toBe(true);
    expect(isSubscribePath('/subscriber')).toBe(false);
  });

  it('keeps its addresses out of caches, referrers, frames and search engines', async () => {
    const { headers } = await get('/subscribe');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it('lets a hundred people behind one address in, and refuses a flood from it alone', async () => {
    caller = '198.51.100.7';
    const statuses: number[] = [];
    for (let person = 0; person < 100; person += 1)
      statuses.push((await post('/subscribe', { ...good, address: `person${person}@example.org` })).status);
    expect(new Set(statuses)).toEqual(new Set([303]));
    let flood = 0;
    // Refused forms count as well: they cost work.
    while ((await post('/subscribe', { ...good, about: '' })).status !== 429 && flood < 400) flood += 1;
    expect(flood).toBe(200);
    const refused = await post('/subscribe', good);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.text()).toContain('Nothing was changed');
    // Ending messages still works for whoever is behind it, and everything does for others.
    expect((await get('/subscribe')).status).toBe(200);
    caller = '203.0.113.9';
    expect((await post('/subscribe', { ...good, address: 'other@example.org' })).status).toBe(303);
  });

  it('offers the channels that are set up, and says which are not', async () => {
    const page = await (await get('/subscribe')).text();
    const offered = [...page.matchAll(/name="channel" value="(\w+)"/g)].map(([, name]) => name);
    expect(offered).toEqual(['email', 'sms', 'webhook']);
    expect(page).toContain('We cannot write by Microsoft Teams');
    const teams = { ...good, channel: 'teams', address: 'https://x.webhook.office.com/webhookb2/1' };
    const refused = await post('/subscribe', teams);
    expect([refused.status, (await refused.text()).includes('href="#channel"')]).toEqual([400, true]);
  });

  it('counts texts however the channel is spelt', async () => {
    caller = '198.51.100.8';
    const statuses: number[] = [];
    for (let text = 0; text <= 100; text += 1)
      statuses.push((await post('/subscribe', { ...good, channel: 'sms ', address: '' })).status);
    expect([statuses.at(0), statuses.at(-1)]).toEqual([400, 429]);
    caller = '203.0.113.9';
  });

  it('says so while the database is away', async () => {
    away = true;
    expect((await get('/subscribe')).status).toBe(503);
    expect((await post('/subscribe', good)).status).toBe(503);
    away = false;
  });
});
