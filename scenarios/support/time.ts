import { parseLondon } from '#platform/clock';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const stepMs = 5 * minuteMs;

/** An instant by the London wall clock: `london('2026-04-16 06:00')`. */
export function london(text: string): Date {
  const instant = parseLondon(text);
  if (!instant) throw new RangeError(`${text} is not a date and time.`);
  return instant;
}

export const later = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * minuteMs);
