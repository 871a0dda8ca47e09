import type { Db } from '#platform/db';
import { selectTroubles } from './store.ts';

/** What practices say in their recovery that somebody has to look into, by incident. */
export interface RecoveryTrouble {
  slug: string;
  title: string;
  /** ODS codes of practices whose latest word is that it is not fixed. */
  notFixed: string[];
  openConcerns: number;
}

/** Incidents with a practice that says it is not fixed, or with an open safety concern; one query. */
export const recoveryTroubles = (db: Db): Promise<RecoveryTrouble[]> => selectTroubles(db);
