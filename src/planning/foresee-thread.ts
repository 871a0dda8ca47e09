import { parentPort, workerData } from 'node:worker_threads';
import { connect } from '#platform/db';
import { required } from '#platform/errors';
import { type ForeseeReply, type ForeseeRequest, foreseeHere } from './foresee.ts';

// What runs in the thread that `foreseeApart` starts: one forecast, and then it is let go.

const port = required(parentPort ?? undefined, 'a parent thread');
const { url, nowMs } = workerData as ForeseeRequest;
const database = connect(url, { poolSize: 1 });

foreseeHere(database.db)(new Date(nowMs))
  .then(
    (found): ForeseeReply => ({ found }),
    (error: unknown): ForeseeReply => ({ error: String(error) }),
  )
  .then(async (reply) => {
    await database.close();
    port.postMessage(reply);
  });
