import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { readCsvHeader } from '#platform/csv';
import { inTransaction, lockForTransaction } from '#platform/db';
import { AllclearError, type Fault, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import { detectKind } from './core/kinds.ts';
import { importers, type Prepared } from './importers.ts';
import {
  type EstateFileKind,
  type ImportFilter,
  type ImportReport,
  importEstateInput,
  type PreviewEntry,
} from './model.ts';
import { mayImportEstate } from './policy.ts';
import {
  type AddressEntry,
  reportAddresses,
  type TakeAddresses,
  takeNoAddresses,
} from './stated-addresses.ts';
import { insertImport } from './store.ts';

const previewLimit = 200;

export interface ImportHooks {
  /** Told all that it does, of which the report shows the first 200. */
  onPlan?(entries: readonly PreviewEntry[], addresses: readonly AddressEntry[]): void;
  /** Without it a file that states addresses is refused. */
  takeAddresses?: TakeAddresses;
}

/**
 * Imports one estate file, whole or not at all, and returns what it did. The kind is told from the file when it is not
 * given. With `dryRun` the very same report comes back and nothing is written. A file that says nothing new writes
 * nothing but an audit row. Throws `import.rejected` with every fault of every row, `input.encoding`, `input.invalid`.
 */
export async function importEstate(
  context: Context,
  input: z.input<typeof importEstateInput>,
  { onPlan, takeAddresses = takeNoAddresses }: ImportHooks = {},
): Promise<ImportReport> {
  authorise(context.actor, mayImportEstate);
  const { fileName, bytes, filter = {}, dryRun, ...given } = parseInput(importEstateInput, input, 'import');
  const kind = given.kind ?? kindOf(bytes, fileName);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return inTransaction(context, async (tx) => {
    // Two imports at once would each plan against what the other is about to change.
    await lockForTransaction(tx, 'estate.write');
    const prepared = await importers[kind](tx, bytes, filter);
    const stated = prepared.addresses ?? [];
    const addresses = stated.length > 0 ? await takeAddresses(tx, stated) : undefined;
    const faults = [...prepared.plan.faults, ...(addresses?.faults ?? [])];
    if (faults.length > 0) throw rejected(fileName, faults);
    onPlan?.(prepared.plan.entries, addresses?.entries ?? []);
    const report = reportOf(kind, { ...prepared, entries: addresses?.entries }, { dryRun, sha256 });
    if (!dryRun) {
      await apply(tx, prepared, report, { fileName, filter });
      // After the sites, to which they belong.
      await addresses?.write(tx);
    }
    return report;
  });
}

function kindOf(bytes: Uint8Array, fileName: string): EstateFileKind {
  const kind = detectKind(readCsvHeader(bytes));
  if (kind) return kind;
  throw rejected(fileName, [
    { line: 1, reason: 'The columns are of no known kind of file: see docs/reference/estate-files.md' },
  ]);
}

function rejected(fileName: string, faults: readonly Fault[]): AllclearError {
  const sorted = [...faults].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  return new AllclearError('import.rejected', `${fileName} has ${count}. Nothing was changed.`, {
    faults: sorted,
    remedy: 'Correct the rows listed and import the whole file again.',
  });
}

function reportOf(
  kind: EstateFileKind,
  { plan, table, entries }: Prepared & { entries: readonly AddressEntry[] | undefined },
  of: { dryRun: boolean; sha256: string },
): ImportReport {
  const count = (action: string): number => plan.entries.filter((entry) => entry.action === action).length;
  const addresses = entries && reportAddresses(entries);
  return {
    kind,
    encoding: table.encoding,
    dryRun: of.dryRun,
    applied: !of.dryRun,
    unchanged: plan.entries.length === 0 && (addresses?.added ?? 0) + (addresses?.changed ?? 0) === 0,
    rows: table.rows.length,
    skipped: plan.skipped,
    adds: count('add'),
    changes: count('change'),
    closures: count('closure'),
    missing: plan.missing.length,
    flaggedMissing: plan.flaggedMissing,
    preview: plan.entries.slice(0, previewLimit),
    ...(addresses ? { addresses } : {}),
    sha256: of.sha256,
  };
}

async function apply(
  tx: Context,
  prepared: Prepared,
  report: ImportReport,
  of: { fileName: string; filter: ImportFilter },
): Promise<void> {
  const { kind, sha256, unchanged, rows, adds, changes, closures, missing } = report;
  const counts = { rows, adds, changes, closures, missing };
  const scope = [of.filter.icb, of.filter.subIcb].filter(Boolean).join(' ') || 'all';
  const data = { fileName: of.fileName, sha256, scope, unchanged, ...counts };
  await audit(tx, { verb: 'estate.import', subject: `estate:${kind}`, data });
  if (prepared.plan.entries.length === 0) return;
  await prepared.write(tx);
  const at = tx.clock.now();
  const importId = await insertImport(tx.db, { at, kind, fileName: of.fileName, sha256, scope, ...counts });
  await emit(tx, 'estate.changed', { importId });
}
