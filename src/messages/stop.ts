import type { Context } from '#platform/context';
import { emit } from '#platform/outbox';
import { addressKey } from './core/address.ts';
import type { ChannelName } from './model.ts';
import { deleteStops, eraseByAddress, eraseRecipient, insertStop, lockMessage } from './store-read.ts';

/** Nothing will ever reach the address of this message: nothing more is sent there, and whoever keeps it is told. */
export async function stopAddress(tx: Context, messageId: number, reason: string): Promise<void> {
  const message = await lockMessage(tx, messageId);
  if (!message?.recipientId || message.addressKey === null) return;
  const { recipientId, addressKey: key } = message;
  await insertStop(tx, { recipientId, addressKey: key, reason });
  await emit(tx, 'message.undeliverable', { recipientId, messageId, reason });
}

/** For whoever unsubscribed: what waits for them is stopped, and no correction is sent to them later. */
export const stopRecipient = (
  tx: Context,
  of: { recipientId: string; channel: ChannelName; address: string; reason: string },
): Promise<void> =>
  insertStop(tx, {
    recipientId: of.recipientId,
    addressKey: addressKey(of.channel, of.address),
    reason: of.reason,
  });

/** For whoever confirmed again, or undid having unsubscribed. */
export const resumeRecipient = (tx: Context, recipientId: string): Promise<void> =>
  deleteStops(tx, recipientId);

/** For whoever asked to be forgotten: their address is taken out of every message; the counts stay. */
export const forgetRecipient = (tx: Context, recipientId: string): Promise<void> =>
  eraseRecipient(tx, recipientId);

/**
 * The same by the address: also in messages that name no recipient, such as those that ask for confirmation. What was
 * written to a contact by its id is left to `forgetRecipient`.
 */
export const forgetAddress = (tx: Context, of: { channel: ChannelName; address: string }): Promise<void> =>
  eraseByAddress(tx, { channel: of.channel, addressKey: addressKey(of.channel, of.address) });
