import { z } from 'zod';
import { displayName } from '#estate';
import { findIncidentById, type Incident, recordEvent, slugText, text } from '#incidents';
import { audit } from '#platform/audit';
import { authorise, newSecret } from '#platform/auth';
import { addDays, formatNumber, londonDate, londonDayBounds } from '#platform/clock';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import { nextReminder } from './core/reminders.ts';
import { sendLink } from './messages.ts';
import { type FormLink, recoveryParameters } from './model.ts';
import { mayOpen } from './policy.ts';
import { recoveryProgress } from './read.ts';
import { assertDeclared, callers, concernedPractices, practicesOf, recoveringIncident } from './scene.ts';
import {
  closeRecovery,
  insertAsks,
  insertLinks,
  insertRecovery,
  selectAsks,
  selectRecovery,
} from './store-asks.ts';

/** Where a practice tells us how it is. */
export const formPath = (secret: string): string => `/recovery/${secret}`;

export const openInput = z.strictObject({
  incident: slugText,
  practices: z
    .array(text(20))
    .min(1)
    .optional()
    .describe('ODS codes of practices to ask before the others; left out: all that were affected or called'),
  closesOn: z.iso
    .date()
    .optional()
    .describe(
      `The last London day for answers, at the first asking; ${recoveryParameters.openDays} days from now when left out`,
    ),
});

export interface Opened {
  asked: number;
  /** Practices that no message can reach: they have to be rung. */
  withoutAddress: number;
  closesAt: Date;
  links: FormLink[];
}

/**
 * Asks practices how they recover, those that were not asked yet: a link each, sent where its messages go, and returned, since it cannot
 * be read later. Asking again adds who was affected or called since.
 */
export function openRecovery(context: Context, input: z.input<typeof openInput>): Promise<Opened> {
  authorise(context.actor, mayOpen);
  const parsed = parseInput(openInput, input, 'input of recovery.open');
  return inTransaction(context, async (tx) => {
    const incident = await recoveringIncident(tx.db, parsed.incident);
    const practiceIds = parsed.practices
      ? (await practicesOf(tx, parsed.practices)).map(({ id }) => id)
      : await everybody(tx, incident.id);
    const opened = await ask(tx, incident, practiceIds, parsed.closesOn);
    await audit(tx, {
      verb: 'recovery.open',
      subject: `incident:${incident.slug}`,
      data: { ...parsed, asked: opened.asked },
    });
    return opened;
  });
}

async function everybody(tx: Context, incidentId: number): Promise<number[]> {
  const { affected, called } = await concernedPractices(tx.db, incidentId);
  return [...new Set([...affected, ...called])];
}

/**
 * Asks those whom nobody asked yet, once the response is restored: what follows from the state of the incident. Does nothing before
 * that, after the end, or when everybody was asked.
 */
export async function askWhenRestored(tx: Context, incidentId: number): Promise<void> {
  authorise(tx.actor, mayOpen);
  const incident = await findIncidentById(tx.db, incidentId);
  const { response } = incident.states;
  if (response !== 'restored' && response !== 'stood down') return;
  const recovery = await selectRecovery(tx.db, incidentId);
  if (recovery ? recovery.closesAt <= tx.clock.now() : response === 'stood down') return;
  await ask(tx, incident, await everybody(tx, incidentId), undefined);
}

