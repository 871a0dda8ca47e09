import { createHash } from 'node:crypto';
import { z } from 'zod';
import { displayName, findPractice, type Practice, type Site } from '#estate';
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
import { openSites, recoveringIncident } from './scene.ts';
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
  // A country's sites take a while to read: only when it is about them.
  const sites = answer.fixed === null ? [] : await openSites(tx.db, practice.id);
  assertOwn(sites, practice, answer);
  const said = { practiceId: practice.id, at, answer, channel, saidBy: given.saidBy ?? null };
  const reportId = await insertReport(tx, incident.id, { ...said, digest: digestOf(sending) });
  if (reportId === undefined) return;
  await recordEvent(tx, incident.id, {
    type: 'recovery.reported',
    at,
    text: sentenceOf(practice.odsCode, answer),
    data: { practice: practice.odsCode, state: answer.state, expectedNormalOn: answer.expectedNormalOn },
  });
  if (answer.fixed !== null) await followFixed(tx, subject, { answer, sites, at });
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

function sentenceOf(odsCode: string, { state, fixed, notFixedAt }: Answer): string {
  const how = state === 'recovered' ? 'back to normal' : 'recovering';
  const where = notFixedAt?.join(', ') ?? 'its site';
  const wrong = fixed === 'no' ? `; it says that the problem is not fixed at ${where}` : '';
  return `${odsCode} says it is ${how}${wrong}`;
}

/** Throws `input.invalid` for a site that is not one of the practice's own. */
function assertOwn(sites: readonly Site[], { odsCode }: Pick<Practice, 'odsCode'>, answer: Answer): void {
  const own = new Set(sites.map(({ code }) => code));
  const foreign = (answer.notFixedAt ?? []).filter((code) => !own.has(code));
  if (foreign.length === 0) return;
  throw new AllclearError('input.invalid', 'There is a problem with the answer. Nothing was stored.', {
    faults: [
      {
        field: 'notFixedAt',
        reason: `${foreign.join(', ')}: not an open site of ${odsCode}. Choose its own`,
      },
    ],
  });
}

/**
 * A practice that says no has the impact of the sites it names opened again, or of all that were affected when it names none; that of
 * its other sites is ended, as it is at all of them for one that says yes. The timeline says which. Its calls are left alone: only the
 * service desk and the caller close a call.
 */
async function followFixed(
  tx: Context,
  { incident, practice }: Subject,
  { answer, sites, at }: { answer: Answer; sites: readonly Site[]; at: Date },
): Promise<void> {
  const [latest] = await selectLatestFixed(tx.db, incident.id, practice.id);
  // What it said of it later counts already.
  if (latest && latest.at > at) return;
  const { notFixedAt } = answer;
  const affected = new Set(await affectedSites(tx.db, incident.id));
  const touched = sites.filter(({ id }) => affected.has(id));
  const meant = notFixedAt ? sites.filter(({ code }) => notFixedAt.includes(code)) : touched;
  const wrong = answer.fixed === 'no' ? (meant.length > 0 ? meant : sites) : [];
  const tell = async (fixed: boolean, of: readonly Site[]): Promise<string[]> => {
    const where = notFixedAt ? codesOf(of).join(', ') : 'its site';
    const changed = await tellImpact(tx, incident.id, {
      ...{ fixed, at },
      siteIds: of.map(({ id }) => id),
      evidence: `${displayName(practice.name)} says that it is ${fixed ? 'fixed' : 'not fixed'} at ${where}.`,
    });
    return codesOf(of.filter(({ id }) => changed.includes(id)));
  };
  const ended = await tell(
    true,
    sites.filter((site) => !wrong.includes(site)),
  );
  const opened = wrong.length > 0 ? await tell(false, wrong) : [];
  const { odsCode } = practice;
  if (ended.length > 0)
    await recordEvent(tx, incident.id, {
      ...{ type: 'recovery.fixed', at, data: { practice: odsCode, sites: ended } },
      text: `${odsCode} says that it is fixed now: its impact ended at ${ended.join(', ')}`,
    });
  if (opened.length > 0)
    await recordEvent(tx, incident.id, {
      ...{ type: 'recovery.not-fixed', at, data: { practice: odsCode, sites: opened } },
      text: `Not fixed, says ${odsCode}: impact is open again at ${opened.join(', ')}. The desk has to look into it`,
    });
}

const codesOf = (sites: readonly Site[]): string[] => sites.map(({ code }) => code);

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
