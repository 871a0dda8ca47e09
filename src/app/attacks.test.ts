import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '#platform/auth';
import { runVerb } from '#platform/verbs';
import { type RunningConsole, startConsole } from '../../test/support/console.ts';
import { givenIncident } from '../../test/support/incidents.ts';
import { allVerbs } from './verbs.ts';

/** What a server answers to bytes that no browser would send: the status and everything before the body. */
function raw(
  address: string,
  lines: readonly string[],
): Promise<{ status: number; head: string; body: string }> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(`${lines.join('\r\n')}\r\n\r\n`));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('end', () => {
      const end = text.indexOf('\r\n\r\n');
      const head = text.slice(0, end);
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), head, body: text.slice(end + 4) });
    });
  });
}

describe('attacks on the running server', () => {
  let running: RunningConsole;
  let address: string;
  let token: string;

  beforeAll(async () => {
    running = await startConsole();
    address = running.app.address;
    token = await createToken(running.context, { name: 'feed', roles: ['intake', 'administrator'] });
  });
  afterAll(() => running?.stop());

  const get = (path: string, ...headers: string[]) =>
    raw(address, [`GET ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers]);

  it('path traversal: no address leads to a file that was not published', async () => {
    for (const path of [
      '/../../../../etc/passwd',
      '/..%2f..%2f..%2fetc%2fpasswd',
      '/incidents/../../package.json',
      '/incidents/%2e%2e/%2e%2e/package.json',
      '/assets/..\\..\\package.json',
      '/console/assets/../../../package.json',
      '/console/assets/%2e%2e%2f%2e%2e%2fpackage.json',
      '/api/v1/../../package.json',
      'file:///etc/passwd',
    ]) {
      const answer = await get(path);
      expect([301, 303, 400, 401, 404], path).toContain(answer.status);
      expect(answer.body, path).not.toMatch(/root:|"devDependencies"/);
    }
  });

  it('path traversal: the name of an imported file is a name and nothing else', async () => {
    for (const name of [
      '../../../../tmp/allclear-escaped.csv',
      '/etc/cron.d/sites.csv',
      '..\\sites.csv',
      'a\0b.csv',
    ]) {
      const answer = await fetch(
        `${address}/api/v1/estate?${new URLSearchParams({ file: name, kind: 'sites' })}`,
        {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
          body: 'site_code,ods_code,name,address,town,postcode,phone,opened,closed\n',
        },
      );
      expect(answer.status, name).toBeLessThan(500);
    }
    expect(existsSync(join(tmpdir(), 'allclear-escaped.csv'))).toBe(false);
  });

  it('path traversal: no incident can be published outside the folder of the static copy', async () => {
    for (const slug of ['../escape', 'a/../../b', '..', 'a/b', 'a\\b', '%2e%2e'])
      await expect(async () => givenIncident(running.context, { slug }), slug).rejects.toMatchObject({
        code: 'input.invalid',
      });
    const folder = await mkdtemp(join(tmpdir(), 'allclear-export-'));
    try {
      await running.app.publisher.exportTo(join(folder, 'site'));
      expect(await readdir(folder)).toEqual(['site']);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('header injection: a line end in an address or a header never begins a header of ours', async () => {
    const evil = '%0d%0aSet-Cookie:%20evil=1%0d%0a%0d%0a<script>alert(1)</script>';
    for (const path of [
      `/practices?q=${evil}`,
      `/${evil}`,
      `/incidents/${evil}/`,
      `/console/sign-in?back=/console${evil}`,
      `/console/${evil}`,
      `/console?done=${evil}`,
      `/console/sign-in/provider?back=${evil}`,
      `/console/welcome/${evil}`,
      `/api/v1/verbs/${evil}`,
    ]) {
      const answer = await get(path);
      expect(answer.head, path).not.toMatch(/\r\nset-cookie: evil/i);
      expect(answer.body, path).not.toContain('<script>alert(1)');
    }
    for (const header of ['X-Forwarded-For: 1.2.3.4\rSet-Cookie: evil=1', 'Host: a\nb', 'Cookie: a=b\0c']) {
      const answer = await get('/console', header);
      expect(answer.head, header).not.toMatch(/\r\nset-cookie: evil/i);
    }
  });

  it('characters that no database holds: refused by name, on every way in', async () => {
    for (const [path, body] of [
      ['incident.note', { incident: 'a', text: 'a\0b' }],
      [
        'estate.set-attribute',
        { siteCode: 'G99001-1', key: 'firmware', value: '\0', from: '2026-04-20T07:00:00Z' },
      ],
      ['call.import', { source: 'desk', calls: [{ externalId: 'a\0', openedAt: '2026-04-20T07:00:00Z' }] }],
    ] as const) {
      const answer = await fetch(`${address}/api/v1/verbs/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect([400, 422], path).toContain(answer.status);
    }
  });

  it('open redirects: a forged host or address leads nobody away', async () => {
    for (const path of [
      '//evil.example/',
      '//evil.example/incidents/',
      '/\\evil.example/',
      '/practices/',
      '/console//evil.example',
    ]) {
      const answer = await raw(address, [
        `GET ${path} HTTP/1.1`,
        'Host: evil.example',
        'X-Forwarded-Host: evil.example',
        'Connection: close',
      ]);
      const location = /\r\nlocation: ([^\r]*)/i.exec(answer.head)?.[1] ?? '/';
      expect(location, path).toMatch(/^\/(?![/\\])/);
      expect(answer.head, path).not.toContain('evil.example/');
    }
  });

  it('gzip bombs: a body that unpacks to more than the limit is refused as it unpacks', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '), { level: 9 });
    expect(bomb.length).toBeLessThan(100_000);
    const before = process.memoryUsage().rss;
    for (const path of ['readings', 'calls', 'estate?file=sites.csv', 'verbs/incident.note']) {
      const answer = await fetch(`${address}/api/v1/${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': path.startsWith('estate') ? 'text/csv' : 'application/json',
          'content-encoding': 'gzip',
        },
        body: bomb,
      });
      expect(answer.status, path).toBe(413);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024);
  });

  it('zip bombs: a compressed file is no form and no row, so nothing unpacks it', async () => {
    const zip = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(1_000)]);
    const answer = await fetch(`${address}/api/v1/estate?file=sites.csv.zip&kind=sites`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/zip' },
      body: zip,
    });
    expect([400, 415, 422]).toContain(answer.status);
    const form = await fetch(`${address}/console/sign-in`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'content-encoding': 'gzip',
        origin: address,
      },
      body: gzipSync('csrf=x&email=a&password=b'),
    });
    expect(form.status).toBe(401);
  });

  it('oversized bodies: refused before they are read to the end, with and without a declared length', async () => {
    const declared = await raw(address, [
      'POST /api/v1/calls HTTP/1.1',
      'Host: localhost',
      `Authorization: Bearer ${token}`,
      'Content-Type: application/json',
      'Content-Length: 99999999999',
      'Connection: close',
    ]);
    expect(declared.status).toBe(413);
    const chunk = new Uint8Array(1024 * 1024).fill(32);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 64) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const answer = await fetch(`${address}/console/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(413);
  });

  it("another's draft: shown to nobody without a role, changed by nobody without the right, published by no address", async () => {
    const { context } = running;
    await givenIncident(context, { slug: 'drafted' });
    const draft = { incident: 'drafted', number: 1 };
    await runVerb(allVerbs, context, 'update.draft', {
      incident: 'drafted',
      title: 'Not yet',
      body: 'Secret plans.',
    });
    const ask = (roles: Parameters<typeof createToken>[1]['roles'], verb: string, input: object) =>
      createToken(context, { name: roles.join(' '), roles }).then((secret) =>
        fetch(`${address}/api/v1/verbs/${verb}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
          body: JSON.stringify(input),
        }),
      );
    expect((await ask(['intake'], 'update.show', draft)).status).toBe(403);
    expect((await ask(['intake'], 'update.list', { incident: 'drafted' })).status).toBe(403);
    for (const role of ['viewer', 'desk', 'engineer', 'approver', 'reviewer'] as const)
      expect((await ask([role], 'update.edit', { ...draft, body: 'Changed.' })).status, role).toBe(403);
    expect((await fetch(`${address}/api/v1/verbs/update.show?incident=drafted&number=1`)).status).toBe(401);
    await running.app.publisher.publish(context);
    for (const path of [
      '/incidents/drafted',
      '/incidents/drafted/updates/1',
      '/incidents/drafted/feed.atom',
      '/',
    ])
      expect(await (await fetch(`${address}${path}`)).text(), path).not.toContain('Secret plans');
  });

  it('searches: fifty people behind one address find their practice, a flood is slowed with Retry-After', async () => {
    const search = () => fetch(`${address}/practices?q=surgery`);
    const people = await Promise.all(Array.from({ length: 50 }, search));
    expect(people.every(({ status }) => status === 200)).toBe(true);
    let last = 200;
    let retryAfter: string | null = null;
    for (let round = 0; round < 60 && last === 200; round += 1) {
      const answers = await Promise.all(Array.from({ length: 100 }, search));
      const refused = answers.find(({ status }) => status === 429);
      last = refused?.status ?? 200;
      retryAfter = refused?.headers.get('retry-after') ?? null;
    }
    expect([last, retryAfter]).toEqual([429, '1']);
    expect((await fetch(`${address}/practices`)).status).toBe(200);
  });
});
