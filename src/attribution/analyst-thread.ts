import { parentPort, workerData } from 'node:worker_threads';
import { connect } from '#platform/db';
import { required } from '#platform/errors';
import type { AnalystReply, AnalystRequest } from './analyst.ts';
import { answerPeriod } from './answer.ts';
import { changeOf } from './change.ts';

// What runs in the thread that `analystApart` starts: one question after the other.

const port = required(parentPort ?? undefined, 'a parent thread');
const { db } = connect(String((workerData as { url: unknown }).url), { poolSize: 1 });

port.on('message', (request: AnalystRequest) => {
  // One snapshot of the database for all that is read: nothing that arrives meanwhile is half in it.
  const reply = db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(
      async (tx): Promise<AnalystReply> =>
        request.kind === 'answer'
          ? { kind: 'answer', answer: await answerPeriod(tx, request.period, request.knownGist) }
          : { kind: 'change', change: await changeOf(tx, request.question) },
    );
  reply.then(
    (found) => port.postMessage(found),
    (error: unknown) => port.postMessage({ kind: 'error', error: String(error) } satisfies AnalystReply),
  );
});
