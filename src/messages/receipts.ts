import { z } from 'zod';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { addressKey, withoutAddresses } from './core/address.ts';
import { addressIsGone, messageNumber, readBounce } from './core/bounce.ts';
import type { MessageState } from './model.ts';
import { mayReportReceipts } from './policy.ts';
import { stopAddress } from './stop.ts';
import { lockMessage, saveReceipt } from './store-read.ts';

const notifyStatuses = [
  'created',
  'sending',
  'pending',
  'sent',
  'delivered',
  'permanent-failure',
  'temporary-failure',
  'technical-failure',
] as const;

/** What GOV.UK Notify posts. It may add fields of its own at any time; they are passed over. */
export const receiptInput = z.object({
  id: z.string().max(100).describe("Notify's own number of the message"),
  reference: z.string().max(100).nullable().describe('As it was sent with the message'),
  to: z.string().max(320).describe('To whom it was sent'),
  status: z.enum(notifyStatuses),
  notification_type: z.enum(['email', 'sms', 'letter']).optional(),
});

export interface ReceiptTaken {
  message: number;
  state: MessageState;
  changed: boolean;
}

const failures: Readonly<Record<string, string>> = {
  'permanent-failure': 'GOV.UK Notify: the address does not exist.',
  'temporary-failure':
    'GOV.UK Notify: it could not be delivered, the mailbox or telephone was not reachable for too long.',
  'technical-failure':
    'GOV.UK Notify: it could not be delivered because of a fault between Notify and the provider.',
};

/** Takes what GOV.UK Notify says about a message that it had. Saying it again changes nothing. */
export function takeReceipt(context: Context, input: z.input<typeof receiptInput>): Promise<ReceiptTaken> {
  authorise(context.actor, mayReportReceipts);
  const { reference, to, status } = parseInput(receiptInput, input, 'input of message.receipt');
  const number = messageNumber(reference ?? '');
  if (number === undefined) throw notFound('message', reference ?? 'without a reference');
  if (status === 'delivered') return hear(context, number, to, { state: 'delivered', reason: null }, status);
  const reason = failures[status];
  if (reason !== undefined)
    return hear(
      context,
      number,
      to,
      { state: 'failed', reason, gone: status === 'permanent-failure' },
      status,
    );
  return hear(context, number, to, undefined, status);
}

interface Heard {
  state: 'delivered' | 'failed';
  reason: string | null;
  gone?: boolean;
}

function hear(
  context: Context,
  number: number,
  to: string | null,
  heard: Heard | undefined,
  status: string,
): Promise<ReceiptTaken> {
  return inTransaction(context, async (tx) => {
    const message = await lockMessage(tx, number);
    if (!message) throw notFound('message', number);
    // A report about somebody else must not stop this recipient; spaces are how Notify shows telephone numbers.
    if (to !== null && message.addressKey !== null && keyOf(message.channel, to) !== message.addressKey)
      throw new AllclearError(
        'input.invalid',
        `Message ${number} did not go to the address that this report names. Nothing was changed.`,
        { faults: [{ field: 'to', reason: 'is not the address of this message' }] },
      );
    const isNews = heard !== undefined && heard.state !== message.state && mayChange(message.state);
    if (!isNews) return { message: number, state: message.state, changed: false };
    const { channel, address } = message;
    const reason = heard.reason && withoutAddresses(heard.reason, channel, address);
    await saveReceipt(tx, number, { ...heard, reason });
    if (heard.gone) await stopAddress(tx, number, reason ?? status);
    await audit(tx, {
      verb: 'message.receipt',
      subject: `message:${number}`,
      data: { state: heard.state, status },
    });
    return { message: number, state: heard.state, changed: true };
  });
}

const keyOf = (channel: Parameters<typeof addressKey>[0], to: string): string =>
  addressKey(channel, channel === 'sms' ? to.replace(/\s/g, '').replace(/^0/, '+44') : to.trim());

/** A report can overtake our own note that it was handed over; what was stopped or waits again is not its business. */
const mayChange = (state: MessageState): boolean =>
  state === 'sending' || state === 'handed over' || state === 'delivered';

export const bounceInput = z.strictObject({
  report: z.string().min(1).max(200_000).describe('The delivery report as it came by mail, whole'),
});

/** Takes a delivery report of a mail system (RFC 3464). One that is only about a delay changes nothing. */
export function takeBounce(context: Context, input: z.input<typeof bounceInput>): Promise<ReceiptTaken> {
  authorise(context.actor, mayReportReceipts);
  const { report } = parseInput(bounceInput, input, 'input of message.bounce');
  const bounce = readBounce(report);
  if (typeof bounce === 'string')
    throw new AllclearError('input.invalid', `The report was not taken: ${bounce}`, {
      faults: [{ field: 'report', reason: bounce }],
    });
  const { message, recipient, action, status, diagnostic } = bounce;
  const heard: Heard | undefined =
    action === 'failed'
      ? {
          state: 'failed',
          reason: `The mail came back (${status}). ${diagnostic ?? ''}`.trim(),
          gone: addressIsGone(status),
        }
      : action === 'delivered'
        ? { state: 'delivered', reason: null }
        : undefined;
  return hear(context, message, recipient, heard, `${action} ${status}`);
}
