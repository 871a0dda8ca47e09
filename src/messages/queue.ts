import { z } from 'zod';
import type { Context } from '#platform/context';
import { notify } from '#platform/db';
import { AllclearError, invariant, parseInput } from '#platform/errors';
import { addressFault, addressKey, hasControl } from './core/address.ts';
import { channels, messageParameters, type NoticeText, type Recipient, recipientKinds } from './model.ts';
import { insertForThoseTold, insertMessages, insertNotice, type NewMessage } from './store.ts';

/** Announced when there is something to send. */
export const messageChannel = 'allclear_message';

const oneLine = z.string().refine((text) => !hasControl(text), 'must be one line');

const recipientShape = z.strictObject({
  recipientId: z.guid(),
  kind: z.enum(recipientKinds),
  channel: z.enum(channels),
  address: z.string(),
  practiceId: z.string().optional(),
  unsubscribeUrl: oneLine.optional(),
  oneClickUrl: oneLine.optional(),
  notBefore: z.date().optional(),
});

const noticeShape = z.strictObject({
  kind: z.string().regex(/^[a-z][a-z -]*$/),
  thread: z
    .string()
    .regex(/^[a-z0-9.-]+$/)
    .optional(),
  subject: oneLine.min(1).max(messageParameters.longestSubject),
  body: z.string().min(1).max(messageParameters.longestBody),
  html: z.string().optional(),
  short: z.string().optional(),
  path: z
    .string()
    .regex(/^\/[^\s\\]*$/)
    .optional(),
});

/** What became of a list of recipients. */
export interface Queued {
  /** Messages written. */
  queued: number;
  /** Recipients whose address is none, and so were left out. */
  unusable: number;
}

/**
 * Writes one message to each recipient of an update, or of other news of an incident, in the transaction that publishes it.
 * Nobody gets it twice, neither by two subscriptions to one address nor, for an update, by a second call. `alsoToldOf` names an update whose recipients hear of this one
 * too, for corrections. An address that is none is left out and counted: it must not keep the others from being told.
 */
export async function queueNotice(
  tx: Context,
  notice: NoticeText & { incidentId: number; updateNumber?: number },
  recipients: AsyncIterable<readonly Recipient[]>,
  alsoToldOf?: number,
): Promise<Queued> {
  invariant(tx.db.isTransaction, 'a notice is written in the transaction that publishes what it says');
  const { incidentId, updateNumber, ...text } = notice;
  const parsed = parseInput(noticeShape, text, 'notice');
  const noticeId = await insertNotice(tx, { ...parsed, incidentId, updateNumber });
  if (noticeId === undefined) return { queued: 0, unusable: 0 };
  let queued = 0;
  let unusable = 0;
  for await (const page of recipients) {
    for (let from = 0; from < page.length; from += messageParameters.rowsAtOnce) {
      const part = page.slice(from, from + messageParameters.rowsAtOnce);
      const usable = part.flatMap((each) => rowOf(each, tx.clock.now()) ?? []);
      unusable += part.length - usable.length;
      queued += await insertMessages(tx, noticeId, usable, false);
    }
  }
  if (alsoToldOf !== undefined)
    queued += await insertForThoseTold(tx, noticeId, { incidentId, updateNumber: alsoToldOf });
  if (unusable > 0)
    tx.log.warn({ incidentId, updateNumber, unusable }, 'recipients without a usable address');
  await notify(tx, messageChannel);
  return { queued, unusable };
}

function rowOf(recipient: Recipient, now: Date): NewMessage | undefined {
  const parsed = recipientShape.safeParse(recipient);
  if (!parsed.success || addressFault(parsed.data.channel, parsed.data.address) !== undefined)
    return undefined;
  const { recipientId, kind, channel, address, practiceId, unsubscribeUrl, oneClickUrl, notBefore } =
    parsed.data;
  return {
    recipientId,
    kind,
    channel,
    address,
    key: addressKey(channel, address),
    practiceId: practiceId ?? null,
    unsubscribeUrl: unsubscribeUrl ?? null,
    oneClickUrl: oneClickUrl ?? null,
    dueAt: new Date(Math.max(now.getTime(), notBefore?.getTime() ?? 0)).toISOString(),
  };
}

/** What recovery, which stands left of this domain, puts into the fact `message.requested`; others call `requestMessage`. */
export const messageRequest = z.strictObject({
  channel: z.enum(channels),
  address: z.string(),
  subject: noticeShape.shape.subject,
  text: noticeShape.shape.body,
  kind: noticeShape.shape.kind,
  html: z.string().optional(),
  short: z.string().optional(),
  path: noticeShape.shape.path,
  thread: noticeShape.shape.thread,
  recipientId: z.guid().optional(),
  recipientKind: z.enum(recipientKinds).default('subscriber'),
  practiceId: z.string().optional(),
  unsubscribeUrl: oneLine.optional(),
  oneClickUrl: oneLine.optional(),
  notBefore: z.coerce.date().optional(),
});

/**
 * Writes a single message in the transaction of whoever asks: a confirmation, a link to a form, word of a correction. It is
 * sent before updates that wait, after the commit. Returns its number. Throws `input.invalid` for an address that is none
 * and for line breaks where a header would hold them; then nothing was written.
 */
export async function requestMessage(
  tx: Context,
  request: z.input<typeof messageRequest>,
): Promise<{ notice: number; queued: number }> {
  invariant(tx.db.isTransaction, 'a message is requested in the transaction that it belongs to');
  const { channel, address, subject, text, kind, html, short, path, thread, ...to } = parseInput(
    messageRequest,
    request,
    'message',
  );
  const fault = addressFault(channel, address);
  if (fault !== undefined)
    throw new AllclearError('input.invalid', `The message was not written: its address ${fault}.`, {
      faults: [{ field: 'address', reason: fault }],
    });
  // A text message has no subject: it says what there is to say.
  const said = short ?? (channel === 'sms' ? text : undefined);
  const noticeId = await insertNotice(tx, { kind, subject, body: text, html, short: said, path, thread });
  invariant(noticeId !== undefined, 'a notice without an update is always written');
  const queued = await insertMessages(
    tx,
    noticeId,
    [
      {
        recipientId: to.recipientId ?? null,
        kind: to.recipientKind,
        channel,
        address,
        key: addressKey(channel, address),
        practiceId: to.practiceId ?? null,
        unsubscribeUrl: to.unsubscribeUrl ?? null,
        oneClickUrl: to.oneClickUrl ?? null,
        dueAt: (to.notBefore ?? tx.clock.now()).toISOString(),
      },
    ],
    true,
  );
  await notify(tx, messageChannel);
  return { notice: noticeId, queued };
}
