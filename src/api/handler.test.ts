import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { estateVerbs } from '#estate';
import { createToken } from '#platform/auth';
import { defineVerb } from '#platform/verbs';
import { feedStates } from '#servicedesk';
import { siteSeries } from '#telemetry';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { type ApiLimits, apiHandler, createApiLimits } from './index.ts';

const echo = defineVerb({
  name: 'test.echo',
  summary: 'Answers with what it was given.',
  changes: false,
  input: z.strictObject({ text: z.string() }),
  run: async (context, input) => ({ text: input.text, by: context.actor.name }),
});

const typed = defineVerb({
  name: 'test.typed',
  summary: 'Takes one of each type.',
  changes: false,
  input: z.strictObject({
    count: z.number().optional(),
    open: z.boolean().optional(),
    sites: z.array(z.string()).optional(),
    code: z.string().optional(),
  }),
  run: async (_context, input) => input,
});

const receipt = defineVerb({
  name: 'message.receipt',
  summary: 'Takes what became of a message.',
  input: z.object({ id: z.string() }),
  run: async (_context, { id }) => ({ id }),
});

const servers: Server[] = [];

interface Api {
  context: TestContext;
  limits: ApiLimits;
  call(
    path: string,
    init?: RequestInit & { token?: string | null },
  ): Promise<{ status: number; body: unknown; retryAfter: string | null }>;
}

/** An API on a database of its own; the server ends with the file. */
async function openApi(): Promise<Api> {
  const context = await testContext({ at: new Date('2026-04-20T08:00:00Z') });
  await givenEstate(context, 3);
  const secret = await createToken(context, { name: 'collector', roles: ['intake'] });
  const { actor: _, ...base } = context;
  const limits = createApiLimits(context.clock);
  const handle = apiHandler({
    context: base,
    verbs: [echo, typed, receipt, ...estateVerbs],
    maxBodyBytes: 100_000,
    limits,
    address: '192.0.2.7',
  });
  const server = createServer((request, response) => {
    if (!handle(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  return {
    context,
    limits,
    async call(path, { token, ...init } = {}) {
      const headers = new Headers(init.headers);
      if (!headers.has('content-type') && init.body) headers.set('content-type', 'application/json');
      if (token !== null) headers.set('authorization', `Bearer ${token ?? secret}`);
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers });
      const text = await answer.text();
      return {
        status: answer.status,
        body: text === '' ? null : JSON.parse(text),
        retryAfter: answer.headers.get('retry-after'),
      };
    },
  };
}

const reading = (site: string, at: string, more: object = {}) => ({ site, at, tunnel: 'up', ...more });
const post = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });

