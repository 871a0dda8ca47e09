import { z } from 'zod';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { parseInput, required } from '#platform/errors';
import {
  type CallLink,
  decideLinks,
  type LinkDecision,
  type RevertedDecision,
  revertDecision,
} from '#servicedesk';
import { assertOpen, lockBySlug } from './change.ts';
import { slugText, text } from './model.ts';
import { mayDecideCalls } from './policy.ts';
import { recordEvent } from './record.ts';

const callKey = {
  source: text(80).describe('The desk the call came from'),
  externalId: text(200).describe("The call's number there"),
};

export const decideCallInput = z.strictObject({ incident: slugText, ...callKey, reason: text(1000) });
type DecideCall = z.input<typeof decideCallInput>;

/** Confirms that a call belongs to the incident. A person's decision stands against the rule. */
export const confirmCall = (context: Context, input: DecideCall): Promise<CallLink> =>
  decideCall(context, 'confirm', input);

/** Takes a linked call off the incident, for good. */
export const undoCall = (context: Context, input: DecideCall): Promise<CallLink> =>
  decideCall(context, 'undo', input);

/** Says that a call which is not linked does not belong to the incident. */
export const rejectCall = (context: Context, input: DecideCall): Promise<CallLink> =>
  decideCall(context, 'reject', input);

async function decideCall(context: Context, decision: LinkDecision, input: DecideCall): Promise<CallLink> {
  authorise(context.actor, mayDecideCalls);
  const { incident, source, externalId, reason } = parseInput(
    decideCallInput,
    input,
    'decision about a call',
  );
  const { links } = await decideCalls(context, {
    incident,
    decision,
    calls: [{ source, externalId }],
    reason,
  });
  return required(links[0], 'link');
}

export const decideCallsInput = z.strictObject({
  incident: slugText,
  decision: z.enum(['confirm', 'undo', 'reject']),
  calls: z.array(z.strictObject(callKey)).min(1).max(500),
  reason: text(1000),
});

const decided = { confirm: 'confirmed', undo: 'taken off', reject: 'rejected' } as const;

/** Decides several calls at once, all or none. `decision` names what can be taken back; null when nothing changed. */
export function decideCalls(
  context: Context,
  input: z.input<typeof decideCallsInput>,
): Promise<{ links: CallLink[]; decision: number | null }> {
  authorise(context.actor, mayDecideCalls);
  const {
    incident: slug,
    decision,
    calls,
    reason,
  } = parseInput(decideCallsInput, input, 'decision about calls');
  return inTransaction(context, async (tx) => {
    const incident = await lockBySlug(tx, slug);
    assertOpen(incident);
    const outcome = await decideLinks(tx, { incidentId: incident.id, decision, calls, reason });
    const [first] = calls;
    const what = calls.length === 1 ? `Call ${first?.externalId}` : `${calls.length} calls`;
    await recordEvent(tx, incident.id, {
      type: 'call.decided',
      text: `${what} ${decided[decision]}: ${reason}`,
      data: { decision: decided[decision], calls, ...(calls.length === 1 ? first : {}) },
    });
    return outcome;
  });
}

export const revertCallsInput = z.strictObject({
  incident: slugText,
  decision: z.coerce.number().int().min(1).describe('Its number, as the decision about calls answered it'),
});

/** Takes back what one press decided about calls; links decided anew since stay, and are named. */
export function revertCalls(
  context: Context,
  input: z.input<typeof revertCallsInput>,
): Promise<RevertedDecision> {
  authorise(context.actor, mayDecideCalls);
  const { incident: slug, decision } = parseInput(revertCallsInput, input, 'decision to take back');
  return inTransaction(context, async (tx) => {
    const incident = await lockBySlug(tx, slug);
    assertOpen(incident);
    const outcome = await revertDecision(tx, { incidentId: incident.id, decision });
    const { reverted, kept } = outcome;
    const rest = kept.length === 0 ? '' : `; ${kept.length} decided anew since stay`;
    await recordEvent(tx, incident.id, {
      type: 'call.reverted',
      text: `A decision about ${outcome.decision.calls} calls was taken back: ${reverted.length} links are as before${rest}`,
      data: { decision, reverted, kept },
    });
    return outcome;
  });
}
