import type { Db } from '#platform/db';
import type { Concentrator } from './model.ts';
import { selectConcentrators } from './store.ts';

/** All concentrators by code, each with the rating that was the latest at `at`; null where none was dated by then. */
export const listConcentrators = (db: Db, at: Date): Promise<Concentrator[]> =>
  selectConcentrators(db, at, null);

/** The concentrator with this code, in capitals or not, with its rating as at `at`; or undefined. */
export async function findConcentrator(db: Db, code: string, at: Date): Promise<Concentrator | undefined> {
  return (await selectConcentrators(db, at, code.trim().toUpperCase()))[0];
}
