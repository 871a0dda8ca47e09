import { z } from 'zod';
import { findIncident, type Incident, recordEvent, slugText, text } from '#incidents';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import { type Advice, adviceKinds } from './model.ts';
import { mayAdvise, mayApproveAdvice, mayRead, mayWithdrawAdvice } from './policy.ts';
import { insertAdvice, lockAdvice, saveAdvice, selectAdvice } from './store-cards.ts';

export const proposeAdviceInput = z.strictObject({
  incident: slugText,
  kind: z
    .enum(adviceKinds)
    .describe("What practices should 'do', what they should not ('dont'), or 'information'"),
  text: text(500),
});

/** Proposes advice for practices. It is not shown until a clinical safety lead has approved it. */
export function proposeAdvice(context: Context, input: z.input<typeof proposeAdviceInput>): Promise<Advice> {
  authorise(context.actor, mayAdvise);
  const {
    incident: slug,
    kind,
    text: told,
  } = parseInput(proposeAdviceInput, input, 'input of advice.propose');
  return inTransaction(context, async (tx) => {
    const incident = await findIncident(tx.db, slug);
    await lockForTransaction(tx, `publishing.advice:${incident.id}`);
    const advice = await insertAdvice(tx, { incidentId: incident.id, kind, text: told });
    const { number } = advice;
    await audit(tx, {
      verb: 'advice.propose',
      subject: `incident:${slug}`,
      data: { number, kind, text: told },
    });
    return advice;
  });
}

export const adviceNumberInput = z.strictObject({
  incident: slugText,
  number: z.coerce.number().int().min(1).describe('Its number within the incident'),
});

type Numbered = z.input<typeof adviceNumberInput>;

/** Approves advice that somebody else proposed; the page shows it from then on. */
export const approveAdvice = (context: Context, input: Numbered): Promise<Advice> => {
  authorise(context.actor, mayApproveAdvice);
  return changeAdvice(context, 'advice.approve', input, (advice, { actor, clock }) => {
    if (advice.approvedAt || advice.withdrawnAt) throw refused(advice);
    if (advice.proposedBy.toLowerCase() === actor.name.toLowerCase()) {
      throw new AllclearError('forbidden', `${actor.name} proposed this advice and so may not approve it.`);
    }
    return { ...advice, approvedBy: actor.name, approvedAt: clock.now() };
  });
};

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
  const done = verb === 'advice.approve' ? 'Advice approved' : 'Advice withdrawn';
  const { number } = advice;
  await recordEvent(tx, incident.id, { type: verb, text: `${done}: ${advice.text}`, data: { number } });
  await audit(tx, { verb, subject: `incident:${incident.slug}`, data: { number } });
  // Advice is shown without waiting for the next update.
  await emit(tx, 'claim.changed', { incidentId: incident.id, updateId: null, claimIds: [] });
}

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
