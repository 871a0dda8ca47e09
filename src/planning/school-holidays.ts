import { z } from 'zod';
import { text } from '#incidents';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { notFound, parseInput } from '#platform/errors';
import { mayForecast, maySetCalendar } from './policy.ts';
import {
  deleteSchoolHoliday,
  type StoredSchoolHoliday,
  selectSchoolHolidays,
  upsertSchoolHoliday,
} from './store-calendar.ts';

const day = z.iso.date().describe('YYYY-MM-DD');

export const holidaysInput = z.strictObject({});

/** The days on which schools are closed, which profiles and forecasts keep apart. */
export function listSchoolHolidays(context: Context): Promise<StoredSchoolHoliday[]> {
  authorise(context.actor, mayForecast);
  return selectSchoolHolidays(context.db);
}

export const setHolidayInput = z
  .strictObject({
    from: day.describe('First day, YYYY-MM-DD'),
    to: day.describe('Last day, YYYY-MM-DD'),
    name: text(80),
    source: text(200).describe('Where the dates are published'),
  })
  .refine((given) => given.from <= given.to, { path: ['to'], message: 'is before the first day' });

/** Records a school holiday; one with the same first day is replaced. Returns it. */
export async function setSchoolHoliday(
  context: Context,
  input: z.input<typeof setHolidayInput>,
): Promise<StoredSchoolHoliday> {
  authorise(context.actor, maySetCalendar);
  const holiday = parseInput(setHolidayInput, input, 'input of calendar.set-holiday');
  await inTransaction(context, async (tx) => {
    await upsertSchoolHoliday(tx, holiday);
    await audit(tx, {
      verb: 'calendar.set-holiday',
      subject: `school-holiday:${holiday.from}`,
      data: { ...holiday },
    });
  });
  return holiday;
}

export const removeHolidayInput = z.strictObject({ from: day.describe('Its first day, YYYY-MM-DD') });

/** Removes a school holiday; `not-found` when none begins that day. */
export async function removeSchoolHoliday(
  context: Context,
  input: z.input<typeof removeHolidayInput>,
): Promise<{ removed: string }> {
  authorise(context.actor, maySetCalendar);
  const { from } = parseInput(removeHolidayInput, input, 'input of calendar.remove-holiday');
  await inTransaction(context, async (tx) => {
    if (!(await deleteSchoolHoliday(tx, from))) throw notFound('school holiday that begins on', from);
    await audit(tx, { verb: 'calendar.remove-holiday', subject: `school-holiday:${from}`, data: { from } });
  });
  return { removed: from };
}
