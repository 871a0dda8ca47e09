import { CsvError, type InfoRecord, type Options, parse } from 'csv-parse/sync';
import { AllclearError, type Fault } from '../errors/index.ts';
import { type CsvEncoding, decodeText } from './decode.ts';
import { createLineCounter } from './line-counter.ts';

export interface CsvColumns {
  required: readonly string[];
  optional?: readonly string[];
}

export interface CsvOptions {
  /** True when the first row that is not blank names the columns. */
  header: boolean;
  /**
   * With a header: the names to expect, in any order and case; a required name that is missing, a name twice and a
   * name not listed are faults. Without a header: the names of the positions, required then optional, all present.
   */
  columns?: CsvColumns;
  /** More rows than this are refused with `input.too-large`. */
  maxRows?: number;
}

export interface CsvRow {
  /** The physical line of the file on which the row begins, from 1. */
  line: number;
  /** Cells as written, untrimmed, by column name. An optional column that the file lacks is absent. */
  values: Record<string, string>;
}

export interface CsvTable {
  encoding: CsvEncoding;
  /**
   * Column names in the order of the file: as spelled in `columns`; in lower case when none were given; `1`, `2`, …
   * when there is no header either.
   */
  header: string[];
  /** Rows of the right shape. Blank rows, and rows with only blank cells, are left out. */
  rows: CsvRow[];
  /** Faults of shape: header, number of columns, quotes. Rows with a fault are not in `rows`. */
  faults: Fault[];
}

const dialect: Options = {
  record_delimiter: ['\r\n', '\n', '\r'],
  skip_empty_lines: true,
  relax_column_count: true,
};

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

/**
 * Reads a CSV file: UTF-8 with or without a mark, or Windows-1252; commas; any line ends. Faults of shape are
 * collected and the good rows kept; after a fault in quotes nothing further is read, because what follows cannot be
 * told apart, and the fault says so. Throws `input.encoding` and `input.too-large`.
 */
export function readCsv(input: Uint8Array | string, options: CsvOptions): CsvTable {
  const { encoding, utf8 } = decodeText(input);
  const table: CsvTable = { encoding, header: [], rows: [], faults: [] };
  const lines = createLineCounter(utf8);
  let takeRow: ((cells: string[], line: number) => void) | undefined;
  const onRecord = (cells: string[], info: InfoRecord): null => {
    const line = lines.recordLine();
    lines.moveTo(info.bytes);
    if (isBlank(cells)) return null;
    if (takeRow) takeRow(cells, line);
    else takeRow = startTable(table, options, cells, line);
    return null;
  };
  readRecords(utf8, onRecord, (reason) => table.faults.push({ line: lines.recordLine(), reason }));
  if (options.header && !takeRow) table.faults.push({ line: 1, reason: 'The file has no header row.' });
  return table;
}

function readRecords(
  utf8: Buffer,
  onRecord: (cells: string[], info: InfoRecord) => null,
  onBrokenQuotes: (reason: string) => void,
): void {
  try {
    parse(utf8, { ...dialect, on_record: onRecord });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    onBrokenQuotes(
      error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? 'A quote is opened in this row and never closed. Nothing after it was read.'
        : 'A quote stands in the middle of a cell in this row. Double it, and quote the whole cell. Nothing after it was read.',
    );
  }
}

type RowTaker = (cells: string[], line: number) => void;

/** Settles the columns from the first row, and returns what takes the rows after it (and that row, if it is data). */
function startTable(table: CsvTable, options: CsvOptions, first: string[], line: number): RowTaker {
  table.header = options.header
    ? readNames(first, line, options.columns, table.faults)
    : (options.columns && [...options.columns.required, ...(options.columns.optional ?? [])]) ||
      first.map((_cell, index) => String(index + 1));
  const { header, rows, faults } = table;
  // With a wrong header no cell can be trusted to be in the right column: rows are not read.
  if (faults.length > 0) return () => undefined;
  const maxRows = options.maxRows ?? Number.POSITIVE_INFINITY;
  const takeRow: RowTaker = (cells, rowLine) => {
    if (cells.length !== header.length) {
      faults.push({
        line: rowLine,
        reason: `The row has ${cells.length} column${cells.length === 1 ? '' : 's'} where ${header.length} are expected.`,
      });
      return;
    }
    if (rows.length >= maxRows) throw tooManyRows(maxRows);
    rows.push({ line: rowLine, values: toValues(header, cells) });
  };
  if (!options.header) takeRow(first, line);
  return takeRow;
}

const tooManyRows = (maxRows: number): AllclearError =>
  new AllclearError('input.too-large', `The file has more than ${maxRows} rows. Nothing was changed.`, {
    remedy: 'Split the file and send the parts one after the other.',
  });

function toValues(header: readonly string[], cells: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (let index = 0; index < header.length; index += 1) values[header[index] ?? ''] = cells[index] ?? '';
  return values;
}

const plain = (name: string): string => name.trim().toLowerCase();

/** Turns the header row into column names, adding a fault for each name that is empty, unknown, doubled or missing. */
function readNames(
  cells: string[],
  line: number,
  columns: CsvColumns | undefined,
  faults: Fault[],
): string[] {
  const expected = columns && [...columns.required, ...(columns.optional ?? [])];
  const spelling = new Map(expected?.map((name) => [plain(name), name]));
  const names = cells.map((cell) => (expected ? spelling.get(plain(cell)) : plain(cell)));
  for (const [index, cell] of cells.entries()) {
    const name = names[index];
    const field = cell.trim() || String(index + 1);
    if (plain(cell) === '') faults.push({ line, field, reason: 'The column has no name.' });
    else if (name === undefined)
      faults.push({ line, field, reason: `Unknown column. Expected: ${expected?.join(', ')}.` });
    else if (names.indexOf(name) !== index)
      faults.push({ line, field, reason: 'The column is there twice.' });
  }
  for (const name of columns?.required ?? []) {
    if (!names.includes(name)) faults.push({ line, field: name, reason: 'The column is missing.' });
  }
  return names.map((name) => name ?? '');
}

/** The column names of a file's header row, trimmed and in lower case: to tell kinds of file apart cheaply. */
export function readCsvHeader(input: Uint8Array | string): string[] {
  const { utf8 } = decodeText(input);
  let names: string[] = [];
  const onRecord = (cells: string[]): null => {
    if (names.length === 0 && !isBlank(cells)) names = cells.map(plain);
    return null;
  };
  readRecords(firstLines(utf8), onRecord, () => undefined);
  return names;
}

// A header is far shorter than this; what the cut leaves of the last record is not looked at.
const firstLines = (utf8: Buffer): Buffer => utf8.subarray(0, 65_536);
