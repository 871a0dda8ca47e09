import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AllclearError } from '../errors/index.ts';
import { readBody, readJson } from './read-body.ts';
import { sendError, sendJson } from './send.ts';

const maxBytes = 100_000;
let keptRequest: IncomingMessage | undefined;
let lastRefusal: unknown;

const server = createServer((request, response) => {
  const read = request.url === '/json' ? readJson(request, { maxBytes }) : readBody(request, { maxBytes });
  keptRequest = request;
  read
    .then((body) => sendJson(response, 200, Buffer.isBuffer(body) ? { length: body.length } : { body }))
    .catch((error: unknown) => {
      lastRefusal = error;
      sendError(response, error);
    });
});
let origin = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function post(body: Uint8Array | string, headers: Record<string, string> = {}, path = '/') {
  const response = await fetch(`${origin}${path}`, { method: 'POST', body, headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

/** Sends without a declared length, so that only the bytes themselves can pass the limit. */
const chunked = (body: Buffer, headers: Record<string, string> = {}): Promise<Record<string, unknown>> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(origin, { method: 'POST', headers }, (response) => {
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve(JSON.parse(text)));
    });
    request.on('error', reject);
    for (let sent = 0; sent < body.length; sent += 10_000) request.write(body.subarray(sent, sent + 10_000));
    request.end();
  });

describe('readBody', () => {
  it('reads plain and gzip bodies up to the limit', async () => {
    expect((await post(Buffer.alloc(maxBytes))).body).toEqual({ length: maxBytes });
    expect((await post('')).body).toEqual({ length: 0 });
    const packed = await post(gzipSync(Buffer.alloc(maxBytes)), { 'content-encoding': 'gzip' });
    expect(packed.body).toEqual({ length: maxBytes });
    expect(await chunked(Buffer.alloc(maxBytes))).toEqual({ length: maxBytes });
  });

  it('refuses one byte more, with an answer that can be read', async () => {
    const refused = await post(Buffer.alloc(maxBytes + 1));
    expect(refused.status).toBe(413);
    expect(refused.body).toMatchObject({ code: 'input.too-large', faultCount: 0 });
  });

  it('refuses a body far over the limit without a declared length', async () => {
    expect(await chunked(Buffer.alloc(20_000_000))).toMatchObject({ code: 'input.too-large' });
  });

  it('refuses a gzip bomb by what it unpacks to', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(maxBytes);
    expect((await post(bomb, { 'content-encoding': 'gzip' })).body.code).toBe('input.too-large');
  });

  it('refuses endless empty gzip members by what is sent', async () => {
    const empty = gzipSync('');
    const many = Buffer.concat(Array.from({ length: Math.ceil(maxBytes / empty.length) + 1 }, () => empty));
    expect(await chunked(many, { 'content-encoding': 'gzip' })).toMatchObject({ code: 'input.too-large' });
  });

  it('refuses broken gzip, gzip cut short, and other encodings', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    expect((await post('not gzip', gzip)).body.code).toBe('input.encoding');
    expect((await post(gzipSync('x'.repeat(1000)).subarray(0, 15), gzip)).body.code).toBe('input.encoding');
    expect(await post('x', { 'content-encoding': 'br' })).toMatchObject({ status: 415 });
  });

  it('settles when the client goes away', async () => {
    lastRefusal = undefined;
    const request = httpRequest(origin, { method: 'POST', headers: { 'content-length': '50' } });
    request.on('error', () => undefined);
    keptRequest = undefined;
    request.write('half');
    await expect.poll(() => keptRequest !== undefined).toBe(true);
    request.destroy();
    await expect.poll(() => lastRefusal).toMatchObject({ code: 'input.invalid' });
  });
});

describe('readJson', () => {
  const json = { 'content-type': 'application/json; charset=utf-8' };

  it('reads JSON, and refuses other types, bad text and bad bytes without quoting them', async () => {
    expect((await post('{"a":[1]}', json, '/json')).body).toEqual({ body: { a: [1] } });
    expect((await post('{}', { 'content-type': 'text/plain' }, '/json')).status).toBe(415);
    const bad = await post('{"name":"943 476 5919",}', json, '/json');
    expect(bad.body.code).toBe('input.invalid');
    expect(JSON.stringify(bad.body)).not.toContain('943');
    expect((await post(Buffer.from([0x22, 0xff, 0x22]), json, '/json')).body.code).toBe('input.encoding');
  });
});

describe('sendError', () => {
  it.each([
    ['an unknown error', new Error('password=hunter2')],
    ['a broken invariant', new AllclearError('internal', 'row hunter2 is missing')],
    ['anything else', 'hunter2'],
  ])('tells nothing of %s', async (_name, error) => {
    const answer = await answerTo(error);
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('hunter2');
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'internal' });
  });

  it('shows the first 100 faults and how many there are, never the cause', async () => {
    const faults = Array.from({ length: 250 }, (_fault, index) => ({ line: index + 2, reason: 'is blank' }));
    const error = new AllclearError('import.rejected', 'No.', {
      faults,
      remedy: 'Mend it.',
      cause: new Error('secret'),
    });
    const answer = await answerTo(error);
    expect(answer.status).toBe(422);
    const body = JSON.parse(answer.text) as { faults: unknown[] };
    expect(body).toMatchObject({
      code: 'import.rejected',
      message: 'No.',
      remedy: 'Mend it.',
      faultCount: 250,
    });
    expect(body.faults).toHaveLength(100);
    expect(answer.text).not.toContain('secret');
  });

  it('asks for a bearer token when there is none', async () => {
    const answer = await answerTo(new AllclearError('unauthenticated', 'Who are you?'));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('cuts off a response that has begun', async () => {
    await expect(answerTo(new Error('late'), true)).rejects.toThrow();
  });
});

async function answerTo(error: unknown, begun = false) {
  const failing = createServer((_request, response) => {
    if (begun) response.writeHead(200).write('half of it');
    sendError(response, error);
  });
  await new Promise<void>((resolve) => failing.listen(0, '127.0.0.1', resolve));
  try {
    const response = await fetch(`http://127.0.0.1:${(failing.address() as AddressInfo).port}`);
    return { status: response.status, headers: response.headers, text: await response.text() };
  } finally {
    failing.closeAllConnections();
    await new Promise((resolve) => failing.close(resolve));
  }
}
