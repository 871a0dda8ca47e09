import { z } from 'zod';
import { findPractice } from '#estate';
import { findIncident, instant, isOpen, recordEvent, slugText, text } from '#incidents';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import type { RecoveryProgress } from './model.ts';
import { mayReport } from './policy.ts';
import { recoveryProgress } from './read.ts';
import { insertReport } from './store.ts';

export const reportInput = z.strictObject({
  incident: slugText,
  practice: text(20).describe('Its ODS code'),
  state: z.enum(['recovering', 'recovered']),
  expectedNormalOn: z.iso.date().optional().describe('When the practice expects to be back to normal'),
  note: text(2000).optional(),
  at: instant.optional(),
});

/**
 * Records what a practice said about its return to normal; its latest report counts. Also after the response is over:
 * recovery goes on. Returns the progress of all practices.
 */
export function reportRecovery(
  context: Context,
  input: z.input<typeof reportInput>,
): Promise<RecoveryProgress> {
  authorise(context.actor, mayReport);
  const parsed = parseInput(reportInput, input, 'input of recovery.report');
  return inTransaction(context, async (tx) => {
    const incident = await findIncident(tx.db, parsed.incident);
    assertDeclared(incident.slug, incident.states.response);
    const practice = await findPractice(tx.db, parsed.practice.toUpperCase());
    if (!practice) throw notFound('practice', parsed.practice);
    const now = tx.clock.now();
    const at = parsed.at ?? now;
    if (at > now) throw new AllclearError('input.invalid', 'This is in the future. Nothing was changed.');
    const { state } = parsed;
    const expectedNormalOn = parsed.expectedNormalOn ?? null;
    const note = parsed.note ?? null;
    await insertReport(tx, incident.id, { practiceId: practice.id, at, state, expectedNormalOn, note });
    await recordEvent(tx, incident.id, {
      type: 'recovery.reported',
      at,
      text: `${practice.odsCode} says it is ${state === 'recovered' ? 'back to normal' : 'recovering'}`,
      data: { practice: practice.odsCode, state, expectedNormalOn },
    });
    await audit(tx, { verb: 'recovery.report', subject: `incident:${incident.slug}`, data: parsed });
    await emit(tx, 'recovery.changed', { incidentId: incident.id });
    return recoveryProgress(tx.db, incident.id);
  });
}

function assertDeclared(slug: string, response: Parameters<typeof isOpen>[0]): void {
  if (isOpen(response) || response === 'stood down') return;
  throw new AllclearError(
    'state.refused',
    `${slug} is '${response}', so nothing recovers from it. Nothing was changed.`,
  );
}
