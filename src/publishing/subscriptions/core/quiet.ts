import { addDays, fromLondon, londonParts } from '#platform/clock';

/** From a minute of the London day up to another, possibly over midnight. Both are the same: never quiet. */
export interface QuietHours {
  fromMinute: number;
  toMinute: number;
}

const hourMs = 3_600_000;

/**
 * When a message that is ready at `at` may be sent: undefined when at once, else the end of the quiet hours by the London
 * wall clock. In the hour that is skipped in March the end is moved on with the clock; in the hour that is repeated in October
 * it is the first time that the clock shows the end after `at`.
 */
export function quietUntil(quiet: QuietHours | null, at: Date): Date | undefined {
  if (quiet === null) return undefined;
  const { isoDate, minuteOfDay } = londonParts(at);
  const { fromMinute, toMinute } = quiet;
  const overMidnight = fromMinute > toMinute;
  const isQuiet = overMidnight
    ? minuteOfDay >= fromMinute || minuteOfDay < toMinute
    : minuteOfDay >= fromMinute && minuteOfDay < toMinute;
  if (!isQuiet) return undefined;
  const endsOn = overMidnight && minuteOfDay >= fromMinute ? addDays(isoDate, 1) : isoDate;
  const end = atMinute(endsOn, toMinute);
  // In the second pass of the repeated hour the first end is already over.
  return end.getTime() > at.getTime() ? end : new Date(end.getTime() + hourMs);
}

function atMinute(isoDate: string, minuteOfDay: number): Date {
  const [year = 0, month = 0, day = 0] = isoDate.split('-').map(Number);
  return fromLondon({ year, month, day, hour: Math.floor(minuteOfDay / 60), minute: minuteOfDay % 60 });
}

/** `22:00` is minute 1320; undefined for anything that is not a time of day. */
export function minuteOf(text: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
}

export const timeOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
