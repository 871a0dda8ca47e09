import { z } from 'zod';
import { findIncidentById } from '#incidents';
import { systemActor } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, notFound } from '#platform/errors';
import { type FormFacts, formFacts } from './form-facts.ts';
import { answerShape, assertAcceptable, type GivenAnswer } from './input.ts';
import { storeAnswer } from './report.ts';
import { findByLink } from './store-asks.ts';

/** What a practice's own link shows: about itself and the incident alone. */
export interface FormPage extends FormFacts {
  incident: { slug: string; title: string };
  expiresAt: Date;
}

type Base = Omit<Context, 'actor'>;

/** What a link shows; undefined for one that never was, was ended, or has expired: these look the same from outside. */
export async function formPage({ db, clock }: Base, secret: string): Promise<FormPage | undefined> {
  const ask = await findByLink(db, secret, clock.now());
  if (!ask) return undefined;
  const { slug, title } = await findIncidentById(db, ask.incidentId);
  const practice = { id: ask.practiceId, odsCode: ask.odsCode, name: ask.practiceName };
  const facts = await formFacts(db, ask.incidentId, practice);
  return { ...facts, incident: { slug, title }, expiresAt: ask.expiresAt };
}

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
