import { forgetAddress } from '#messages';
import type { Context } from '#platform/context';
import { emit, forgetFacts } from '#platform/outbox';
import type { Channel } from './core/address.ts';
import { type Address, offRecord } from './store.ts';

/** One message that is not an update: for one address. */
export interface RequestedMessage {
  channel: Channel;
  address: string;
  subject: string;
  text: string;
  kind: 'confirmation' | 'unsubscribed' | 'direct';
  /** Of the subscription or contact address it goes to, so that a failure can be told of it. */
  recipientId?: string;
  recipientKind?: 'subscriber' | 'practice';
  practiceId?: string;
}

const fact = 'message.requested';

/** Hands a message over to be sent, in the transaction of whatever it is about. */
export const requestMessage = (tx: Context, message: RequestedMessage): Promise<void> =>
  emit(tx, fact, { ...message });

/** Deletes what was handed over for an address, sent or not. */
export const forgetMessages = (
  tx: Context,
  { channel, address }: { channel: Channel; address: string },
): Promise<number> => forgetFacts(tx, fact, { fields: { channel, address } });

/** Deletes what was sent before an instant: addresses are not kept with old facts. */
export const forgetSentMessages = (tx: Context, before: Date): Promise<number> =>
  forgetFacts(tx, fact, { handledBefore: before });

/** Takes deleted addresses out of what was sent to them, unless somebody has them on record all the same. */
export async function forgetOffRecord(tx: Context, addresses: readonly Address[]): Promise<void> {
  for (const address of await offRecord(tx.db, addresses)) {
    await forgetAddress(tx, address);
    await forgetMessages(tx, address);
  }
}
