import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ApiRefusal, createClient } from '#api';
import { createToken } from '#platform/auth';
import { type RunningConsole, startConsole } from '../../test/support/console.ts';
import { parseExposition } from '../../test/support/exposition.ts';
import { createMetrics } from './metrics.ts';

let running: RunningConsole;
let token = '';
beforeAll(async () => {
  running = await startConsole();
  token = await createToken(running.context, {
    name: 'operator',
    roles: ['incident lead', 'intake', 'administrator'],
  });
});
afterAll(() => running.stop());

const ask = (path: string, headers: Record<string, string> = {}) =>
  fetch(running.app.address + path, { headers });

describe('/metrics', () => {
  it('is the text format, with what an operator asks first, and no site in it', async () => {
    const body = {
      source: 'collector',
      readings: [{ site: 'G99001-1', at: '2026-04-20T08:20:00+01:00', tunnel: 'up' }],
    };
    const post = () =>
      fetch(`${running.app.address}/api/v1/readings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      });
    expect((await post()).status).toBe(200);
    await ask('/');
    const answer = await ask('/metrics');
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await answer.text();
    const families = parseExposition(text);
    const value = (name: string, labels: Record<string, string> = {}) =>
      families
        .get(name)
        ?.samples.find((sample) =>
          Object.entries(labels).every(([label, wanted]) => sample.labels[label] === wanted),
        )?.value;
    expect(value('allclear_database_up')).toBe(1);
    expect(value('allclear_facts_parked')).toBe(0);
    expect(value('allclear_facts_waiting')).toBeGreaterThanOrEqual(0);
    expect(value('allclear_publication_age_seconds')).toBe(0);
    expect(value('allclear_claims', { state: 'holding' })).toBe(0);
    expect(value('allclear_call_feed_age_seconds', { source: 'desk' })).toBe(0);
    expect(value('allclear_reading_age_seconds')).toBeGreaterThanOrEqual(0);
    expect(
      (value('allclear_readings_total', { outcome: 'accepted' }) ?? 0) +
        (value('allclear_readings_total', { outcome: 'repeated' }) ?? 0),
    ).toBe(1);
    const timed = families.get('allclear_http_request_duration_seconds')?.samples ?? [];
    expect(timed.find(({ name, labels }) => name.endsWith('_count') && labels.area === 'api')?.value).toBe(1);
    expect(
      timed.find(({ name, labels }) => name.endsWith('_count') && labels.area === 'public')?.labels.status,
    ).toBe('2xx');
    expect(text).not.toMatch(/G99\d{3}|Practice \d/);
    for (const family of families.values()) expect(family.help).not.toBe('');
  });

  it('is for this machine alone without a token, and for nobody behind a proxy', async () => {
    for (const header of ['x-forwarded-for', 'forwarded', 'via'])
      expect((await ask('/metrics', { [header]: '203.0.113.9' })).status).toBe(403);
  });

  it('wants its token when there is one, from this machine too', async () => {
    const metrics = createMetrics({
      settings: { metricsToken: 'a-long-metrics-token' },
      clock: running.clock,
      publisher: running.app.publisher,
      work: () => undefined,
    });
    const { createServer } = await import('node:http');
    const server = createServer((request, response) => void metrics.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const status = (authorization?: string) =>
      new Promise<number | undefined>((resolve) => {
        get({ port, host: '127.0.0.1', headers: authorization ? { authorization } : {} }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
      });
    expect(await status()).toBe(401);
    expect(await status('Bearer a-long-metrics-tokem')).toBe(401);
    expect(await status('Basic a-long-metrics-token')).toBe(401);
    expect(await status('Bearer a-long-metrics-token')).toBe(200);
    const body = await (
      await fetch(`http://127.0.0.1:${port}/`, { headers: { authorization: 'Bearer a-long-metrics-token' } })
    ).text();
    expect(parseExposition(body).get('allclear_database_up')?.samples[0]?.value).toBe(0);
    server.close();
  });
});

describe('the typed client', () => {
  it('calls verbs of the running server, with inputs and results by their names', async () => {
    const client = createClient({ address: `${running.app.address}/`, token });
    const incidents = await client.call('incident.list', {});
    expect(incidents.map((incident) => incident.slug)).toHaveLength(1);
    const feed = await client.call('supplier.add', {
      key: 'acme',
      name: 'Acme Networks',
      format: 'rss',
      url: 'https://status.acme.example/rss',
      pollMinutes: 10,
    });
    const url: string = feed.url;
    expect([url, feed.addedBy]).toEqual(['https://status.acme.example/rss', 'operator']);
    expect((await client.call('supplier.list', {})).map((each) => each.pollMinutes)).toEqual([10]);
  });

  it('brings a refusal with its code and faults', async () => {
    const client = createClient({ address: running.app.address, token });
    const refused = client.call('supplier.add', {
      key: 'Not a key',
      name: 'A',
      format: 'rss',
      url: 'https://a.example',
    });
    await expect(refused).rejects.toBeInstanceOf(ApiRefusal);
    await expect(refused).rejects.toMatchObject({
      status: 400,
      code: 'input.invalid',
      faults: [{ field: 'key' }],
    });
    const nobody = createClient({ address: running.app.address, token: 'ac_wrong' });
    await expect(nobody.call('incident.list', {})).rejects.toMatchObject({
      status: 401,
      code: 'unauthenticated',
    });
  });

  it.each(['incident.list', 'supplier.list', 'claim.list', 'staff.list', 'alerts.list'])(
    'gets an answer of the shape that the document promises: %s',
    async (name) => {
      const whole0 = z
        .looseObject({ paths: z.record(z.string(), z.unknown()) })
        .parse(await (await ask('/api/v1/openapi.json')).json());
      const { paths, components } = document.parse(pathOnly(whole0, `/api/v1/verbs/${name}`));
      const { schema } =
        paths[`/api/v1/verbs/${name}`]?.get.responses['200'].content['application/json'] ?? expect.fail();
      // A schema that stands alone: its references lead into itself.
      const whole = JSON.parse(
        JSON.stringify({ ...schema, $defs: components.schemas }).replaceAll(
          '#/components/schemas/',
          '#/$defs/',
        ),
      );
      const answer = await fetch(`${running.app.address}/api/v1/verbs/${name}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(200);
      expect(z.fromJSONSchema(whole).safeParse(await answer.json()).error?.issues ?? []).toEqual([]);
    },
  );
});

/** The document with one of its paths: only those that read have what is looked for. */
const pathOnly = (whole: { paths: Record<string, unknown> }, path: string): object => ({
  ...whole,
  paths: { [path]: whole.paths[path] },
});

const document = z.looseObject({
  paths: z.record(
    z.string(),
    z.looseObject({
      get: z.looseObject({
        responses: z.looseObject({
          200: z.looseObject({
            content: z.looseObject({ 'application/json': z.looseObject({ schema: z.looseObject({}) }) }),
          }),
        }),
      }),
    }),
  ),
  components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({})) }),
});
