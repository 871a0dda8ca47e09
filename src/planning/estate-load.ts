import { attributeSpells, type Concentrator, listConcentrators, listSites, type Site } from '#estate';
import { addDays, londonDate, londonDayBounds } from '#platform/clock';
import type { Db } from '#platform/db';
import { holidayChanges } from '#servicedesk';
import { concentratorHalfHours, siteHalfHours } from '#telemetry';
import { medianOf } from './core/forecast/quantiles.ts';
import type { SchoolHoliday } from './core/load/calendar.ts';
import { halfHourMs } from './core/load/calendar.ts';
import { type Attachment, attachmentTable, type EstateLoad } from './core/load/concentrator.ts';
import type { QualitySeries } from './core/saturation/signs.ts';
import { selectSchoolHolidays } from './store-calendar.ts';

/** Loads of the whole estate, with what they are read against. */
export interface LoadedEstate {
  load: EstateLoad;
  /** Loss and latency of sites, for signs of a full concentrator. */
  quality: ReadonlyMap<number, { lossPercent: Float32Array; latencyMs: Float32Array }>;
  sites: readonly Site[];
  concentrators: readonly Concentrator[];
  holidays: readonly SchoolHoliday[];
}

/** The number of the last whole half hour: until the next one, loads are taken as they were known when somebody first asked. */
export const asOfHalfHour = (now: Date): number => Math.floor(now.getTime() / halfHourMs);

/** Reads whole London days before today's, and today so far; ends with the last whole half hour. */
export async function loadEstate(db: Db, now: Date, days: number): Promise<LoadedEstate> {
  const from = londonDayBounds(addDays(londonDate(now), -days)).from;
  const to = new Date(Math.floor(now.getTime() / halfHourMs) * halfHourMs);
  const window = { from, to };
  const figures = await siteHalfHours(db, window);
  const totals = await concentratorHalfHours(db, window);
  const concentrators = await listConcentrators(db, now);
  const spells = await attributeSpells(db, { ...window, keys: ['concentrator'] });
  const load = {
    fromMs: from.getTime(),
    halfHours: Math.max(0, Math.round((to.getTime() - from.getTime()) / halfHourMs)),
    sites: new Map([...figures].map(([siteId, one]) => [siteId, one.mbps])),
    concentrators: new Map(
      concentrators.flatMap(({ id, code }) => {
        const series = totals.get(id);
        return series ? [[code, series.mbps] as const] : [];
      }),
    ),
    attachments: spells.map(
      (spell): Attachment => ({
        siteId: spell.siteId,
        concentrator: spell.value,
        fromMs: spell.from.getTime(),
        toMs: spell.to?.getTime() ?? null,
      }),
    ),
  };
  return {
    load,
    quality: figures,
    sites: await listSites(db),
    concentrators,
    holidays: await selectHolidays(db),
  };
}

/** School holidays on record, and the changes to the bank holidays. */
async function selectHolidays(db: Db): Promise<SchoolHoliday[]> {
  const { added, worked } = await holidayChanges(db);
  return [
    ...(await selectSchoolHolidays(db)),
    ...[...added].map(([day, name]) => ({ from: day, to: day, name, bank: 'added' as const })),
    ...[...worked].map((day) => ({ from: day, to: day, name: 'Worked', bank: 'worked' as const })),
  ];
}

/** A median of 200 sites is as good as one of 12,000. */
const sampledSites = 200;

/** Medians of loss and latency over the sites on a concentrator, beside its load. */
export function qualityOf({ load, quality }: LoadedEstate, code: string, mbps: Float32Array): QualitySeries {
  const at = attachmentTable(load);
  const ever = load.attachments.filter((one) => one.concentrator === code).map((one) => one.siteId);
  const siteIds = [...new Set(ever)].filter((siteId) => quality.has(siteId)).sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(siteIds.length / sampledSites));
  const sample = siteIds.filter((_, index) => index % every === 0);
  const median = (of: 'lossPercent' | 'latencyMs') =>
    Float32Array.from({ length: load.halfHours }, (_, index) =>
      medianOf(
        sample.map((siteId) =>
          at(siteId, index) === code ? (quality.get(siteId)?.[of][index] ?? Number.NaN) : Number.NaN,
        ),
      ),
    );
  return { fromMs: load.fromMs, mbps, lossPercent: median('lossPercent'), latencyMs: median('latencyMs') };
}
