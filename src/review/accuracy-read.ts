import { displayName } from '#estate';
import type { Db } from '#platform/db';
import { type Entry, entriesOf } from './core/entries.ts';
import type { AccuracyCheck } from './model.ts';
import { selectChecks } from './store-accuracy.ts';

/** Every practice that was asked, with its latest answer and what was done about it. An answer that changes waits again. */
export async function checksOf(
  db: Db,
  reviewId: number,
  entries: readonly Entry[],
): Promise<AccuracyCheck[]> {
  const settled = new Map(
    entriesOf(entries, 'accuracy.settled').map(({ subject, data, actor, at }) => [
      Number(subject),
      { ...data, by: actor, at },
    ]),
  );
  return (await selectChecks(db, reviewId)).map((check) => ({
    ...check,
    practiceName: displayName(check.practiceName),
    settled: (check.answer && settled.get(check.answer.id)) ?? null,
  }));
}
