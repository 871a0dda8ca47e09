import { z } from 'zod';
import { auditContactView, findPractice, listPractices } from '#estate';
import { forgetRecipient } from '#messages';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { readCsv } from '#platform/csv';
import { inTransaction, lockForTransaction, newId } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import { takeContacts } from '#recovery';
import type { Channel } from './core/address.ts';
import { channels, readAddress } from './core/address.ts';
import { addressHash } from './core/link.ts';
import { readContacts } from './core/plan-contacts.ts';
import { forgetOffRecord } from './forget.ts';
import { assertNoFaults, inOrder, type ListReport, listText } from './import.ts';
import type { ContactAddress } from './model.ts';
import { mayManageContacts, maySeeContacts } from './policy.ts';
import { signingSecret } from './store.ts';
import {
  deleteContact,
  dropRemovals,
  keepRemoval,
  lockContact,
  type NewContact,
  selectContacts,
  upsertContacts,
} from './store-contacts.ts';

export const importContactsInput = z.strictObject({
  csv: listText.describe(
    'CSV with the columns ods_code, channel, address and, if wanted, name; ods_code is left empty for staff',
  ),
  dryRun: z.boolean().default(false).describe('Only show what would be done'),
});

/** What an import of contact addresses did, or would do. `known` ones take the name of the list. */
export type ContactReport = Omit<ListReport, 'declined'> & {
  /** Open practices without any address once it is done: nobody tells them. */
  practicesWithout: number;
};

/**
 * Adds the addresses by which practices and staff are told, whole or not at all. Nothing that is on record goes away by it.
 * With `dryRun` the very same report comes back and nothing is written. Throws `import.rejected` with every fault.
 */
export async function importContacts(
  context: Context,
  input: z.input<typeof importContactsInput>,
): Promise<ContactReport> {
  authorise(context.actor, mayManageContacts);
  const { csv, dryRun } = parseInput(importContactsInput, input, 'input of contact.import');
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, 'contact.write');
    const table = readCsv(csv, {
      header: true,
      columns: { required: ['ods_code', 'channel', 'address'], optional: ['name'] },
      maxRows: 20_000,
    });
    const practices = await listPractices(tx.db);
    const { rows, faults } = readContacts(
      table.rows,
      new Map(practices.map(({ odsCode, id }) => [odsCode, id])),
    );
    const before = await selectContacts(tx.db);
    const nameOf = (each: { practiceId: number | null; channel: string; address: string }): string =>
      `${each.practiceId ?? ''}:${each.channel}:${each.address}`;
    const known = new Set(before.map(nameOf));
    const added = rows.filter((row) => !known.has(nameOf(row)));
    const reached = new Set([...before, ...rows].map(({ practiceId }) => practiceId));
    const report: ContactReport = {
      applied: !dryRun,
      rows: table.rows.length,
      added: added.length,
      known: rows.length - added.length,
      faults: inOrder([...table.faults, ...faults]),
      byChannel: [...Map.groupBy(added, ({ channel }) => channel)].map(([channel, own]) => ({
        channel,
        added: own.length,
      })),
      practicesWithout: practices.filter(({ id, status }) => status === 'active' && !reached.has(id)).length,
    };
    if (dryRun) return report;
    assertNoFaults('The list', report.faults);
    await putOnRecord(
      tx,
      rows.map((row) => ({ id: newId(), ...row })),
    );
    await tellRecovery(
      tx,
      rows.map(({ practiceId }) => practiceId),
    );
    const counts = { rows: report.rows, added: report.added, known: report.known };
    await audit(tx, { verb: 'contact.import', subject: 'contact:list', data: counts });
    await emit(tx, 'subscription.changed', {});
    return report;
  });
}

export const addContactInput = z.strictObject({
  practice: z
    .string()
    .trim()
    .min(1)
    .max(10)
    .optional()
    .describe('Its ODS code; left out for somebody of the staff'),
  name: z.string().trim().max(120).default('').describe('Who it is, such as Practice manager'),
  channel: z.enum(channels),
  address: z.string().trim().min(1).max(1_000),
});

