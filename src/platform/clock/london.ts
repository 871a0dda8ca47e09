import { IANAZone } from 'luxon';
import { invariant } from '../errors/index.ts';

/** What a clock and a calendar on a London wall show at one instant. Weeks begin on Monday. */
export interface LondonParts {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  /** 1 is Monday, 7 is Sunday. */
  weekday: number;
  hour: number;
  minute: number;
  second: number;
  /** 0 to 1439, by the wall clock. */
  minuteOfDay: number;
  /** 0 is the half hour from midnight on Monday; 335 ends the week. */
  halfHourOfWeek: number;
  /** 0 is the hour from midnight on Monday; 167 ends the week. */
  hourOfWeek: number;
  /** YYYY-MM-DD. */
  isoDate: string;
}

type DayParts = Pick<LondonParts, 'year' | 'month' | 'day' | 'weekday' | 'isoDate'>;

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const cacheLimit = 100_000;

const zone = IANAZone.create('Europe/London');

/** Remembers `compute` by whole number. Emptied when full: replays ask for few distinct hours, millions of times. */
function remember<T>(compute: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= cacheLimit) known.clear();
    const value = compute(key);
    known.set(key, value);
    return value;
  };
}

// London has changed its clocks only on whole UTC hours since it took up Greenwich time in 1847.
const offsetInUtcHour = remember((utcHour) => zone.offset(utcHour * hourMs) * minuteMs);
const offsetAt = (epochMs: number): number => offsetInUtcHour(Math.floor(epochMs / hourMs));

const dayPartsOf = remember((dayNumber: number): DayParts => {
  const isoDate = new Date(dayNumber * dayMs).toISOString().slice(0, 10);
  const [year = 0, month = 0, day = 0] = isoDate.split('-').map(Number);
  // Day 0, 1 January 1970, was a Thursday.
  return { year, month, day, weekday: ((((dayNumber + 3) % 7) + 7) % 7) + 1, isoDate };
});

/** The London calendar and wall clock at an instant. Made for hot paths: well under a microsecond. */
export function londonParts(instant: Date): LondonParts {
  const epochMs = instant.getTime();
  invariant(!Number.isNaN(epochMs), 'londonParts was given an invalid date');
  const localMs = epochMs + offsetAt(epochMs);
  const dayNumber = Math.floor(localMs / dayMs);
  const inDayMs = localMs - dayNumber * dayMs;
  const { year, month, day, weekday, isoDate } = dayPartsOf(dayNumber);
  const minuteOfDay = Math.floor(inDayMs / minuteMs);
  const hour = Math.floor(minuteOfDay / 60);
  return {
    year,
    month,
    day,
    weekday,
    hour,
    minute: minuteOfDay - hour * 60,
    second: Math.floor((inDayMs % minuteMs) / secondMs),
    minuteOfDay,
    halfHourOfWeek: (weekday - 1) * 48 + Math.floor(minuteOfDay / 30),
    hourOfWeek: (weekday - 1) * 24 + hour,
    isoDate,
  };
}

/** The London calendar date of an instant, as YYYY-MM-DD. */
export const londonDate = (instant: Date): string => londonParts(instant).isoDate;

/**
 * Finds the instant of a wall-clock reading given as if it were UTC. A reading in the hour that is repeated in
 * October means its first pass (summer time). A reading in the hour that is skipped in March is moved on by the
 * hour: 1:30am means 2:30am. These are the rules of RFC 5545 and of Temporal ("compatible").
 */
function instantOf(wallMs: number): number {
  const before = offsetAt(wallMs - dayMs);
  const after = offsetAt(wallMs + dayMs);
  const valid = [before, after].find((offset) => offsetAt(wallMs - offset) === offset);
  return wallMs - (valid ?? before);
}

/** Milliseconds of a calendar date as if London were UTC; undefined for 31 April and the like. */
function wallMsOfDate(year: number, month: number, day: number): number | undefined {
  const wallMs = Date.UTC(year, month - 1, day);
  if (Number.isNaN(wallMs)) return undefined;
  const parts = dayPartsOf(wallMs / dayMs);
  return parts.year === year && parts.month === month && parts.day === day ? wallMs : undefined;
}

