import { bankHolidays, type HolidayChanges, type OpenHours, type Weekday } from '#platform/clock';

export type Spans = readonly (readonly [fromMinute: number, toMinute: number])[];

const spanPattern = /^(\d{1,2})[:.](\d{2})\s*(?:-|–|to)\s*(\d{1,2})[:.](\d{2})$/;

/** `08:00-12:00, 13:00-18:30` as minutes of the day; a text says what is wrong with it. Nothing is closed. */
export function readSpans(text: string): Spans | string {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const spans: [number, number][] = [];
  for (const part of parts) {
    const [, fromHour, fromMinute, toHour, toMinute] = (spanPattern.exec(part) ?? []).map(Number);
    const from = minuteOf(fromHour, fromMinute);
    const to = minuteOf(toHour, toMinute);
    if (from === undefined || to === undefined) return `"${part}" is not like 08:00-18:30`;
    if (from >= to) return `"${part}" ends before it begins`;
    if (from < (spans.at(-1)?.[1] ?? 0)) return `"${part}" begins before the one before it ends`;
    spans.push([from, to]);
  }
  return spans;
}

function minuteOf(hour: number | undefined, minute: number | undefined): number | undefined {
  if (hour === undefined || minute === undefined || minute > 59) return undefined;
  const at = hour * 60 + minute;
  return at <= 1_440 ? at : undefined;
}

const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** `08:00-18:30`. */
export const spansText = (spans: Spans): string =>
  spans.map(([from, to]) => `${clockText(from)}-${clockText(to)}`).join(', ');

export const weekdayKeys = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type WeekdayKey = (typeof weekdayKeys)[number];

/** The hours as they are computed with. */
export function openHoursOf(
  days: Readonly<Record<WeekdayKey, string>>,
  closedOnBankHolidays: boolean,
  holidayChanges: HolidayChanges,
): OpenHours {
  const spansOf = (key: WeekdayKey): Spans => {
    const spans = readSpans(days[key]);
    return typeof spans === 'string' ? [] : spans;
  };
  const weekdays = Object.fromEntries(
    weekdayKeys.map((key, index) => [index + 1, spansOf(key)]),
  ) as unknown as Record<Weekday, Spans>;
  return { weekdays, closedOnBankHolidays, holidayChanges };
}

const dayPattern = /^(\d{4}-\d{2}-\d{2})\s+(\S.*)$/;

/** `2027-05-07 Coronation anniversary`: a day and its name; a text says what is wrong with it. */
export function readHoliday(line: string): { date: string; name: string } | string {
  const [, date = '', name = ''] = dayPattern.exec(line) ?? [];
  if (!isDay(date)) return `"${line}" is not a day such as 2027-05-07 and its name`;
  return { date, name };
}

export function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** Whether the rules themselves make it a bank holiday. */
export const isByRule = (date: string): boolean =>
  bankHolidays(Number(date.slice(0, 4))).some((holiday) => holiday.date === date);
