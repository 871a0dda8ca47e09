import { z } from 'zod';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { type CsvTable, readCsv } from '#platform/csv';
import { type Fault, parseInput } from '#platform/errors';
import { withoutNhsNumber } from './core/nhs-number.ts';
import { type BadRow, type GoodRow, readRow } from './core/read-row.ts';
import { checkedSync, instantInput, sourceInput } from './import-calls.ts';
import { type Intake, storeIntake } from './intake.ts';
import type { CallIntakeReport } from './model.ts';
import { mayImportCalls } from './policy.ts';
import { severityTables } from './settings.ts';

const maxRows = 200_000;

const columns = {
  required: ['external_id', 'opened_at'],
  optional: [
    'source',
    'external_url',
    'channel',
    'updated_at',
    'closed_at',
    'status',
    'caller_name',
    'caller_email',
    'caller_phone',
    'ods_code',
    'site_text',
    'short_description',
    'description',
    'category',
    'impact',
    'urgency',
    'priority',
    'parent_external_id',
  ],
} as const;

const importCallsCsvInput = z.strictObject({
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'The content of the file, as bytes.'),
  fileName: z.string().trim().min(1).max(300),
  source: sourceInput.optional(),
  syncedAt: instantInput.optional(),
  onFault: z.enum(['refuse', 'skip']).default('refuse'),
  priorityScheme: z.enum(['nhs', 'servicenow']).optional(),
  dryRun: z.boolean().default(false),
});

/**
 * Takes in calls from a CSV file: docs/reference/calls.md. `source` is for files that have no such column. A file does
 * not say when it was made, so without `syncedAt` the feed is known only up to the latest instant in the file. Throws
 * like `importCalls`; faults carry the line and the column.
 */
export async function importCallsCsv(
  context: Context,
  options: z.input<typeof importCallsCsvInput>,
  { onPlan }: Pick<Intake, 'onPlan'> = {},
): Promise<CallIntakeReport> {
  authorise(context.actor, mayImportCalls);
  const input = parseInput(importCallsCsvInput, options, 'import of calls');
  const now = context.clock.now();
  const table = readCsv(input.bytes, { header: true, columns, maxRows });
  const { tables, standard } = await severityTables(context.db);
  const priorityScheme = input.priorityScheme ?? standard;
  const rows = table.rows.map(({ line, values }) =>
    readRow(
      { ...toFields(values), ...(values.source?.trim() ? {} : { source: input.source }) },
      { now, priorityScheme, tables, locate: (field) => ({ line, field: snakeCase(field) }) },
    ),
  );
  const good = rows.filter((row): row is GoodRow => 'call' in row);
  return storeIntake(context, {
    verb: 'call.import-file',
    rows: [...faultsOfTable(table), ...rows],
    // A header that is not understood leaves no good rows to keep.
    onFault: table.rows.length === 0 ? 'refuse' : input.onFault,
    dryRun: input.dryRun,
    onPlan,
    syncedAt: syncs(good, input.syncedAt && checkedSync(input.syncedAt, now)),
    origin: { fileName: withoutNhsNumber(input.fileName), encoding: table.encoding },
  });
}

const camelCase = (column: string): string =>
  column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
const snakeCase = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Blank cells are left out: not known. */
const toFields = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([column, cell]) =>
      cell.trim() === '' ? [] : [[camelCase(column), cell]],
    ),
  );

/** Faults of shape, each as a refused row. A file without a header shows its first cells in them: never an NHS number. */
const faultsOfTable = (table: CsvTable): BadRow[] =>
  table.faults.map((fault): BadRow => {
    const shown: Fault = { ...fault, reason: withoutNhsNumber(fault.reason) };
    if (fault.field !== undefined) shown.field = withoutNhsNumber(fault.field);
    return { faults: [shown], privacyOnly: false };
  });

function syncs(rows: readonly GoodRow[], syncedAt: Date | undefined): Map<string, Date> {
  const bySource = new Map<string, Date>();
  for (const { call } of rows) {
    const said = [call.openedAt, call.updatedAt, call.closedAt, bySource.get(call.source)];
    const latest = Math.max(...said.map((at) => at?.getTime() ?? 0));
    bySource.set(call.source, syncedAt ?? new Date(latest));
  }
  return bySource;
}
