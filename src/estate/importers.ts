import type { Context } from '#platform/context';
import { type CsvTable, readCsv } from '#platform/csv';
import { fileColumns, odsColumns } from './core/kinds.ts';
import { emptyPlan, type ImportPlan } from './core/plan.ts';
import { planAttributes } from './core/plan-attributes.ts';
import { planConcentrators } from './core/plan-concentrators.ts';
import { planPractices } from './core/plan-practices.ts';
import { planSites } from './core/plan-sites.ts';
import { readConcentratorRows, readPracticeRows, readSiteRows } from './core/read-rows.ts';
import { type AttributeFileKind, readStatements } from './core/read-statements.ts';
import type { EstateFileKind, ImportFilter } from './model.ts';
import type { StatedAddress } from './stated-addresses.ts';
import {
  flagPractices,
  flagSites,
  selectConcentratorCodes,
  selectHistories,
  selectKnownConcentrators,
  selectPractices,
  selectSiteIds,
  selectSites,
  upsertPractices,
  upsertSites,
  writeConcentrators,
  writeSpells,
} from './store.ts';

/** A file that was read and compared with what is known. `write` does what the plan says, and only that. */
export interface Prepared {
  table: CsvTable;
  plan: ImportPlan;
  /** How practices are reached, as the file states it. */
  addresses?: readonly StatedAddress[];
  write(tx: Context): Promise<void>;
}

type Importer = (tx: Context, bytes: Uint8Array, filter: ImportFilter) => Promise<Prepared>;

const maxRows = 1_000_000;

const preparePractices: Importer = async (tx, bytes, filter) => {
  const table = readCsv(bytes, { header: false, columns: odsColumns, maxRows });
  const { rows, faults } = readPracticeRows(table);
  const plan = planPractices(await selectPractices(tx.db, { gp: false, active: false }), rows, filter);
  return {
    table,
    plan: { ...plan, faults: [...faults, ...plan.faults] },
    async write({ db, clock }) {
      await upsertPractices(db, plan.upserts);
      await flagPractices(db, plan.flaggedMissing, clock.now());
    },
  };
};

const prepareSites: Importer = async (tx, bytes) => {
  const table = readCsv(bytes, { header: true, columns: fileColumns.sites, maxRows });
  const { rows, faults, addresses } = readSiteRows(table);
  const practices = await selectPractices(tx.db, { gp: false, active: false });
  const plan = planSites(await selectSites(tx.db), practices, rows);
  return {
    table,
    addresses,
    plan: { ...plan, faults: [...faults, ...plan.faults] },
    async write({ db, clock }) {
      await upsertSites(db, plan.upserts);
      await flagSites(db, plan.flaggedMissing, clock.now());
    },
  };
};

const prepareConcentrators: Importer = async (tx, bytes) => {
  const table = readCsv(bytes, { header: true, columns: fileColumns.concentrators, maxRows });
  const { rows, faults } = readConcentratorRows(table);
  const plan = planConcentrators(await selectKnownConcentrators(tx.db), rows);
  return {
    table,
    plan: { ...plan, faults: [...faults, ...plan.faults] },
    write: ({ db, clock }) => writeConcentrators(db, plan, clock.now()),
  };
};

const prepareAttributes =
  (kind: AttributeFileKind): Importer =>
  async (tx, bytes) => {
    const table = readCsv(bytes, { header: true, columns: fileColumns[kind], maxRows });
    const { statements, faults } = readStatements(kind, table, {
      sites: await selectSiteIds(tx.db),
      concentrators: await selectConcentratorCodes(tx.db),
      nowMs: tx.clock.now().getTime(),
    });
    const distinct = <T>(list: readonly T[]): T[] => [...new Set(list)];
    const siteIds = distinct(statements.map((statement) => statement.siteId));
    const keys = distinct(statements.map((statement) => statement.key));
    const plan = planAttributes(await selectHistories(tx.db, siteIds, keys), statements);
    return {
      table,
      plan: { ...emptyPlan(), entries: plan.entries, faults },
      write: ({ db }) => writeSpells(db, plan),
    };
  };

/** One for each kind of file. */
export const importers: Record<EstateFileKind, Importer> = {
  practices: preparePractices,
  sites: prepareSites,
  concentrators: prepareConcentrators,
  circuits: prepareAttributes('circuits'),
  firewalls: prepareAttributes('firewalls'),
  tunnels: prepareAttributes('tunnels'),
  tags: prepareAttributes('tags'),
};
