import type { NoticeText } from '#messages';
import { formatDay, formatTime } from '#platform/clock';
import { required } from '#platform/errors';
import type { StoredEvent } from './calendar.ts';

/** When work is planned at a site, and as part of what. */
export interface SiteWork {
  siteId: number;
  series: string;
  title: string;
  startsAt: Date;
  endsAt: Date | null;
}

/** What a site was last told, and what is planned there now; null where there was, or is, nothing. */
export interface WorkChange {
  siteId: number;
  before: SiteWork | null;
  now: SiteWork | null;
}

/** The last work that calendars show for each site; what is cancelled is none. */
export function workBySite(events: readonly StoredEvent[]): Map<number, SiteWork> {
  const standing = events
    .filter(({ status }) => status === 'confirmed')
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  return new Map(
    standing.flatMap(({ siteIds, series, title, startsAt, endsAt }) =>
      siteIds.map((siteId) => [siteId, { siteId, series, title, startsAt, endsAt }] as const),
    ),
  );
}

/** Sites at which a time was set, moved or called off. Other words for the same work are no change. */
export function workChanges(
  told: ReadonlyMap<number, SiteWork>,
  planned: ReadonlyMap<number, SiteWork>,
): WorkChange[] {
  const siteIds = [...new Set([...told.keys(), ...planned.keys()])].sort((a, b) => a - b);
  return siteIds
    .map((siteId) => ({ siteId, before: told.get(siteId) ?? null, now: planned.get(siteId) ?? null }))
    .filter(({ before, now }) => timesOf(before) !== timesOf(now));
}

const timesOf = (work: SiteWork | null): string =>
  work === null ? '' : `${work.startsAt.getTime()}–${work.endsAt?.getTime() ?? ''}`;

/** Of work that has begun, or was over before it was planned, nobody needs to hear. */
export const isAhead = ({ before, now }: WorkChange, at: Date): boolean =>
  ((now ?? before)?.startsAt ?? at) > at;

const minuteMs = 60_000;
/** So long nothing may change before it is told: what is put right within it is told once, or not at all. */
const settledMs = 5 * minuteMs;
/** Work that begins within it, or would have, is told at once. */
const soonMs = 120 * minuteMs;

/** Whether changes are told now, or when the plan has stood still for a while. */
export function isDue(changes: readonly WorkChange[], lastChangedAt: Date, at: Date): boolean {
  if (at.getTime() - lastChangedAt.getTime() >= settledMs) return true;
  return changes.some(({ before, now }) =>
    [before, now].some((work) => work && Math.abs(work.startsAt.getTime() - at.getTime()) <= soonMs),
  );
}

/** What is said of one piece of planned work, such as a wave, and of which sites. */
export interface WorkNotice {
  siteIds: number[];
  text: NoticeText;
}

/** One notice for each piece of work with changes, in order of their beginning. `names` says what people call a site. */
export function workNotices(
  incident: { slug: string; demonstration: boolean },
  changes: readonly WorkChange[],
  names: ReadonlyMap<number, string>,
): WorkNotice[] {
  const bySeries = Map.groupBy(inOrder(changes), (change) => workOf(change).series);
  return [...bySeries.values()].map((own) => ({
    siteIds: own.map(({ siteId }) => siteId),
    text: noticeOf(incident, own, names),
  }));
}

/** The work as it is now, or as it was when it is called off. */
const workOf = ({ before, now }: WorkChange): SiteWork => required(now ?? before, 'work that changed');

const inOrder = (changes: readonly WorkChange[]): WorkChange[] =>
  [...changes].sort((a, b) => workOf(a).startsAt.getTime() - workOf(b).startsAt.getTime());

function noticeOf(
  { slug, demonstration }: { slug: string; demonstration: boolean },
  changes: readonly WorkChange[],
  names: ReadonlyMap<number, string>,
): NoticeText {
  const status = statusOf(changes);
  const first = changes.find(({ now }) => now !== null) ?? changes[0];
  const work = workOf(required(first, 'change'));
  const title = oneLine(work.title);
  const mark = demonstration ? 'Demonstration: ' : '';
  const { kind, subject, lead, todo } = words[status];
  const lines = [...Map.groupBy(changes, lineOf)].map(
    ([line, own]) => `${line}: ${namesText(own.map(({ siteId }) => names.get(siteId) ?? 'a site'))}.`,
  );
  return {
    kind,
    thread: `incident.${slug}`,
    subject: `${mark}${subject}: ${title}, ${formatDay(work.startsAt, { year: false })}`.slice(0, 200),
    body: [
      ...(demonstration ? ['This is a demonstration and not real.'] : []),
      `${lead}: ${title}.`,
      [...lines, 'All times are UK time.'].join('\n'),
      `What to do: ${todo}`,
    ].join('\n\n'),
    short: `${mark}${subject}: ${title}, ${whenOf(work)}.`,
    path: `/incidents/${slug}`,
  };
}

type WorkStatus = 'planned' | 'changed' | 'cancelled';

function statusOf(changes: readonly WorkChange[]): WorkStatus {
  if (changes.every(({ before }) => before === null)) return 'planned';
  return changes.every(({ now }) => now === null) ? 'cancelled' : 'changed';
}

const prepare =
  'save your work and sign out of clinical systems before the work begins. The connection may drop while it is done. If it is not back afterwards, tell the service desk.';

const words: Readonly<Record<WorkStatus, { kind: string; subject: string; lead: string; todo: string }>> = {
  planned: {
    kind: 'planned work',
    subject: 'Planned work',
    lead: 'Work is planned',
    todo: prepare,
  },
  changed: {
    kind: 'planned work changed',
    subject: 'Planned work changed',
    lead: 'Work that was planned has changed',
    todo: prepare,
  },
  cancelled: {
    kind: 'planned work cancelled',
    subject: 'Planned work cancelled',
    lead: 'Work that was planned is cancelled',
    todo: 'nothing. We will write again if there is a new date.',
  },
};

/** What is said of every site with the same change. */
function lineOf({ before, now }: WorkChange): string {
  if (now === null) return `Cancelled, was ${before ? whenOf(before) : ''}`;
  return before === null ? whenOf(now) : `Now ${whenOf(now)}, before ${whenOf(before)}`;
}

/** `Tuesday 21 April 2026 at 8pm`, with `to 9pm` when somebody has said an end. */
function whenOf({ startsAt, endsAt }: SiteWork): string {
  const begins = `${formatDay(startsAt)} at ${formatTime(startsAt)}`;
  if (endsAt === null) return begins;
  const sameDay = formatDay(startsAt) === formatDay(endsAt);
  return `${begins} to ${sameDay ? '' : `${formatDay(endsAt)} at `}${formatTime(endsAt)}`;
}

const mostNamed = 50;

function namesText(all: readonly string[]): string {
  const distinct = [...new Set(all)];
  const more = distinct.length - mostNamed;
  return [...distinct.slice(0, mostNamed), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
