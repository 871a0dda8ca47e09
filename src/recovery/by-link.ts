import { z } from 'zod';
import { displayName, type Site } from '#estate';
import { findIncidentById } from '#incidents';
import { systemActor } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, notFound } from '#platform/errors';
import { linkedCalls } from '#servicedesk';
import { currentStates } from '#telemetry';
import { type Conflict, conflictOf } from './core/conflict.ts';
import { measured } from './detail.ts';
import { answerShape, assertAcceptable, type GivenAnswer } from './input.ts';
import type { RecoveryReport } from './model.ts';
import { reportOf } from './read.ts';
import { storeAnswer } from './report.ts';
import { openSites } from './scene.ts';
import { selectLatestReports } from './store.ts';
import { findByLink } from './store-asks.ts';

/** A site of the practice, as its form names it. */
export interface FormSite {
  code: string;
  name: string;
  address: string;
  town: string;
}

/** What a practice's own link shows: about itself and the incident alone. */
export interface FormPage {
  incident: { slug: string; title: string };
  practice: { odsCode: string; name: string };
  expiresAt: Date;
  /** Its open sites: one with several says at which it is not fixed. */
  sites: FormSite[];
  /** How many calls of this practice belong to the incident: we ask each that called whether it is fixed. */
  calls: number;
  /** What it said last; null before it said anything. */
  last: RecoveryReport | null;
  /** What readings say instead; null when they agree. */
  conflict: Conflict | null;
}

type Base = Omit<Context, 'actor'>;

/** What a link shows; undefined for one that never was, was ended, or has expired: these look the same from outside. */
export async function formPage({ db, clock }: Base, secret: string): Promise<FormPage | undefined> {
  const ask = await findByLink(db, secret, clock.now());
  if (!ask) return undefined;
  const incident = await findIncidentById(db, ask.incidentId);
  const [stored] = await selectLatestReports(db, ask.incidentId, ask.practiceId);
  const last = stored ? reportOf(ask.odsCode, stored) : null;
  const sites = await openSites(db, ask.practiceId);
  const calls = await linkedCalls(db, { incidentId: ask.incidentId });
  return {
    incident: { slug: incident.slug, title: incident.title },
    practice: { odsCode: ask.odsCode, name: displayName(ask.practiceName) },
    sites: sites.map(formSite),
    expiresAt: ask.expiresAt,
    calls: calls.filter(({ call }) => call.practiceId === ask.practiceId).length,
    last,
    conflict: last ? conflictOf(last, measured(sites, await currentStates(db))) : null,
  };
}

export const formSite = ({ code, name, address, town }: Site): FormSite => ({
  ...{ code, address, town },
  name: displayName(name),
});

const formSchema = z.strictObject({
  ...answerShape,
  saidBy: z
    .string('Enter your name and what you do')
    .trim()
    .min(1, 'Enter your name and what you do')
    .max(120),
  key: z.string().min(1).max(100),
});

/**
 * A practice's answer over its link: what `recovery.report` does, without an account. Throws `not-found` for a link that does not work,
 * and `input.invalid` or `privacy.nhs-number` with the fields to mend.
 */
export async function answerByLink(base: Base, secret: string, input: unknown): Promise<void> {
  const { key, ...given } = readForm(input);
  const context: Context = { ...base, actor: { ...systemActor, name: 'The practice, over its link' } };
  await inTransaction(context, async (tx) => {
    const ask = await findByLink(tx.db, secret, tx.clock.now());
    if (!ask) throw notFound('form', 'at this address');
    const incident = await findIncidentById(tx.db, ask.incidentId);
    const practice = { id: ask.practiceId, odsCode: ask.odsCode, name: ask.practiceName };
    await storeAnswer(tx, { incident, practice }, { given, key, at: tx.clock.now(), channel: 'link' });
  });
}

function readForm(input: unknown): GivenAnswer & { key: string } {
  const result = formSchema.safeParse(input);
  if (!result.success)
    throw new AllclearError('input.invalid', 'There is a problem with the answer. Nothing was stored.', {
      faults: result.error.issues.map((issue) => ({ field: issue.path.join('.'), reason: issue.message })),
    });
  assertAcceptable(result.data);
  return result.data;
}