describe('the API', () => {
  let api: Api;
  beforeAll(async () => {
    api = await openApi();
  });
  afterAll(() => {
    for (const server of servers) server.close();
  });

  it.each([
    ['no token', null],
    ['an unknown token', 'ac_unknown'],
  ])('refuses %s', async (_name, token) => {
    const answer = await api.call('/api/v1/readings', { ...post({}), token });
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });

  it('answers after readings are stored', async () => {
    const body = {
      source: 'test',
      readings: [reading('G99001-1', '2026-04-20T07:00:00Z', { latencyMs: 21 })],
    };
    expect(await api.call('/api/v1/readings', post(body))).toMatchObject({
      status: 200,
      body: { accepted: 1, repeated: 0 },
    });
    expect(await api.call('/api/v1/readings', post(body))).toMatchObject({
      status: 200,
      body: { accepted: 0, repeated: 1 },
    });
  });

  it('takes readings as CSV, and compressed', async () => {
    const csv =
      'site,at,tunnel,firewall,loss_percent,latency_ms,in_mbps,out_mbps\nG99002-1,2026-04-20T07:00:00Z,up,,,,,\n';
    const headers = { 'content-type': 'text/csv' };
    const plain = await api.call('/api/v1/readings', { method: 'POST', headers, body: csv });
    expect(plain).toMatchObject({ status: 200, body: { accepted: 1 } });
    const packed = await api.call('/api/v1/readings', {
      method: 'POST',
      headers: { ...headers, 'content-encoding': 'gzip' },
      body: gzipSync(csv),
    });
    expect(packed).toMatchObject({ status: 200, body: { repeated: 1 } });
  });

  it('refuses a whole batch for one unknown site, naming it, and stores nothing of it', async () => {
    const at = '2026-04-20T07:15:00Z';
    const answer = await api.call(
      '/api/v1/readings',
      post({ source: 'test', readings: [reading('G99003-1', at), reading('NOWHERE', at)] }),
    );
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'import.rejected', faults: [{ field: 'readings.1.site' }] },
    });
    const window = { from: new Date('2026-04-20T07:10:00Z'), to: new Date('2026-04-20T07:20:00Z') };
    expect(await siteSeries(api.context.db, { siteIds: [1, 2, 3], ...window })).toEqual([]);
  });

  it('keeps the good rows when asked to skip the bad ones', async () => {
    const at = '2026-04-20T07:20:00Z';
    const readings = [reading('G99003-1', at), reading('NOWHERE', at)];
    const answer = await api.call('/api/v1/readings', post({ source: 'test', onFault: 'skip', readings }));
    expect(answer).toMatchObject({
      status: 200,
      body: { accepted: 1, faults: [{ field: 'readings.1.site' }] },
    });
  });

  it('refuses readings from the future: a clock is wrong somewhere', async () => {
    const answer = await api.call(
      '/api/v1/readings',
      post({ source: 'test', readings: [reading('G99001-1', '2026-04-20T09:00:00Z')] }),
    );
    expect(answer).toMatchObject({ status: 422, body: { faults: [{ field: 'readings.0.at' }] } });
  });

  it('refuses a body over the limit, one that is not JSON, one that is not UTF-8, and other media types', async () => {
    const big = await api.call('/api/v1/readings', { method: 'POST', body: `"${'x'.repeat(200_000)}"` });
    expect(big).toMatchObject({ status: 413, body: { code: 'input.too-large' } });
    const broken = await api.call('/api/v1/readings', { method: 'POST', body: '{"source": ' });
    expect(broken).toMatchObject({ status: 400, body: { code: 'input.invalid' } });
    const latin = await api.call('/api/v1/readings', {
      method: 'POST',
      body: Buffer.from([0x22, 0xe9, 0x22]),
    });
    expect(latin).toMatchObject({ status: 400, body: { code: 'input.encoding' } });
    const xml = await api.call('/api/v1/calls', {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: '<a/>',
    });
    expect(xml).toMatchObject({ status: 415, body: { code: 'input.media-type' } });
  });

  it('takes calls, once each, and an empty batch as a sign of life', async () => {
    const call = {
      externalId: 'C1',
      openedAt: '2026-04-20T07:30:00Z',
      odsCode: 'G99001',
      shortDescription: 'VPN down',
      channel: 'phone',
      status: 'open',
    };
    expect(await api.call('/api/v1/calls', post({ source: 'desk', calls: [call] }))).toMatchObject({
      status: 200,
      body: { added: 1 },
    });
    expect(await api.call('/api/v1/calls', post({ source: 'desk', calls: [call] }))).toMatchObject({
      status: 200,
      body: { unchanged: 1 },
    });
    const syncedAt = '2026-04-20T07:55:00.000Z';
    await api.call('/api/v1/calls', post({ source: 'night desk', syncedAt, calls: [] }));
    expect(await feedStates(api.context.db)).toContainEqual({
      source: 'night desk',
      lastSyncAt: new Date(syncedAt),
      lastCallAt: null,
    });
  });

  it('takes an estate file with the addresses of practices', async () => {
    const send = (row: string) =>
      api.call('/api/v1/estate?file=sites.csv', {
        method: 'POST',
        headers: { 'content-type': 'text/csv' },
        body: `site_code,ods_code,email\n${row}\n`,
      });
    expect(await send('G99002-1,G99002,desk@g99002.example')).toMatchObject({
      status: 200,
      body: { addresses: { added: 1 } },
    });
    expect(await send('G99002-1,G99002,nobody')).toMatchObject({
      body: { code: 'import.rejected', faults: [{ line: 2, field: 'email' }] },
    });
  });

  it('refuses what the token is not for', async () => {
    const token = await createToken(api.context, { name: 'wall screen', roles: ['viewer'] });
    const answer = await api.call('/api/v1/estate?file=sites.csv', {
      method: 'POST',
      token,
      headers: { 'content-type': 'text/csv' },
      body: 'site_code\n',
    });
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('runs verbs by name; those that change nothing also by GET', async () => {
    expect(await api.call('/api/v1/verbs/test.echo', post({ text: 'a' }))).toMatchObject({
      status: 200,
      body: { text: 'a', by: 'collector' },
    });
    expect(await api.call('/api/v1/verbs/test.echo?text=b')).toMatchObject({
      status: 200,
      body: { text: 'b' },
    });
    expect(await api.call('/api/v1/verbs/test.echo', post({ text: 'a', more: 1 }))).toMatchObject({
      status: 400,
    });
    expect(await api.call('/api/v1/verbs/test.nothing')).toMatchObject({ status: 404 });
    expect(await api.call('/api/v1/nothing')).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  it('reads numbers, booleans and lists from the query as the schema of the verb asks', async () => {
    const get = (query: string) => api.call(`/api/v1/verbs/test.typed?${query}`);
    expect(await get('count=2&open=true&sites=A&code=007')).toMatchObject({
      status: 200,
      body: { count: 2, open: true, sites: ['A'], code: '007' },
    });
    expect(await get('open=false&sites=A&sites=B')).toMatchObject({
      body: { open: false, sites: ['A', 'B'] },
    });
    for (const wrong of ['count=many', 'open=yes', 'code=A&code=B', 'other=1', '__proto__=1'])
      expect(await get(wrong)).toMatchObject({ status: 400, body: { code: 'input.invalid' } });
  });

  it('takes the scheme of the token in any case, and nothing but a bearer token', async () => {
    const token = await createToken(api.context, { name: 'screen', roles: ['viewer'] });
    const ask = (authorization: string) =>
      api.call('/api/v1/verbs/test.typed', { token: null, headers: { authorization } });
    expect(await ask(`bearer ${token}`)).toMatchObject({ status: 200 });
    expect(await ask(`Basic ${token}`)).toMatchObject({ status: 401 });
    expect(await ask(`Bearer ${token} ${token}`)).toMatchObject({ status: 401 });
  });

  it('slows down whoever guesses tokens, and nobody who has one behind the same address', async () => {
    const own = await openApi();
    const guess = () => own.call('/api/v1/verbs/test.typed', { token: 'ac_guessed' });
    const guesses = await Promise.all(Array.from({ length: 70 }, guess));
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(60);
    expect(guesses.find(({ status }) => status === 429)).toMatchObject({
      retryAfter: '2',
      body: { code: 'rate.limited', remedy: 'Wait 2 seconds, then try again.' },
    });
    expect(await own.call('/api/v1/verbs/test.typed')).toMatchObject({ status: 200 });
    own.context.clock.advanceTo(new Date(own.context.clock.now().getTime() + 2_000));
    expect(await guess()).toMatchObject({ status: 401 });
  });

  it('slows down a token that sends in a loop, and no other one', async () => {
    const own = await openApi();
    const other = await createToken(own.context, { name: 'wall screen', roles: ['viewer'] });
    const statuses: number[] = [];
    for (let round = 0; round < 13; round += 1)
      statuses.push(
        ...(await Promise.all(
          Array.from({ length: 50 }, async () => (await own.call('/api/v1/verbs/test.typed')).status),
        )),
      );
    expect(statuses.filter((status) => status === 200)).toHaveLength(600);
    expect(statuses.filter((status) => status === 429)).toHaveLength(50);
    expect(await own.call('/api/v1/verbs/test.typed', { token: other })).toMatchObject({ status: 200 });
  });

  it('takes 10,000 reports of messages at once, beside the limit of everything else, and not without end', async () => {
    const own = await openApi();
    const report = (token?: string) =>
      own.call('/api/v1/verbs/message.receipt', { ...post({ id: 'x' }), ...(token ? { token } : {}) });
    const statuses: number[] = [];
    for (let round = 0; round < 14; round += 1)
      statuses.push(...(await Promise.all(Array.from({ length: 50 }, async () => (await report()).status))));
    expect(new Set(statuses)).toEqual(new Set([200]));
    // The rest of them without the network.
    for (let n = 700; n < 10_000; n += 1) expect(own.limits.ofReports.take('collector')).toBe(0);
    expect(await report()).toMatchObject({ status: 200 });
    // They took nothing of what the token may ask otherwise.
    for (let n = 0; n < 599; n += 1) expect(own.limits.ofToken.take('collector')).toBe(0);
    expect(await own.call('/api/v1/verbs/test.typed')).toMatchObject({ status: 200 });
    expect(await own.call('/api/v1/verbs/test.typed')).toMatchObject({ status: 429 });
    for (let n = 10_001; n < 20_000; n += 1) own.limits.ofReports.take('collector');
    expect(await report()).toMatchObject({ status: 429, retryAfter: '1', body: { code: 'rate.limited' } });
    // A stranger is refused for having no token, whatever is left.
    expect(await report('ac_guessed')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });

  it('leaves paths that are no URL to others', () => {
    const { actor: _, ...base } = api.context;
    const handle = apiHandler({
      context: base,
      verbs: [],
      maxBodyBytes: 1,
      limits: createApiLimits(base.clock),
      address: '',
    });
    const request = { url: '//', method: 'GET', headers: {} } as IncomingMessage;
    expect(handle(request, {} as ServerResponse)).toBe(false);
  });
});
