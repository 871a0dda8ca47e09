import { z } from 'zod';
import { findIncident, type Incident, instant, recordEvent, slugText, text } from '#incidents';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import { type Advice, adviceAudiences, adviceKinds, publishingParameters } from './model.ts';
import { mayAdvise, mayApproveAdvice, mayRead, mayWithdrawAdvice } from './policy.ts';
import { insertAdvice, lockAdvice, saveAdvice, selectAdvice } from './store-cards.ts';

export const proposeAdviceInput = z.strictObject({
  incident: slugText,
  kind: z
    .enum(adviceKinds)
    .describe("What practices should 'do', what they should not ('dont'), or 'information'"),
  audience: z
    .enum(adviceAudiences)
    .default('practices')
    .describe(
      "'practices', shown on the incident's page, or 'patients', passed on in the communications pack",
    ),
  text: text(500),
});

/** Proposes advice for practices. It is not shown until a clinical safety lead has approved it. */
export function proposeAdvice(context: Context, input: z.input<typeof proposeAdviceInput>): Promise<Advice> {
  authorise(context.actor, mayAdvise);
  const {
    incident: slug,
    kind,
    audience,
    text: told,
  } = parseInput(proposeAdviceInput, input, 'input of advice.propose');
  return inTransaction(context, async (tx) => {
    const incident = await findIncident(tx.db, slug);
    await lockForTransaction(tx, `publishing.advice:${incident.id}`);
    const advice = await insertAdvice(tx, { incidentId: incident.id, kind, audience, text: told });
    const { number } = advice;
    await audit(tx, {
      verb: 'advice.propose',
      subject: `incident:${slug}`,
      data: { number, kind, audience, text: told },
    });
    return advice;
  });
}

export const adviceNumberInput = z.strictObject({
  incident: slugText,
  number: z.coerce.number().int().min(1).describe('Its number within the incident'),
});

type Numbered = z.input<typeof adviceNumberInput>;

export const approveAdviceInput = adviceNumberInput.extend({
  expiresAt: instant
    .optional()
    .describe(
      `When it ends: at most ${publishingParameters.adviceDaysAtMost} days from now; ${publishingParameters.adviceDays} days from now unless given`,
    ),
});

type Approval = z.input<typeof approveAdviceInput>;

/** Approves advice that somebody else proposed, until it ends; the page shows it from then on. */
export const approveAdvice = (context: Context, input: Approval): Promise<Advice> => {
  authorise(context.actor, mayApproveAdvice);
  const { expiresAt, ...numbered } = parseInput(approveAdviceInput, input, 'input of advice.approve');
  return changeAdvice(context, 'advice.approve', numbered, (advice, tx) => {
    if (advice.approvedAt || advice.withdrawnAt) throw refused(advice);
    return approvedBy(advice, tx, expiresAt);
  });
};

/** Approves advice once more, with a new end: somebody qualified has looked whether it is still right. */
export const renewAdvice = (context: Context, input: Approval): Promise<Advice> => {
  authorise(context.actor, mayApproveAdvice);
  const { expiresAt, ...numbered } = parseInput(approveAdviceInput, input, 'input of advice.renew');
  return changeAdvice(context, 'advice.renew', numbered, (advice, tx) => {
    if (!advice.approvedAt) throw notApproved(advice);
    if (advice.withdrawnAt) throw refused(advice);
    return approvedBy(advice, tx, expiresAt);
  });
};

function approvedBy(advice: Advice, { actor, clock }: Context, given: Date | undefined): Advice {
  if (advice.proposedBy.toLowerCase() === actor.name.toLowerCase()) {
    throw new AllclearError('forbidden', `${actor.name} proposed this advice and so may not approve it.`);
  }
  const now = clock.now();
  return { ...advice, approvedBy: actor.name, approvedAt: now, expiresAt: endOf(now, given) };
}

const dayMs = 86_400_000;

function endOf(now: Date, given: Date | undefined): Date {
  const { adviceDays, adviceDaysAtMost } = publishingParameters;
  const end = given ?? new Date(now.getTime() + adviceDays * dayMs);
  const days = (end.getTime() - now.getTime()) / dayMs;
  if (days > 0 && days <= adviceDaysAtMost) return end;
  throw new AllclearError('input.invalid', 'Advice ends after now, and not too late. Nothing was changed.', {
    faults: [{ field: 'expiresAt', reason: `must be within the next ${adviceDaysAtMost} days` }],
  });
}

/** Takes advice off the page. */
export const withdrawAdvice = (context: Context, input: Numbered): Promise<Advice> => {
  authorise(context.actor, mayWithdrawAdvice);
  return changeAdvice(context, 'advice.withdraw', input, (advice, { actor, clock }) => {
    if (advice.withdrawnAt) throw refused(advice);
    return { ...advice, withdrawnBy: actor.name, withdrawnAt: clock.now() };
  });
};

function changeAdvice(
  context: Context,
  verb: string,
  input: Numbered,
  decide: (advice: Advice, tx: Context) => Advice,
): Promise<Advice> {
  const { incident: slug, number } = parseInput(adviceNumberInput, input, `input of ${verb}`);
  return inTransaction(context, async (tx) => {
    const incident = await findIncident(tx.db, slug);
    const advice = await lockAdvice(tx, incident.id, number);
    if (!advice) throw notFound(`advice of ${slug}`, number);
    const saved = await saveAdvice(tx, incident.id, decide(advice, tx));
    await announce(tx, incident, verb, saved);
    return saved;
  });
}

async function announce(tx: Context, incident: Incident, verb: string, advice: Advice): Promise<void> {
  const { number, expiresAt } = advice;
  await recordEvent(tx, incident.id, {
    type: verb,
    text: `${doneWords[verb] ?? verb}: ${advice.text}`,
    data: { number, expiresAt },
  });
  await audit(tx, { verb, subject: `incident:${incident.slug}`, data: { number, expiresAt } });
  // Advice is shown without waiting for the next update.
  await emit(tx, 'claim.changed', { incidentId: incident.id, updateId: null, claimIds: [] });
}

const doneWords: Readonly<Record<string, string>> = {
  'advice.approve': 'Advice approved',
  'advice.renew': 'Advice approved again',
  'advice.withdraw': 'Advice withdrawn',
};

const notApproved = (advice: Advice): AllclearError =>
  new AllclearError('state.refused', `Advice ${advice.number} is not approved yet. Nothing was changed.`, {
    remedy: 'Approve it first.',
  });

const refused = (advice: Advice): AllclearError =>
  new AllclearError(
    'state.refused',
    `Advice ${advice.number} is ${advice.withdrawnAt ? 'withdrawn' : 'approved'} already. Nothing was changed.`,
  );

export const listAdviceInput = z.strictObject({ incident: slugText });

/** The advice of an incident by number, approved or not. */
export async function listAdvice(
  context: Context,
  input: z.input<typeof listAdviceInput>,
): Promise<Advice[]> {
  authorise(context.actor, mayRead);
  const { incident: slug } = parseInput(listAdviceInput, input, 'input of advice.list');
  return selectAdvice(context.db, (await findIncident(context.db, slug)).id);
}
