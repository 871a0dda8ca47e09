import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Queries } from './counting.ts';
import type { Orders, Serving } from './server.ts';

export interface Figures extends Queries {
  memory: NodeJS.MemoryUsage;
  cpu: NodeJS.CpuUsage;
}

/** The product under test. */
export interface Server extends Serving {
  /** What it cost since it was last asked; processor time since it began. */
  figures(): Promise<Figures>;
  /** Makes everything that was kept stale, as a change of the record does. */
  touch(): Promise<void>;
  stop(): Promise<void>;
}

/** Processor time of the server's process between two looks. */
export const processorMs = (from: Figures, to: Figures): number =>
  (to.cpu.user + to.cpu.system - from.cpu.user - from.cpu.system) / 1000;

/** Starts the product in a process of its own and waits until it serves. */
export async function startServer(orders: Orders): Promise<Server> {
  const child = fork(join(import.meta.dirname, 'server.ts'), {
    execArgv: ['--import', 'tsx'],
  });
  child.send(orders);
  const serving = (await message(child)) as Serving;
  return {
    ...serving,
    async figures() {
      child.send('figures');
      return (await message(child)) as Figures;
    },
    async touch() {
      child.send('touch');
      await message(child);
    },
    async stop() {
      child.send('stop');
      await once(child, 'exit');
    },
  };
}

function message(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`The server ended with ${code}.`));
    child.once('exit', ended);
    child.once('message', (got) => {
      child.off('exit', ended);
      resolve(got);
    });
  });
}

export interface Answer {
  status: number;
  firstByteMs: number;
  bytes: number;
  body: Buffer;
}

const silentMs = 60_000;

/** Asks for one address as a browser does; the time runs to the first byte of the body. */
export function get(address: string, cookie: string | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const headers = { 'accept-encoding': 'br', accept: 'text/html', ...(cookie ? { cookie } : {}) };
    // A connection of its own: one that is kept open may be closed by the server at the moment it is used again.
    const sent = request(address, { headers, agent: false }, (response) => {
      let firstByteMs = Number.NaN;
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => {
        if (chunks.length === 0) firstByteMs = performance.now() - begun;
        chunks.push(chunk);
      });
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, firstByteMs, bytes: body.length, body });
      });
    });
    // A connection that ends half-way, or says nothing, must end the measurement and not hold it for ever.
    sent.setTimeout(silentMs, () => sent.destroy(new Error(`${address} said nothing for ${silentMs} ms.`)));
    sent.on('close', () => reject(new Error(`${address} ended half-way.`)));
    sent.on('error', reject);
    sent.end();
  });
}
