import { londonDate, parseLondon } from '#platform/clock';
import type { Fault } from '#platform/errors';
import type { ImportFilter, Practice, PracticeStatus } from '../model.ts';
import { tidyPostcode, townOf } from './addresses.ts';

/** A practice as one row of the file states it. */
export type OdsPractice = Omit<Practice, 'id' | 'missingSince'> & {
  /** The NHS England region ('Y59'), 'W00' for Wales, blank or 'Y99' elsewhere. */
  nationalGrouping: string;
};

export const odsColumnCount = 27;

// Columns by their number in the ODS specification, counted from 1.
const column = {
  odsCode: 1,
  name: 2,
  nationalGrouping: 3,
  icb: 4,
  addressFirst: 5,
  addressLast: 9,
  postcode: 10,
  opened: 11,
  closed: 12,
  status: 13,
  commissioner: 15,
  phone: 18,
  setting: 26,
} as const;

// Letters in the file up to 2025, words in the Data Search and Export report that replaced it.
const statuses: Record<string, PracticeStatus> = {
  A: 'active',
  C: 'closed',
  D: 'dormant',
  P: 'proposed',
  ACTIVE: 'active',
  CLOSED: 'closed',
  DORMANT: 'dormant',
  PROPOSED: 'proposed',
  INACTIVE: 'inactive',
};

/** Whether a prescribing setting is general practice: setting 4 in the old format, role RO76 among others in the new. */
export const isGpSetting = (setting: string): boolean =>
  setting === '4' || setting.split('|').includes('RO76');

/** Whether a row lies in the scope of an import: the ICB or sub-ICB asked for, or else England. */
export function isInScope(practice: OdsPractice, filter: ImportFilter): boolean {
  if (filter.icb !== undefined && practice.icbCode !== filter.icb) return false;
  if (filter.subIcb !== undefined && practice.subIcbCode !== filter.subIcb) return false;
  return filter.icb !== undefined || filter.subIcb !== undefined || isEnglish(practice);
}

// Regions of NHS England are Y54 to Y63. Wales is W00; Y99 holds defence sites, and the Channel Islands and the
// Isle of Man have no grouping at all.
const isEnglish = (practice: OdsPractice): boolean =>
  /^Y\d\d$/.test(practice.nationalGrouping) && practice.nationalGrouping !== 'Y99';

/** Reads one row of 27 cells; every fault in it is reported with its column number. */
export function interpretOdsRow(
  cells: readonly string[],
  line: number,
): { practice: OdsPractice; faults: Fault[] } {
  const faults: Fault[] = [];
  const cell = (number: number): string => (cells[number - 1] ?? '').trim();
  const fault = (number: number, reason: string): void => {
    faults.push({ line, field: `column ${number}`, reason });
  };
  const day = (number: number): string | null => {
    const text = cell(number);
    if (text === '') return null;
    const instant = parseLondon(text);
    if (instant === undefined) fault(number, 'is not a date (yyyymmdd, yyyy-mm-dd or dd/mm/yyyy)');
    return instant ? londonDate(instant) : null;
  };
  const odsCode = cell(column.odsCode).toUpperCase();
  if (!/^[A-Z0-9]{3,10}$/.test(odsCode)) fault(column.odsCode, 'is not an ODS code');
  if (cell(column.name) === '') fault(column.name, 'is blank');
  const status = statuses[cell(column.status).toUpperCase()];
  if (status === undefined) fault(column.status, `is not one of ${Object.keys(statuses).join(', ')}`);
  const addressLines = cells.slice(column.addressFirst - 1, column.addressLast).map((text) => text.trim());
  const postcode = cell(column.postcode);
  const practice: OdsPractice = {
    odsCode,
    name: cell(column.name),
    nationalGrouping: cell(column.nationalGrouping).toUpperCase(),
    addressLines: addressLines.filter((text) => text !== ''),
    town: townOf(addressLines),
    postcode: tidyPostcode(postcode) ?? postcode,
    phone: cell(column.phone) || null,
    icbCode: cell(column.icb).toUpperCase(),
    subIcbCode: cell(column.commissioner).toUpperCase(),
    status: status ?? 'inactive',
    prescribingSetting: cell(column.setting),
    isGpPractice: isGpSetting(cell(column.setting)),
    openedOn: day(column.opened),
    closedOn: day(column.closed),
  };
  return { practice, faults };
}
