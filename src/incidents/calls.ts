import { z } from 'zod';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { parseInput } from '#platform/errors';
import { type CallLink, confirmLink, rejectLink, undoLink } from '#servicedesk';
import { assertOpen, lockBySlug } from './change.ts';
import { slugText, text } from './model.ts';
import { mayDecideCalls } from './policy.ts';
import { recordEvent } from './record.ts';

export const decideCallInput = z.strictObject({
  incident: slugText,
  source: text(80).describe('The desk the call came from'),
  externalId: text(200).describe("The call's number there"),
  reason: text(1000),
});
type DecideCall = z.input<typeof decideCallInput>;

/** Confirms that a call belongs to the incident. A person's decision stands against the rule. */
export const confirmCall = (context: Context, input: DecideCall): Promise<CallLink> =>
  decideCall(context, 'confirmed', confirmLink, input);

/** Takes a linked call off the incident, for good. */
export const undoCall = (context: Context, input: DecideCall): Promise<CallLink> =>
  decideCall(context, 'taken off', undoLink, input);

/** Says that a call which is not linked does not belong to the incident. */
export const rejectCall = (context: Context, input: DecideCall): Promise<CallLink> =>
  decideCall(context, 'rejected', rejectLink, input);

function decideCall(
  context: Context,
  decision: string,
  decide: typeof confirmLink,
  input: DecideCall,
): Promise<CallLink> {
  authorise(context.actor, mayDecideCalls);
  const {
    incident: slug,
    source,
    externalId,
    reason,
  } = parseInput(decideCallInput, input, 'decision about a call');
  return inTransaction(context, async (tx) => {
    const incident = await lockBySlug(tx, slug);
    assertOpen(incident);
    const link = await decide(tx, { incidentId: incident.id, callSource: source, externalId, reason });
    await recordEvent(tx, incident.id, {
      type: 'call.decided',
      text: `Call ${externalId} ${decision}: ${reason}`,
      data: { source, externalId, decision },
    });
    return link;
  });
}
