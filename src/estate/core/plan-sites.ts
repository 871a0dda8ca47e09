import type { Practice, PreviewEntry, Site } from '../model.ts';
import {
  type Comparable,
  differences,
  emptyPlan,
  type ImportPlan,
  type Line,
  refuseRepeats,
} from './plan.ts';

/** A site as one row of the file states it. Undefined: the file has no such column, and what is known stays. */
export interface SiteRow {
  code: string;
  odsCode: string;
  name?: string | null;
  address?: string | null;
  town?: string | null;
  postcode?: string | null;
  phone?: string | null;
  openedOn?: string | null;
  closedOn?: string | null;
}

export interface SiteUpsert {
  code: string;
  practiceId: number;
  name: string;
  address: string;
  town: string;
  postcode: string;
  phone: string | null;
  openedOn: string | null;
  closedOn: string | null;
}

export interface SitePlan extends ImportPlan {
  upserts: SiteUpsert[];
}

/**
 * Compares a site file with what is known. A site that the file leaves out is missing only when the file lists other
 * sites of its practice: a file of one new practice says nothing about the rest.
 */
export function planSites(
  known: readonly Site[],
  practices: readonly Practice[],
  file: readonly Line<SiteRow>[],
): SitePlan {
  const { rows, faults } = refuseRepeats(file, 'site_code', (row) => row.code);
  const plan: SitePlan = { ...emptyPlan(), faults, upserts: [] };
  const practicesByCode = new Map(practices.map((practice) => [practice.odsCode, practice]));
  const knownByCode = new Map(known.map((site) => [site.code, site]));
  for (const { line, value } of rows) {
    const practice = practicesByCode.get(value.odsCode);
    if (practice) planSite(plan, knownByCode.get(value.code), practice, value);
    else {
      const reason = `${value.odsCode} is not a known practice. Import the practice file first`;
      faults.push({ line, field: 'ods_code', reason });
    }
  }
  planMissingSites(plan, known, rows);
  return plan;
}

function planSite(plan: SitePlan, known: Site | undefined, practice: Practice, row: SiteRow): void {
  const after = toUpsert(known, practice, row);
  const entry: PreviewEntry | undefined =
    known === undefined
      ? { action: 'add', key: after.code, after: `${after.name}, ${practice.odsCode}` }
      : change(known, after, practice.odsCode);
  if (entry === undefined) return;
  plan.entries.push(entry);
  plan.upserts.push(after);
}

function toUpsert(known: Site | undefined, practice: Practice, row: SiteRow): SiteUpsert {
  const text = (stated: string | null | undefined, before: string | undefined): string =>
    (stated === undefined ? before : stated) ?? '';
  const maybe = (stated: string | null | undefined, before: string | null | undefined): string | null =>
    (stated === undefined ? before : stated) ?? null;
  return {
    code: row.code,
    practiceId: practice.id,
    name: text(row.name, known?.name) || practice.name,
    address: text(row.address, known?.address),
    town: text(row.town, known?.town),
    postcode: text(row.postcode, known?.postcode),
    phone: maybe(row.phone, known?.phone),
    openedOn: maybe(row.openedOn, known?.openedOn),
    closedOn: maybe(row.closedOn, known?.closedOn),
  };
}

function change(known: Site, after: SiteUpsert, odsCode: string): PreviewEntry | undefined {
  const difference = differences(
    { ...comparable(known), practice: known.odsCode, listed: known.missingSince ? 'no' : 'yes' },
    { ...comparable(after), practice: odsCode, listed: 'yes' },
  );
  if (difference === undefined) return undefined;
  const closes = known.closedOn === null && after.closedOn !== null;
  return { action: closes ? 'closure' : 'change', key: after.code, ...difference };
}

const comparable = (site: Site | SiteUpsert): Comparable => ({
  name: site.name,
  address: site.address,
  town: site.town,
  postcode: site.postcode,
  phone: site.phone,
  opened: site.openedOn,
  closed: site.closedOn,
});

function planMissingSites(plan: SitePlan, known: readonly Site[], rows: readonly Line<SiteRow>[]): void {
  const listed = new Set(rows.map((row) => row.value.code));
  const practices = new Set(rows.map((row) => row.value.odsCode));
  for (const site of known) {
    if (listed.has(site.code) || site.closedOn !== null || !practices.has(site.odsCode)) continue;
    plan.missing.push(site.code);
    if (site.missingSince !== null) continue;
    plan.flaggedMissing.push(site.code);
    plan.entries.push({ action: 'missing', key: site.code, before: `${site.name}, ${site.odsCode}` });
  }
}
