import { z } from 'zod';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction, notify } from '#platform/db';
import { AllclearError, notFound, parseInput, required } from '#platform/errors';
import { mayManageMessages, mayReadMessages } from './policy.ts';
import { messageChannel } from './queue.ts';
import {
  type NoticeCount,
  requeue,
  selectNotices,
  selectUndelivered,
  stopNotice,
  type UndeliveredMessage,
} from './store-read.ts';

const noticeNumber = z.coerce.number().int().min(1).describe('Its number, as message.list shows it');

export const listMessagesInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/** The newest notices with how many messages each has in each state. Names nobody. */
export function listMessages(
  context: Context,
  input: z.input<typeof listMessagesInput>,
): Promise<NoticeCount[]> {
  authorise(context.actor, mayReadMessages);
  const { limit } = parseInput(listMessagesInput, input, 'input of message.list');
  return selectNotices(context.db, { limit });
}

export const undeliveredInput = z.strictObject({
  notice: noticeNumber,
  limit: z.coerce.number().int().min(1).max(2_000).default(200),
});

/** A notice, and whom it did not reach, with the reasons. That somebody looked is audited, since it shows addresses. */
export async function undelivered(
  context: Context,
  input: z.input<typeof undeliveredInput>,
): Promise<{ notice: NoticeCount; messages: UndeliveredMessage[] }> {
  authorise(context.actor, mayManageMessages);
  const { notice, limit } = parseInput(undeliveredInput, input, 'input of message.undelivered');
  const found = await requireNotice(context, notice);
  const messages = await selectUndelivered(context.db, { notice, limit });
  if (messages.length > 0)
    await audit(context, {
      verb: 'contact.viewed',
      subject: `notice:${notice}`,
      data: { where: 'message.undelivered', shown: messages.length },
    });
  return { notice: found, messages };
}

async function requireNotice(context: Context, notice: number): Promise<NoticeCount> {
  const [found] = await selectNotices(context.db, { limit: 1, notice });
  if (!found) throw notFound('notice', notice);
  return found;
}

export const retryInput = z.strictObject({
  notice: noticeNumber,
  message: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('One message only, also when its address was found to be gone'),
});

/** Sends again what failed of a notice; where the address is gone only when that message is named. Returns the counts. */
export function retryMessages(context: Context, input: z.input<typeof retryInput>): Promise<NoticeCount> {
  authorise(context.actor, mayManageMessages);
  const { notice, message } = parseInput(retryInput, input, 'input of message.retry');
  return inTransaction(context, async (tx) => {
    await requireNotice(tx, notice);
    const queued = await requeue(tx, { notice, message });
    if (queued === 0)
      throw new AllclearError('state.refused', 'No failed message can be tried again. Nothing was changed.', {
        remedy:
          'Where an address is gone, mend it where it is kept; or name the one message to try all the same.',
      });
    await audit(tx, { verb: 'message.retry', subject: `notice:${notice}`, data: { queued, message } });
    await notify(tx, messageChannel);
    return required((await selectNotices(tx.db, { limit: 1, notice }))[0], 'the notice');
  });
}

export const stopInput = z.strictObject({
  notice: noticeNumber,
  reason: z.string().trim().min(3).max(200).describe('Why; shown beside each message'),
});

/** What still waits of a notice is not sent. What is on its way stays on its way. Returns the counts. */
export function stopMessages(context: Context, input: z.input<typeof stopInput>): Promise<NoticeCount> {
  authorise(context.actor, mayManageMessages);
  const { notice, reason } = parseInput(stopInput, input, 'input of message.stop');
  return inTransaction(context, async (tx) => {
    await requireNotice(tx, notice);
    const stopped = await stopNotice(tx, notice, reason);
    if (stopped === 0)
      throw new AllclearError(
        'state.refused',
        'No message of this notice waits any more. Nothing was changed.',
      );
    await audit(tx, { verb: 'message.stop', subject: `notice:${notice}`, data: { stopped, reason } });
    return required((await selectNotices(tx.db, { limit: 1, notice }))[0], 'the notice');
  });
}
