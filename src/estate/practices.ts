import type { Db } from '#platform/db';
import { keepUntilChanged } from '#platform/kept';
import type { Practice } from './model.ts';
import { selectPractice, selectPractices } from './store.ts';

const practices = keepUntilChanged<readonly Practice[]>(['estate'], { most: 4 });

/** Practices by ODS code: all that are known, or only those whose setting is general practice, or that are active. Shared. */
export const listPractices = (
  db: Db,
  only: { gpOnly?: boolean; activeOnly?: boolean } = {},
): Promise<readonly Practice[]> => {
  const asked = { gp: only.gpOnly ?? false, active: only.activeOnly ?? false };
  return practices(db, JSON.stringify(asked), () => selectPractices(db, asked));
};

/** The practice with this ODS code, in capitals or not, or undefined. */
export const findPractice = (db: Db, odsCode: string): Promise<Practice | undefined> =>
  selectPractice(db, odsCode.trim().toUpperCase());
