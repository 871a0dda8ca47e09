import { z } from 'zod';
import { displayName } from '#estate';
import { recordEvent, slugText, text } from '#incidents';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { type Db, inTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import { containsNhsNumber } from '#servicedesk';
import { type Concern, type ConcernCounts, concernOutcomes } from './model.ts';
import { maySeeConcerns, maySettleConcerns } from './policy.ts';
import { recoveringIncident } from './scene.ts';
import { selectConcerns, settleConcern } from './store.ts';

export const concernsInput = z.strictObject({ incident: slugText });

/** What practices worry about, those that wait first. */
export async function listConcerns(
  context: Context,
  input: z.input<typeof concernsInput>,
): Promise<Concern[]> {
  authorise(context.actor, maySeeConcerns);
  const { incident } = parseInput(concernsInput, input, 'input of recovery.concerns');
  const { id } = await recoveringIncident(context.db, incident);
  return (await selectConcerns(context.db, id)).map((concern) => ({
    ...concern,
    practiceName: displayName(concern.practiceName),
  }));
}

/** How many concerns were raised, wait, and turned out to be harm: for those who may not read them. */
export async function concernCounts(
  db: Db,
  incidentId: number,
): Promise<ConcernCounts & { openPractices: Set<number> }> {
  const concerns = await selectConcerns(db, incidentId);
  const open = concerns.filter(({ settled }) => settled === null);
  return {
    raised: concerns.length,
    open: open.length,
    harm: concerns.filter(({ settled }) => settled?.outcome === 'harm').length,
    openPractices: new Set(open.map(({ practiceId }) => practiceId)),
  };
}

export const settleInput = z.strictObject({
  incident: slugText,
  concern: z.coerce.number().int().min(1),
  outcome: z.enum(concernOutcomes),
  text: text(2000).describe('What was found and done, without anything about a patient'),
});

/** Says what came of a concern. */
export function settle(context: Context, input: z.input<typeof settleInput>): Promise<{ concern: number }> {
  authorise(context.actor, maySettleConcerns);
  const parsed = parseInput(settleInput, input, 'input of recovery.settle-concern');
  if (containsNhsNumber(parsed.text))
    throw new AllclearError('privacy.nhs-number', 'This holds an NHS number. Nothing was changed.', {
      faults: [{ field: 'text', reason: 'holds an NHS number' }],
    });
  return inTransaction(context, async (tx) => {
    const incident = await recoveringIncident(tx.db, parsed.incident);
    const odsCode = await settleConcern(tx, incident.id, parsed);
    if (odsCode === undefined) throw notFound('open concern', parsed.concern);
    await recordEvent(tx, incident.id, {
      type: 'recovery.concern-settled',
      text: `The safety concern of ${odsCode} is settled: ${parsed.outcome}`,
      data: { practice: odsCode, concern: parsed.concern, outcome: parsed.outcome },
    });
    await audit(tx, {
      verb: 'recovery.settle-concern',
      subject: `incident:${incident.slug}`,
      data: { concern: parsed.concern, outcome: parsed.outcome },
    });
    await emit(tx, 'recovery.changed', { incidentId: incident.id });
    return { concern: parsed.concern };
  });
}
