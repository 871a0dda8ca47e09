import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isLinkLocalAddress, isPublicAddress } from './addresses.ts';
import { guardedFetch } from './fetch.ts';

const rules = { trustedHosts: ['localhost', '127.0.0.1'], timeoutMs: 500, maxBytes: 1_000 };
const stops: (() => void)[] = [];

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

describe('addresses that may be asked', () => {
  it.each([
    ['93.184.215.14', true, true],
    ['2606:2800:220:1::1', true, true],
    ['10.1.2.3', false, true],
    ['172.31.255.255', false, true],
    ['192.168.0.1', false, true],
    ['127.0.0.1', false, true],
    ['100.64.0.1', false, true],
    ['::1', false, true],
    ['fd00::1', false, true],
    ['::ffff:10.0.0.1', false, true],
    ['169.254.169.254', false, false],
    ['::ffff:169.254.169.254', false, false],
    ['fe80::1', false, false],
    ['not an address', false, false],
  ])('%s: %s for anybody, %s for a host that an operator named', (address, anybody, trusted) => {
    const isAddress = isIP(address) !== 0;
    expect([isPublicAddress(address), isAddress && !isLinkLocalAddress(address)]).toEqual([anybody, trusted]);
  });
});

describe('guardedFetch', () => {
  it('asks with method, headers and body, and gives the answer back', async () => {
    const address = await serve(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      response
        .writeHead(201, { 'content-type': 'application/json' })
        .end(JSON.stringify({ method: request.method, type: request.headers['content-type'], body }));
    });
    const answer = await guardedFetch(rules)(`${address}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ code: 'a b' }),
    });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({
      method: 'POST',
      type: 'application/x-www-form-urlencoded',
      body: 'code=a+b',
    });
  });

  it.each([
    ['a private address', 'https://10.0.0.1/'],
    ['this machine by number', 'https://[::1]/'],
    ['the keys of a cloud machine', 'https://169.254.169.254/latest'],
    ['a name that leads to this machine', 'https://localhost.localdomain/'],
    ['an address without https', 'http://example.org/'],
    ['a file', 'file:///etc/passwd'],
  ])('refuses %s that nobody configured', async (_what, address) => {
    await expect(guardedFetch({ ...rules, trustedHosts: [] })(address)).rejects.toMatchObject({
      code: 'remote.unavailable',
    });
  });

  it('refuses this machine under a name, after looking it up', async () => {
    const address = (await serve((_request, response) => response.end('secret'))).replace('http:', 'https:');
    await expect(guardedFetch({ ...rules, trustedHosts: [] })(address)).rejects.toThrow(
      'not of the public internet',
    );
  });

  it('follows no redirect', async () => {
    const address = await serve((_request, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    );
    expect((await guardedFetch(rules)(address)).status).toBe(302);
  });

  it('gives up on an answer that is too long, too slow, or cut off', async () => {
    const long = await serve((_request, response) => response.end('x'.repeat(2_000)));
    await expect(guardedFetch(rules)(long)).rejects.toThrow('larger than 1000 bytes');
    const slow = await serve(() => undefined);
    await expect(guardedFetch(rules)(slow)).rejects.toMatchObject({ code: 'remote.unavailable' });
    const cut = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('x');
      response.destroy();
    });
    await expect(guardedFetch(rules)(cut)).rejects.toMatchObject({ code: 'remote.unavailable' });
    await expect(guardedFetch(rules)('http://localhost:1/')).rejects.toMatchObject({
      code: 'remote.unavailable',
      message: expect.stringContaining('localhost cannot be asked'),
    });
  });
});
