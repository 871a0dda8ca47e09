/** What a London clock shows: `2026-04-29`, weekday 1 (Monday) to 7, minute of the day. */
export interface WallClock {
  date: string;
  weekday: number;
  minute: number;
}

const format = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  weekday: 'short',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Read from the platform and not from the product: the ground truth must not share a mistake with what it judges. */
export function wallClock(ms: number): WallClock {
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    weekday: weekdays.indexOf(part('weekday')) + 1,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

// GOV.UK, bank holidays of England and Wales in the months that scenarios play in.
const bankHolidays = new Set(['2026-04-03', '2026-04-06', '2026-05-04', '2026-05-25']);

/** Hours in which a desk that is open from 8am to 6:30pm on working days was open, minute by minute. */
export function deskHoursBetween(from: Date, to: Date): number {
  let minutes = 0;
  for (let ms = from.getTime(); ms < to.getTime(); ms += 60_000) {
    const { date, weekday, minute } = wallClock(ms);
    if (weekday <= 5 && !bankHolidays.has(date) && minute >= 480 && minute < 1110) minutes += 1;
  }
  return minutes / 60;
}
