const secondsPerDay = 86_400;

/** Digits at [from, to) as a number, or -1. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Seconds of midnight UTC, NaN for a date that does not exist. */
function parseDay(day: string): number {
  const ms = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day) return Number.NaN;
  return ms / 1000;
}

/**
 * Returns a parser of RFC 3339 instants, `2026-04-16T07:05:00Z` or with an offset, to whole seconds since 1970 (a
 * fraction is dropped); `NaN` for anything else. A batch repeats a few dates, so the parser keeps those it has seen:
 * this and the reading of digits make it some ten times as fast as `Date.parse`.
 */
export function createInstantParser(): (text: string) => number {
  const days = new Map<string, number>();
  const dayOf = (text: string): number => {
    const day = text.slice(0, 10);
    let seconds = days.get(day);
    if (seconds === undefined) {
      seconds = parseDay(day);
      if (days.size < 1000) days.set(day, seconds);
    }
    return seconds;
  };
  return (text) => {
    if (text.length < 20 || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':') return Number.NaN;
    const hour = digits(text, 11, 13);
    const minute = digits(text, 14, 16);
    const second = digits(text, 17, 19);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return Number.NaN;
    return dayOf(text) + hour * 3600 + minute * 60 + second - offsetSeconds(text, 19);
  };
}

/** The offset that begins at `from`, after an optional fraction; NaN when there is none. */
function offsetSeconds(text: string, from: number): number {
  let at = from;
  if (text[at] === '.') {
    at++;
    while (digits(text, at, at + 1) >= 0 && at < text.length) at++;
    if (at === from + 1) return Number.NaN;
  }
  if (text[at] === 'Z') return at === text.length - 1 ? 0 : Number.NaN;
  const sign = text[at] === '+' ? 1 : text[at] === '-' ? -1 : Number.NaN;
  const hours = digits(text, at + 1, at + 3);
  const minutes = digits(text, at + 4, at + 6);
  const shaped =
    text.length === at + 6 &&
    text[at + 3] === ':' &&
    hours >= 0 &&
    hours < 24 &&
    minutes >= 0 &&
    minutes < 60;
  return shaped ? sign * (hours * 3600 + minutes * 60) : Number.NaN;
}

/** Midnight UTC of the day of an instant, both in seconds. */
export const dayOfInstant = (at: number): number => Math.floor(at / secondsPerDay) * secondsPerDay;
