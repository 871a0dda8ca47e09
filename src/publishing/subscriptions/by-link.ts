import { z } from 'zod';
import { forgetRecipient, requestMessage, resumeRecipient, stopRecipient } from '#messages';
import { audit } from '#platform/audit';
import type { Context } from '#platform/context';
import { inTransaction, newId } from '#platform/db';
import { notFound } from '#platform/errors';
import { emit } from '#platform/outbox';
import { type Channel, maskAddress } from './core/address.ts';
import { addressHash, type LinkPurpose, openLink, signLink } from './core/link.ts';
import { unsubscribedText } from './core/messages.ts';
import { type Choices, mergeWants, simplified, type Wants, wantsSchema, wantsText } from './core/wants.ts';
import { forgetMessages } from './forget.ts';
import { type Subscription, subscriptionParameters } from './model.ts';
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
import {
  deleteRequests,
  deleteSubscription,
  dropRefusal,
  findRequest,
  findSecret,
  findSubscription,
  keepRefusal,
  lockAddress,
  lockByAddress,
  lockRequest,
  lockSubscription,
  markConfirmed,
  saveSecretId,
  saveSubscription,
  signingSecret,
} from './store.ts';

// What people do about their own address. Nobody signs in: the link that came to the address is the key.

/** What a link is about, for the page with the button. Reading it changes nothing. */
export interface LinkView {
  /** Of the request, before it is confirmed; then of the subscription. */
  id: string;
  channel: Channel;
  /** Enough for its owner to know it. */
  address: string;
  wants: Wants;
  chosen: string[];
  /** `asked`: not confirmed yet. */
  state: 'asked' | Subscription['state'];
  choices: Choices;
  /** For the links from this page to the others. */
  links: Partial<Record<'manage' | 'stop', string>>;
}

/** What this link shows; undefined for one that does not work: forged, for something else, over, or of what was deleted. */
export async function showLinked(
  base: Base,
  purpose: LinkPurpose,
  token: string,
): Promise<LinkView | undefined> {
  const secret = await findSecret(base.db);
  const now = base.clock.now();
  const id = secret && openLink(secret, token, { purpose, now });
  if (!id) return undefined;
  const found = purpose === 'confirm' ? await shownRequest(base, id) : await findSubscription(base.db, id);
  if (!found) return undefined;
  const choices = await listChoices(base.db, now);
  const { channel, address, wants } = found;
  return {
    id,
    channel,
    address: maskAddress(channel, address),
    wants,
    chosen: wantsText(choices, wants),
    state: 'state' in found ? found.state : 'asked',
    choices,
    links:
      purpose === 'confirm'
        ? {}
        : {
            manage: signLink(secret, { purpose: 'manage', id }),
            stop: signLink(secret, { purpose: 'stop', id }),
          },
  };
}

async function shownRequest({ db, clock }: Base, id: string) {
  const request = await findRequest(db, id);
  return request && request.expiresAt > clock.now() ? request : undefined;
}

/** Runs a change of whoever holds a link. Throws `not-found` for a link that does not work. */
async function changeByLink<T>(
  base: Base,
  { purpose, token }: { purpose: LinkPurpose; token: string },
  work: (tx: Context, id: string, secret: Buffer) => Promise<T>,
): Promise<T> {
  const secret = await findSecret(base.db);
  const id = secret && openLink(secret, token, { purpose, now: base.clock.now() });
  if (!id) throw notFound('subscription', 'at this address');
  return inTransaction(asOutside(base), (tx) => work(tx, id, secret));
}

const required = <T>(found: T | undefined): T => {
  if (found === undefined) throw notFound('subscription', 'at this address');
  return found;
};

/**
 * Confirms what was asked for: the address is its owner's. What it heard of before stays and this is added. Pressing again
 * changes nothing. Returns the token of the page on which it is managed.
 */
export const confirmByLink = (base: Base, token: string): Promise<string> =>
  changeByLink(base, { purpose: 'confirm', token }, async (tx, requestId, secret) => {
    const request = required(await lockRequest(tx, requestId));
    const now = tx.clock.now();
    const before = await lockByAddress(tx, request);
    const id = before?.id ?? requestId;
    if (request.confirmedAt === null) {
      await markConfirmed(tx, requestId);
      const { channel, address } = request;
      const isKept = before?.state === 'active';
      await saveSubscription(tx, {
        id,
        channel,
        address,
        state: 'active',
        stateReason: null,
        stateAt: isKept ? before.stateAt : now,
        wants: isKept ? mergeWants(before.wants, request.wants) : request.wants,
        source: 'form',
        madeBy: 'its owner',
        madeAt: now,
      });
      // Whoever asks anew for a receiver that gets posts must not learn with what those are signed.
      if (!isKept && channel === 'webhook') await saveSecretId(tx, id, requestId);
      await dropRefusal(tx, addressHash(secret, channel, address));
      await resumeRecipient(tx, id);
      await changed(tx, 'subscription.confirmed', id, { channel });
    } else if (!before) throw notFound('subscription', 'at this address');
    return signLink(secret, { purpose: 'manage', id });
  });

const changeInput = z.strictObject({ wants: wantsSchema });

