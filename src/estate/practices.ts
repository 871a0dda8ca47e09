import type { Db } from '#platform/db';
import type { Practice } from './model.ts';
import { selectPractice, selectPractices } from './store.ts';

/** Practices by ODS code: all that are known, or only those whose setting is general practice, or that are active. */
export const listPractices = (
  db: Db,
  only: { gpOnly?: boolean; activeOnly?: boolean } = {},
): Promise<Practice[]> => selectPractices(db, { gp: only.gpOnly ?? false, active: only.activeOnly ?? false });

/** The practice with this ODS code, in capitals or not, or undefined. */
export const findPractice = (db: Db, odsCode: string): Promise<Practice | undefined> =>
  selectPractice(db, odsCode.trim().toUpperCase());
