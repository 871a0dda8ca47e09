import type { Bulletin, CalendarEntry } from '#publishing';
import { absolute, paths } from '../paths.ts';
import { rehearsalWords, sentence } from '../words.ts';
import type { Scope } from './scope.ts';

/** Text as a property's value (RFC 5545, 3.3.11); line breaks of any kind become `\n`, other control characters go. */
export const escapeText = (text: string): string =>
  text
    .replace(/\\/g, '\\\\')
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/[;,]/g, (character) => `\\${character}`)
    .replace(/[\p{Cc}]/gu, (character) => (character === '\t' ? ' ' : ''));

const encoder = new TextEncoder();
const octets = (text: string): number => encoder.encode(text).length;

/** A content line, folded so that no line is longer than 75 octets and no character is cut (RFC 5545, 3.1). */
export function foldLine(line: string): string {
  const lines: string[] = [];
  let current = '';
  let length = 0;
  for (const character of line) {
    const size = octets(character);
    if (length + size > 75) {
      lines.push(current);
      current = ' ';
      length = 1;
    }
    current += character;
    length += size;
  }
  return [...lines, current].join('\r\n');
}

/** `20260429T090000Z`: a date with UTC time needs no time zone beside it. */
export const utc = (instant: string): string => new Date(instant).toISOString().replace(/[-:]|\.\d{3}/g, '');

/** Names of that many practices are written out as the place; the rest are counted. */
const namedPlaces = 20;

function placesOf(entry: CalendarEntry, scope: Scope): string {
  const codes = new Set(entry.odsCodes);
  const own = scope.practices.filter((practice) => codes.has(practice.odsCode));
  const names = own.slice(0, namedPlaces).map(({ name, town }) => [name, town].filter(Boolean).join(', '));
  const more = own.length - names.length;
  return [...names, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

function eventLines(bulletin: Bulletin, scope: Scope, entry: CalendarEntry): string[] {
  const { demonstration, publicUrl } = bulletin;
  const url = absolute(publicUrl, paths.incident(entry.incidentSlug));
  const cancelled = entry.status === 'cancelled';
  const description = [
    cancelled ? 'This work is cancelled.' : '',
    bulletin.rehearsal ? rehearsalWords : demonstration ? 'This is a demonstration and not real.' : '',
    sentence(entry.text),
    `More: ${url}`,
  ].filter(Boolean);
  const places = placesOf(entry, scope);
  return [
    'BEGIN:VEVENT',
    `UID:${escapeText(entry.uid)}`,
    // Of a published calendar: when the entry was last revised (RFC 5545, 3.8.7.2). So the file changes only when it says more.
    `DTSTAMP:${utc(entry.changedAt)}`,
    `CREATED:${utc(entry.firstPublishedAt)}`,
    `LAST-MODIFIED:${utc(entry.changedAt)}`,
    `SEQUENCE:${entry.sequence}`,
    `DTSTART:${utc(entry.startsAt)}`,
    ...(entry.endsAt === null ? [] : [`DTEND:${utc(entry.endsAt)}`]),
    `SUMMARY:${escapeText(`${cancelled ? 'Cancelled: ' : ''}${demonstration ? 'Demonstration: ' : ''}${entry.title}`)}`,
    `DESCRIPTION:${escapeText(description.join('\n'))}`,
    ...(places === '' ? [] : [`LOCATION:${escapeText(places)}`]),
    `URL:${url}`,
    'CATEGORIES:Planned work',
    `STATUS:${cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    // Nobody is busy because of it.
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

/** A calendar must hold something (RFC 5545, 3.4): one without events holds the rules of London time, which no reader shows. */
const londonTime = [
  'BEGIN:VTIMEZONE',
  'TZID:Europe/London',
  'BEGIN:STANDARD',
  'DTSTART:19961027T020000',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0000',
  'TZNAME:GMT',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:19810329T010000',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0100',
  'TZNAME:BST',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
];

/**
 * Planned work as a calendar to subscribe to (RFC 5545, RFC 7986). What was called off stays in it, since a calendar that
 * only misses an event keeps showing it.
 */
export function plannedCalendar(bulletin: Bulletin, scope: Scope): string {
  const { organisation, publicUrl, calendar } = bulletin;
  // Some calendars show this name as it stands, its escapes included.
  const name = escapeText(`Planned work: ${scope.name ?? organisation.serviceName}`);
  const entries = calendar.filter((entry) => scope.hasWork(entry));
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Allclear//Planned work//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${name}`,
    `X-WR-CALNAME:${name}`,
    `DESCRIPTION:${escapeText(`Planned IT work from ${organisation.name}.`)}`,
    `URL:${absolute(publicUrl, scope.page)}`,
    `SOURCE;VALUE=URI:${absolute(publicUrl, scope.at('calendar.ics'))}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    'X-PUBLISHED-TTL:PT15M',
    ...(entries.length === 0 ? londonTime : entries.flatMap((entry) => eventLines(bulletin, scope, entry))),
    'END:VCALENDAR',
  ];
  return `${lines.map(foldLine).join('\r\n')}\r\n`;
}
