import { londonDate } from '#platform/clock';
import type { Db } from '#platform/db';
import { keepUntilChanged } from '#platform/kept';
import type { Concentrator } from './model.ts';
import { selectConcentrators } from './store.ts';

const byDay = keepUntilChanged<readonly Concentrator[]>(['estate'], { most: 64 });

/**
 * All concentrators by code, each with the rating that was the latest at `at`; null where none was dated by then. Read once for
 * each change of the estate and London day, and shared.
 */
export const listConcentrators = (db: Db, at: Date): Promise<readonly Concentrator[]> =>
  byDay(db, londonDate(at), () => selectConcentrators(db, at));

/** The concentrator with this code, in capitals or not, with its rating as at `at`; or undefined. */
export async function findConcentrator(db: Db, code: string, at: Date): Promise<Concentrator | undefined> {
  const wanted = code.trim().toUpperCase();
  return (await listConcentrators(db, at)).find((concentrator) => concentrator.code === wanted);
}
