import type { Db } from '#platform/db';
import type { Site } from './model.ts';
import { selectSite, selectSites } from './store.ts';

/** All sites by code, closed ones too. */
export const listSites = (db: Db): Promise<Site[]> => selectSites(db);

/** The site with this code, in capitals or not, or undefined. */
export const findSite = (db: Db, code: string): Promise<Site | undefined> =>
  selectSite(db, code.trim().toUpperCase());
