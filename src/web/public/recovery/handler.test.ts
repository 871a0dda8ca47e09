import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runInNewContext } from 'node:vm';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importEstate, listSites } from '#estate';
import { updateImpact } from '#incidents';
import { simulatedClock } from '#platform/clock';
import { runVerb } from '#platform/verbs';
import { recoveryProgress, recoveryVerbs } from '#recovery';
import { bulletin } from '../../../../test/support/bulletin.ts';
import { type TestContext, testContext } from '../../../../test/support/database.ts';
import { givenEstate } from '../../../../test/support/estate.ts';
import { givenEpisode, givenIncident } from '../../../../test/support/incidents.ts';
import { loadAssets } from '../../assets/index.ts';
import { formLimits, isFormPath, recoveryHandler } from './handler.ts';

describe('the form of a practice over HTTP', () => {
  let context: TestContext;
  let id: number;
  let server: Server;
  let base: string;
  let paths: string[];
  let address = '192.0.2.1';
  const clock = simulatedClock(new Date('2026-04-20T07:00:00Z'));
  const assets = loadAssets();
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${base}${path}`, { headers });
  const post = (path: string, form: Record<string, string>) =>
    fetch(`${base}${path}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form) });

  beforeAll(async () => {
    context = await testContext();
    await givenEstate(context, 2);
    ({ id } = await givenIncident(context));
    const siteIds = (await listSites(context.db)).map((site) => site.id);
    const episode = await givenEpisode(context, { kind: 'outage', siteIds, from: '2026-04-20T06:00:00Z' });
    await updateImpact(context, { episodeIds: [episode] });
    const opened = await runVerb(recoveryVerbs, context, 'recovery.open', { incident: 'firewalls' });
    paths = (opened as { links: { path: string }[] }).links.map(({ path }) => path);
    server = createServer(
      recoveryHandler({
        base: () => context,
        view: () => ({ bulletin: bulletin({}, 2), stylesheet: assets[0].path }),
        script: assets[2].path,
        clock,
        addressOf: () => address,
      }),
    ).listen(0);
    base = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it('is under 15 kB in all: the page, its style sheet and its script, in 3 requests', async () => {
    const html = await (await get(paths[0] ?? '')).text();
    const links = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
    expect(links.sort()).toEqual([assets[0].path, assets[2].path].sort());
    const bytes = [Buffer.from(html), assets[0].body, assets[2].body].map(
      (body) => brotliCompressSync(body).length,
    );
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(15_000);
  });

  it('lets nobody keep the page or learn its address', async () => {
    const { headers } = await get(paths[0] ?? '');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
  });

  it('answers every link that does not work alike', async () => {
    const wrong = await get('/recovery/nothing-here');
    const near = await get(`${(paths[0] ?? '').slice(0, -1)}_`);
    expect([wrong.status, near.status]).toEqual([404, 404]);
    expect(await wrong.text()).toBe(await near.text());
    expect((await post('/recovery/nothing-here', { state: 'recovered' })).status).toBe(404);
    expect(isFormPath('/recovery/a/b')).toBe(false);
  });

  it('gives everything back when it refuses, with the faults above and beside the fields', async () => {
    const response = await post(paths[0] ?? '', {
      ...{
        key: 'k1',
        results: 'many',
        notWorking: 'clinical records',
        note: 'Quiet & "calm" now',
        saidBy: '',
      },
      ...{ expectedNormalOn: '31/2/2026', telephones: 'partly working' },
    });
    expect(response.status).toBe(400);
    const html = await response.text();
    expect(html).toContain('<title>Error: How is your practice?');
    for (const field of ['state', 'results', 'saidBy', 'expectedNormalOn']) {
      expect(html, field).toContain(`href="#${field}"`);
      expect(html, field).toContain(`id="${field}-error"`);
    }
    expect(html).toMatch(/value="many"/);
    expect(html).toContain('Quiet &amp; &quot;calm&quot; now</textarea>');
    expect(html).toMatch(/value="clinical records" checked/);
    expect(html).toMatch(/value="partly working" checked/);
    expect(html).toContain('name="key" value="k1"');
    expect((await recoveryProgress(context.db, id)).notReplied).toBe(2);
  });

  it('refuses what is too long or cannot be stored, and says so', async () => {
    const form = { key: 'k1', state: 'recovering', saidBy: 'Jo' };
    const long = await post(paths[0] ?? '', { ...form, note: 'x'.repeat(40_000) });
    expect(long.status).toBe(413);
    expect(await long.text()).toContain('too long. Nothing was stored');
    const odd = await post(paths[0] ?? '', { ...form, note: 'a\0b' });
    expect(odd.status).toBe(400);
    expect(await odd.text()).toContain('id="note-error"');
    expect((await recoveryProgress(context.db, id)).notReplied).toBe(2);
  });

  it('keeps the key of a draft, so that what was stored already is not stored again', () => {
    const source = readFileSync(new URL('./draft.js', import.meta.url), 'utf8');
    const kept = new Map<string, string>();
    const localStorage = {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
      removeItem: (name: string) => void kept.delete(name),
    };
    /** The page with a new key, as the server gives it; typed into when told. */
    const load = (key: string, note?: string) => {
      const fields = [
        { name: 'key', type: 'hidden', value: key },
        { name: 'note', type: 'textarea', value: '' },
      ];
      const form = {
        dataset: { keep: 'fresh', day: '20000' },
        elements: fields,
        addEventListener(_: string, keep: () => void) {
          if (note === undefined) return;
          Object.assign(fields[1] ?? {}, { value: note });
          keep();
        },
      };
      const document = { querySelector: (of: string) => (of === 'form[data-keep]' ? form : null) };
      runInNewContext(source, { document, location: { pathname: '/recovery/x' }, localStorage });
      return fields.map(({ value }) => value);
    };
    expect(load('first', 'Waiting')).toEqual(['first', 'Waiting']);
    expect(load('second')).toEqual(['first', 'Waiting']);
  });

  it('stores an answer as people type it, sends them on, and says thank you', async () => {
    const form = {
      ...{
        key: 'k2',
        state: 'recovering',
        saidBy: 'Jo, manager',
        appointments: '1,200',
        expectedNormalOn: '12 5 2026',
      },
      ...{ results: '', allWorking: 'yes', staffHours: '7.5' },
    };
    const sent = await post(paths[0] ?? '', form);
    expect(sent.status).toBe(303);
    await post(paths[0] ?? '', form);
    const [own] = (await recoveryProgress(context.db, id)).practices;
    expect(own).toMatchObject({
      ...{ state: 'recovering', expectedNormalOn: '2026-05-12', channel: 'link' },
      answer: { notWorking: [], staffHours: 7.5, backlog: { appointments: 1200, results: null } },
    });
    const thanks = await (await get(sent.headers.get('location') ?? '')).text();
    expect(thanks).toContain('We have your answer.');
    expect(thanks).not.toContain('<form method="post"');
    const again = await (await get(paths[0] ?? '')).text();
    expect(again).toContain('We have an answer from you.');
    expect(again).toMatch(/id="staffHours"[^>]*value="7.5"|value="7.5"[^>]*id="staffHours"/);
  });

  it('opens at the question whether it is fixed with nothing chosen, shows what was said before, and asks at which site', async () => {
    expect(await (await get(paths[0] ?? '')).text()).not.toContain('notFixedAt');
    const row = 'G99001-2,G99001,Branch,2 Low Road,Amberwick,ME99 1AB,,,';
    const bytes = new TextEncoder().encode(
      `site_code,ods_code,name,address,town,postcode,phone,opened,closed\n${row}`,
    );
    await importEstate(context, { fileName: 'sites.csv', bytes });
    const form = { key: 'k3', state: 'recovering', saidBy: 'Jo, manager', fixed: 'no', results: '1200' };
    const both = await post(paths[0] ?? '', { ...form, fixed: 'yes', notFixedAt: 'G99001-2' });
    expect(both.status).toBe(400);
    expect(await both.text()).toContain('id="notFixedAt-error"');
    expect((await post(paths[0] ?? '', { ...form, notFixedAt: 'G99001-2' })).status).toBe(303);
    const html = await (await get(paths[0] ?? '')).text();
    expect(html).toMatch(/<fieldset id="is-it-fixed"[^>]*><legend>We believe[^<]*Is it\?/);
    expect(html).toContain('Branch, 2 Low Road, Amberwick</label>');
    expect(html).not.toMatch(/name="(?:state|fixed|notFixedAt)"[^>]*checked/);
    expect(html).toContain('You told us that it is not fixed at Branch.');
    expect(html).toMatch(/Results waiting<\/dt>\s*<dd[^>]*>\s*1,200/);
  });

  it('slows down whoever tries links, and nobody whose link works behind the same address', async () => {
    address = '192.0.2.2';
    const tried: number[] = [];
    for (let n = 0; n <= formLimits.misses.burst; n += 1)
      tried.push((await get(`/recovery/guess-${n}`)).status);
    expect(tried.at(0)).toBe(404);
    expect(tried.at(-1)).toBe(429);
    expect((await get(paths[1] ?? '')).status).toBe(200);
    for (let n = 0; n < formLimits.link.burst; n += 1) await get(paths[1] ?? '');
    expect((await get(paths[1] ?? '')).status).toBe(429);
    expect((await get(paths[0] ?? '')).status).toBe(200);
  });

  it('does nothing but show and take answers', async () => {
    expect((await fetch(`${base}${paths[0]}`, { method: 'DELETE' })).status).toBe(405);
  });
});
