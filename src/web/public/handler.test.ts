import { type IncomingHttpHeaders, request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bulletin, publishedUpdate } from '../../../test/support/bulletin.ts';
import { type PublicServer, publicationOf, startPublicServer } from '../../../test/support/public-server.ts';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

const publication = publicationOf(bulletin({}, 20));
const incident = '/incidents/practice-network-april-2026';
let server: PublicServer;
beforeAll(async () => {
  server = await startPublicServer(publication);
});
afterAll(() => server.close());

/** Sends the path as it is: `fetch` would tidy it and unpack the answer. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.address);
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', reject).end();
  });
}

const fileBody = (path: string) => publication.snapshot.files.get(path)?.body ?? Buffer.from('missing');

describe('a page', () => {
  it('comes as its very bytes in the coding that was asked for', async () => {
    const plain = await ask(incident);
    expect(plain.status).toBe(200);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.equals(fileBody(incident))).toBe(true);
    const br = await ask(incident, { 'accept-encoding': 'gzip, deflate, br' });
    expect(br.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(br.body).equals(fileBody(incident))).toBe(true);
    const gzip = await ask(incident, { 'accept-encoding': 'gzip, br;q=0' });
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gzip.body).equals(fileBody(incident))).toBe(true);
    for (const answer of [plain, br, gzip]) {
      expect(Number(answer.headers['content-length'])).toBe(answer.body.length);
      expect(answer.headers.vary).toBe('Accept-Encoding');
    }
  });

  it('may not be framed, scripted, or sniffed, and is fresh within a second', async () => {
    const { headers } = await ask('/');
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('same-origin');
    expect(headers['cache-control']).toBe('public, max-age=1, stale-if-error=86400');
  });

  it('is not sent again to who has it, coding by coding', async () => {
    const br = await ask(incident, { 'accept-encoding': 'br' });
    const etag = String(br.headers.etag);
    expect(etag).toMatch(/^"[^"]+"$/);
    for (const match of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await ask(incident, { 'accept-encoding': 'br', 'if-none-match': match });
      expect(again.status, match).toBe(304);
      expect(again.body).toHaveLength(0);
      expect(again.headers.etag).toBe(etag);
      expect(again.headers['cache-control']).toBe(br.headers['cache-control']);
    }
    expect((await ask(incident, { 'if-none-match': etag })).status).toBe(200);
    expect((await ask(incident, { 'accept-encoding': 'br', 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('answers HEAD with the same headers and no body', async () => {
    const get = await ask(incident);
    const head = await ask(incident, {}, 'HEAD');
    expect(head.body).toHaveLength(0);
    expect({ ...head.headers, date: '' }).toEqual({ ...get.headers, date: '' });
  });

  it('ignores a query that is not its own', async () => {
    expect((await ask('/?utm_source=mail')).status).toBe(200);
    expect((await ask('/practices?page=2')).body.equals(fileBody('/practices'))).toBe(true);
  });

  it('changes at once with the publication, and for assets never', async () => {
    const before = await ask(incident);
    const [asset = ''] = [...publication.snapshot.files.keys()].filter((path) => path.endsWith('.css'));
    const sheet = await ask(asset);
    expect(sheet.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const [current] = publication.bulletin.current;
    if (!current) throw new Error('The bulletin has no incident.');
    const updates = [publishedUpdate({ title: 'Something new' }), ...current.updates.slice(1)];
    server.show(publicationOf({ ...publication.bulletin, current: [{ ...current, updates }] }));
    const after = await ask(incident, { 'if-none-match': String(before.headers.etag) });
    server.show(publication);
    expect(after.status).toBe(200);
    expect(after.body.toString()).toContain('Something new');
    expect((await ask(incident, { 'if-none-match': String(before.headers.etag) })).status).toBe(304);
  });
});

describe('feeds and data', () => {
  it.each([
    ['/feed.atom', 'application/atom+xml; charset=utf-8'],
    ['/bulletin.json', 'application/json; charset=utf-8'],
    [`${incident}.json`, 'application/json; charset=utf-8'],
  ])('%s is open to other pages', async (path, type) => {
    const { headers } = await ask(path);
    expect(headers['content-type']).toBe(type);
    expect(headers['access-control-allow-origin']).toBe('*');
  });
});

describe('the search', () => {
  it.each([
    ['/practices?q=g99001', '/practices/G99001'],
    ['/practices?q=G99001&x=1', '/practices/G99001'],
  ])('%s leads to %s', async (path, location) => {
    const answer = await ask(path);
    expect([answer.status, answer.headers.location]).toEqual([303, location]);
  });

  it('answers with a page, compressed, that no shared cache keeps', async () => {
    const answer = await ask('/practices?q=surgery', { 'accept-encoding': 'br' });
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('private, no-cache');
    expect(brotliDecompressSync(answer.body).toString()).toContain('found for “surgery”');
  });

  it('says what to do when nothing was found or asked', async () => {
    expect((await ask('/practices?q=zzzzz')).body.toString()).toContain('check the spelling');
    expect((await ask('/practices?q=')).body.toString()).toContain('There is a problem');
  });

  it.each(['%3Cscript%3Ealert(1)%3C/script%3E', '%', '%ff%fe', '"><b>', `${'a'.repeat(5000)}`])(
    'survives %s',
    async (query) => {
      const answer = await ask(`/practices?q=${query}`);
      expect(answer.status).toBe(200);
      expect(answer.body.toString()).not.toMatch(/<script|<b>/);
      expect(answer.body.length).toBeLessThan(20_000);
    },
  );
});

describe('other addresses', () => {
  it.each([
    ['/practices/', '/practices'],
    ['/practices/g99001', '/practices/G99001'],
    ['/practices/g99001/', '/practices/G99001'],
    [`${incident}/?x=1`, incident],
  ])('%s is sent to %s', async (path, location) => {
    const answer = await ask(path);
    expect([answer.status, answer.headers.location]).toEqual([301, location]);
  });

  it.each([
    '/nothing',
    '/404',
    '//evil.example/',
    '//evil.example',
    '/%',
    '/../etc/passwd',
    '/incidents/',
    '/__proto__',
    '*',
  ])('%s is not found, with a page that helps', async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(404);
    expect(answer.body.toString()).toContain('Page not found');
    expect(answer.headers.location).toBeUndefined();
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s is refused', async (method) => {
    const answer = await ask('/', {}, method);
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('says that nothing is published yet', async () => {
    server.show(undefined);
    const answer = await ask('/');
    server.show(publication);
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '30']);
  });
});
