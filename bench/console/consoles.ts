import { request } from 'node:http';
import { brotliDecompressSync } from 'node:zlib';
import { csrfIn } from '../../test/support/console-client.ts';
import { type Figures, get, processorMs, type Server } from './ask.ts';

const consoles = 200;
const perSession = 6;
const changes = 8;
/** When all 200 load their screen at once that takes seconds of a processor. */
const changesForAll = 4;
const quietMs = 10_000;

/** What 200 open consoles cost, and how soon they hear of a change and show it. */
export interface Consoles {
  consoles: number;
  /** Of the server's process, without them and with them open. */
  memoryMbBefore: number;
  memoryMbOpen: number;
  /** Of one processor, while they are open and nothing happens. */
  processorQuietPercent: number;
  /** Processor time that one change costs when all 200 load their screen anew. */
  processorMsForAll: number;
  /** From sending a change until a console has heard of it. */
  heardP95Ms: number;
  /** From sending a change until another open screen was loaded anew and shows it: when one of 200 does so. */
  shownP50Ms: number;
  shownP95Ms: number;
  /** The same when all 200 load their screen at once. */
  allShownP50Ms: number;
  allShownP95Ms: number;
}

interface OpenConsole {
  cookie: string;
  /** Resolves with the next refresh that the stream tells of. */
  next(): Promise<void>;
  close(): void;
}

function openConsole(address: string, cookie: string): Promise<OpenConsole> {
  return new Promise((resolve, reject) => {
    let waiting: (() => void)[] = [];
    const sent = request(`${address}/console/live`, { headers: { cookie }, agent: false }, (response) => {
      if (response.statusCode !== 200)
        return reject(new Error(`/console/live answered ${response.statusCode}.`));
      response.on('data', (chunk: Buffer) => {
        if (!chunk.includes('turbo-stream')) return;
        for (const heard of waiting) heard();
        waiting = [];
      });
      response.on('error', () => undefined);
      const next = (): Promise<void> => new Promise((heard) => waiting.push(heard));
      resolve({ cookie, next, close: () => sent.destroy() });
    });
    sent.on('error', reject);
    sent.end();
  });
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What one series of changes took. */
interface Series {
  heardMs: number[];
  shownMs: number[];
  /** From sending a change until the last screen shows it, of all changes. */
  busyMs: number;
}

/** Opens 200 consoles in the sessions of the people, six in each, and changes the incident that they show. */
export async function measureConsoles(server: Server): Promise<Consoles> {
  const screen = `${server.address}/console/incidents/${server.place.slug}`;
  for (let warm = 0; warm < 5; warm += 1) await get(screen, server.cookie);
  const before = await server.figures();
  const open: OpenConsole[] = [];
  for (let index = 0; index < consoles; index += 1) {
    const cookie = server.people[Math.floor(index / perSession)];
    if (cookie === undefined) throw new Error('There are not enough people.');
    open.push(await openConsole(server.address, cookie));
  }
  const opened = await server.figures();
  await wait(quietMs);
  const quiet = await server.figures();
  const one = await change(server, open, { loading: 1, times: changes });
  const beforeAll = await server.figures();
  const all = await change(server, open, { loading: consoles, times: changesForAll });
  const after = await server.figures();
  for (const each of open) each.close();
  return {
    consoles,
    memoryMbBefore: memoryMb(before),
    memoryMbOpen: memoryMb(opened),
    processorQuietPercent: Math.round((processorMs(opened, quiet) / quietMs) * 1000) / 10,
    processorMsForAll: Math.round(processorMs(beforeAll, after) / changesForAll),
    heardP95Ms: at(one.heardMs, 0.95),
    shownP50Ms: at(one.shownMs, 0.5),
    shownP95Ms: at(one.shownMs, 0.95),
    allShownP50Ms: at(all.shownMs, 0.5),
    allShownP95Ms: at(all.shownMs, 0.95),
  };
}

const memoryMb = ({ memory }: Figures): number => Math.round(memory.rss / 1024 / 1024);
function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN);
}

/** Changes the incident some times; `loading` of the consoles load their screen when they hear of it. */
async function change(
  server: Server,
  open: readonly OpenConsole[],
  { loading, times }: { loading: number; times: number },
): Promise<Series> {
  const series: Series = { heardMs: [], shownMs: [], busyMs: 0 };
  const screen = `${server.address}/console/incidents/${server.place.slug}`;
  for (let index = 0; index < times; index += 1) {
    // Until the quiet time after the last refresh is over, so that each change is told of at once.
    await wait(4_500);
    const text = `Note ${index} of ${loading} while ${consoles} look on`;
    const { action, body } = await noteForm(server, text);
    const begun = performance.now();
    const since = (): number => performance.now() - begun;
    const heard = open.map((each) => each.next().then(() => series.heardMs.push(since())));
    const shown = open.slice(0, loading).map(async ({ cookie }, console) => {
      await heard[console];
      for (;;) {
        const answer = await get(screen, cookie);
        if (brotliDecompressSync(answer.body).includes(text)) break;
      }
      series.shownMs.push(since());
    });
    await Promise.all([send(server, action, body), ...heard, ...shown]);
    series.busyMs += since();
  }
  return series;
}

async function noteForm(server: Server, text: string): Promise<{ action: string; body: string }> {
  const action = `${server.address}/console/do/incident.note`;
  const form = await get(`${action}?incident=${server.place.slug}`, server.cookie);
  const csrf = csrfIn(brotliDecompressSync(form.body).toString());
  return { action, body: new URLSearchParams({ csrf, incident: server.place.slug, text }).toString() };
}

async function send(server: Server, action: string, body: string): Promise<void> {
  const headers = {
    cookie: server.cookie,
    origin: server.address,
    'content-type': 'application/x-www-form-urlencoded',
  };
  const answer = await fetch(action, { method: 'POST', redirect: 'manual', headers, body });
  const told = await answer.text();
  if (answer.status >= 400 || told.includes('nhsuk-error-summary'))
    throw new Error(`The note was answered ${answer.status}.`);
}