function wallMsOfIsoDate(isoDate: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(isoDate);
  const wallMs = match ? wallMsOfDate(Number(match[1]), Number(match[2]), Number(match[3])) : undefined;
  invariant(wallMs !== undefined, `${isoDate} is not a calendar date`);
  return wallMs;
}

/**
 * The instant at which a London wall clock shows this. Repeated hour (October): the first pass. Skipped hour (March):
 * moved on by the hour, so 1:30am gives 2:30am. Throws `internal` for an impossible date or time: callers that
 * read other people's text use `parseLondon`.
 */
export function fromLondon(wall: {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second?: number;
}): Date {
  const { hour, minute, second = 0 } = wall;
  const dateMs = wallMsOfDate(wall.year, wall.month, wall.day);
  invariant(
    dateMs !== undefined && isTimeOfDay(hour, minute, second),
    `${JSON.stringify(wall)} is not a date and time`,
  );
  return new Date(instantOf(dateMs + hour * hourMs + minute * minuteMs + second * secondMs));
}

const isTimeOfDay = (hour: number, minute: number, second: number): boolean =>
  hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59;

/** The instant of a minute of a London day, 0 to 1440; 1440 is the midnight that ends it. */
export function londonMinute(isoDate: string, minuteOfDay: number): Date {
  return new Date(instantOf(wallMsOfIsoDate(isoDate) + minuteOfDay * minuteMs));
}

/** The half-open bounds of a London day: 24 hours, or 23 in March and 25 in October when the clocks change. */
export function londonDayBounds(isoDate: string): { from: Date; to: Date } {
  return { from: londonMinute(isoDate, 0), to: londonMinute(isoDate, 1440) };
}

/** The date so many calendar days later (or earlier, when negative). */
export function addDays(isoDate: string, days: number): string {
  return dayPartsOf(wallMsOfIsoDate(isoDate) / dayMs + days).isoDate;
}

/** Monday is 1, Sunday is 7. */
export const weekdayOf = (isoDate: string): number => dayPartsOf(wallMsOfIsoDate(isoDate) / dayMs).weekday;

const isoText =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const britishText = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: +(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;
const compactText = /^(\d{4})(\d{2})(\d{2})$/;

/**
 * Reads a date, or a date and time, as people and systems here write them: ISO 8601 with an offset or Z, ISO without
 * one (London is assumed), `29/04/2026`, `29/04/2026 10:30[:15]` and `20260429`. A date alone is its first instant
 * in London. Undefined for anything else and for impossible dates, times and offsets; the hour that is skipped or
 * repeated follows `fromLondon`.
 */
export function parseLondon(text: string): Date | undefined {
  const trimmed = text.trim();
  const iso = isoText.exec(trimmed) ?? compactText.exec(trimmed);
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction, offset] = iso;
    return instantFromText({ year, month, day, hour, minute, second, fraction, offset });
  }
  const british = britishText.exec(trimmed);
  if (!british) return undefined;
  const [, day, month, year, hour, minute, second] = british;
  return instantFromText({ year, month, day, hour, minute, second });
}

type TextField = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'offset';

function instantFromText(field: Partial<Record<TextField, string | undefined>>): Date | undefined {
  const { hour = '0', minute = '0', second = '0', fraction = '0', offset } = field;
  const dateMs = wallMsOfDate(Number(field.year), Number(field.month), Number(field.day));
  if (dateMs === undefined || !isTimeOfDay(Number(hour), Number(minute), Number(second))) return undefined;
  const timeMs = Number(hour) * hourMs + Number(minute) * minuteMs + Number(second) * secondMs;
  const wallMs = dateMs + timeMs + Math.floor(Number(`0.${fraction}`) * secondMs);
  if (offset === undefined) return new Date(instantOf(wallMs));
  const offsetMs = offsetFromText(offset);
  return offsetMs === undefined ? undefined : new Date(wallMs - offsetMs);
}

/** Reads `Z`, `+01`, `+01:00` or `+0100`. Real offsets lie between -12:00 and +14:00. */
function offsetFromText(text: string): number | undefined {
  if (text === 'Z' || text === 'z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3).replace(':', '') || '0');
  if (hours > 14 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * hourMs + minutes * minuteMs);
}