/** Changes what an address hears of. Throws `input.invalid` by field. */
export const changeWantsByLink = (base: Base, token: string, input: unknown): Promise<void> =>
  changeByLink(base, { purpose: 'manage', token }, async (tx, id) => {
    const subscription = required(await lockSubscription(tx, id));
    const parsed = changeInput.safeParse(input);
    if (!parsed.success)
      throw invalid([{ field: 'about', reason: 'Choose at least one thing to hear about' }]);
    const { wants } = parsed.data;
    assertSomething(wants);
    const known = new Set(subscription.wants.scopes.map(({ kind, key }) => `${kind}:${key}`));
    // What is gone from the lists may stay chosen, and cannot be chosen anew.
    assertOffered(await listChoices(tx.db, tx.clock.now()), {
      ...wants,
      scopes: wants.scopes.filter(({ kind, key }) => !known.has(`${kind}:${key}`)),
    });
    await saveSubscription(tx, { ...subscription, wants: { ...wants, scopes: simplified(wants.scopes) } });
    await changed(tx, 'subscription.changed', id, { channel: subscription.channel });
  });

/**
 * Ends messages to an address. A mailbox that several people share is told once, with a link that takes it back. Doing it
 * again changes nothing; an address that was deleted since is as ended as it can be.
 */
export const stopByLink = (base: Base, site: SubscriptionSite, token: string): Promise<void> =>
  changeByLink(base, { purpose: 'stop', token }, async (tx, id, secret) => {
    const subscription = await lockSubscription(tx, id);
    if (!subscription || subscription.state === 'stopped') return;
    const { channel, address } = subscription;
    const now = tx.clock.now();
    await saveSubscription(tx, {
      ...subscription,
      state: 'stopped',
      stateReason: 'Its owner unsubscribed.',
      stateAt: now,
    });
    await keepRefusal(tx, addressHash(secret, channel, address));
    // Somebody who only gets texts, or posts, would be charged or woken for nothing.
    if (channel === 'email' && subscription.state === 'active') {
      const days = subscriptionParameters.undoDays;
      const undo = signLink(secret, { purpose: 'undo', id, until: daysFrom(now, days) });
      const undoLink = subscriptionPath(site.publicUrl, 'undo', undo);
      await requestMessage(tx, {
        channel,
        address,
        kind: 'unsubscribed',
        ...unsubscribedText({ ...site, undoLink, days }),
      });
    }
    // What waits for them is stopped, and a correction of what they were told does not reach them either.
    await stopRecipient(tx, { recipientId: id, channel, address, reason: 'Its owner unsubscribed.' });
    await changed(tx, 'subscription.stopped', id, { channel });
  });

/** Takes back that somebody unsubscribed, for the page that has just said so. */
export async function undoTokenOf(base: Base, stopToken: string): Promise<string | undefined> {
  const secret = await findSecret(base.db);
  const now = base.clock.now();
  const id = secret && openLink(secret, stopToken, { purpose: 'stop', now });
  return id && signLink(secret, { purpose: 'undo', id, until: daysFrom(now, 1) });
}

/** Begins messages again after they were ended, as they were. Again changes nothing. Returns the token to manage it. */
export const undoStopByLink = (base: Base, token: string): Promise<string> =>
  changeByLink(base, { purpose: 'undo', token }, async (tx, id, secret) => {
    const subscription = required(await lockSubscription(tx, id));
    if (subscription.state === 'stopped') {
      const { channel, address } = subscription;
      await saveSubscription(tx, {
        ...subscription,
        state: 'active',
        stateReason: null,
        stateAt: tx.clock.now(),
      });
      await dropRefusal(tx, addressHash(secret, channel, address));
      await resumeRecipient(tx, id);
      await changed(tx, 'subscription.restored', id, { channel });
    }
    return signLink(secret, { purpose: 'manage', id });
  });

/**
 * Gives a webhook a new secret, in place of the one that was shown before. Returns from which id it follows, so that it can be
 * shown once.
 */
export const renewSecretByLink = (base: Base, token: string): Promise<string> =>
  changeByLink(base, { purpose: 'manage', token }, async (tx, id) => {
    const { channel } = required(await lockSubscription(tx, id));
    if (channel !== 'webhook') throw notFound('secret', 'of this subscription');
    const secretId = newId();
    await saveSecretId(tx, id, secretId);
    await changed(tx, 'subscription.secret-renewed', id, { channel });
    return secretId;
  });

/** Deletes an address at its owner's wish: what is kept is a hash, so that no list brings it back. */
export const eraseByLink = (base: Base, token: string): Promise<void> =>
  changeByLink(base, { purpose: 'manage', token }, async (tx, id) => {
    const subscription = required(await lockSubscription(tx, id));
    await eraseAddress(tx, subscription);
    await changed(tx, 'subscription.erased', id, { channel: subscription.channel, by: 'its owner' });
  });

/** Deletes what is stored of a subscriber's address, and keeps its hash. Returns how many rows and facts went. */
export async function eraseAddress(
  tx: Context,
  of: { channel: Channel; address: string },
): Promise<{ subscriptions: number; requests: number; messages: number }> {
  await lockAddress(tx, of);
  const subscription = await lockByAddress(tx, of);
  if (subscription) {
    await deleteSubscription(tx, subscription.id);
    await forgetRecipient(tx, subscription.id);
  }
  const requests = await deleteRequests(tx, of);
  const messages = await forgetMessages(tx, of);
  await keepRefusal(tx, addressHash(await signingSecret(tx), of.channel, of.address));
  return { subscriptions: subscription ? 1 : 0, requests, messages };
}

async function changed(tx: Context, verb: string, id: string, data: Record<string, unknown>): Promise<void> {
  await audit(tx, { verb, subject: `subscription:${id}`, data });
  await emit(tx, 'subscription.changed', {});
}
