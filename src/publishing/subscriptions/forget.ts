import { forgetAddress } from '#messages';
import type { Context } from '#platform/context';
import { forgetFacts } from '#platform/outbox';
import { type Address, offRecord } from './store.ts';

/** With which recovery, which stands left of messages, asks for one. */
const fact = 'message.requested';

/** Takes an address out of messages, and out of the facts that asked for one. Returns how many of these went. */
export async function forgetMessages(tx: Context, of: Address): Promise<number> {
  await forgetAddress(tx, of);
  return forgetFacts(tx, fact, { fields: { channel: of.channel, address: of.address } });
}

/** Deletes facts whose message was written before an instant: addresses are not kept with old facts. */
export const forgetSentMessages = (tx: Context, before: Date): Promise<number> =>
  forgetFacts(tx, fact, { handledBefore: before });

/** Takes deleted addresses out of what was sent to them, unless somebody has them on record all the same. */
export async function forgetOffRecord(tx: Context, addresses: readonly Address[]): Promise<void> {
  for (const address of await offRecord(tx.db, addresses)) await forgetMessages(tx, address);
}
