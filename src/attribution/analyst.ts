import type { Worker } from 'node:worker_threads';
import type { Db } from '#platform/db';
import { AllclearError, invariant } from '#platform/errors';
import { startThread } from '#platform/loading';
import { type Answer, answerPeriod, type Period } from './answer.ts';
import { type ChangeQuestion, changeOf, type ToldChange } from './change.ts';

/** Looks at periods, somewhere. What it gives back is copied when it works in another thread. */
export interface Analyst {
  /** As `answerPeriod`. */
  answer(period: Period, knownGist?: string): Promise<Answer | null>;
  /** As `changeOf`. */
  change(question: ChangeQuestion): Promise<ToldChange>;
  stop(): Promise<void>;
}

/** Looks on the thread that asks: for a command or a replay, where nobody waits for a page meanwhile. */
export const analystHere = (db: Db): Analyst => ({
  answer: (period, knownGist) => answerPeriod(db, period, knownGist),
  change: (question) => changeOf(db, question),
  stop: async () => undefined,
});

/** What the thread is told, and what it tells. */
export type AnalystRequest =
  | { kind: 'answer'; period: Period; knownGist: string | undefined }
  | { kind: 'change'; question: ChangeQuestion };
export type AnalystReply =
  | { kind: 'answer'; answer: Answer | null }
  | { kind: 'change'; change: ToldChange }
  | { kind: 'error'; error: string };

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
  const ask = async (request: AnalystRequest): Promise<AnalystReply> => {
    clearTimeout(idle);
    worker ??= startAnalyst(url);
    try {
      const reply = await replyOf(worker, request, timeoutMs);
      if (reply.kind === 'error') throw new AllclearError('internal', `The analysis failed: ${reply.error}`);
      return reply;
    } catch (error) {
      await letGo();
      throw error;
    } finally {
      idle = setTimeout(() => void letGo(), idleMs).unref();
    }
  };
  const queued = (request: AnalystRequest): Promise<AnalystReply> => {
    const reply = last.catch(() => undefined).then(() => ask(request));
    last = reply;
    return reply;
  };
  return {
    async answer(period, knownGist) {
      const reply = await queued({ kind: 'answer', period, knownGist });
      invariant(reply.kind === 'answer', 'the thread answers what it was asked');
      return reply.answer;
    },
    async change(question) {
      const reply = await queued({ kind: 'change', question });
      invariant(reply.kind === 'change', 'the thread answers what it was asked');
      return reply.change;
    },
    async stop() {
      clearTimeout(idle);
      await letGo();
    },
  };
}

function startAnalyst(url: string): Worker {
  const worker = startThread(new URL('./analyst-thread.ts', import.meta.url), {
    workerData: { url },
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