async function ask(
  tx: Context,
  incident: Incident,
  wanted: readonly number[],
  closesOn: string | undefined,
): Promise<Opened> {
  assertDeclared(incident);
  // Two at once would each send a link: who was asked is read under the lock.
  await lockForTransaction(tx, `recovery:${incident.id}`);
  const closesAt = await beginOrContinue(tx, incident.id, closesOn);
  const known = new Set((await selectAsks(tx.db, incident.id)).map(({ practiceId }) => practiceId));
  const fresh = new Set(wanted.filter((id) => !known.has(id)));
  if (fresh.size === 0) return { asked: 0, withoutAddress: 0, closesAt, links: [] };
  const from = tx.clock.now();
  const next = nextReminder({ state: 'not replied', reminders: 0, from, closesAt });
  await insertAsks(tx, incident.id, [...fresh], next);
  const asks = (await selectAsks(tx.db, incident.id)).filter(({ practiceId }) => fresh.has(practiceId));
  const made = asks.map((each) => ({ ...each, secret: newSecret() }));
  await insertLinks(
    tx,
    made.map(({ id, secret }) => ({ askId: id, secret })),
    closesAt,
  );
  const called = await callers(tx.db, incident.id);
  let withoutAddress = 0;
  for (const { secret, ...to } of made) {
    const path = formPath(secret);
    const reached = { ...to, practiceName: displayName(to.practiceName) };
    const asksFixed = called.has(to.practiceId);
    if (!(await sendLink(tx, reached, { kind: 'recovery-asked', path, closesAt, asksFixed })))
      withoutAddress += 1;
  }
  await recordEvent(tx, incident.id, {
    type: 'recovery.asked',
    text: `${formatNumber(made.length)} practices were asked how they recover`,
    data: { practices: made.map(({ odsCode }) => odsCode) },
  });
  await emit(tx, 'recovery.changed', { incidentId: incident.id });
  const links = made.map(({ odsCode, practiceName, secret }) => ({
    odsCode,
    name: displayName(practiceName),
    path: formPath(secret),
  }));
  return { asked: made.length, withoutAddress, closesAt, links };
}

async function beginOrContinue(tx: Context, incidentId: number, closesOn: string | undefined): Promise<Date> {
  const now = tx.clock.now();
  const recovery = await selectRecovery(tx.db, incidentId);
  if (recovery && closesOn !== undefined)
    throw new AllclearError(
      'conflict',
      'Practices are asked already: the last day stays. Nothing was changed.',
    );
  if (recovery && recovery.closesAt <= now)
    throw new AllclearError('state.refused', 'The time for answers is over. Nothing was changed.');
  if (recovery) return recovery.closesAt;
  const closesAt = londonDayBounds(closesOn ?? addDays(londonDate(now), recoveryParameters.openDays)).to;
  if (closesAt <= now)
    throw new AllclearError('input.invalid', 'The last day for answers is over. Nothing was changed.', {
      faults: [{ field: 'closesOn', reason: 'is in the past' }],
    });
  await insertRecovery(tx, incidentId, closesAt);
  return closesAt;
}

export const closeInput = z.strictObject({
  incident: slugText,
  note: text(1000).describe('Why nobody is asked any more'),
});

/** Ends the asking: links stop working and nobody is reminded. Who has not replied stays so. */
export function endRecovery(
  context: Context,
  input: z.input<typeof closeInput>,
): Promise<{ incident: string; notReplied: number }> {
  authorise(context.actor, mayOpen);
  const parsed = parseInput(closeInput, input, 'input of recovery.close');
  return inTransaction(context, async (tx) => {
    const incident = await recoveringIncident(tx.db, parsed.incident);
    const recovery = await selectRecovery(tx.db, incident.id);
    if (!recovery) throw notFound('recovery of', incident.slug);
    if (recovery.closesAt <= tx.clock.now())
      throw new AllclearError('conflict', 'Nobody is asked any more already. Nothing was changed.');
    await closeRecovery(tx, incident.id);
    const { notReplied } = await recoveryProgress(tx.db, incident.id);
    await recordEvent(tx, incident.id, {
      type: 'recovery.closed',
      text: `Practices are not asked any more: ${parsed.note} ${formatNumber(notReplied)} have not replied.`,
    });
    await audit(tx, { verb: 'recovery.close', subject: `incident:${incident.slug}`, data: parsed });
    await emit(tx, 'recovery.changed', { incidentId: incident.id });
    return { incident: incident.slug, notReplied };
  });
}
