import { z } from 'zod';
import { requestMessage } from '#messages';
import { audit } from '#platform/audit';
import { inTransaction, newId } from '#platform/db';
import { type Channel, channels, readAddress } from './core/address.ts';
import { signLink } from './core/link.ts';
import { confirmationText } from './core/messages.ts';
import { simplified, type Wants, wantsSchema, wantsText } from './core/wants.ts';
import { subscriptionParameters } from './model.ts';
import {
  asOutside,
  assertOffered,
  assertSomething,
  type Base,
  daysFrom,
  invalid,
  type SubscriptionSite,
} from './outside.ts';
import { subscriptionPath } from './paths.ts';
import { listChoices } from './places.ts';
import { countRequests, insertRequest, lockAddress, signingSecret } from './store.ts';

const askInput = z.strictObject({
  channel: z.enum(channels, 'Choose how we should reach you'),
  address: z.string().max(2_000),
  wants: wantsSchema,
});

/**
 * Takes what somebody asks for and sends a message with a link to the address: nothing else is sent until whoever reads it
 * presses a button. What happens, and how long it takes, is the same whether or not the address is known. After 5 messages
 * in a day an address gets no more of them, and the answer is still the same. Returns the id of the request, with whose secret
 * a webhook's message is signed. Throws `input.invalid` by field.
 */
export async function askToSubscribe(base: Base, site: SubscriptionSite, input: unknown): Promise<string> {
  const given = readAsk(input);
  return inTransaction(asOutside(base), async (tx) => {
    const now = tx.clock.now();
    const choices = await listChoices(tx.db, now);
    assertOffered(choices, given.wants);
    await lockAddress(tx, given);
    const secret = await signingSecret(tx);
    const recent = await countRequests(tx.db, given, daysFrom(now, -1));
    const id = newId();
    const expiresAt = daysFrom(now, subscriptionParameters.requestDays);
    await insertRequest(tx, { id, ...given, askedAt: now, expiresAt, confirmedAt: null });
    if (recent < subscriptionParameters.requestsADay)
      await requestMessage(tx, {
        channel: given.channel,
        address: given.address,
        kind: 'confirmation',
        recipientId: id,
        ...confirmationText({
          channel: given.channel,
          ...site,
          chosen: wantsText(choices, given.wants),
          link: subscriptionPath(
            site.publicUrl,
            'confirm',
            signLink(secret, { purpose: 'confirm', id, until: expiresAt }),
          ),
          days: subscriptionParameters.requestDays,
        }),
      });
    await audit(tx, {
      verb: 'subscription.asked',
      subject: `subscription-request:${id}`,
      data: { channel: given.channel },
    });
    return id;
  });
}

function readAsk(input: unknown): { channel: Channel; address: string; wants: Wants } {
  const parsed = askInput.safeParse(input);
  if (!parsed.success)
    throw invalid(
      parsed.error.issues.map(({ path, message }) => ({ field: String(path[0] ?? ''), reason: message })),
    );
  const { channel, wants } = parsed.data;
  const read = readAddress(channel, parsed.data.address);
  if ('reason' in read) throw invalid([{ field: 'address', reason: `What you entered ${read.reason}` }]);
  assertSomething(wants);
  return { channel, address: read.address, wants: { ...wants, scopes: simplified(wants.scopes) } };
}
