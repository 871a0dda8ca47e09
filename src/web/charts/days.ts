import { addDays, isWorkingDay, londonDate, londonDayBounds, londonParts } from '#platform/clock';

/** A London day as it stands on a time axis. */
export interface ChartDay {
  isoDate: string;
  fromMs: number;
  toMs: number;
  /** Weekends and bank holidays of England: shaded. */
  working: boolean;
  /** `Mon 20`. */
  label: string;
}

const shortWeekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const shortMonths = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;

/** `Mon 20 Apr`: for axes and tables, where the day in full has no room. */
export function shortDay(isoDate: string): string {
  const { weekday, day, month } = londonParts(londonDayBounds(isoDate).from);
  return `${shortWeekdays[weekday - 1]} ${day} ${shortMonths[month - 1]}`;
}

/** Every London day that [from, to) touches, whole, oldest first: 23 or 25 hours long when the clocks change. */
export function daysTouching(fromMs: number, toMs: number): ChartDay[] {
  const days: ChartDay[] = [];
  for (let isoDate = londonDate(new Date(fromMs)); ; isoDate = addDays(isoDate, 1)) {
    const bounds = londonDayBounds(isoDate);
    if (bounds.from.getTime() >= toMs) return days;
    days.push({
      isoDate,
      fromMs: bounds.from.getTime(),
      toMs: bounds.to.getTime(),
      working: isWorkingDay(isoDate),
      label: shortDay(isoDate),
    });
  }
}
