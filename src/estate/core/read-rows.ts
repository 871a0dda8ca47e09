import { z } from 'zod';
import { londonDate } from '#platform/clock';
import {
  type CsvTable,
  optionalInteger,
  optionalLondonInstant,
  optionalNumber,
  optionalText,
  parseRows,
  requiredText,
} from '#platform/csv';
import type { Fault } from '#platform/errors';
import { addressColumns, type StatedAddress } from '../stated-addresses.ts';
import { tidyPostcode } from './addresses.ts';
import { interpretOdsRow, type OdsPractice } from './ods.ts';
import type { Line } from './plan.ts';
import type { ConcentratorRow, Rating } from './plan-concentrators.ts';
import type { SiteRow } from './plan-sites.ts';

export interface ReadRows<T> {
  rows: Line<T>[];
  faults: Fault[];
}

export const codeCell = requiredText({ max: 60 }).transform((text) => text.toUpperCase());

const dayCell = optionalLondonInstant.transform((instant) => (instant ? londonDate(instant) : undefined));

const postcodeCell = optionalText({ max: 12 }).transform((text, context) => {
  const postcode = text === undefined ? '' : tidyPostcode(text);
  if (postcode !== undefined) return postcode;
  context.addIssue({ code: 'custom', message: 'is not a postcode' });
  return z.NEVER;
});

/** Reads a practice file of 27 columns without a header, in either of its two formats. */
export function readPracticeRows(table: CsvTable): ReadRows<OdsPractice> {
  const faults: Fault[] = [...table.faults];
  const rows: Line<OdsPractice>[] = [];
  for (const { line, values } of table.rows) {
    const { practice, faults: found } = interpretOdsRow(Object.values(values), line);
    if (found.length === 0) rows.push({ line, value: practice });
    else faults.push(...found);
  }
  return { rows, faults };
}

/** Read by whoever sends to it; the limit only keeps out what is no address at all. */
const addressCell = optionalText({ max: 1_000 });

const siteCells = z.strictObject({
  site_code: codeCell,
  ods_code: codeCell,
  name: optionalText({ max: 200 }),
  address: optionalText({ max: 500 }),
  town: optionalText({ max: 100 }),
  postcode: postcodeCell,
  phone: optionalText({ max: 40 }),
  email: addressCell,
  mobile: addressCell,
  opened: dayCell,
  closed: dayCell,
});

/**
 * Reads a site file. A blank cell states that there is no value; a column that is not there states nothing. Of an address a
 * blank cell states nothing either: that nobody wrote it down does not end messages.
 */
export function readSiteRows(table: CsvTable): ReadRows<SiteRow> & { addresses: StatedAddress[] } {
  const { rows, faults } = parseRows(table, siteCells);
  const stated = <T>(column: string, value: T | undefined): T | null | undefined =>
    table.header.includes(column) ? (value ?? null) : undefined;
  const read = rows.map(({ line, value }) => ({
    line,
    value: withoutUndefined({
      code: value.site_code,
      odsCode: value.ods_code,
      name: stated('name', value.name),
      address: stated('address', value.address),
      town: stated('town', value.town),
      postcode: stated('postcode', value.postcode),
      phone: stated('phone', value.phone),
      openedOn: stated('opened', value.opened),
      closedOn: stated('closed', value.closed),
    }),
  }));
  const addresses = rows.flatMap(({ line, value }) =>
    addressColumns.flatMap((column) => {
      const text = value[column];
      const { site_code: siteCode, ods_code: odsCode } = value;
      return text === undefined ? [] : [{ line, siteCode, odsCode, column, text }];
    }),
  );
  return { rows: read, faults, addresses };
}

type WithoutUndefined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out what is undefined, so that absence is absence. */
const withoutUndefined = <T extends object>(of: T): WithoutUndefined<T> =>
  Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as WithoutUndefined<T>;

const concentratorCells = z
  .strictObject({
    code: codeCell,
    name: requiredText({ max: 200 }),
    data_centre: optionalText({ max: 200 }),
    model: optionalText({ max: 100 }),
    rated_mbps: optionalNumber({ unit: 'Mbps', min: 0.001 }),
    rated_tunnels: optionalInteger({ min: 1, max: 1_000_000 }),
    rating_source: optionalText({ max: 500 }),
    rating_date: dayCell,
  })
  .superRefine((cells, context) => {
    // A figure nobody can trace is not a rating.
    if (cells.rated_mbps === undefined && cells.rated_tunnels === undefined) return;
    for (const field of ['rating_source', 'rating_date'] as const) {
      if (cells[field] === undefined) {
        context.addIssue({
          code: 'custom',
          path: [field],
          message: 'is blank, but a rating needs a source and a date',
        });
      }
    }
  });

/** Reads a concentrator file. */
export function readConcentratorRows(table: CsvTable): ReadRows<ConcentratorRow> {
  const { rows, faults } = parseRows(table, concentratorCells);
  const read = rows.map(({ line, value }) => ({
    line,
    value: {
      code: value.code,
      name: value.name,
      rating: ratingOf(value),
      ...(table.header.includes('data_centre') ? { dataCentre: value.data_centre ?? '' } : {}),
      ...(table.header.includes('model') ? { model: value.model ?? '' } : {}),
    },
  }));
  return { rows: read, faults };
}

function ratingOf(cells: z.output<typeof concentratorCells>): Rating | null {
  const {
    rated_mbps: ratedMbps = null,
    rated_tunnels: ratedTunnels = null,
    rating_source,
    rating_date,
  } = cells;
  if (ratedMbps === null && ratedTunnels === null) return null;
  return { ratedMbps, ratedTunnels, source: rating_source ?? '', datedOn: rating_date ?? '' };
}
