import { z } from 'zod';
import {
  type CsvTable,
  optionalLondonInstant,
  optionalNumber,
  optionalText,
  parseRows,
  requiredText,
} from '#platform/csv';
import type { Fault } from '#platform/errors';
import type { EstateFileKind } from '../model.ts';
import type { SiteStatement } from './plan-attributes.ts';
import { codeCell } from './read-rows.ts';

export type AttributeFileKind = Extract<EstateFileKind, 'circuits' | 'firewalls' | 'tunnels' | 'tags'>;

export interface KnownCodes {
  /** Site id by site code. */
  sites: ReadonlyMap<string, number>;
  concentrators: ReadonlySet<string>;
  /** When a row that does not say since when takes effect. */
  nowMs: number;
}

interface LinedStatement extends SiteStatement {
  line: number;
}

type Stated = { key: string; value: string | null };

const word = optionalText({ max: 200 });
const when = { site_code: codeCell, valid_from: optionalLondonInstant, valid_to: optionalLondonInstant };

const cells = {
  circuits: z.strictObject({
    ...when,
    circuit: word,
    supplier: word,
    bandwidth_mbps: optionalNumber({ unit: 'Mbps', min: 0 }),
  }),
  firewalls: z.strictObject({
    ...when,
    serial: word,
    model: word,
    firmware: word,
    public_ip: word,
    template: word,
  }),
  tunnels: z.strictObject({ ...when, concentrator_code: codeCell }),
  tags: z.strictObject({ ...when, tag: requiredText({ max: 100 }) }),
} as const;

/** Which column states which attribute. */
const attributeOfColumn: Record<Exclude<AttributeFileKind, 'tags'>, Record<string, string>> = {
  circuits: { circuit: 'circuit', supplier: 'circuitSupplier', bandwidth_mbps: 'circuitMbps' },
  firewalls: {
    serial: 'serial',
    model: 'firewallModel',
    firmware: 'firmware',
    public_ip: 'publicIp',
    template: 'template',
  },
  tunnels: { concentrator_code: 'concentrator' },
};

/**
 * Reads a file of attributes into statements: one for each column the file has, so a blank cell states that the value
 * is not known from then on. Rows that contradict each other, unknown sites and unknown concentrators are faults.
 */
export function readStatements(
  kind: AttributeFileKind,
  table: CsvTable,
  known: KnownCodes,
): { statements: SiteStatement[]; faults: Fault[] } {
  const { rows, faults } = parseRows<z.ZodType<Record<string, unknown>>>(table, cells[kind]);
  const statements: LinedStatement[] = [];
  for (const { line, value } of rows) {
    const span = spanOf(value, known.nowMs);
    const siteCode = String(value.site_code);
    const siteId = known.sites.get(siteCode);
    const found = faultsOf(value, siteId, span, known).map((fault) => ({ line, ...fault }));
    faults.push(...found);
    if (siteId === undefined || found.length > 0) continue;
    for (const { key, value: stated } of statedBy(kind, table, value)) {
      statements.push({ line, siteId, siteCode, key, value: stated, ...span });
    }
  }
  return { statements, faults: [...faults, ...contradictions(statements)] };
}

const spanOf = (row: Record<string, unknown>, nowMs: number): { fromMs: number; toMs: number | null } => ({
  fromMs: row.valid_from instanceof Date ? row.valid_from.getTime() : nowMs,
  toMs: row.valid_to instanceof Date ? row.valid_to.getTime() : null,
});

function faultsOf(
  row: Record<string, unknown>,
  siteId: number | undefined,
  span: { fromMs: number; toMs: number | null },
  known: KnownCodes,
): Fault[] {
  const faults: Fault[] = [];
  if (siteId === undefined) {
    faults.push({ field: 'site_code', reason: `${String(row.site_code)} is not a known site` });
  }
  if (typeof row.concentrator_code === 'string' && !known.concentrators.has(row.concentrator_code)) {
    faults.push({
      field: 'concentrator_code',
      reason: `${row.concentrator_code} is not a known concentrator`,
    });
  }
  if (span.toMs !== null && span.toMs <= span.fromMs) {
    faults.push({ field: 'valid_to', reason: 'is not after valid_from (a blank valid_from means now)' });
  }
  return faults;
}

function statedBy(kind: AttributeFileKind, table: CsvTable, row: Record<string, unknown>): Stated[] {
  if (kind === 'tags') return [{ key: `tag:${String(row.tag)}`, value: 'yes' }];
  return Object.entries(attributeOfColumn[kind])
    .filter(([column]) => table.header.includes(column))
    .map(([column, key]) => ({ key, value: row[column] === undefined ? null : String(row[column]) }));
}

/** One attribute of one site cannot have two values at once: each row that meets an earlier one is a fault. */
function contradictions(statements: readonly LinedStatement[]): Fault[] {
  const faults = new Map<number, Fault>();
  let previous: LinedStatement | undefined;
  // Of the rows so far, the one with the latest stated end. A row without an end gives way to the next by itself.
  let longest: LinedStatement | undefined;
  for (const statement of [...statements].sort(byTimeline)) {
    if (previous?.siteId !== statement.siteId || previous.key !== statement.key) longest = undefined;
    else if (previous.fromMs === statement.fromMs) refuseOverlap(faults, previous, statement);
    if (longest && endOf(longest) > statement.fromMs) refuseOverlap(faults, longest, statement);
    if (statement.toMs !== null && (!longest || statement.toMs > endOf(longest))) longest = statement;
    previous = statement;
  }
  return [...faults.values()];
}

const endOf = (statement: LinedStatement): number => statement.toMs ?? Number.NEGATIVE_INFINITY;

function refuseOverlap(faults: Map<number, Fault>, a: LinedStatement, b: LinedStatement): void {
  const line = Math.max(a.line, b.line);
  const reason = `overlaps line ${Math.min(a.line, b.line)} for the same site`;
  faults.set(line, { line, field: 'valid_from', reason });
}

function byTimeline(a: LinedStatement, b: LinedStatement): number {
  if (a.siteId !== b.siteId) return a.siteId - b.siteId;
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.fromMs - b.fromMs || a.line - b.line;
}
