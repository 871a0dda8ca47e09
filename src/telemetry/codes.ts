import { listConcentrators, listSites } from '#estate';
import type { Context } from '#platform/context';
import type { Db } from '#platform/db';

/** Ids of what readings name by code. */
export interface Codes {
  siteId(code: string): number | undefined;
  concentratorId(code: string): number | undefined;
}

// By database, because a process may hold several (tests do). Reading 25,000 sites costs more than storing a batch.
const known = new WeakMap<Db, Codes>();

/** The estate's codes as last read by this process: an estate that has grown since may be missing some. */
export async function knownCodes(context: Context): Promise<{ codes: Codes; fresh: boolean }> {
  const cached = known.get(context.db);
  return cached ? { codes: cached, fresh: false } : { codes: await readCodes(context), fresh: true };
}

/** Reads the codes again: when one was not found, the estate may have changed meanwhile. */
export async function readCodes(context: Context): Promise<Codes> {
  const sites = new Map((await listSites(context.db)).map((site) => [site.code, site.id]));
  const concentrators = new Map(
    (await listConcentrators(context.db, context.clock.now())).map((one) => [one.code, one.id]),
  );
  const codes: Codes = {
    siteId: (code) => sites.get(code) ?? sites.get(code.trim().toUpperCase()),
    concentratorId: (code) => concentrators.get(code) ?? concentrators.get(code.trim().toUpperCase()),
  };
  known.set(context.db, codes);
  return codes;
}
