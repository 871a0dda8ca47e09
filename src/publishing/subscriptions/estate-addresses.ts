import { listPractices, type StatedAddress, type TakeAddresses } from '#estate';
import { forgetRecipient } from '#messages';
import { audit } from '#platform/audit';
import type { Context } from '#platform/context';
import { lockForTransaction, newId } from '#platform/db';
import type { Fault } from '#platform/errors';
import { emit } from '#platform/outbox';
import { tellRecovery } from './contacts.ts';
import { type Channel, readAddress } from './core/address.ts';
import { addressHash } from './core/link.ts';
import {
  contactKey,
  type EstateAddressPlan,
  type KnownContact,
  planEstateAddresses,
  type Refusal,
  type StatedContact,
  siteChannel,
} from './core/plan-estate-addresses.ts';
import { forgetOffRecord } from './forget.ts';
import { refusalsAmong, signingSecret } from './store.ts';
import {
  deleteContact,
  deleteContactsOfSites,
  insertFromEstate,
  saveContactsOfSites,
  selectContacts,
  selectContactsOfSites,
  selectRemovals,
} from './store-contacts.ts';

const channelOf: Readonly<Record<StatedAddress['column'], Channel>> = { email: 'email', mobile: 'sms' };

/**
 * Takes the addresses that a site file states as contact addresses of their practices, in the import's own transaction: whoever may
 * import the estate brings them in. What is read here is checked as every other address is.
 */
export const takeEstateAddresses: TakeAddresses = async (tx, stated) => {
  // After the lock of the estate, as everywhere.
  await lockForTransaction(tx, 'contact.write');
  const { rows, faults } = await readStated(tx, stated);
  const contacts = await selectContacts(tx.db);
  const ofSites = await selectContactsOfSites(tx.db);
  const plan = planEstateAddresses(rows, {
    contacts,
    ofSites: new Map(ofSites.map(({ site, channel, contactId }) => [siteChannel(site, channel), contactId])),
    refusals: await refusalsOf(tx, rows),
  });
  return { faults, entries: plan.entries, write: (again) => writePlan(again, plan, contacts) };
};

async function readStated(
  tx: Context,
  stated: readonly StatedAddress[],
): Promise<{ rows: StatedContact[]; faults: Fault[] }> {
  const practices = new Map((await listPractices(tx.db)).map(({ odsCode, id }) => [odsCode, id]));
  const rows: StatedContact[] = [];
  const faults: Fault[] = [];
  for (const { line, siteCode: site, odsCode, column, text } of stated) {
    const channel = channelOf[column];
    const read = readAddress(channel, text);
    const practiceId = practices.get(odsCode);
    if ('reason' in read) faults.push({ line, field: column, reason: read.reason });
    // That the practice is not known is the fault of another column.
    else if (practiceId !== undefined)
      rows.push({ site, column, practiceId, channel, address: read.address });
  }
  return { rows, faults };
}

/** Addresses that are not to come with a file: whoever asked for no more messages, and what a person took off. */
async function refusalsOf(tx: Context, rows: readonly StatedContact[]): Promise<Map<string, Refusal>> {
  const secret = await signingSecret(tx);
  const hashed = rows.map((row) => ({ row, hash: addressHash(secret, row.channel, row.address) }));
  const asked = await refusalsAmong(
    tx.db,
    hashed.map(({ hash }) => hash),
  );
  const removed = await selectRemovals(tx.db);
  const refusals = new Map<string, Refusal>();
  for (const { row, hash } of hashed) {
    const hex = hash.toString('hex');
    if (asked.has(hex)) refusals.set(contactKey(row), 'asked to stop');
    else if (removed.has(`${row.practiceId}:${hex}`)) refusals.set(contactKey(row), 'removed by hand');
  }
  return refusals;
}

async function writePlan(
  tx: Context,
  plan: EstateAddressPlan,
  contacts: readonly KnownContact[],
): Promise<void> {
  const { entries, add, state, release, drop } = plan;
  const ids = new Map([...add.keys()].map((key) => [key, newId()]));
  await insertFromEstate(
    tx,
    [...add].map(([key, { practiceId, channel, address }]) => ({
      ...{ id: ids.get(key) ?? newId(), practiceId, name: '', channel, address },
    })),
  );
  await saveContactsOfSites(
    tx,
    state.map(({ site, channel, contact }) => ({ site, channel, contactId: ids.get(contact) ?? contact })),
  );
  await deleteContactsOfSites(tx, release);
  const gone = new Set(drop);
  const dropped = contacts.filter(({ id }) => gone.has(id));
  for (const { id } of dropped) {
    await deleteContact(tx, id);
    await forgetRecipient(tx, id);
  }
  await forgetOffRecord(
    tx,
    dropped.map(({ channel, address }) => ({ channel, address })),
  );
  await tellRecovery(
    tx,
    [...add.values(), ...dropped].map(({ practiceId }) => practiceId),
  );
  const count = (action: string): number => entries.filter((entry) => entry.action === action).length;
  const counts = { added: count('added'), changed: count('changed'), leftAlone: count('left alone') };
  if (counts.added + counts.changed === 0) return;
  await audit(tx, { verb: 'contact.from-estate', subject: 'contact:list', data: counts });
  await emit(tx, 'subscription.changed', {});
}