/** Puts an address of a practice, or of somebody of the staff, on record. One that is known takes the new name. */
export async function addContact(
  context: Context,
  input: z.input<typeof addContactInput>,
): Promise<{ practice: string | null; channel: string }> {
  authorise(context.actor, mayManageContacts);
  const given = parseInput(addContactInput, input, 'input of contact.add-address');
  const read = readAddress(given.channel, given.address);
  if ('reason' in read)
    throw new AllclearError('input.invalid', 'The address cannot be read. Nothing was changed.', {
      faults: [{ field: 'address', reason: read.reason }],
    });
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, 'contact.write');
    const practice = given.practice === undefined ? undefined : await findPractice(tx.db, given.practice);
    if (given.practice !== undefined && !practice) throw notFound('practice', given.practice);
    const id = newId();
    const { name, channel } = given;
    await putOnRecord(tx, [{ id, practiceId: practice?.id ?? null, name, channel, address: read.address }]);
    await tellRecovery(tx, [practice?.id ?? null]);
    const subject = practice ? `practice:${practice.odsCode}` : 'contact:staff';
    await audit(tx, { verb: 'contact.add-address', subject, data: { channel, name } });
    await emit(tx, 'subscription.changed', {});
    return { practice: practice?.odsCode ?? null, channel };
  });
}

export const removeContactInput = z.strictObject({
  contact: z.uuid().describe('The id of the address'),
  reason: z.string().trim().min(1).max(500).describe('Why; without the address'),
});

/** By a person: what they took off before may come with the estate again. */
async function putOnRecord(tx: Context, contacts: readonly NewContact[]): Promise<void> {
  await upsertContacts(tx, contacts);
  const secret = await signingSecret(tx);
  await dropRemovals(
    tx,
    contacts.flatMap(({ practiceId, channel, address }) =>
      practiceId === null ? [] : [{ practiceId, hash: addressHash(secret, channel, address) }],
    ),
  );
}

/** Takes an address off the record; no file of the estate brings it back. */
export async function removeContact(
  context: Context,
  input: z.input<typeof removeContactInput>,
): Promise<{ practice: string | null; channel: string }> {
  authorise(context.actor, mayManageContacts);
  const { contact, reason } = parseInput(removeContactInput, input, 'input of contact.remove-address');
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, 'contact.write');
    const known = await lockContact(tx, contact);
    if (!known) throw notFound('contact address', contact);
    await deleteContact(tx, contact);
    if (known.practiceId !== null) {
      const hash = addressHash(await signingSecret(tx), known.channel, known.address);
      await keepRemoval(tx, known.practiceId, hash);
    }
    await forgetRecipient(tx, contact);
    await forgetOffRecord(tx, [{ channel: known.channel, address: known.address }]);
    await tellRecovery(tx, [known.practiceId]);
    const { odsCode, channel } = known;
    await audit(tx, {
      verb: 'contact.remove-address',
      subject: `contact:${contact}`,
      data: { channel, odsCode, reason },
    });
    await emit(tx, 'subscription.changed', {});
    return { practice: odsCode, channel };
  });
}

export const listContactsInput = z.strictObject({
  practice: z.string().trim().min(1).max(10).optional().describe('Its ODS code; all when left out'),
});

/** How practices and staff are reached. Audited: who looked, and at whom. */
export async function listContacts(
  context: Context,
  input: z.input<typeof listContactsInput>,
): Promise<ContactAddress[]> {
  authorise(context.actor, maySeeContacts);
  const { practice: code } = parseInput(listContactsInput, input, 'input of contact.addresses');
  const practice = code === undefined ? undefined : await findPractice(context.db, code);
  if (code !== undefined && !practice) throw notFound('practice', code);
  const found = await selectContacts(context.db, practice ? { practiceIds: [practice.id] } : {});
  await auditContactView(context, practice?.odsCode ?? 'all', { where: 'addresses', shown: found.length });
  return found;
}

/**
 * The forms about recovery go where everything else goes: each practice's first address that works, by mail and by text. What a
 * person put on record comes before what the estate states.
 */
export async function tellRecovery(tx: Context, changed: readonly (number | null)[]): Promise<void> {
  const practiceIds = [...new Set(changed.filter((id) => id !== null))];
  if (practiceIds.length === 0) return;
  const found = Map.groupBy(
    await selectContacts(tx.db, { state: 'active', practiceIds }),
    ({ practiceId }) => practiceId,
  );
  const first = (practiceId: number, channel: Channel): string | null => {
    const own = found.get(practiceId)?.filter((each) => each.channel === channel) ?? [];
    return (own.find(({ source }) => source === 'person') ?? own[0])?.address ?? null;
  };
  await takeContacts(
    tx,
    practiceIds.map((id) => ({ practiceId: id, email: first(id, 'email'), mobile: first(id, 'sms') })),
  );
}
