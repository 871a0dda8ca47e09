import { keepWebhook, requestMessage } from '#messages';
import { addressesOfName, addressesOfRole } from '#platform/auth';
import { formatDay, londonDate, parseLondon } from '#platform/clock';
import type { Context } from '#platform/context';
import { webhookSubscribers } from '#publishing';
import { type ActionWebhook, actionRow, actionWebhook } from './core/action-exports.ts';
import { actionText } from './core/action-words.ts';
import { redactionsOf } from './core/folds.ts';
import { redactorOf } from './core/redactor.ts';
import type { ReviewAction } from './model.ts';
import { allActions } from './read-actions.ts';
import { selectEntries } from './store.ts';
import { selectReports } from './store-reports.ts';

/** Stages of a reminder, without the date that they are about. */
export type ReminderStage = 'due soon' | 'overdue' | 'escalated';

/**
 * Writes an action, as everybody may see it, to the webhooks of those who asked to hear of its incident or of everything, in the
 * transaction of the caller. Says nothing of a proposal, nor before the report is published. Returns how many are told.
 */
export async function tellWebhooks(
  tx: Context,
  of: { incidentId: number; number: number },
  type: ActionWebhook['type'],
  reason?: string,
): Promise<number> {
  const now = tx.clock.now();
  const found = (await allActions(tx.db)).find(
    ({ incidentId, number }) => incidentId === of.incidentId && number === of.number,
  );
  if (!found || found.status === 'proposed') return 0;
  if ((await selectReports(tx.db, found.reviewId)).length === 0) return 0;
  const receivers = await webhookSubscribers(tx.db, of.incidentId);
  if (receivers.length === 0) return 0;
  const redact = redactorOf(redactionsOf(await selectEntries(tx.db, found.reviewId)));
  const action = actionRow(found, londonDate(now), redact);
  const body = actionWebhook(type, { at: now, reason: reason ?? found.status, action });
  for (const { recipientId, address } of receivers) {
    const { notice } = await requestMessage(tx, {
      ...{ channel: 'webhook', address, recipientId, kind: 'action', path: '/actions' },
      subject: `Action ${action.reference}: ${body.reason}`,
      text: `${action.action}. Due ${action.dueOn}, ${action.owner} (${action.organisation}).`,
    });
    await keepWebhook(tx.db, notice, body);
  }
  return receivers.length;
}

/**
 * Reminds by mail: the owner, and once it is a week late those who approve and lead, too. When no account has the owner's name, those who
 * lead hear of it from the beginning. Returns how many were written to.
 */
export async function mailReminder(tx: Context, action: ReviewAction, stage: ReminderStage): Promise<number> {
  const owner = await addressesOfName(tx.db, action.owner);
  const above =
    stage === 'escalated' || owner.length === 0 ? await addressesOfRole(tx.db, 'incident lead') : [];
  const approvers = stage === 'escalated' ? await addressesOfRole(tx.db, 'approver') : [];
  const to = [...new Set([...owner, ...above, ...approvers].map((address) => address.toLowerCase()))];
  for (const address of to)
    await requestMessage(tx, {
      ...{ channel: 'email', address, kind: 'action-reminder', recipientKind: 'staff' },
      subject: `Action ${action.reference} is ${stage === 'escalated' ? 'late, and needs your help' : stage}`,
      text: `${actionText(action)}\n\nOwner: ${action.owner} (${action.ownerOrganisation}). ${dueText(action)}\n\nSay in the console how it stands, or move its date: {link}`,
      path: '/console/actions',
    });
  return to.length;
}

function dueText({ dueOn, originalDueOn }: ReviewAction): string {
  const day = (date: string): string => {
    const at = parseLondon(date);
    return at ? formatDay(at) : date;
  };
  return `Due on ${day(dueOn)}${dueOn === originalDueOn ? '' : `; first promised for ${day(originalDueOn)}`}.`;
}
