import { z } from 'zod';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import { containsNhsNumber } from './core/nhs-number.ts';
import { lockLinks } from './link-calls.ts';
import type { CallLink, LinkStatus } from './model.ts';
import { mayDecideLinks } from './policy.ts';
import { findCall, linksOf, upsertLinks } from './store.ts';
import { insertDecision } from './store-decisions.ts';

const callKeyInput = z.strictObject({
  source: z.string().trim().min(1),
  externalId: z.string().trim().min(1),
});

export const decideLinksInput = z.strictObject({
  incidentId: z.int().positive(),
  decision: z.enum(['confirm', 'undo', 'reject']),
  calls: z.array(callKeyInput).min(1).max(1_000),
  reason: z
    .string()
    .trim()
    .min(1)
    .max(1_000)
    .refine((text) => !containsNhsNumber(text), 'holds a number that is valid as an NHS number'),
});

export type LinkDecision = z.output<typeof decideLinksInput>['decision'];

interface OneDecision {
  incidentId: number;
  callSource: string;
  externalId: string;
  reason: string;
}

/** Confirms that a call belongs to an incident: suggested by the rule, left by it, or never scored. */
export const confirmLink = (context: Context, input: OneDecision): Promise<CallLink> =>
  decideOne(context, 'confirm', input);

/** Takes a linked call off an incident, for good: the rule does not link it again. */
export const undoLink = (context: Context, input: OneDecision): Promise<CallLink> =>
  decideOne(context, 'undo', input);

/** Says that a call that is not linked does not belong to an incident. */
export const rejectLink = (context: Context, input: OneDecision): Promise<CallLink> =>
  decideOne(context, 'reject', input);

async function decideOne(context: Context, decision: LinkDecision, input: OneDecision): Promise<CallLink> {
  const { callSource: source, ...rest } = input;
  const { links } = await decideLinks(context, {
    incidentId: rest.incidentId,
    decision,
    calls: [{ source, externalId: rest.externalId }],
    reason: rest.reason,
  });
  const [link] = links;
  if (!link) throw notFound('call', rest.externalId);
  return link;
}

const statusAfter = { confirm: 'linked', undo: 'undone', reject: 'rejected' } as const satisfies Record<
  LinkDecision,
  LinkStatus
>;

/**
 * Decides many links at once, all or none, in one person's name. Deciding the same again changes nothing. Returns the
 * links, and the decision by which they can be taken back; null when nothing changed.
 */
export async function decideLinks(
  context: Context,
  input: z.input<typeof decideLinksInput>,
): Promise<{ links: CallLink[]; decision: number | null }> {
  authorise(context.actor, mayDecideLinks);
  const { incidentId, decision, calls, reason } = parseInput(decideLinksInput, input, 'decision');
  return inTransaction(context, async (tx) => {
    await lockLinks(tx, incidentId);
    const links: CallLink[] = [];
    const changes: { link: CallLink; before: CallLink | undefined }[] = [];
    for (const key of calls) {
      const call = await findCall(tx.db, key);
      if (!call) throw notFound('call', key.externalId);
      const [before] = await linksOf(tx.db, { incidentId, callIds: [call.id] });
      const link = decide(before ?? neverScored(tx, incidentId, call.id), decision);
      if (!link) throw refused(decision, key.externalId, before);
      const isRepeated = before?.method === 'person' && before.status === link.status;
      const decided = isRepeated ? before : signed(tx, link, before, reason);
      links.push(decided);
      if (!isRepeated) changes.push({ link: decided, before });
    }
    const id = changes.length === 0 ? null : await store(tx, { incidentId, decision, reason }, changes);
    return { links, decision: id };
  });
}

async function store(
  tx: Context,
  decision: { incidentId: number; decision: LinkDecision; reason: string },
  changes: readonly { link: CallLink; before: CallLink | undefined }[],
): Promise<number> {
  const links = changes.map(({ link }) => link);
  await upsertLinks(tx.db, links);
  const id = await insertDecision(tx, decision, changes);
  for (const { callId } of links)
    await audit(tx, { verb: `call.${decision.decision}`, subject: `call:${callId}`, data: decision });
  const callIds = links.map(({ callId }) => callId);
  await emit(tx, 'calls.linked', { incidentId: decision.incidentId, callIds });
  return id;
}

const neverScored = (tx: Context, incidentId: number, callId: number): CallLink => ({
  incidentId,
  callId,
  status: 'left',
  method: 'auto',
  score: 0,
  reasons: [],
  decidedBy: null,
  note: null,
  at: tx.clock.now(),
});

/** The link after the decision; undefined when it makes no sense: only what is linked can be undone, and not rejected. */
function decide(link: CallLink, decision: LinkDecision): CallLink | undefined {
  const status = statusAfter[decision];
  const isLinked = link.status === 'linked';
  const fits = decision === 'confirm' || link.status === status || isLinked === (decision === 'undo');
  return fits ? { ...link, status } : undefined;
}

/** A confirmed link keeps the time from which the call counted. */
const signed = (tx: Context, link: CallLink, before: CallLink | undefined, reason: string): CallLink => ({
  ...link,
  method: 'person',
  decidedBy: tx.actor.name,
  note: reason,
  at: before?.status === link.status ? before.at : tx.clock.now(),
});

function refused(decision: LinkDecision, externalId: string, before: CallLink | undefined): AllclearError {
  const state = before ? `is ${before.status}` : 'was never scored';
  return new AllclearError(
    'state.refused',
    `Call ${externalId} cannot be ${decision === 'undo' ? 'undone' : 'rejected'}: its link ${state}. Nothing was changed.`,
    {
      remedy:
        decision === 'undo' ? 'Reject a call that is not linked.' : 'Undo the link of a call that is linked.',
    },
  );
}
