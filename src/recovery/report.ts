import { createHash } from 'node:crypto';
import { z } from 'zod';
import { displayName, findPractice, listSites, type Practice } from '#estate';
import {
  affectedSites,
  findIncidentById,
  type Incident,
  instant,
  recordEvent,
  slugText,
  tellImpact,
  text,
} from '#incidents';
import { audit } from '#platform/audit';
import { addressesOfRole, authorise } from '#platform/auth';
import { formatNumber } from '#platform/clock';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import { nextReminder } from './core/reminders.ts';
import { answerOf, answerShape, assertAcceptable, type GivenAnswer } from './input.ts';
import { sendConcern } from './messages.ts';
import type { Answer, RecoveryProgress } from './model.ts';
import { mayReport } from './policy.ts';
import { recoveryProgress } from './read.ts';
import { recoveringIncident } from './scene.ts';
import { insertConcern, insertReport, selectLatestFixed, selectLatestReports } from './store.ts';
import { resetReminders, selectRecovery } from './store-asks.ts';

export const reportInput = z.strictObject({
  incident: slugText,
  practice: text(20).describe('Its ODS code'),
  ...answerShape,
  key: text(100).optional().describe('Of this sending: sent twice with the same content, it is stored once'),
  at: instant.optional(),
});

/**
 * Records what a practice said about its return to normal, by telephone or elsewhere; its latest report counts. Also after the response
 * is over: recovery goes on. Returns the progress of all practices.
 */
export function reportRecovery(
  context: Context,
  input: z.input<typeof reportInput>,
): Promise<RecoveryProgress> {
  authorise(context.actor, mayReport);
  const {
    incident: slug,
    practice: odsCode,
    key,
    at,
    ...given
  } = parseInput(reportInput, input, 'input of recovery.report');
  assertAcceptable(given);
  return inTransaction(context, async (tx) => {
    const incident = await recoveringIncident(tx.db, slug);
    const practice = await findPractice(tx.db, odsCode);
    if (!practice) throw notFound('practice', odsCode);
    const now = tx.clock.now();
    if (at && at > now)
      throw new AllclearError('input.invalid', 'This is in the future. Nothing was changed.', {
        faults: [{ field: 'at', reason: 'is in the future' }],
      });
    await storeAnswer(tx, { incident, practice }, { given, key, at: at ?? now, channel: 'telephone' });
    return recoveryProgress(tx.db, incident.id);
  });
}

interface Sending {
  given: GivenAnswer;
  key: string | undefined;
  at: Date;
  channel: 'link' | 'telephone';
}

interface Subject {
  incident: Pick<Incident, 'id' | 'slug'>;
  practice: Pick<Practice, 'id' | 'odsCode' | 'name'>;
}

/**
 * Stores an answer with all that follows from it, in one transaction: the timeline, the impact of a site that is not fixed, the concern,
 * the next reminder. The same sending again changes nothing.
 */
export async function storeAnswer(tx: Context, subject: Subject, sending: Sending): Promise<void> {
  const { incident, practice } = subject;
  const { given, at, channel } = sending;
  const answer = answerOf(given);
  const said = { practiceId: practice.id, at, answer, channel, saidBy: given.saidBy ?? null };
  const reportId = await insertReport(tx, incident.id, { ...said, digest: digestOf(sending) });
  if (reportId === undefined) return;
  await recordEvent(tx, incident.id, {
    type: 'recovery.reported',
    at,
    text: sentenceOf(practice.odsCode, answer),
    data: { practice: practice.odsCode, state: answer.state, expectedNormalOn: answer.expectedNormalOn },
  });
  if (answer.fixed !== null) await followFixed(tx, subject, { fixed: answer.fixed === 'yes', at });
  if (given.safetyConcern !== undefined)
    await raiseConcern(tx, subject, { reportId, text: given.safetyConcern, at });
  await planReminder(tx, incident.id, practice.id);
  await audit(tx, {
    verb: 'recovery.report',
    subject: `incident:${incident.slug}`,
    data: {
      practice: practice.odsCode,
      channel,
      ...answer,
      note: null,
      safetyConcern: given.safetyConcern !== undefined,
    },
  });
  await emit(tx, 'recovery.changed', { incidentId: incident.id });
}

