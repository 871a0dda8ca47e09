import type { Fault } from '#platform/errors';
import { telemetryParameters } from '../model.ts';
import { createColumns, pick, type ReadingColumns } from './columns.ts';
import { joinFigure } from './reading.ts';
import { firewallCodes, statusOf, tunnelCodes } from './status.ts';

/** One reading of a concentrator. `at` in seconds; NaN is unknown. */
export interface ConcentratorRow {
  concentratorId: number;
  at: number;
  inMbps: number;
  outMbps: number;
  loadScore: number;
  tunnels: number;
}

/** The rule of `joinReadings`, for concentrators. */
export function joinConcentratorRows(a: ConcentratorRow, b: ConcentratorRow): ConcentratorRow {
  return {
    ...a,
    inMbps: joinFigure(a.inMbps, b.inMbps),
    outMbps: joinFigure(a.outMbps, b.outMbps),
    loadScore: joinFigure(a.loadScore, b.loadScore),
    tunnels: joinFigure(a.tunnels, b.tunnels),
  };
}

/** What a parser must know of the world around the batch. */
export interface ParseRules {
  /** Seconds since 1970. */
  now: number;
  idOf(code: string): number | undefined;
  /** Seconds since 1970, NaN when the text is not an instant. */
  instantOf(text: string): number;
  faultAt(index: number, field: string, reason: string): Fault;
}

export interface Parsed<T> {
  rows: T;
  faults: Fault[];
  faultCount: number;
}

const notKnown = (value: unknown): boolean => value === undefined || value === null;

/**
 * Reads what an intake was sent, by hand: at 50,000 readings a second a schema library would be most of the cost.
 * Rows with a fault are left out; every fault names the row, the field and the reason.
 */
export function parseReadings(list: readonly unknown[], rules: ParseRules): Parsed<ReadingColumns> {
  const columns = createColumns(list.length);
  const faults = createFaults(rules);
  let good = 0;
  for (let index = 0; index < list.length; index++) {
    if (parseReading(list[index], index, columns, good, rules, faults)) good++;
  }
  const rows =
    good === list.length
      ? columns
      : pick(
          columns,
          Uint32Array.from({ length: good }, (_, i) => i),
        );
  return { rows, faults: faults.list, faultCount: faults.count() };
}

interface Faults {
  list: Fault[];
  add(index: number, field: string, reason: string): void;
  count(): number;
}

function createFaults(rules: ParseRules): Faults {
  const list: Fault[] = [];
  let count = 0;
  return {
    list,
    add(index, field, reason) {
      count++;
      if (list.length < telemetryParameters.maxFaultsListed) list.push(rules.faultAt(index, field, reason));
    },
    count: () => count,
  };
}

const siteFields = new Set([
  'site',
  'at',
  'tunnel',
  'firewall',
  'lossPercent',
  'latencyMs',
  'inMbps',
  'outMbps',
]);

function parseReading(
  row: unknown,
  index: number,
  columns: ReadingColumns,
  place: number,
  rules: ParseRules,
  faults: Faults,
): boolean {
  const before = faults.count();
  const record = asRecord(row, index, siteFields, faults);
  if (!record) return false;
  columns.siteId[place] = parseCode(record.site, 'site', index, rules, faults);
  columns.at[place] = parseAt(record.at, index, rules, faults);
  const tunnel = parseWord(record.tunnel, tunnelCodes, 'tunnel', index, faults);
  const firewall = parseWord(record.firewall, firewallCodes, 'firewall', index, faults);
  columns.loss[place] = parseFigure(record.lossPercent, 100, 'lossPercent', index, faults);
  columns.latency[place] = parseFigure(record.latencyMs, 600_000, 'latencyMs', index, faults);
  columns.inMbps[place] = parseFigure(record.inMbps, 1e7, 'inMbps', index, faults);
  columns.outMbps[place] = parseFigure(record.outMbps, 1e7, 'outMbps', index, faults);
  // Judged by the figures as they are stored, in single precision, so that a stored reading explains its own state.
  const loss = columns.loss[place] ?? Number.NaN;
  columns.status[place] = statusOf(tunnel, firewall, loss, columns.latency[place] ?? Number.NaN);
  return faults.count() === before;
}

