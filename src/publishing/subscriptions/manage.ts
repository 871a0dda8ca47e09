import { z } from 'zod';
import { forgetRecipient, resumeRecipient, withoutAddresses } from '#messages';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { writeCsv } from '#platform/csv';
import { inTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import { eraseAddress } from './by-link.ts';
import { tellRecovery } from './contacts.ts';
import { type Channel, channels, readAddress } from './core/address.ts';
import { type Scope, scopeText, wantsText } from './core/wants.ts';
import { forgetOffRecord, forgetSentMessages } from './forget.ts';
import { addressStates, type ContactAddress, type Subscription, subscriptionParameters } from './model.ts';
import { listChoices } from './places.ts';
import { mayCount, mayManageSubscribers, mayReportFailing, maySeeAddresses } from './policy.ts';
import {
  countWaiting,
  deleteExpiredRequests,
  deleteInState,
  lockSubscription,
  saveSubscription,
  selectSubscriptions,
  type Tally,
  tallyScopes,
  tallySubscriptions,
} from './store.ts';
import { lockContact, saveContactState, selectContacts, tallyContacts } from './store-contacts.ts';

export const nothingInput = z.strictObject({});

/** How many are told of what; no addresses. */
export interface SubscriberCounts {
  subscribers: Tally[];
  contacts: Tally[];
  /** Asked for and not confirmed yet. */
  waiting: number;
  scopes: (Scope & { text: string; count: number })[];
}

/** Counts subscribers and contact addresses by channel and state, and what subscribers chose. */
export async function countSubscribers(context: Context): Promise<SubscriberCounts> {
  authorise(context.actor, mayCount);
  const { db, clock } = context;
  const now = clock.now();
  const choices = await listChoices(db, now);
  const scopes = await tallyScopes(db);
  return {
    subscribers: await tallySubscriptions(db),
    contacts: await tallyContacts(db),
    waiting: await countWaiting(db, now),
    scopes: scopes.map((scope) => ({ ...scope, text: scopeText(choices, scope) })),
  };
}

export const listInput = z.strictObject({
  state: z.enum(addressStates).optional(),
  channel: z.enum(channels).optional(),
  text: z.string().trim().min(1).max(254).optional().describe('A part of the address'),
  limit: z.number().int().min(1).max(1_000).default(200),
});

export type ListedSubscription = Subscription & { chosen: string[] };

/** Subscribers with their addresses. Audited: who looked, and for what. */
export async function listSubscribers(
  context: Context,
  input: z.input<typeof listInput>,
): Promise<ListedSubscription[]> {
  authorise(context.actor, maySeeAddresses);
  const of = parseInput(listInput, input, 'input of subscription.list');
  const found = await selectSubscriptions(context.db, of);
  const choices = await listChoices(context.db, context.clock.now());
  // What was looked for may be an address: the audit, which is never changed, does not repeat it.
  await audit(context, {
    verb: 'subscription.viewed',
    subject: 'subscription:list',
    data: {
      state: of.state ?? 'any',
      channel: of.channel ?? 'any',
      searched: of.text !== undefined,
      shown: found.length,
    },
  });
  return found.map((each) => ({ ...each, chosen: wantsText(choices, each.wants) }));
}

/** Every subscriber as a CSV file that can be imported again. Audited. */
export async function exportSubscribers(context: Context): Promise<{ csv: string; rows: number }> {
  authorise(context.actor, maySeeAddresses);
  const found = await selectSubscriptions(context.db, { limit: 1_000_000 });
  await audit(context, {
    verb: 'subscription.exported',
    subject: 'subscription:list',
    data: { rows: found.length },
  });
  const header = [
    'channel',
    'address',
    'about',
    'planned_work',
    'least_severity',
    'state',
    'source',
    'since',
  ];
  const lines = found.map(({ channel, address, wants, state, source, madeAt }) => [
    channel,
    address,
    wants.scopes.map(({ kind, key }) => (key === '' ? kind : `${kind}:${key}`)).join(' '),
    wants.plannedWork ? 'yes' : 'no',
    wants.leastSeverity,
    state,
    source,
    madeAt,
  ]);
  return { csv: writeCsv(header, lines), rows: found.length };
}

export const eraseInput = z.strictObject({
  subscription: z.uuid().optional().describe('Its id, in place of the channel and address'),
  channel: z.enum(channels).optional(),
  address: z.string().trim().min(1).max(1_000).optional(),
  reason: z.string().trim().min(1).max(500).describe('Who asked for it, and how; without the address'),
});

/** What was deleted. The address itself is not repeated. */
export interface Erased {
  subscriptions: number;
  requests: number;
  messages: number;
}

/** Deletes a subscriber's address at somebody's request. A hash stays, so that no list brings the address back. */
export async function eraseSubscriber(context: Context, input: z.input<typeof eraseInput>): Promise<Erased> {
  authorise(context.actor, mayManageSubscribers);
  const given = parseInput(eraseInput, input, 'input of subscription.erase');
  const { reason } = given;
  return inTransaction(context, async (tx) => {
    const { channel, address } = await addressToErase(tx, given);
    if (reason.toLowerCase().includes(address))
      throw refusedField('reason', 'must not hold the address: the audit trail is kept');
    const erased = await eraseAddress(tx, { channel, address });
    await audit(tx, {
      verb: 'subscription.erase',
      subject: 'subscription:erased',
      data: { channel, reason, ...erased },
    });
    await emit(tx, 'subscription.changed', {});
    return erased;
  });
}

async function addressToErase(
  tx: Context,
  { subscription: id, channel, address }: z.output<typeof eraseInput>,
): Promise<{ channel: Channel; address: string }> {
  if (id !== undefined) {
    const subscription = await lockSubscription(tx, id);
    if (!subscription) throw notFound('subscription', id);
    return subscription;
  }
  if (channel === undefined) throw refusedField('channel', 'is needed without the id of a subscription');
  const read = readAddress(channel, address ?? '');
  if ('reason' in read) throw refusedField('address', read.reason);
  return { channel, address: read.address };
}

const refusedField = (field: string, reason: string): AllclearError =>
  new AllclearError('input.invalid', 'The address cannot be deleted as asked. Nothing was changed.', {
    faults: [{ field, reason }],
  });

const recipientId = z.uuid().describe('The id of a subscription or of a contact address');

export const stopFailingInput = z.strictObject({
  recipientId,
  reason: z.string().trim().min(1).max(500).describe('What the receiving side said, without the address'),
});

/** What became of an address; it is named by its id alone. */
export interface AddressChange {
  recipientId: string;
  kind: 'subscriber' | 'practice' | 'staff';
  state: Subscription['state'];
  changed: boolean;
}

/** Sends nothing more to an address to which messages fail for good. Again changes nothing. */
export async function stopFailing(
  context: Context,
  input: z.input<typeof stopFailingInput>,
): Promise<AddressChange> {
  authorise(context.actor, mayReportFailing);
  const given = parseInput(stopFailingInput, input, 'input of subscription.stop-failing');
  return changeState(context, 'subscription.stop-failing', given.recipientId, {
    from: 'active',
    to: 'failing',
    reason: given.reason,
  });
}

export const resumeInput = z.strictObject({
  recipientId,
  reason: z.string().trim().min(1).max(500).describe('What was mended'),
});

/** Sends to a failing address again. Whoever unsubscribed is not brought back by it: only they can. */
export async function resumeFailing(
  context: Context,
  input: z.input<typeof resumeInput>,
): Promise<AddressChange> {
  authorise(context.actor, mayManageSubscribers);
  const given = parseInput(resumeInput, input, 'input of subscription.resume');
  return changeState(context, 'subscription.resume', given.recipientId, {
    from: 'failing',
    to: 'active',
    reason: given.reason,
  });
}

interface StateChange {
  from: 'active' | 'failing';
  to: 'active' | 'failing';
  reason: string;
}

function changeState(
  context: Context,
  verb: string,
  id: string,
  { from, to, reason: given }: StateChange,
): Promise<AddressChange> {
  return inTransaction(context, async (tx) => {
    const subscription = await lockSubscription(tx, id);
    const contact = subscription ? undefined : await lockContact(tx, id);
    const found = subscription ?? contact;
    if (!found) throw notFound('subscription or contact address', id);
    const kind = contact?.kind ?? 'subscriber';
    // Whoever reports it may repeat what a mail server said: the audit trail is never changed.
    const reason = withoutAddresses(given, found.channel, found.address);
    const state = { state: to, stateReason: to === 'active' ? null : reason, stateAt: tx.clock.now() };
    if (found.state !== from) return { recipientId: id, kind, state: found.state, changed: false };
    if (subscription) await saveSubscription(tx, { ...subscription, ...state });
    else await saveContactState(tx, id, state);
    if (to === 'active') await resumeRecipient(tx, id);
    if (contact) await tellRecovery(tx, [contact.practiceId]);
    await audit(tx, {
      verb,
      subject: `${subscription ? 'subscription' : 'contact'}:${id}`,
      data: { reason },
    });
    await emit(tx, 'subscription.changed', {});
    return { recipientId: id, kind, state: to, changed: true };
  });
}

/** Addresses to which messages fail, with the reason. Audited like every look at addresses. */
export async function listFailing(
  context: Context,
): Promise<{ subscribers: Subscription[]; contacts: ContactAddress[] }> {
  authorise(context.actor, maySeeAddresses);
  const subscribers = await selectSubscriptions(context.db, { state: 'failing', limit: 1_000 });
  const contacts = await selectContacts(context.db, { state: 'failing' });
  await audit(context, {
    verb: 'subscription.viewed',
    subject: 'subscription:list',
    data: { state: 'failing', shown: subscribers.length + contacts.length },
  });
  return { subscribers, contacts };
}

/** What was deleted because its time was over. */
export interface Tidied {
  requests: number;
  stopped: number;
  failing: number;
  messages: number;
}

/**
 * Deletes what is kept no longer: requests whose time is over, addresses that were ended or fail, facts of messages that went
 * out. What was sent to a deleted address holds it no more.
 */
export async function tidySubscriptions(context: Context): Promise<Tidied> {
  authorise(context.actor, mayReportFailing);
  return inTransaction(context, async (tx) => {
    const before = (days: number): Date => new Date(tx.clock.now().getTime() - days * 86_400_000);
    const { undoDays, failingDays, messageDays } = subscriptionParameters;
    const requests = await deleteExpiredRequests(tx);
    const stopped = await deleteInState(tx, 'stopped', before(undoDays));
    const failing = await deleteInState(tx, 'failing', before(failingDays));
    for (const { id } of [...stopped, ...failing]) await forgetRecipient(tx, id);
    await forgetOffRecord(tx, [
      ...requests,
      ...[...stopped, ...failing].map(({ channel, address }) => ({ channel, address })),
    ]);
    const tidied = {
      requests: requests.length,
      stopped: stopped.length,
      failing: failing.length,
      messages: await forgetSentMessages(tx, before(messageDays)),
    };
    if (tidied.requests + tidied.stopped + tidied.failing > 0)
      await audit(tx, { verb: 'subscription.tidy', subject: 'subscription:list', data: { ...tidied } });
    return tidied;
  });
}
