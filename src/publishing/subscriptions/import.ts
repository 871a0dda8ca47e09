import { z } from 'zod';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { readCsv } from '#platform/csv';
import { inTransaction, lockForTransaction, newId } from '#platform/db';
import { AllclearError, type Fault, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import type { Channel } from './core/address.ts';
import { addressHash } from './core/link.ts';
import { type ImportRow, readImport } from './core/plan-import.ts';
import { listChoices } from './places.ts';
import { mayManageSubscribers } from './policy.ts';
import { insertSubscriptions, knownAddresses, refusalsAmong, signingSecret } from './store.ts';

/** Lists are pasted and kept in a form: far more than a county has. */
const maxRows = 20_000;
const maxLetters = 4_000_000;

export const listText = z
  .string()
  .min(1)
  .max(maxLetters)
  .describe('The list as CSV, its first line naming the columns');

export const importInput = z.strictObject({
  csv: listText.describe(
    'CSV with the columns channel, address and, if wanted, about (everything, area:ct, practice:G99001), planned_work, least_severity',
  ),
  basis: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .describe('Why these people expect messages from us; kept in the audit trail'),
  dryRun: z.boolean().default(false).describe('Only show what would be done'),
});

/** What an import of a list did, or would do. */
export interface ListReport {
  /** False for a preview, and when rows have faults. */
  applied: boolean;
  rows: number;
  added: number;
  /** On record already: nothing about them changes. */
  known: number;
  /** Unsubscribed or were deleted: a list does not bring them back. */
  declined: number;
  faults: Fault[];
  byChannel: { channel: Channel; added: number }[];
}

/**
 * Adds the addresses of a list, whole or not at all. What is known stays as it is; whoever unsubscribed or was deleted stays
 * away. With `dryRun` the very same report comes back and nothing is written. Throws `import.rejected` with every fault.
 */
export async function importSubscribers(
  context: Context,
  input: z.input<typeof importInput>,
): Promise<ListReport> {
  authorise(context.actor, mayManageSubscribers);
  const { csv, basis, dryRun } = parseInput(importInput, input, 'input of subscription.import');
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, 'subscription.import');
    const table = readCsv(csv, {
      header: true,
      columns: {
        required: ['channel', 'address'],
        optional: ['about', 'planned_work', 'least_severity'],
      },
      maxRows,
    });
    const { rows, faults } = readImport(table.rows, await listChoices(tx.db, tx.clock.now()));
    const sorted = await sortOut(tx, rows);
    const report: ListReport = {
      applied: !dryRun,
      rows: table.rows.length,
      added: sorted.add.length,
      known: sorted.known,
      declined: sorted.declined,
      faults: inOrder([...table.faults, ...faults]),
      byChannel: [...Map.groupBy(sorted.add, ({ channel }) => channel)].map(([channel, own]) => ({
        channel,
        added: own.length,
      })),
    };
    if (dryRun) return report;
    assertNoFaults('The list', report.faults);
    await insertSubscriptions(
      tx,
      sorted.add.map((row) => ({ id: newId(), ...row })),
    );
    const { added, known, declined } = report;
    await audit(tx, {
      verb: 'subscription.import',
      subject: 'subscription:list',
      data: { basis, rows: report.rows, added, known, declined },
    });
    await emit(tx, 'subscription.changed', {});
    return report;
  });
}

export const inOrder = (faults: readonly Fault[]): Fault[] =>
  [...faults].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));

export function assertNoFaults(what: string, faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  throw new AllclearError('import.rejected', `${what} has ${count}. Nothing was changed.`, {
    faults,
    remedy: 'Correct the rows listed and import the whole list again.',
  });
}

async function sortOut(
  tx: Context,
  rows: readonly ImportRow[],
): Promise<{ add: ImportRow[]; known: number; declined: number }> {
  const secret = await signingSecret(tx);
  const known = await knownAddresses(tx.db, rows);
  const hashed = rows.map((row) => ({ row, hash: addressHash(secret, row.channel, row.address) }));
  const refusals = await refusalsAmong(
    tx.db,
    hashed.map(({ hash }) => hash),
  );
  // Whoever unsubscribed lately is still on record as well: they count as declined.
  const declined = hashed.filter(({ hash }) => refusals.has(hash.toString('hex')));
  const rest = hashed.filter(({ hash }) => !refusals.has(hash.toString('hex'))).map(({ row }) => row);
  const add = rest.filter(({ channel, address }) => !known.has(`${channel}:${address}`));
  return { add, known: rest.length - add.length, declined: declined.length };
}
