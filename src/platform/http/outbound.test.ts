import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutbound, isPublicAddress, type Outbound, type OutboundRequest } from './index.ts';

let server: Server;
let port = 0;
const seen: { url: string; host: string; agent: string | undefined }[] = [];

/** What the server does by path. */
const answers: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  '/plain': (_request, response) => response.end('hello'),
  '/gzip': (_request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('hello')),
  '/br': (_request, response) =>
    response.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync(Buffer.from('hello'))),
  '/bomb': (_request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5_000_000))),
  '/broken': (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip'),
  '/odd': (_request, response) => response.writeHead(200, { 'content-encoding': 'zstd-odd' }).end('x'),
  '/large': (_request, response) => response.end(Buffer.alloc(200_000)),
  '/endless': (_request, response) => {
    const timer = setInterval(() => response.write('x'.repeat(10_000)), 5);
    response.on('close', () => clearInterval(timer));
  },
  '/silent': () => undefined,
  '/drip': (_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    const timer = setInterval(() => response.write('x'), 50);
    response.on('close', () => clearInterval(timer));
  },
  '/cut': (_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half');
    setTimeout(() => response.destroy(), 20);
  },
  '/post': (request, response) => {
    request.pipe(response);
  },
  '/to-plain': (_request, response) => response.writeHead(302, { location: '/plain' }).end(),
  '/to-metadata': (_request, response) =>
    response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
  '/to-inside': (_request, response) => response.writeHead(302, { location: 'http://inside.example/' }).end(),
  '/to-file': (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/loop': (_request, response) => response.writeHead(302, { location: '/loop' }).end(),
};

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push({
      url: request.url ?? '',
      host: request.headers.host ?? '',
      agent: request.headers['user-agent'],
    });
    (answers[request.url ?? ''] ?? ((_request, other) => other.writeHead(404).end()))(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Names as a hostile resolver would answer them. */
const names: Record<string, string[]> = {
  'feed.example': ['127.0.0.1'],
  'inside.example': ['10.0.0.7'],
  'both.example': ['93.184.215.14', '192.168.1.1'],
  'six.example': ['fd00::1'],
  'nothing.example': [],
};

const resolve = async (host: string): Promise<string[]> => {
  const found = names[host];
  if (!found) throw new Error('ENOTFOUND');
  return found;
};

const ask = (path: string, more: Partial<OutboundRequest> = {}, outbound: Outbound = allowing()) =>
  outbound({
    url: path.startsWith('http') ? path : `http://feed.example:${port}${path}`,
    timeoutMs: 1_000,
    ...more,
  });

const allowing = (): Outbound =>
  createOutbound({ resolve, alsoAllowed: ['127.0.0.1'], userAgent: 'Allclear test' });

describe('a public address', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '192.0.0.8',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.9',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::a00:1',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2001:0:1::1',
    'fec0::1',
    '',
    'localhost',
    '1.2.3',
    'feed.example',
  ])('%s is none', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '93.184.215.14', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1'])(
    '%s is one',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe('a request to the internet', () => {
  it('brings the answer, unpacked, and says who asks', async () => {
    for (const path of ['/plain', '/gzip', '/br']) {
      const answer = await ask(path);
      expect(answer).toMatchObject({ kind: 'answer', status: 200 });
      expect('body' in answer && answer.body.toString()).toBe('hello');
    }
    expect(seen.at(-1)).toMatchObject({ host: `feed.example:${port}`, agent: 'Allclear test' });
  });

  it.each([
    ['a private name', 'http://inside.example/'],
    ['a name that is public and private at once', 'http://both.example/'],
    ['a unique local IPv6 name', 'http://six.example/'],
    ['loopback', 'http://127.0.0.1:1/'],
    ['loopback as one number', 'http://2130706433/'],
    ['loopback in octal', 'http://0177.0.0.1/'],
    ['loopback in hex', 'http://0x7f.1/'],
    ['IPv6 loopback', 'http://[::1]/'],
    ['IPv4 inside IPv6', 'http://[::ffff:127.0.0.1]/'],
    ['cloud metadata', 'http://169.254.169.254/latest/meta-data/'],
    ['any address', 'http://0.0.0.0/'],
  ])('refuses %s', async (_name, url) => {
    const before = seen.length;
    const answer = await ask(url, {}, createOutbound({ resolve }));
    expect(answer).toMatchObject({ kind: 'refused', reason: 'internal-address' });
    expect(seen.length).toBe(before);
  });

  it.each([
    ['file:///etc/passwd'],
    ['ftp://feed.example/'],
    ['javascript:alert(1)'],
    ['http://user:secret@feed.example/'],
    ['not an address'],
    [`http://feed.example/${'x'.repeat(3_000)}`],
  ])('does not even try %s', async (url) => {
    expect(await allowing()({ url })).toMatchObject({ kind: 'refused', reason: 'bad-address' });
  });

  it('says when a host is not known', async () => {
    expect(await ask('http://unknown.example/')).toMatchObject({ reason: 'unknown-host' });
    expect(await ask('http://nothing.example/')).toMatchObject({ reason: 'unknown-host' });
  });

  it('follows redirects as far as told, and checks each one again', async () => {
    expect(await ask('/to-plain')).toMatchObject({ reason: 'too-many-redirects' });
    const followed = await ask('/to-plain', { maxRedirects: 1 });
    expect(followed).toMatchObject({ kind: 'answer', url: `http://feed.example:${port}/plain` });
    for (const path of ['/to-metadata', '/to-inside'])
      expect(await ask(path, { maxRedirects: 5 })).toMatchObject({ reason: 'internal-address' });
    expect(await ask('/to-file', { maxRedirects: 5 })).toMatchObject({ reason: 'bad-address' });
    expect(await ask('/loop', { maxRedirects: 3 })).toMatchObject({ reason: 'too-many-redirects' });
  });

  it('connects to the address that was checked, whatever the name says afterwards', async () => {
    let asked = 0;
    // Harmless when it is checked, internal when it is asked again: DNS rebinding.
    const rebinding = async (): Promise<string[]> => {
      asked += 1;
      return asked === 1 ? ['127.0.0.1'] : ['10.0.0.7'];
    };
    const outbound = createOutbound({ resolve: rebinding, alsoAllowed: ['127.0.0.1'] });
    expect(await ask('/plain', {}, outbound)).toMatchObject({ kind: 'answer', status: 200 });
    expect(asked).toBe(1);
    expect(await ask('/plain', {}, outbound)).toMatchObject({ reason: 'internal-address' });
  });

  it.each([
    ['/large', { maxBytes: 100_000 }, 'too-large'],
    ['/endless', { maxBytes: 100_000 }, 'too-large'],
    ['/bomb', { maxBytes: 1_000_000 }, 'too-large'],
    ['/broken', {}, 'bad-encoding'],
    ['/odd', {}, 'bad-encoding'],
    ['/silent', { timeoutMs: 200 }, 'too-slow'],
    ['/drip', { timeoutMs: 300 }, 'too-slow'],
    ['/cut', {}, 'not-reachable'],
  ])('refuses %s', async (path, more, reason) => {
    expect(await ask(path, more)).toMatchObject({ kind: 'refused', reason });
  });

  it('does not wait for a name service that never answers', async () => {
    const never = createOutbound({ resolve: () => new Promise(() => undefined) });
    expect(await ask('/plain', { timeoutMs: 100 }, never)).toMatchObject({ reason: 'too-slow' });
  });

  it('says when nobody listens', async () => {
    expect(await ask('http://127.0.0.1:1/')).toMatchObject({ reason: 'not-reachable' });
  });

  it('posts a body and follows no redirect with it', async () => {
    const posted = await ask('/post', { method: 'POST', body: '{"a":1}' });
    expect('body' in posted && posted.body.toString()).toBe('{"a":1}');
    const moved = await ask('/to-plain', { method: 'POST', body: 'x', maxRedirects: 5 });
    expect(moved).toMatchObject({ kind: 'answer', status: 302 });
  });
});
