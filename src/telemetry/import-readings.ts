import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { AllclearError, type Fault, invariant } from '#platform/errors';
import { emit } from '#platform/outbox';
import { type Codes, knownCodes, readCodes } from './codes.ts';
import type { ReadingColumns } from './core/columns.ts';
import { createInstantParser } from './core/instant.ts';
import {
  type ConcentratorRow,
  joinConcentratorRows,
  type Parsed,
  type ParseRules,
  parseConcentratorReadings,
  parseReadings,
} from './core/parse.ts';
import { type Stored, storeReadings } from './intake.ts';
import { type IntakeReport, telemetryParameters } from './model.ts';
import { mayImportReadings } from './policy.ts';
import { writeConcentratorReadings } from './store-concentrators.ts';

/** A batch whose rows are still to be read. */
export interface RawBatch {
  source: string;
  onFault: 'refuse' | 'skip';
  readings: readonly unknown[];
  concentrators: readonly unknown[];
}

export interface ImportOptions {
  /** Does all the work and takes it back, so that the report is the very same. */
  dryRun?: boolean;
}

/** How the rows of a batch are read: differs between JSON and CSV. */
export interface RowFormat {
  instantOf(text: string): number;
  faultAt(list: 'readings' | 'concentrators', index: number, field: string, reason: string): Fault;
}

/**
 * Takes in a batch of readings as parsed JSON: `{source, onFault?, readings?, concentrators?}`, instants as RFC 3339,
 * every measure optional. When this returns, the batch is on disk. A reading that is sent again, late or out of order
 * ends in the same history. With `onFault: 'refuse'` (the default) one fault refuses the whole batch with
 * `import.rejected` and every fault listed; with `'skip'` the good rows are stored and the faults returned.
 */
export async function importReadings(
  context: Context,
  batch: unknown,
  options: ImportOptions = {},
): Promise<IntakeReport> {
  authorise(context.actor, mayImportReadings);
  return importBatch(context, parseEnvelope(batch), jsonFormat(), options);
}

const jsonFormat = (): RowFormat => ({
  instantOf: createInstantParser(),
  faultAt: (list, index, field, reason) => ({
    field: `${list}.${index}${field === '' ? '' : `.${field}`}`,
    reason,
  }),
});

/** Reads, stores and reports a batch; the shared second half of the JSON and CSV verbs. */
export async function importBatch(
  context: Context,
  batch: RawBatch,
  format: RowFormat,
  options: ImportOptions,
  earlierFaults: readonly Fault[] = [],
): Promise<IntakeReport> {
  const parsed = await parseBatch(context, batch, format);
  const faults = [...earlierFaults, ...parsed.sites.faults, ...parsed.concentrators.faults];
  const faultCount = earlierFaults.length + parsed.sites.faultCount + parsed.concentrators.faultCount;
  const listed = faults.slice(0, telemetryParameters.maxFaultsListed);
  if (faultCount > 0 && batch.onFault === 'refuse') throw refusal(faultCount, listed);
  const stored = await storeBatch(context, batch.source, parsed, faultCount, options.dryRun ?? false);
  return {
    accepted: stored.accepted,
    repeated: stored.repeated,
    faults: listed,
    faultCount,
    changedSites: stored.changed.size,
    dryRun: options.dryRun ?? false,
  };
}

const refusal = (count: number, faults: readonly Fault[]): AllclearError =>
  new AllclearError(
    'import.rejected',
    `${count} ${count === 1 ? 'fault was' : 'faults were'} found in the readings. Nothing was stored.`,
    {
      faults,
      remedy: 'Correct the rows named, or send the batch with onFault "skip" to store the good ones.',
    },
  );

function parseEnvelope(batch: unknown): RawBatch {
  const faults: Fault[] = [];
  const fault = (field: string, reason: string) => faults.push({ field, reason });
  const body = typeof batch === 'object' && batch !== null && !Array.isArray(batch) ? batch : undefined;
  if (!body) fault('(whole)', 'A batch is an object with source and readings.');
  const {
    source,
    onFault = 'refuse',
    readings = [],
    concentrators = [],
    ...others
  } = (body ?? {}) as Record<string, unknown>;
  if (typeof source !== 'string' || source === '' || source.length > 100) {
    if (body) fault('source', 'Name the source of the readings, in at most 100 characters.');
  }
  if (onFault !== 'refuse' && onFault !== 'skip') fault('onFault', 'This is "refuse" or "skip".');
  for (const key of Object.keys(others)) fault(key, 'There is no such field.');
  for (const [field, list] of Object.entries({ readings, concentrators })) {
    if (!Array.isArray(list)) fault(field, 'This is a list.');
    else if (list.length > telemetryParameters.maxReadingsPerBatch) {
      fault(
        field,
        `A batch holds at most ${telemetryParameters.maxReadingsPerBatch} readings. Send several.`,
      );
    }
  }
  if (faults.length > 0) {
    throw new AllclearError('input.invalid', 'The batch of readings is not valid. Nothing was stored.', {
      faults,
    });
  }
  return { source, onFault, readings, concentrators } as RawBatch;
}

