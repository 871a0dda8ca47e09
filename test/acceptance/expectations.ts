import type { Expected } from '../../scenarios/support/expected.ts';
import { wallClock } from '../../scenarios/support/wall-clock.ts';
import type { Bulletin, IncidentBulletin } from '../../src/publishing/index.ts';

// What a page must say, from the scenario's ground truth. Everything here is pure, and words are put together anew
// rather than by the product's formatters. Each function returns what is wrong; an empty list is a pass.

/** What of a scenario its last update speaks about. */
export interface Spoken {
  concentrator: string;
  peakDay: string;
  peakBefore: string;
  availabilityFrom: Date;
  /** Windows of the calls claim, and the word for the change; null when the update says nothing about calls. */
  calls: { from: Date; againstFrom: Date; againstTo: Date; word: string } | null;
}

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** `Monday 27 April`. */
export function dayText(at: Date): string {
  const { date, weekday } = wallClock(at.getTime());
  const [, month = 0, day = 0] = date.split('-').map(Number);
  return `${days[weekday - 1]} ${day} ${months[month - 1]}`;
}

/** `10:30am on Monday 27 April`. */
export function timeText(at: Date): string {
  const { minute } = wallClock(at.getTime());
  const hour = Math.floor(minute / 60);
  const minutes = minute % 60 === 0 ? '' : `:${String(minute % 60).padStart(2, '0')}`;
  return `${hour % 12 || 12}${minutes}${hour < 12 ? 'am' : 'pm'} on ${dayText(at)}`;
}

