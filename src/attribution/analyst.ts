import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Db } from '#platform/db';
import { AllclearError } from '#platform/errors';
import { type Answer, answerPeriod, type Period } from './answer.ts';

/** Looks at periods, somewhere. */
export interface Analyst {
  /** As `answerPeriod`; dates and bytes are copied when it works in another thread. */
  answer(period: Period, knownGist?: string): Promise<Answer | null>;
  stop(): Promise<void>;
}

/** Looks on the thread that asks: for a command or a replay, where nobody waits for a page meanwhile. */
export const analystHere = (db: Db): Analyst => ({
  answer: (period, knownGist) => answerPeriod(db, period, knownGist),
  stop: async () => undefined,
});

/** What the thread is told, and what it tells. */
export interface AnalystRequest {
  period: Period;
  knownGist: string | undefined;
}
export type AnalystReply = { answer: Answer | null } | { error: string };

const defaults = {
  /** An estate of 25,000 sites takes seconds to load and two to analyse. */
  timeoutMs: 600_000,
  /** After this long without work the thread is let go: it holds a database connection and memory. */
  idleMs: 60_000,
};

/**
 * Looks in a thread of its own, with a database connection of its own: loading a question and analysing it take a processor
 * for seconds on large estates, and the pages of a serving process may not wait for that. One question at a time. A thread
 * that dies or takes too long fails its question and is replaced for the next one.
 */
export function analystApart(url: string, times: Partial<typeof defaults> = {}): Analyst {
  const { timeoutMs, idleMs } = { ...defaults, ...times };
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const letGo = async (): Promise<void> => {
    const old = worker;
    worker = undefined;
    await old?.terminate();
  };
  const ask = async (request: AnalystRequest): Promise<Answer | null> => {
    clearTimeout(idle);
    worker ??= startThread(url);
    try {
      const reply = await replyOf(worker, request, timeoutMs);
      if ('error' in reply) throw new AllclearError('internal', `The analysis failed: ${reply.error}`);
      return reply.answer;
    } catch (error) {
      await letGo();
      throw error;
    } finally {
      idle = setTimeout(() => void letGo(), idleMs).unref();
    }
  };
  return {
    answer(period, knownGist) {
      const answer = last.catch(() => undefined).then(() => ask({ period, knownGist }));
      last = answer;
      return answer;
    },
    async stop() {
      clearTimeout(idle);
      await letGo();
    },
  };
}

/** The thread runs TypeScript through tsx, however its parent was started. */
function startThread(url: string): Worker {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const worker = new Worker(new URL('./analyst-thread.ts', import.meta.url), {
    workerData: { url },
    execArgv: ['--import', tsx],
    resourceLimits: { maxOldGenerationSizeMb: 2048 },
  });
  // An idle thread does not keep a process alive; a question under way does (`replyOf`).
  worker.unref();
  return worker;
}

function replyOf(worker: Worker, request: AnalystRequest, timeoutMs: number): Promise<AnalystReply> {
  worker.ref();
  return new Promise<AnalystReply>((resolve, reject) => {
    const fail = (why: string): void => reject(new AllclearError('internal', `The analysis ${why}.`));
    const timer = setTimeout(() => fail(`took longer than ${timeoutMs / 1000} seconds`), timeoutMs);
    const settle = (): void => {
      clearTimeout(timer);
      worker.removeAllListeners('message').removeAllListeners('error').removeAllListeners('exit');
      worker.unref();
    };
    worker.once('message', (reply: AnalystReply) => {
      settle();
      resolve(reply);
    });
    worker.once('error', (error) => {
      settle();
      reject(error);
    });
    worker.once('exit', () => {
      settle();
      fail('was cut short');
    });
    worker.postMessage(request);
  });
}
