import type { Db } from '#platform/db';
import { selectTroubles } from './store.ts';

/** What practices say in their recovery that somebody has to look into, by incident. */
export interface RecoveryTrouble {
  slug: string;
  title: string;
  /** Practices whose latest word is that it is not fixed, and at which sites; null when they did not say which. */
  notFixed: { odsCode: string; sites: string[] | null }[];
  openConcerns: number;
}

/** Incidents with a practice that says it is not fixed, or with an open safety concern; one query. */
export const recoveryTroubles = (db: Db): Promise<RecoveryTrouble[]> => selectTroubles(db);