/** `20 hours 30 minutes`. */
export function hoursText(hours: number): string {
  const minutes = Math.round(hours * 60);
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} hours${rest === 0 ? '' : ` ${rest} minutes`}`;
}

const countText = (n: number, m: number, things: string): string =>
  n === 0 ? `none of the ${m} ${things}` : n === m ? `all ${m} ${things}` : `${n} of ${m} ${things}`;

const percentText = (percent: number): string =>
  percent === 100 ? '100%' : `${Math.min(Number(percent.toFixed(2)), 99.99)}%`;

/** What each claim of the last update must say, by its key. Text may go on after it, never be different before. */
export function claimTexts(expected: Expected, spoken: Spoken): Record<string, string> {
  const { practices, moved, cannotMove, exitCriteria, measures } = expected;
  const [only, ...others] = cannotMove.byReason;
  const reasons =
    only && others.length === 0
      ? only.reason
      : cannotMove.byReason.map(({ reason, practices: n }) => `${reason}: ${n}`).join(' and ');
  const flapped = expected.flappedByDay[wallClock(expected.asOf.getTime()).date] ?? Number.NaN;
  return {
    'practices.moved': `${moved.word} practices (${moved.practices} of ${moved.total})`,
    'practices.cannotMove': `${cannotMove.word} practices (${cannotMove.practices} of ${practices.total}; ${reasons}; all contacted)`,
    'practices.affectedEver': countText(practices.affectedEver, practices.total, 'practices'),
    'practices.affectedNow': countText(practices.affectedNow, practices.knownNow, 'practices'),
    'concentrator.peak': peakText(expected, spoken),
    'sites.flappedToday': flapped === 0 ? 'no sites' : `${flapped} sites`,
    availability: `${percentText(expected.availabilitySince(spoken.availabilityFrom))} of the known time`,
    'exitCriteria.met': countText(exitCriteria.met, exitCriteria.total, 'conditions'),
    'measures.cameTrue': countText(measures.cameTrue, measures.total, 'measures'),
    'update.nextDue': timeText(expected.nextUpdateDueAt),
    ...(spoken.calls ? callTexts(expected, spoken.calls) : {}),
  };
}

/** `3% of its rating (30 of 1,000 Mbps) on Wednesday 29 April, and 103% on Wednesday 22 April`. */
function peakText(expected: Expected, { concentrator, peakDay, peakBefore }: Spoken): string {
  const percentOn = (day: string): number => expected.morningPeaks[concentrator]?.[day] ?? Number.NaN;
  const rated = expected.ratedMbps[concentrator] ?? Number.NaN;
  const mbps = Math.round((percentOn(peakDay) * rated) / 100);
  const noon = (day: string): Date => new Date(`${day}T12:00:00Z`);
  const first = `${Math.round(percentOn(peakDay))}% of its rating (${mbps.toLocaleString('en-GB')} of ${rated.toLocaleString('en-GB')} Mbps)`;
  return `${first} on ${dayText(noon(peakDay))}, and ${Math.round(percentOn(peakBefore))}% on ${dayText(noon(peakBefore))}`;
}

function callTexts(expected: Expected, calls: NonNullable<Spoken['calls']>): Record<string, string> {
  const { lastLinkedAt, deskHoursSince } = expected.calls;
  const now = expected.callsBetween(calls.from, expected.asOf);
  const before = expected.callsBetween(calls.againstFrom, calls.againstTo);
  const lastDay = new Date(calls.againstTo.getTime() - 1);
  return {
    'calls.quietSince': `no calls about this incident since ${timeText(lastLinkedAt)} (${hoursText(deskHoursSince)} of service desk time, in which about `,
    'calls.linked': `${calls.word} calls (${now} from ${dayText(calls.from)} to ${timeText(expected.asOf)}; before that, ${before} from ${dayText(calls.againstFrom)} to ${dayText(lastDay)})`,
  };
}

/** Claims of the latest update that do not say what they must. A claim may stand in it that is not asked for. */
export function claimFaults(incident: IncidentBulletin, texts: Record<string, string>): string[] {
  const claims = incident.updates[0]?.claims ?? [];
  return Object.entries(texts).flatMap(([key, text]) => {
    const said = claims.filter((claim) => claim.key === key);
    if (said.length === 0) return [`${key} is not claimed`];
    return said
      .filter((claim) => !claim.text.toLowerCase().startsWith(text.toLowerCase()))
      .map((claim) => `${key} says '${claim.text}', not '${text}'`);
  });
}

/** Texts that a page, as read, does not hold. */
export const missingFrom = (page: string, texts: readonly string[]): string[] =>
  texts.filter((text) => !page.includes(text.toLowerCase()));

/** Figures of the page's model that differ from the ground truth. */
export function modelFaults(bulletin: Bulletin, incident: IncidentBulletin, expected: Expected): string[] {
  const ever = bulletin.practices.filter((practice) =>
    practice.incidents.some((one) => one.slug === incident.slug && one.affected),
  );
  const { moved, cannotMove, practices, exitCriteria, measures } = expected;
  const stuck = (incident.progress?.cannotMove ?? []).map(({ reason, count }) => `${reason}: ${count}`);
  const pairs: [name: string, shown: unknown, wanted: unknown][] = [
    ['as of', bulletin.asOf, expected.asOf.toISOString()],
    ['practices listed', bulletin.practices.length, practices.total],
    ['practices affected ever', ever.length, practices.affectedEver],
    ['practices moved', incident.progress?.moved, moved.practices],
    ['practices in the migration', incident.progress?.total, moved.total],
    ['moves verified', incident.progress?.verified, moved.practices],
    [
      'practices that cannot move',
      stuck.sort().join(),
      cannotMove.byReason
        .map(({ reason, practices: n }) => `${reason}: ${n}`)
        .sort()
        .join(),
    ],
    [
      'practices down',
      bulletin.practices.filter(({ state }) => state === 'down').length,
      practices.affectedNow,
    ],
    [
      'practices unknown',
      bulletin.practices.filter(({ state }) => state === 'unknown').length,
      practices.total - practices.knownNow,
    ],
    ['exit criteria', incident.exitCriteria.length, exitCriteria.total],
    ['exit criteria met', incident.exitCriteria.filter(({ met }) => met === true).length, exitCriteria.met],
    [
      'exit criteria unknown',
      incident.exitCriteria.filter(({ met }) => met === null).length,
      Object.values(exitCriteria.verdicts).filter((met) => met === null).length,
    ],
    [
      'measures that came true',
      incident.measures.filter(({ outcome }) => outcome?.status === 'came true').length,
      measures.cameTrue,
    ],
    ['next update', incident.nextUpdate.dueAt, expected.nextUpdateDueAt.toISOString()],
    ['next update late', incident.nextUpdate.late, false],
  ];
  return pairs
    .filter(([, shown, wanted]) => shown !== wanted)
    .map(([name, shown, wanted]) => `${name}: the page has ${String(shown)}, the truth is ${String(wanted)}`);
}
