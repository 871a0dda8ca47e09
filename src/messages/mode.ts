import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { saveMode, stopExercises } from './store.ts';

/**
 * Says at the start whether this database is used for a rehearsal. From then on every message that is written is one of an
 * exercise. When a rehearsal is over, what still waits of it is stopped; what waited before it is sent afterwards.
 */
export async function setMode(context: Context, exercise: boolean): Promise<void> {
  await inTransaction(context, async (tx) => {
    await saveMode(tx.db, exercise);
    if (exercise) return;
    const stopped = await stopExercises(tx, 'The rehearsal is over.');
    if (stopped > 0) tx.log.info({ stopped }, 'messages of a rehearsal that is over are not sent');
  });
}
