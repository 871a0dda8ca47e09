import { type Concentrator, listConcentrators, listSites, type Site } from '#estate';
import type { Db } from '#platform/db';
import { required } from '#platform/errors';
import { keepUntilChanged } from '#platform/kept';
import { type MoveRecord, progressOf } from './core/progress.ts';
import type { Contact, MigrationProgress } from './model.ts';
import { findPlan, type Plan, type StoredMove, selectContacts, selectMoves } from './store.ts';

/** Later than any record: progress as it stands. */
export const always = new Date(8.64e15);

type Recorded = Readonly<{
  plan: Plan;
  contacts: readonly Omit<Contact, 'siteCode'>[];
  moves: readonly MoveRecord[];
}>;

const recorded = keepUntilChanged<Recorded | null>(['moves', 'estate'], { most: 8 });

/**
 * How far the incident's migration is, or was at `at`; null when it has none (or had not begun). Sites are in order of
 * their codes.
 */
export async function migrationProgress(
  db: Db,
  incidentId: number,
  at?: Date,
): Promise<MigrationProgress | null> {
  const record = await recorded(db, String(incidentId), () => readRecord(db, incidentId));
  const until = at ?? always;
  if (!record || record.plan.startedAt.getTime() > until.getTime()) return null;
  const contacts = record.contacts.filter((contact) => contact.at <= until);
  const contacted = new Set(contacts.map((contact) => contact.siteId));
  return progressOf(await describePlan(db, record.plan), record.moves, contacted, until);
}

/** What is recorded of an incident's migration; read once for each change of it, and shared. */
async function readRecord(db: Db, incidentId: number): Promise<Recorded | null> {
  const plan = await findPlan(db, incidentId);
  if (!plan) return null;
  return { plan, contacts: await selectContacts(db, incidentId), moves: await moveRecords(db, plan) };
}

async function describePlan(db: Db, plan: Plan) {
  const concentrators = await listConcentrators(db, plan.startedAt);
  const { key, title, startedAt } = plan;
  const fromCode = codeOf(concentrators, plan.fromConcentratorId);
  return { key, title, startedAt, fromCode, toCode: codeOf(concentrators, plan.toConcentratorId) };
}

/** The code of a concentrator. */
export const codeOf = (concentrators: readonly Concentrator[], id: number): string =>
  required(
    concentrators.find((concentrator) => concentrator.id === id),
    `concentrator ${id}`,
  ).code;

async function moveRecords(db: Db, plan: Plan): Promise<MoveRecord[]> {
  const sites = await sitesById(db);
  const records = (await selectMoves(db, plan.id)).map((move) =>
    recordOf(move, required(sites.get(move.siteId), `site ${move.siteId}`)),
  );
  return records.sort((a, b) => (a.siteCode < b.siteCode ? -1 : 1));
}

/** What is recorded of a move, with the site that it is of. */
export const recordOf = (move: StoredMove, { code, practiceId }: Site): MoveRecord => ({
  ...move,
  siteCode: code,
  practiceId,
});

const sitesById = async (db: Db): Promise<Map<number, Site>> =>
  new Map((await listSites(db)).map((site) => [site.id, site]));

/** Who was contacted about the incident, when and how, oldest first; for one site, or all. */
export async function contactLog(db: Db, incidentId: number, siteId?: number): Promise<Contact[]> {
  const sites = await sitesById(db);
  return (await selectContacts(db, incidentId, siteId)).map((contact) => ({
    ...contact,
    siteCode: sites.get(contact.siteId)?.code ?? String(contact.siteId),
  }));
}