interface ParsedBatch {
  sites: Parsed<ReadingColumns>;
  concentrators: Parsed<ConcentratorRow[]>;
}

async function parseBatch(context: Context, batch: RawBatch, format: RowFormat): Promise<ParsedBatch> {
  const { codes, fresh } = await knownCodes(context);
  const first = parseWith(context, batch, format, codes);
  if (fresh || first.missed === 0) return first;
  return parseWith(context, batch, format, await readCodes(context));
}

function parseWith(
  context: Context,
  batch: RawBatch,
  format: RowFormat,
  codes: Codes,
): ParsedBatch & { missed: number } {
  let missed = 0;
  const rules = (
    list: 'readings' | 'concentrators',
    idOf: (code: string) => number | undefined,
  ): ParseRules => ({
    now: context.clock.now().getTime() / 1000,
    instantOf: format.instantOf,
    faultAt: (index, field, reason) => format.faultAt(list, index, field, reason),
    idOf(code) {
      const id = idOf(code);
      if (id === undefined) missed++;
      return id;
    },
  });
  const sites = parseReadings(batch.readings, rules('readings', codes.siteId));
  const concentrators = parseConcentratorReadings(
    batch.concentrators,
    rules('concentrators', codes.concentratorId),
  );
  return { sites, concentrators, missed };
}

async function storeBatch(
  context: Context,
  source: string,
  parsed: ParsedBatch,
  faultCount: number,
  dryRun: boolean,
): Promise<Stored> {
  // Inside a caller's transaction there would be nothing that a dry run could be taken back from.
  invariant(!dryRun || !context.db.isTransaction, 'a dry run is a transaction of its own');
  let result: Stored | undefined;
  const takeBack = new Error('dry run');
  try {
    return await inTransaction(context, async (tx) => {
      result = await storeInTransaction(tx, source, parsed, faultCount);
      if (dryRun) throw takeBack;
      return result;
    });
  } catch (error) {
    if (error === takeBack && result) return result;
    throw error;
  }
}

async function storeInTransaction(
  tx: Context,
  source: string,
  parsed: ParsedBatch,
  faultCount: number,
): Promise<Stored> {
  await lockForTransaction(tx, 'telemetry');
  const stored = await storeReadings(tx, parsed.sites.rows);
  const fresh = await storeConcentrators(tx, parsed.concentrators.rows, stored);
  await audit(tx, {
    verb: 'readings.import',
    subject: `source:${source}`,
    data: { accepted: stored.accepted, repeated: stored.repeated, faults: faultCount },
  });
  if (stored.changed.size > 0 || fresh.length > 0) await emitChange(tx, stored, fresh);
  return stored;
}

async function storeConcentrators(
  tx: Context,
  rows: readonly ConcentratorRow[],
  stored: Stored,
): Promise<number[]> {
  const merged = mergeConcentrators(rows);
  const fresh = await writeConcentratorReadings(tx.db, merged);
  stored.accepted += fresh.length;
  stored.repeated += rows.length - fresh.length;
  for (const { at } of fresh) {
    stored.from = Math.min(stored.from, at);
    stored.to = Math.max(stored.to, at);
  }
  return [...new Set(fresh.map((row) => row.concentratorId))];
}

/** Joins the readings of one concentrator and instant within a batch, as the store does with those already there. */
function mergeConcentrators(rows: readonly ConcentratorRow[]): ConcentratorRow[] {
  const merged = new Map<string, ConcentratorRow>();
  for (const row of rows) {
    const key = `${row.concentratorId} ${row.at}`;
    const other = merged.get(key);
    merged.set(key, other ? joinConcentratorRows(other, row) : row);
  }
  return [...merged.values()];
}

async function emitChange(tx: Context, stored: Stored, concentratorIds: readonly number[]): Promise<void> {
  await emit(tx, 'telemetry.changed', {
    siteIds: [...stored.changed],
    concentratorIds,
    from: new Date(stored.from * 1000).toISOString(),
    to: new Date(stored.to * 1000).toISOString(),
  });
}
