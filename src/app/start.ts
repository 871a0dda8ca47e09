import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Actor } from '#platform/auth';
import type { Settings } from '#platform/config';
import type { Context } from '#platform/context';
import { AllclearError, required } from '#platform/errors';
import { createLifecycle } from '#platform/lifecycle';
import type { Engine } from './engine.ts';
import { createPublisher, type Publisher } from './publisher.ts';
import { requestHandler } from './requests.ts';
import { startWork, type Work, type WorkOptions } from './work.ts';

/** The running product. Nothing happens at import; `stop` undoes everything in reverse order. */
export interface App {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  address: string;
  publisher: Publisher;
  /** Carries facts to their consequences. Throws while the database cannot be reached. */
  readonly engine: Engine;
  contextFor(actor: Actor): Context;
  /** False while only the last page is served. */
  readonly hasDatabase: boolean;
  stop(): Promise<void>;
}

export interface StartOptions extends WorkOptions {
  demonstration?: boolean;
}

const retryMs = 5_000;

/**
 * Starts serving. When the database cannot be reached but a page was published before, that page is served, saying
 * since when its data cannot be read, and the database is tried again every few seconds.
 */
export async function startApp(options: StartOptions): Promise<App> {
  const { settings, clock, log } = options;
  const lifecycle = createLifecycle(log);
  const publisher = createPublisher({ settings, clock, log, demonstration: options.demonstration ?? false });
  let work: Work | undefined;
  try {
    const server = createServer(
      requestHandler({
        settings,
        clock,
        publisher,
        demonstration: options.demonstration ?? false,
        work: () => work,
      }),
    );
    lifecycle.onStop('work', () => work?.stop());
    let stopping = false;
    lifecycle.onStop('start', () => {
      stopping = true;
    });
    const start = async (): Promise<void> => {
      const started = await startWork(options, publisher);
      // Asked to stop while it was starting: nothing may be left running.
      if (stopping) await started.stop();
      else work = started;
    };
    await start().catch(async (error: unknown) => {
      if (!(await servesWithout(error, publisher))) throw error;
      log.error({ err: error }, 'the database cannot be reached; the last page is served');
      await publisher.markStale(clock.now());
      lifecycle.onStop('retry', keepTrying(start, options));
    });
    const address = await listenOn(server, settings);
    lifecycle.onStop('http', () => closeServer(server));
    log.info({ address }, 'started');
    const working = (): Work => required(work, 'the database');
    return {
      address,
      publisher,
      get engine() {
        return working().engine;
      },
      get hasDatabase() {
        return work !== undefined;
      },
      contextFor: (actor) => working().contextFor(actor),
      stop: () => lifecycle.stop(),
    };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

/** Only a database that does not answer is worth waiting for; any other fault is the operator's to mend now. */
async function servesWithout(error: unknown, publisher: Publisher): Promise<boolean> {
  if (error instanceof AllclearError && error.code !== 'database.unavailable') return false;
  return publisher.restore();
}

function keepTrying(start: () => Promise<void>, { log }: StartOptions): () => void {
  let timer: NodeJS.Timeout;
  const again = (): void => {
    timer = setTimeout(() => {
      start().then(
        () => log.info('the database is back'),
        () => again(),
      );
    }, retryMs);
  };
  again();
  return () => clearTimeout(timer);
}

async function listenOn(server: Server, settings: Settings): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`;
}

async function closeServer(server: Server): Promise<void> {
  server.closeIdleConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    setTimeout(() => server.closeAllConnections(), 5_000).unref();
  });
}
