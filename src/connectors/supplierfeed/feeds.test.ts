import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '#platform/auth';
import { createOutbound, type Outbound } from '#platform/http';
import { runVerb } from '#platform/verbs';
import { buildBulletin } from '#publishing';
import { type TestContext, testContext } from '../../../test/support/database.ts';
import { connectorVerbs, listFeeds, pollFeeds, type SupplierFeed } from '../index.ts';

/** A supplier's server that says what the test wants, and remembers what it was asked. */
const supplier = {
  status: 200,
  body: '',
  headers: {} as Record<string, string>,
  asked: [] as { path: string; headers: Record<string, string | string[] | undefined> }[],
};
let server: Server;
let address = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    supplier.asked.push({ path: request.url ?? '', headers: request.headers });
    const { etag } = supplier.headers;
    if (etag !== undefined && request.headers['if-none-match'] === etag) response.writeHead(304).end();
    else response.writeHead(supplier.status, supplier.headers).end(supplier.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://status.acme.example:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const summary = (description: string, indicator = 'minor') =>
  JSON.stringify({
    page: { url: 'https://status.acme.example', updated_at: '2026-04-20T06:50:00Z' },
    status: { indicator, description },
    incidents: [{ name: 'Core router', status: 'identified', updated_at: '2026-04-20T06:45:00Z' }],
  });

const outbound: Outbound = createOutbound({ resolve: async () => ['127.0.0.1'], alsoAllowed: ['127.0.0.1'] });

const options = {
  organisation: 'Board',
  serviceName: 'IT',
  publicUrl: 'https://status.example',
  demonstration: false,
  staleSince: null,
  callFeedStaleMinutes: 60,
  report: { phone: null, email: null, url: null },
};

describe("suppliers' feeds", () => {
  let context: TestContext;
  const as = (verb: string, input: object, ...roles: Role[]) =>
    runVerb(
      connectorVerbs,
      {
        ...context,
        actor: { kind: 'person', name: 'Pat', roles: roles.length > 0 ? roles : ['administrator'] },
      },
      verb,
      input,
    );
  const add = (more: object = {}) =>
    as('supplier.add', { key: 'acme', name: 'Acme Networks', format: 'statuspage', url: address, ...more });
  const poll = async (minutes = 0) => {
    if (minutes > 0) context.clock.advanceTo(new Date(context.clock.now().getTime() + minutes * 60_000));
    return pollFeeds(context, outbound);
  };
  const feed = async (): Promise<SupplierFeed | undefined> => (await listFeeds(context))[0];
  const shown = async () => (await buildBulletin(context.db, context.clock.now(), options)).suppliers;

  beforeEach(async () => {
    context = await testContext();
    Object.assign(supplier, {
      status: 200,
      body: summary('Partially Degraded Service'),
      headers: {},
      asked: [],
    });
  });

  it('shows what a supplier says, as theirs, with their time and ours', async () => {
    expect(await add()).toMatchObject({ url: `${address}/api/v2/summary.json`, failures: 0 });
    expect(await poll()).toBe(1);
    expect(await shown()).toEqual([
      {
        key: 'acme',
        name: 'Acme Networks',
        url: 'https://status.acme.example/',
        indicator: 'minor',
        statement: 'Partially Degraded Service',
        saidAt: '2026-04-20T06:50:00.000Z',
        readAt: '2026-04-20T07:00:00.000Z',
        stale: false,
        items: [{ title: 'Core router', at: '2026-04-20T06:45:00.000Z', url: null, state: 'identified' }],
      },
    ]);
  });

  it('asks politely: only when due, with the validators it was given, and takes 304 for "the same"', async () => {
    await add();
    supplier.headers = { etag: '"v1"', 'last-modified': 'Mon, 20 Apr 2026 06:50:00 GMT' };
    await poll();
    expect(await poll(1)).toBe(0);
    expect(await poll(5)).toBe(1);
    expect(supplier.asked.at(-1)?.headers).toMatchObject({
      'if-none-match': '"v1"',
      'if-modified-since': 'Mon, 20 Apr 2026 06:50:00 GMT',
      'user-agent': 'Allclear',
    });
    expect(await feed()).toMatchObject({ failures: 0, lastReadAt: context.clock.now() });
    expect(await shown()).toMatchObject([{ readAt: context.clock.now().toISOString(), stale: false }]);
  });

  it('tells the product once when they say something new, and not when they repeat themselves', async () => {
    await add();
    const told = async () =>
      (await context.database.pool.query("select 1 from outbox_event where type = 'supplier.changed'"))
        .rowCount;
    await poll();
    expect(await told()).toBe(1);
    await poll(6);
    expect(await told()).toBe(1);
    supplier.body = summary('All Systems Operational', 'none');
    await poll(6);
    expect(await told()).toBe(2);
  });

  it('keeps what was said when a server fails, backs off, says why, and marks it as old in time', async () => {
    await add();
    await poll();
    Object.assign(supplier, { status: 503, headers: { 'retry-after': '600' } });
    await poll(6);
    const failed = await feed();
    expect(failed).toMatchObject({ failures: 1, lastFault: 'Its server answered 503.' });
    expect(failed?.nextPollAt.getTime()).toBeGreaterThanOrEqual(context.clock.now().getTime() + 600_000);
    expect(await shown()).toMatchObject([{ statement: 'Partially Degraded Service', stale: false }]);
    await poll(30);
    expect(await shown()).toMatchObject([{ statement: 'Partially Degraded Service', stale: true }]);
    Object.assign(supplier, { status: 200, headers: {} });
    await poll(120);
    expect(await feed()).toMatchObject({ failures: 0, lastFault: null });
    expect(await shown()).toMatchObject([{ stale: false }]);
  });

  it('stops asking when it is told that the feed is gone for good', async () => {
    await add();
    supplier.status = 410;
    await poll();
    expect(await feed()).toMatchObject({
      pausedAt: context.clock.now(),
      lastFault: expect.stringContaining('410'),
    });
    expect(await poll(10_000)).toBe(0);
  });

  it('refuses an answer that is no such feed, and one from inside', async () => {
    await add({ format: 'rss', url: `${address}/rss` });
    supplier.body = '<!DOCTYPE rss [<!ENTITY a "b">]><rss/>';
    await poll();
    expect(await feed()).toMatchObject({ lastFault: expect.stringContaining('DOCTYPE') });
    const inside = createOutbound({ resolve: async () => ['10.0.0.7'] });
    context.clock.advanceTo(new Date(context.clock.now().getTime() + 3_600_000));
    supplier.asked = [];
    await pollFeeds(context, inside);
    expect(await feed()).toMatchObject({
      failures: 2,
      lastFault: expect.stringContaining('not of the public internet'),
    });
    expect(supplier.asked).toEqual([]);
  });

  it('asks each feed once, however many processes look', async () => {
    await add();
    const counts = await Promise.all([poll(), poll(), poll()]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(supplier.asked).toHaveLength(1);
  });

  it('can be paused, resumed and removed; removed, it leaves the page', async () => {
    await add();
    await poll();
    await as('supplier.pause', { feed: 'acme' });
    expect(await poll(60)).toBe(0);
    await expect(as('supplier.pause', { feed: 'acme' })).rejects.toMatchObject({ code: 'state.refused' });
    await as('supplier.resume', { feed: 'acme' });
    expect(await poll()).toBe(1);
    await as('supplier.remove', { feed: 'acme' });
    expect(await shown()).toEqual([]);
    await expect(as('supplier.remove', { feed: 'acme' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each([
    ['http://10.0.0.1/feed', 'not an address of the public internet'],
    ['http://[::1]/feed', 'not an address of the public internet'],
    ['http://169.254.169.254/', 'not an address of the public internet'],
    ['file:///etc/passwd', 'Only http and https'],
    ['http://a:b@status.example/', 'a name or a password'],
    ['nonsense', 'cannot be read'],
  ])('does not add %s', async (url, reason) => {
    await expect(add({ url })).rejects.toMatchObject({
      code: 'input.invalid',
      faults: [{ field: 'url', reason: expect.stringContaining(reason) }],
    });
    expect(await listFeeds(context)).toEqual([]);
  });

  it('does not add a key twice, and is for administrators and incident leads', async () => {
    await add();
    await expect(add()).rejects.toMatchObject({ code: 'conflict' });
    for (const verb of ['supplier.add', 'supplier.pause', 'supplier.remove', 'supplier.resume']) {
      const input =
        verb === 'supplier.add' ? { key: 'b', name: 'B', format: 'rss', url: address } : { feed: 'acme' };
      await expect(as(verb, input, 'viewer', 'desk', 'approver')).rejects.toMatchObject({
        code: 'forbidden',
      });
    }
    await expect(as('supplier.list', {}, 'intake')).rejects.toMatchObject({ code: 'forbidden' });
  });
});
