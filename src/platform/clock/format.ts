import { invariant } from '../errors/index.ts';
import { londonParts } from './london.ts';

// How times, dates and numbers are written: NHS digital service manual, "Numbers, measurements, dates and time".

const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** Set `year` to false to leave the year out. */
export interface DateOptions {
  year?: boolean;
}

/** `10am`, `10:30am`, `midday`, `midnight`; London time, to the minute that has begun. */
export function formatTime(instant: Date): string {
  const { hour, minute, minuteOfDay } = londonParts(instant);
  if (minuteOfDay === 0) return 'midnight';
  if (minuteOfDay === 720) return 'midday';
  const minutes = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`;
  return `${hour % 12 || 12}${minutes}${hour < 12 ? 'am' : 'pm'}`;
}

/** `29 April 2026`, or `29 April`. */
export function formatDate(instant: Date, options: DateOptions = {}): string {
  const { day, month, year } = londonParts(instant);
  return `${day} ${monthNames[month - 1]}${options.year === false ? '' : ` ${year}`}`;
}

/** `Wednesday 29 April 2026`, or `Wednesday 29 April`. */
export function formatDay(instant: Date, options: DateOptions = {}): string {
  return `${weekdayNames[londonParts(instant).weekday - 1]} ${formatDate(instant, options)}`;
}

/** `10:30am on Wednesday 29 April 2026`, or without the year. */
export function formatDateTime(instant: Date, options: DateOptions = {}): string {
  return `${formatTime(instant)} on ${formatDay(instant, options)}`;
}

const counted = (count: number, unit: string): string =>
  `${formatNumber(count)} ${unit}${count === 1 ? '' : 's'}`;

function twoUnits(total: number, perLarge: number, large: string, small: string): string {
  const rest = total % perLarge;
  const first = counted(Math.floor(total / perLarge), large);
  return rest === 0 ? first : `${first} ${counted(rest, small)}`;
}

/**
 * A length of time in words: `45 seconds`, `12 minutes`, `6 hours 30 minutes`, `2 days 3 hours`. Rounded to the
 * nearest of the smallest unit shown. Days are of 24 hours.
 */
export function formatDuration(seconds: number): string {
  invariant(Number.isFinite(seconds) && seconds >= 0, `${seconds} is not a length of time`);
  if (seconds > 0 && seconds < 1) return 'less than 1 second';
  if (Math.round(seconds) < 60) return counted(Math.round(seconds), 'second');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return counted(minutes, 'minute');
  if (minutes < 24 * 60) return twoUnits(minutes, 60, 'hour', 'minute');
  return twoUnits(Math.round(seconds / 3600), 24, 'day', 'hour');
}

const numberFormats = new Map<number, Intl.NumberFormat>();

function numberFormat(decimals: number): Intl.NumberFormat {
  const known = numberFormats.get(decimals);
  if (known) return known;
  const made = new Intl.NumberFormat('en-GB', { maximumFractionDigits: decimals, useGrouping: true });
  numberFormats.set(decimals, made);
  return made;
}

/**
 * Numerals with commas over 999 and at most one decimal, or `decimals` of them. A value that is not zero never
 * shows as 0: it keeps one significant figure instead (`0.04`).
 */
export function formatNumber(value: number, options: { decimals?: number } = {}): string {
  invariant(Number.isFinite(value), `${value} is not a number that can be shown`);
  if (value === 0) return '0';
  const decimals = options.decimals ?? 1;
  const vanishes = Math.abs(value) < 0.5 * 10 ** -decimals;
  return numberFormat(vanishes ? Math.min(100, Math.ceil(-Math.log10(Math.abs(value)))) : decimals).format(
    value,
  );
}

/** `a`, `a and b`, `a, b and c`; nothing for an empty list. */
export function joinWords(words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}
