import { listPractices, listSites, type Practice, type Site } from '#estate';
import { affectedSites, findIncident, type Incident, isOpen } from '#incidents';
import type { Context } from '#platform/context';
import type { Db } from '#platform/db';
import { AllclearError, notFound } from '#platform/errors';
import { linkedCalls } from '#servicedesk';

/** The incident, declared and not called off; also once it is stood down, since recovery goes on. */
export async function recoveringIncident(db: Db, slug: string): Promise<Incident> {
  const incident = await findIncident(db, slug);
  assertDeclared(incident);
  return incident;
}

export function assertDeclared({ slug, states: { response } }: Incident): void {
  if (isOpen(response) || response === 'stood down') return;
  throw new AllclearError(
    'state.refused',
    `${slug} is '${response}', so nothing recovers from it. Nothing was changed.`,
  );
}

/** Practices that the incident concerns: those that lost their connection, and those that called about it. */
export async function concernedPractices(
  db: Db,
  incidentId: number,
): Promise<{ affected: Set<number>; called: Set<number> }> {
  const siteIds = new Set(await affectedSites(db, incidentId));
  const affected = (await listSites(db))
    .filter(({ id }) => siteIds.has(id))
    .map(({ practiceId }) => practiceId);
  return { affected: new Set(affected), called: await callers(db, incidentId) };
}

/** The sites of a practice that are not closed. */
export const openSites = async (db: Db, practiceId: number): Promise<Site[]> =>
  (await listSites(db)).filter((site) => site.practiceId === practiceId && site.closedOn === null);

/** Practices with a call that belongs to the incident. */
export async function callers(db: Db, incidentId: number): Promise<Set<number>> {
  const calls = await linkedCalls(db, { incidentId });
  return new Set(calls.flatMap(({ call }) => call.practiceId ?? []));
}

/** The practices of these codes; throws `not-found` for the first that is not known. */
export async function practicesOf(tx: Context, odsCodes: readonly string[]): Promise<Practice[]> {
  const known = new Map((await listPractices(tx.db)).map((practice) => [practice.odsCode, practice]));
  return odsCodes.map((code) => {
    const practice = known.get(code.toUpperCase());
    if (!practice) throw notFound('practice', code);
    return practice;
  });
}
