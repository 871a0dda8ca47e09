import { displayName, type Practice, type Site } from '#estate';
import type { Db } from '#platform/db';
import { linkedCalls } from '#servicedesk';
import { currentStates } from '#telemetry';
import { type Conflict, conflictOf } from './core/conflict.ts';
import { measured } from './detail.ts';
import type { RecoveryReport } from './model.ts';
import { reportOf } from './read.ts';
import { openSites } from './scene.ts';
import { selectLatestReports } from './store.ts';

/** A site of the practice, as its form names it. */
export interface FormSite {
  code: string;
  name: string;
  address: string;
  town: string;
}

/** What the questions to a practice rest on: of itself alone. */
export interface FormFacts {
  practice: { odsCode: string; name: string };
  /** Its open sites: one with several says at which it is not fixed. */
  sites: FormSite[];
  /** How many calls of this practice belong to the incident: we ask each that called whether it is fixed. */
  calls: number;
  /** What it said last; null before it said anything. */
  last: RecoveryReport | null;
  /** What readings say instead; null when they agree. */
  conflict: Conflict | null;
}

/** The same for a link and for somebody on the telephone. */
export async function formFacts(
  db: Db,
  incidentId: number,
  { id, odsCode, name }: Pick<Practice, 'id' | 'odsCode' | 'name'>,
): Promise<FormFacts> {
  const [stored] = await selectLatestReports(db, incidentId, id);
  const last = stored ? reportOf(odsCode, stored) : null;
  const sites = await openSites(db, id);
  const calls = await linkedCalls(db, { incidentId });
  return {
    practice: { odsCode, name: displayName(name) },
    sites: sites.map(formSite),
    calls: calls.filter(({ call }) => call.practiceId === id).length,
    last,
    conflict: last ? conflictOf(last, measured(sites, await currentStates(db))) : null,
  };
}

const formSite = ({ code, name, address, town }: Site): FormSite => ({
  ...{ code, address, town },
  name: displayName(name),
});
