import { z } from 'zod';
import { defaultDeskHours, type HolidayChanges, type OpenHours } from '#platform/clock';
import type { Db } from '#platform/db';
import { defineSetting, effective } from '#platform/settings';
import { type PriorityScheme, type PriorityTable, priorityTables } from './core/priority.ts';
import {
  isByRule,
  isDay,
  openHoursOf,
  readHoliday,
  readSpans,
  spansText,
  weekdayKeys,
} from './core/service-hours.ts';

const spans = z
  .string()
  .trim()
  .max(100)
  .default('')
  .transform((text, context): string => {
    const read = readSpans(text);
    if (typeof read !== 'string') return spansText(read);
    context.addIssue({ code: 'custom', message: read });
    return z.NEVER;
  })
  .meta({ description: 'Such as 08:00-18:30, or 08:00-12:00, 13:00-18:30. Closed when left empty' });

/** When the service desk is open. */
export const serviceHoursSetting = defineSetting({
  key: 'service-hours',
  title: 'Service hours',
  summary: 'Set when the service desk is open',
  schema: z
    .strictObject({
      monday: spans,
      tuesday: spans,
      wednesday: spans,
      thursday: spans,
      friday: spans,
      saturday: spans,
      sunday: spans,
      closedOnBankHolidays: z.boolean().default(true).describe('The desk is closed on bank holidays'),
      feedStaleMinutes: z
        .number()
        .int()
        .min(1)
        .max(10_080)
        .optional()
        .describe(
          'After so many minutes without news a call feed is stale. As the server was started when left empty',
        ),
    })
    .refine((value) => weekdayKeys.some((key) => value[key] !== ''), {
      path: ['monday'],
      message: 'The desk has to be open at some time: silence is counted in open hours only',
    }),
  standard: {
    ...(Object.fromEntries(
      weekdayKeys.map((key, index) => [key, spansText(defaultDeskHours.weekdays[(index + 1) as 1])]),
    ) as Record<(typeof weekdayKeys)[number], string>),
    closedOnBankHolidays: defaultDeskHours.closedOnBankHolidays,
  },
});

/** Bank holidays that the rules of England and Wales do not know, or that are worked here. */
export const bankHolidaysSetting = defineSetting({
  key: 'bank-holidays',
  title: 'Bank holidays',
  summary: 'Add bank holidays, or say which are ordinary days here',
  schema: z.strictObject({
    added: z
      .array(
        z
          .string()
          .trim()
          .max(120)
          .transform((line, context): string => {
            const read = readHoliday(line);
            if (typeof read !== 'string') return `${read.date} ${read.name}`;
            context.addIssue({ code: 'custom', message: read });
            return z.NEVER;
          }),
      )
      .max(100)
      .default([])
      .describe('Days that the rules do not know, such as 2027-05-07 One-off bank holiday'),
    worked: z
      .array(
        z
          .string()
          .trim()
          .refine(isDay, 'is not a day such as 2027-05-03')
          .refine((day) => !isDay(day) || isByRule(day), 'is no bank holiday by the rules'),
      )
      .max(100)
      .default([])
      .describe('Bank holidays that are ordinary days here, such as 2027-05-03'),
  }),
  standard: { added: [], worked: [] },
});

const tableInput = (scheme: PriorityScheme) => {
  const size = priorityTables[scheme].length;
  return z
    .array(
      z
        .string()
        .trim()
        .regex(
          new RegExp(`^[1-5](?:[ ,]+[1-5]){${size - 1}}$`),
          `is not ${size} priorities from 1 to 5, such as ${priorityTables[scheme][0].join(' ')}`,
        )
        .transform((line) => line.replace(/[ ,]+/g, ' ')),
    )
    .length(size, `needs ${size} lines, one for each impact from 1 to ${size}`)
    .describe(
      `Priority by impact and urgency: ${size} lines, one for each impact from 1, each with ${size} priorities, one for each urgency from 1`,
    );
};

const linesOf = (table: PriorityTable): string[] => table.map((row) => row.join(' '));

/** How urgent a call is, by its impact and urgency. */
export const severitySetting = defineSetting({
  key: 'severity',
  title: 'Severity tables',
  summary: 'Set which priority follows from impact and urgency',
  schema: z.strictObject({
    nhs: tableInput('nhs'),
    servicenow: tableInput('servicenow'),
    standardScheme: z
      .enum(['nhs', 'servicenow'])
      .optional()
      .describe('The table for calls whose source names none; without one such calls keep no priority'),
  }),
  standard: { nhs: linesOf(priorityTables.nhs), servicenow: linesOf(priorityTables.servicenow) },
});

/** Changes to the bank holidays as in force. */
export async function holidayChanges(db: Db): Promise<HolidayChanges> {
  const { added, worked } = await effective(db, bankHolidaysSetting);
  return {
    added: new Map(added.map((line) => [line.slice(0, 10), line.slice(11)])),
    worked: new Set(worked),
  };
}

/** When the service desk is open, as in force. */
export async function deskHours(db: Db): Promise<OpenHours> {
  const hours = await effective(db, serviceHoursSetting);
  return openHoursOf(hours, hours.closedOnBankHolidays, await holidayChanges(db));
}

/** After how many minutes without news a call feed is stale; `standard` while nobody has set it. */
export const feedStaleMinutes = async (db: Db, standard: number): Promise<number> =>
  (await effective(db, serviceHoursSetting)).feedStaleMinutes ?? standard;

/** The severity tables as in force, and the one for sources that name none. */
export async function severityTables(
  db: Db,
): Promise<{ tables: Record<PriorityScheme, PriorityTable>; standard: PriorityScheme | undefined }> {
  const { nhs, servicenow, standardScheme } = await effective(db, severitySetting);
  const tableOf = (lines: readonly string[]): PriorityTable =>
    lines.map((line) => line.split(' ').map(Number));
  return { tables: { nhs: tableOf(nhs), servicenow: tableOf(servicenow) }, standard: standardScheme };
}