const concentratorFields = new Set(['concentrator', 'at', 'inMbps', 'outMbps', 'loadScore', 'tunnels']);

/** Reads the concentrators' readings of a batch, by the same rules. */
export function parseConcentratorReadings(
  list: readonly unknown[],
  rules: ParseRules,
): Parsed<ConcentratorRow[]> {
  const faults = createFaults(rules);
  const rows: ConcentratorRow[] = [];
  for (const [index, row] of list.entries()) {
    const before = faults.count();
    const record = asRecord(row, index, concentratorFields, faults);
    if (!record) continue;
    const parsed = {
      concentratorId: parseCode(record.concentrator, 'concentrator', index, rules, faults),
      at: parseAt(record.at, index, rules, faults),
      inMbps: Math.fround(parseFigure(record.inMbps, 1e7, 'inMbps', index, faults)),
      outMbps: Math.fround(parseFigure(record.outMbps, 1e7, 'outMbps', index, faults)),
      loadScore: Math.fround(parseFigure(record.loadScore, 1e6, 'loadScore', index, faults)),
      tunnels: parseCount(record.tunnels, 'tunnels', index, faults),
    };
    if (faults.count() === before) rows.push(parsed);
  }
  return { rows, faults: faults.list, faultCount: faults.count() };
}

function asRecord(
  row: unknown,
  index: number,
  fields: ReadonlySet<string>,
  faults: Faults,
): Record<string, unknown> | undefined {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    faults.add(index, '', 'A reading is an object with named fields.');
    return undefined;
  }
  for (const key in row) {
    if (!fields.has(key))
      faults.add(index, key, `There is no such field. Known are ${[...fields].join(', ')}.`);
  }
  return row as Record<string, unknown>;
}

function parseCode(value: unknown, field: string, index: number, rules: ParseRules, faults: Faults): number {
  if (typeof value !== 'string' || value === '') {
    faults.add(index, field, `The code of the ${field} is missing.`);
    return 0;
  }
  const id = rules.idOf(value);
  if (id !== undefined) return id;
  faults.add(
    index,
    field,
    `There is no ${field} ${show(value)} in the estate. Import it first, or correct the code.`,
  );
  return 0;
}

function parseAt(value: unknown, index: number, rules: ParseRules, faults: Faults): number {
  const at = typeof value === 'string' ? rules.instantOf(value) : Number.NaN;
  if (Number.isNaN(at)) {
    faults.add(index, 'at', `${show(value)} is not an instant such as 2026-04-16T07:05:00Z.`);
    return 0;
  }
  if (at > rules.now + telemetryParameters.futureToleranceSeconds) {
    faults.add(index, 'at', `${show(value)} is in the future. Check the clock of the source.`);
    return 0;
  }
  if (at < rules.now - telemetryParameters.oldestDays * 86_400) {
    faults.add(index, 'at', `${show(value)} is more than ${telemetryParameters.oldestDays} days ago.`);
    return 0;
  }
  return at;
}

function parseWord(
  value: unknown,
  codes: Readonly<Record<string, number>>,
  field: string,
  index: number,
  faults: Faults,
): number {
  if (notKnown(value)) return 0;
  const code = typeof value === 'string' && Object.hasOwn(codes, value) ? codes[value] : undefined;
  if (code !== undefined) return code;
  faults.add(index, field, `${show(value)} is not one of ${Object.keys(codes).join(', ')}.`);
  return 0;
}

function parseFigure(value: unknown, highest: number, field: string, index: number, faults: Faults): number {
  if (typeof value === 'number' && value >= 0 && value <= highest) return value;
  if (!notKnown(value)) faults.add(index, field, `${show(value)} is not a number from 0 to ${highest}.`);
  return Number.NaN;
}

function parseCount(value: unknown, field: string, index: number, faults: Faults): number {
  const figure = parseFigure(value, 1e6, field, index, faults);
  if (Number.isNaN(figure) || Number.isInteger(figure)) return figure;
  faults.add(index, field, `${show(value)} is not a whole number.`);
  return Number.NaN;
}

/** A value as a fault may quote it: short, and never a dump of what was sent. */
function show(value: unknown): string {
  if (value === undefined) return 'Nothing';
  const text =
    typeof value === 'string' ? `"${value}"` : typeof value === 'object' ? 'An object' : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}..."` : text;
}
