import type { Db } from '#platform/db';
import { keepUntilChanged } from '#platform/kept';
import type { Site } from './model.ts';
import { selectSite, selectSites } from './store.ts';

const sites = keepUntilChanged<readonly Site[]>(['estate'], { most: 1 });

/** All sites by code, closed ones too; read once for each change of the estate, and shared. */
export const listSites = (db: Db): Promise<readonly Site[]> => sites(db, 'all', () => selectSites(db));

/** The site with this code, in capitals or not, or undefined. */
export const findSite = (db: Db, code: string): Promise<Site | undefined> =>
  selectSite(db, code.trim().toUpperCase());
