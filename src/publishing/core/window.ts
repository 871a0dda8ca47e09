import { z } from 'zod';
import { formatDateTime, formatDay, londonDate, londonDayBounds, parseLondon } from '#platform/clock';

export interface Window {
  from: Date;
  to: Date;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A day (`2026-04-27`) or an instant (`2026-04-27T10:30`), London assumed, in a token. */
export const moment = z
  .string()
  .refine((text) => parseLondon(text) !== undefined, 'is not a date such as 2026-04-27, or a date and time');

/** A day in a token. */
export const day = z.iso.date('is not a day such as 2026-04-27');

/** `yes` or `no` in a token. */
export const yesNo = z.enum(['yes', 'no']);

export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'is not a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `is not from ${least} to ${most}`);

const isDay = (text: string): boolean => !text.includes(':');

/** The instant a window begins: the first of a day. */
export const beginning = (text: string): Date | undefined => parseLondon(text);

/** The instant a window ends: a day counts to its end. Never after `limit`. */
export function ending(text: string, limit: Date): Date | undefined {
  const start = parseLondon(text);
  if (!start) return undefined;
  const end = isDay(text) ? londonDayBounds(londonDate(start)).to : start;
  return end.getTime() > limit.getTime() ? limit : end;
}

/** So many times 24 hours up to `to`. */
export const daysBefore = (to: Date, days: number): Window => ({
  from: new Date(to.getTime() - days * dayMs),
  to,
});

/** A London day up to `limit`. */
export function dayWindow(isoDate: string, limit: Date): Window {
  const { from, to } = londonDayBounds(isoDate);
  return { from, to: to.getTime() > limit.getTime() ? limit : to };
}

/** `from 8am on Monday 27 April to 10am on Wednesday 29 April`; whole days without their times. */
export function windowText(window: Window): string {
  const startsDay = isMidnight(window.from);
  const last = new Date(window.to.getTime() - 1);
  const from = startsDay ? formatDay(window.from, { year: false }) : momentText(window.from);
  if (startsDay && isMidnight(window.to)) {
    return londonDate(window.from) === londonDate(last)
      ? `on ${from}`
      : `from ${from} to ${formatDay(last, { year: false })}`;
  }
  return `from ${from} to ${momentText(window.to)}`;
}

const isMidnight = (at: Date): boolean => londonDayBounds(londonDate(at)).from.getTime() === at.getTime();

/** `10am on Wednesday 29 April`. The year stands beside the update. */
export const momentText = (at: Date): string => formatDateTime(at, { year: false });

/** Desk time in hours and minutes: `20 hours 30 minutes`. Never days: a desk's day is not 24 hours. */
export function hoursText(hours: number): string {
  const minutes = Math.round(hours * 60);
  const whole = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [
    ...(whole > 0 ? [`${whole} ${whole === 1 ? 'hour' : 'hours'}`] : []),
    ...(rest > 0 || whole === 0 ? [`${rest} ${rest === 1 ? 'minute' : 'minutes'}`] : []),
  ];
  return parts.join(' ');
}