const digestOf = ({ key, given, channel }: Sending): Buffer | null =>
  key === undefined
    ? null
    : createHash('sha256')
        .update(JSON.stringify([key, channel, Object.entries(given).sort()]))
        .digest();

function sentenceOf(odsCode: string, { state, fixed }: Answer): string {
  const how = state === 'recovered' ? 'back to normal' : 'recovering';
  const wrong = fixed === 'no' ? '; it says that the problem is not fixed at its site' : '';
  return `${odsCode} says it is ${how}${wrong}`;
}

/**
 * A practice that says no has its sites' impact opened again, and the timeline says so; one that says yes has it ended. Its calls are left
 * alone: only the service desk and the caller close a call.
 */
async function followFixed(
  tx: Context,
  { incident, practice }: Subject,
  { fixed, at }: { fixed: boolean; at: Date },
): Promise<void> {
  const [latest] = await selectLatestFixed(tx.db, incident.id, practice.id);
  // What it said of it later counts already.
  if (latest && latest.at > at) return;
  const own = (await listSites(tx.db)).filter(
    (site) => site.practiceId === practice.id && site.closedOn === null,
  );
  const affected = new Set(await affectedSites(tx.db, incident.id));
  const touched = own.filter(({ id }) => affected.has(id));
  const sites = touched.length > 0 ? touched : own;
  const changed = await tellImpact(tx, incident.id, {
    fixed,
    siteIds: sites.map(({ id }) => id),
    at,
    evidence: `${displayName(practice.name)} says that it is ${fixed ? 'fixed' : 'not fixed'} at its site.`,
  });
  if (changed.length === 0) return;
  const codes = sites.filter(({ id }) => changed.includes(id)).map(({ code }) => code);
  await recordEvent(tx, incident.id, {
    type: fixed ? 'recovery.fixed' : 'recovery.not-fixed',
    at,
    text: fixed
      ? `${practice.odsCode} says that it is fixed now: its impact ended at ${codes.join(', ')}`
      : `Not fixed, says ${practice.odsCode}: impact is open again at ${codes.join(', ')}. The desk has to look into it`,
    data: { practice: practice.odsCode, sites: codes },
  });
}

/** The words go to those who may read them; the timeline, which everybody on the staff reads, says only that there is a concern. */
async function raiseConcern(
  tx: Context,
  { incident, practice }: Subject,
  concern: { reportId: number; text: string; at: Date },
): Promise<void> {
  const id = await insertConcern(tx, incident.id, { practiceId: practice.id, ...concern });
  const leads = await addressesOfRole(tx.db, 'clinical safety lead');
  await recordEvent(tx, incident.id, {
    type: 'recovery.concern',
    at: concern.at,
    text: `${practice.odsCode} raised a safety concern. ${whoWasTold(leads.length)}`,
    data: { practice: practice.odsCode, concern: id },
  });
  const path = `/console/recovery/${incident.slug}#concerns`;
  for (const address of leads)
    await sendConcern(tx, address, { practiceId: practice.id, odsCode: practice.odsCode, path });
}

function whoWasTold(leads: number): string {
  if (leads === 0) return 'Nobody holds the role of clinical safety lead, so nobody could be told';
  return leads === 1
    ? 'The clinical safety lead has been told'
    : `${formatNumber(leads)} clinical safety leads have been told`;
}

/** By what counts now, which need not be what was just stored. */
async function planReminder(tx: Context, incidentId: number, practiceId: number): Promise<void> {
  const recovery = await selectRecovery(tx.db, incidentId);
  if (!recovery) return;
  const [latest] = await selectLatestReports(tx.db, incidentId, practiceId);
  const { states } = await findIncidentById(tx.db, incidentId);
  const state = states.recovery === 'recovered' ? 'recovered' : (latest?.answer.state ?? 'not replied');
  const next = nextReminder({ state, reminders: 0, from: tx.clock.now(), closesAt: recovery.closesAt });
  await resetReminders(tx, incidentId, practiceId, next);
}
