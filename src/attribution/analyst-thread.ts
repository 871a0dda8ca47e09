import { parentPort, workerData } from 'node:worker_threads';
import { connect } from '#platform/db';
import { required } from '#platform/errors';
import type { AnalystReply, AnalystRequest } from './analyst.ts';
import { answerPeriod } from './answer.ts';

// What runs in the thread that `analystApart` starts: one question after the other.

const port = required(parentPort ?? undefined, 'a parent thread');
const { db } = connect(String((workerData as { url: unknown }).url), { poolSize: 1 });

port.on('message', ({ period, knownGist }: AnalystRequest) => {
  // One snapshot of the database for all that is read: nothing that arrives meanwhile is half in it.
  const answer = db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((tx) => answerPeriod(tx, period, knownGist));
  answer.then(
    (found) => port.postMessage({ answer: found } satisfies AnalystReply),
    (error: unknown) => port.postMessage({ error: String(error) } satisfies AnalystReply),
  );
});
