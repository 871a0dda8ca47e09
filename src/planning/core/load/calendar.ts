import { isBankHoliday, londonParts, weekdayOf } from '#platform/clock';

/** Days that are alike. A weekend is ordinary: its half hours of the week are its own. */
export const dayKinds = ['ordinary', 'school holiday', 'bank holiday'] as const;
export type DayKind = (typeof dayKinds)[number];

/** Days, YYYY-MM-DD, first and last included, on which schools are closed. */
export interface SchoolHoliday {
  from: string;
  to: string;
  name: string;
  /** These days are no school holiday, but bank holidays that the rules do not know, or bank holidays that are worked here. */
  bank?: 'added' | 'worked';
}

/** A bank holiday is one in the school holidays too; a weekend in them is a weekend. */
export function dayKind(isoDate: string, holidays: readonly SchoolHoliday[]): DayKind {
  const on = holidays.filter(({ from, to }) => isoDate >= from && isoDate <= to);
  const bank = on.find((holiday) => holiday.bank)?.bank;
  if (bank === 'added' || (bank === undefined && isBankHoliday(isoDate))) return 'bank holiday';
  if (weekdayOf(isoDate) > 5) return 'ordinary';
  return on.some((holiday) => holiday.bank === undefined) ? 'school holiday' : 'ordinary';
}

/** Where a half hour belongs: days of its kind, and its place among theirs. */
export interface Slot {
  kind: DayKind;
  /** Half hour of the week, from Monday 0:00 by the London clock; of the day (0 to 47) on a bank holiday. */
  place: number;
  isoDate: string;
  /** 0 to 47, by the London clock. */
  halfHourOfDay: number;
}

export const halfHourMs = 1_800_000;

/**
 * Slots by the London clock. When the clocks go back, the repeated hour belongs to the places of its first pass; when they
 * go forward, the places of the skipped hour have nothing that day.
 */
export function slotter(holidays: readonly SchoolHoliday[]): (atMs: number) => Slot {
  const kinds = new Map<string, DayKind>();
  return (atMs) => {
    const { isoDate, halfHourOfWeek, minuteOfDay } = londonParts(new Date(atMs));
    const kind = kinds.get(isoDate) ?? dayKind(isoDate, holidays);
    kinds.set(isoDate, kind);
    const halfHourOfDay = Math.floor(minuteOfDay / 30);
    return { kind, place: kind === 'bank holiday' ? halfHourOfDay : halfHourOfWeek, isoDate, halfHourOfDay };
  };
}
