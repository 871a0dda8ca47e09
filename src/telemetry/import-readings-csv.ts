import { authorise } from '#platform/auth';
import { parseLondon } from '#platform/clock';
import type { Context } from '#platform/context';
import { type CsvColumns, type CsvTable, readCsv, readCsvHeader } from '#platform/csv';
import { AllclearError } from '#platform/errors';
import { createInstantParser } from './core/instant.ts';
import { importBatch, type RowFormat } from './import-readings.ts';
import { type IntakeReport, telemetryParameters } from './model.ts';
import { mayImportReadings } from './policy.ts';

export interface ReadingsFile {
  bytes: Uint8Array;
  fileName: string;
  /** Default: the name of the file. */
  source?: string;
  onFault?: 'refuse' | 'skip';
  dryRun?: boolean;
}

/** Column of the file, and the field of the JSON shape that it fills. */
const siteColumns = {
  site: 'site',
  at: 'at',
  tunnel: 'tunnel',
  firewall: 'firewall',
  loss_percent: 'lossPercent',
  latency_ms: 'latencyMs',
  in_mbps: 'inMbps',
  out_mbps: 'outMbps',
} as const;

const concentratorColumns = {
  concentrator: 'concentrator',
  at: 'at',
  in_mbps: 'inMbps',
  out_mbps: 'outMbps',
  load_score: 'loadScore',
  tunnels: 'tunnels',
} as const;

const figures = new Set(['loss_percent', 'latency_ms', 'in_mbps', 'out_mbps', 'load_score', 'tunnels']);

/**
 * Takes in a CSV file of readings, of sites or of concentrators, told apart by the header. Instants are ISO 8601 or
 * dd/mm/yyyy hh:mm, London time where no offset is given; an empty cell is unknown. Rules and report are those of
 * `importReadings`; faults name the line and the column.
 */
export async function importReadingsCsv(context: Context, file: ReadingsFile): Promise<IntakeReport> {
  authorise(context.actor, mayImportReadings);
  const ofConcentrators = readCsvHeader(file.bytes).includes('concentrator');
  const columns: Record<string, string> = ofConcentrators ? concentratorColumns : siteColumns;
  const table = readTable(file, columns, ofConcentrators ? 'concentrator' : 'site');
  const rows = table.rows.map((row) => toRow(row.values, columns));
  const batch = {
    source: (file.source ?? file.fileName).slice(0, 100),
    onFault: file.onFault ?? 'refuse',
    readings: ofConcentrators ? [] : rows,
    concentrators: ofConcentrators ? rows : [],
  };
  return importBatch(
    context,
    batch,
    csvFormat(table, columns),
    { dryRun: file.dryRun ?? false },
    table.faults,
  );
}

function readTable(file: ReadingsFile, columns: Record<string, string>, key: string): CsvTable {
  const expected: CsvColumns = {
    required: [key, 'at'],
    optional: Object.keys(columns).filter((name) => name !== key && name !== 'at'),
  };
  const table = readCsv(file.bytes, {
    header: true,
    columns: expected,
    maxRows: telemetryParameters.maxReadingsPerBatch,
  });
  if (table.header.length > 0 && (table.rows.length > 0 || table.faults.length === 0)) return table;
  throw new AllclearError('import.rejected', `${file.fileName} cannot be read. Nothing was stored.`, {
    faults: table.faults,
    remedy: `The columns are ${Object.keys(columns).join(', ')}; the first two are required.`,
  });
}

function toRow(values: Record<string, string>, columns: Record<string, string>): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const name in values) {
    const cell = values[name]?.trim() ?? '';
    const field = columns[name];
    if (cell === '' || field === undefined) continue;
    row[field] = figures.has(name) ? toNumber(cell) : cell;
  }
  return row;
}

/** A cell that is no number stays text, and the fault can quote it. */
const toNumber = (cell: string): number | string => (Number.isNaN(Number(cell)) ? cell : Number(cell));

function csvFormat(table: CsvTable, columns: Record<string, string>): RowFormat {
  const fast = createInstantParser();
  const nameOf = Object.fromEntries(Object.entries(columns).map(([name, field]) => [field, name]));
  return {
    instantOf(text) {
      const seconds = fast(text);
      if (!Number.isNaN(seconds)) return seconds;
      const instant = parseLondon(text);
      return instant ? Math.floor(instant.getTime() / 1000) : Number.NaN;
    },
    faultAt(_list, index, field, reason) {
      const line = table.rows[index]?.line;
      return { ...(line === undefined ? {} : { line }), field: nameOf[field] ?? field, reason };
    },
  };
}
