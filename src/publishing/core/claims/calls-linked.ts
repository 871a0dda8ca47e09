import { z } from 'zod';
import { type OpenHours, openHoursBetween } from '#platform/clock';
import { defineClaim, refuse } from '../claim.ts';
import type { CallFact } from '../evidence.ts';
import { judgeFeeds } from '../feed.ts';
import {
  beginning,
  daysBefore,
  ending,
  hoursText,
  moment,
  type Window,
  wholeNumber,
  windowText,
  yesNo,
} from '../window.ts';
import { quantity, type WordTable, wordForChange } from '../words.ts';

const parameters = z.strictObject({
  days: wholeNumber(1, 60).prefault('7').describe('Length of the window up to now, in days of 24 hours'),
  from: moment.optional().describe('Start of the window, in place of `days`'),
  to: moment.optional().describe('End of the window; a day counts to its end. Now when absent'),
  against: yesNo.default('yes').describe('`no` leaves the earlier window out'),
  againstFrom: moment
    .optional()
    .describe('Start of the earlier window; as long before as the window is when absent'),
  againstTo: moment.optional().describe('End of the earlier window; the start of the window when absent'),
  words: yesNo.default('no').describe("`yes` begins with the word for the change: 'far fewer'"),
});
type Parameters = z.output<typeof parameters>;
const value = z.object({ calls: z.number(), before: z.number().nullable() });

/** The window and the one it is compared with, cut at the as-of time; a text says what is wrong with them. */
export function callWindows(given: Parameters, asOf: Date): { window: Window; earlier: Window } | string {
  const to = (given.to === undefined ? asOf : ending(given.to, asOf)) ?? asOf;
  const from = given.from === undefined ? daysBefore(to, given.days).from : beginning(given.from);
  if (!from || from >= to) return 'The window ends before it begins.';
  const lengthMs = to.getTime() - from.getTime();
  const earlierTo = given.againstTo === undefined ? from : ending(given.againstTo, from);
  if (!earlierTo) return 'The earlier window has no end.';
  const earlierFrom =
    given.againstFrom === undefined ? new Date(earlierTo.getTime() - lengthMs) : beginning(given.againstFrom);
  if (!earlierFrom || earlierFrom >= earlierTo) return 'The earlier window ends before it begins.';
  return { window: { from, to }, earlier: { from: earlierFrom, to: earlierTo } };
}

const within = (calls: readonly CallFact[], { from, to }: Window): CallFact[] =>
  calls.filter((call) => call.at >= from && call.at < to);

const openHours = (hours: OpenHours, { from, to }: Window): number => openHoursBetween(hours, from, to);

export const callsLinked = defineClaim({
  key: 'calls.linked',
  summary: 'Calls linked to the incident in a window, against an earlier window',
  sentence:
    'The service desk logged {{claim calls.linked from=2026-04-27 againstFrom=2026-04-20 againstTo=2026-04-24 words=yes}}.',
  example:
    'far fewer calls (2 from Monday 27 April to 10am on Wednesday 29 April; before that, 45 from Monday 20 April to Friday 24 April)',
  formula:
    'Calls opened in [from, to) and linked to the incident now, and the same for the earlier window. The word compares calls per open hour of the service desk: docs/algorithms/words.md. Refused while a call feed is stale.',
  holdsWhile:
    'both counts, over the same windows, stay what they said. Calls that come in late, or are linked or taken off later, withdraw it.',
  parameters,
  value,
  needs: ['calls'],
  evaluate({ calls, incident, callFeedStaleMinutes, deskHours }, given, { asOf, now, words }) {
    const windows = callWindows(given, asOf);
    if (typeof windows === 'string') return refuse(windows);
    const { window, earlier } = windows;
    const counted = within(calls.linked, window);
    const before = within(calls.linked, earlier);
    const shown = { calls: counted.length, before: given.against === 'yes' ? before.length : null };
    const feed = judgeFeeds(calls.feeds, {
      startedAt: incident.startedAt,
      at: now,
      staleMinutes: callFeedStaleMinutes,
    });
    if (feed.fault !== null) return refuse(feed.fault, shown);
    const waiting = calls.untriaged.filter((call) => call.at >= window.from && call.at < window.to);
    return {
      ok: true,
      value: shown,
      text: sayCalls(given, windows, { ...shown, waiting: waiting.length }, { deskHours, words }),
      evidence: {
        text: `${quantity(counted.length, 'call')} linked to this incident, opened ${windowText(window)} (${hoursText(openHours(deskHours, window))} of service desk time); ${quantity(before.length, 'call')} ${windowText(earlier)} (${hoursText(openHours(deskHours, earlier))}). ${feed.text}`,
        counts: { calls: counted.length, before: before.length, waiting: waiting.length },
        rowIds: { call: counted.map((call) => call.id) },
        exclusions: [`Not yet checked, and not counted: ${quantity(waiting.length, 'call')} in the window.`],
      },
    };
  },
  holds: (said, shown) => shown.calls === said.calls && shown.before === said.before,
  nowText: (shown) =>
    `${quantity(shown.calls, 'call')} in that time${shown.before === null ? '' : `, and ${shown.before} before`}`,
});

function sayCalls(
  given: Parameters,
  { window, earlier }: { window: Window; earlier: Window },
  { waiting, ...shown }: z.output<typeof value> & { waiting: number },
  { deskHours, words }: { deskHours: OpenHours; words: WordTable },
): string {
  const checks = waiting === 0 ? '' : `; ${quantity(waiting, 'more call')} not yet checked`;
  const before = shown.before === null ? '' : `; before that, ${shown.before} ${windowText(earlier)}`;
  const word =
    given.words === 'yes' && shown.before !== null
      ? wordForChange(
          { count: shown.calls, hours: openHours(deskHours, window) },
          { count: shown.before, hours: openHours(deskHours, earlier) },
          words,
        )
      : null;
  const span = windowText(window);
  if (word !== null) return `${word} calls (${shown.calls} ${span}${before}${checks})`;
  const rest = `${before}${checks}`;
  return `${quantity(shown.calls, 'call')} ${span}${rest === '' ? '' : ` (${rest.slice(2)})`}`;
}
