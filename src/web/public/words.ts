import { formatDate, formatDateTime, formatNumber, londonParts } from '#platform/clock';
import type {
  Bulletin,
  ComputedFact,
  FactorBulletin,
  IncidentBulletin,
  MeasureBulletin,
  MigrationBulletin,
  PracticeLine,
  PublicState,
  PublishedUpdate,
  RecoveryBulletin,
  ReportRoute,
  Tone,
} from '#publishing';

// What pages, feeds and text say alike. Short sentences: the reader's network is failing.

/** `10:42am on Wednesday 29 April`; with its year when that is not the year of `asOf`. */
export function when(instant: string, asOf: string): string {
  const date = new Date(instant);
  const sameYear = londonParts(date).year === londonParts(new Date(asOf)).year;
  return formatDateTime(date, { year: !sameYear });
}

/** `1 practice`, `1,204 practices`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatNumber(count)} ${count === 1 ? noun : plural}`;

/** The text with one full stop at its end, unless it ends a sentence already. */
export const sentence = (text: string): string =>
  /[.!?:]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;

/** A state in words. We measure the connection, so that is all they speak of. */
export const stateWords: Readonly<Record<PublicState, string>> = {
  down: 'Not connected',
  degraded: 'Slow or unstable',
  unknown: 'No recent data',
  up: 'Connected',
};

export const gradeWords: Readonly<Record<FactorBulletin['grade'], { text: string; tone: Tone }>> = {
  confirmed: { text: 'Confirmed', tone: 'red' },
  supported: { text: 'Likely', tone: 'orange' },
  hypothesis: { text: 'Possible', tone: 'yellow' },
  'ruled out': { text: 'Ruled out', tone: 'grey' },
};

type OutcomeStatus = NonNullable<MeasureBulletin['outcome']>['status'];

export const outcomeWords: Readonly<Record<OutcomeStatus, { text: string; tone: Tone }>> = {
  'came true': { text: 'Achieved', tone: 'green' },
  'partly came true': { text: 'Partly achieved', tone: 'yellow' },
  'not yet': { text: 'Not yet achieved', tone: 'yellow' },
  'did not come true': { text: 'Not achieved', tone: 'red' },
  'cannot be measured': { text: 'Not measurable', tone: 'grey' },
};

/** When the measure began and ended, and whether it is meant to last. */
export function measureDates(measure: MeasureBulletin, asOf: string): string {
  const began = measure.startedAt ? `Started at ${when(measure.startedAt, asOf)}.` : 'Not started yet.';
  const ended = measure.endedAt ? ` Ended at ${when(measure.endedAt, asOf)}.` : '';
  return `${measure.temporary ? 'This is temporary. ' : ''}${began}${ended}`;
}

/** The move in figures, as rows of name and value; what is nought is left out. */
export function progressRows(progress: MigrationBulletin): [string, string][] {
  const of = (count: number) => `${formatNumber(count)} of ${formatNumber(progress.total)}`;
  const rows: [string, string][] = [
    ['Moved', of(progress.moved)],
    ['Checked by readings since the move', of(progress.verified)],
  ];
  if (progress.planned > 0) rows.push(['Date planned', of(progress.planned)]);
  for (const { reason, count, contacted } of progress.cannotMove) {
    rows.push([
      `Cannot move: ${reason}`,
      `${formatNumber(count)} (we contacted ${formatNumber(contacted)} of them)`,
    ]);
  }
  return rows;
}

/** How far practices have come by their own word, and by when the last one is expected. Silence is never recovery. */
export function recoverySentences(recovery: RecoveryBulletin, asOf: string): string[] {
  const { total, recovered, recovering, notReplied, expected, refused } = recovery;
  const day = (isoDate: string): string =>
    formatDate(new Date(`${isoDate}T12:00:00Z`), {
      year: londonParts(new Date(asOf)).year !== Number(isoDate.slice(0, 4)),
    });
  return [
    `${formatNumber(recovered)} of ${counted(total, 'practice')} say that they are back to normal. ${formatNumber(recovering)} are still catching up, and ${formatNumber(notReplied)} have not replied. A practice that has not replied is not counted as back to normal.`,
    expected
      ? `We expect the last practice to be back to normal between ${day(expected.low)} and ${day(expected.high)}. 1 time in 5 it will be outside these days.`
      : recovering + notReplied === 0
        ? 'Every practice is back to normal.'
        : `We cannot say yet when all will be back to normal. ${sentence(refused ?? '')}`,
  ];
}

/** When the next update comes, always said; a late one is called late. */
export function nextUpdateWords(incident: IncidentBulletin, asOf: string): string {
  const { dueAt, late } = incident.nextUpdate;
  if (dueAt === null) {
    return incident.endedAt === null ? 'No time is set for the next update.' : 'No more updates are due.';
  }
  if (late) return `The next update is late. It was due at ${when(dueAt, asOf)}.`;
  return `The next update is due by ${when(dueAt, asOf)}.`;
}

/** The figures' commonest as-of time, so that a list of them is dated once. */
export function commonAsOf(facts: readonly ComputedFact[]): string | null {
  const counts = new Map<string, number>();
  for (const fact of facts) counts.set(fact.asOf, (counts.get(fact.asOf) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

/** A figure; with its own date when that is not the one the list is dated with. */
export const factWords = (fact: ComputedFact, common: string | null, asOf: string): string =>
  fact.asOf === common ? fact.text : `${fact.text} (as of ${when(fact.asOf, asOf)})`;

/** What a reader must know before trusting anything else; null while data can be read. */
export function staleWords(bulletin: Bulletin): { heading: string; text: string } | null {
  if (bulletin.staleSince === null) return null;
  const since = when(bulletin.staleSince, bulletin.asOf);
  const asOf = when(bulletin.asOf, bulletin.asOf);
  return {
    heading: 'This page is not up to date',
    text: `We have not been able to read our data since ${since}. What this page says was true at ${asOf}.`,
  };
}

export const demonstrationWords =
  'This is a demonstration. Practice names are invented and nothing here is live.';

export const rehearsalWords = 'This is an exercise. Nothing here is real.';

/** What must be said wherever something is shown that is not real; null when it is. */
export const unrealWords = ({ demonstration, rehearsal }: Bulletin): string | null =>
  rehearsal === true ? rehearsalWords : demonstration ? demonstrationWords : null;

/** The updates that correct this one, oldest first. */
export const correctionsOf = (incident: IncidentBulletin, update: PublishedUpdate): PublishedUpdate[] =>
  incident.updates.filter((each) => each.corrects === update.number).reverse();

/** The update that this one corrects, if it was published. */
export const correctedBy = (
  incident: IncidentBulletin,
  update: PublishedUpdate,
): PublishedUpdate | undefined => incident.updates.find((each) => each.number === update.corrects);

/** The title as shown: a correction says that it is one. */
export const updateTitle = (update: PublishedUpdate): string =>
  update.kind === 'correction' && !/^correction/i.test(update.title)
    ? `Correction: ${update.title}`
    : update.title;

/** Whether the update says something that is no longer true. */
export const hasChanged = (update: PublishedUpdate): boolean => update.claims.some((claim) => !claim.holds);

/** Ways to reach the service desk, in the order of what still works when the network does not. */
export function reportWays(report: ReportRoute): { label: string; text: string; href: string }[] {
  return [
    ...(report.phone
      ? [{ label: 'Phone', text: report.phone, href: `tel:${report.phone.replace(/[^\d+]/g, '')}` }]
      : []),
    ...(report.email ? [{ label: 'Email', text: report.email, href: `mailto:${report.email}` }] : []),
    ...(report.url
      ? [{ label: 'Online', text: 'report on the service desk website', href: report.url }]
      : []),
  ];
}

export interface PracticeGroup {
  state: PublicState;
  heading: string;
  practices: PracticeLine[];
}

/** Where the practice's move stands, to follow its state after a comma. */
function moveWords(migration: string | null): string | null {
  if (migration === null) return null;
  const words = migration.toLowerCase();
  return words.includes('move') ? words : `move ${words}`;
}

const stateOrder: readonly PublicState[] = ['down', 'degraded', 'unknown', 'up'];

/** Practices grouped by what holds for them, the worst first, so that a list need not repeat it on each line. */
export function groupPractices(practices: readonly PracticeLine[]): PracticeGroup[] {
  const groups = new Map<string, PracticeGroup>();
  for (const practice of practices) {
    const heading = [stateWords[practice.state], moveWords(practice.migration)].filter(Boolean).join(', ');
    const group = groups.get(heading) ?? { state: practice.state, heading, practices: [] };
    group.practices.push(practice);
    groups.set(heading, group);
  }
  const rank = (group: PracticeGroup) => stateOrder.indexOf(group.state);
  return [...groups.values()].sort(
    (a, b) => rank(a) - rank(b) || a.heading.localeCompare(b.heading, 'en-GB'),
  );
}

/** Advice as an item of a do or don't list: lower case, no full stop, without its own "do not". */
export function adviceItem(text: string): string {
  const bare = text
    .trim()
    .replace(/^(?:do not|don['’]t)\s+/i, '')
    .replace(/\.$/, '');
  // A capital that begins an acronym stays.
  return /^[A-Z][a-z ]/.test(bare) ? bare.charAt(0).toLowerCase() + bare.slice(1) : bare;
}

/** Who is in charge of a group. */
export const leadWords = (lead: string | null): string => (lead === null ? 'No lead is named yet' : lead);

/** A next step without its full stop, and by when, unless it says so itself. A date at midnight is a day. */
export function nextStepWords({ text, due }: IncidentBulletin['nextSteps'][number], asOf: string): string {
  const step = text.trim().replace(/\.$/, '');
  if (due === null || /\bdue (?:by|on)\b/.test(step)) return step;
  const day = londonParts(new Date(due)).minuteOfDay === 0;
  return `${step} (by ${day ? when(due, asOf).replace('midnight on ', '') : when(due, asOf)})`;
}

/** Whether an exit criterion is met, in words. */
export const metWords = (met: boolean | null): string =>
  met === null ? 'Not known' : met ? 'Met' : 'Not met yet';

const stateSentences: Readonly<Record<PublicState, string>> = {
  down: 'The connection to the data centre is down.',
  degraded: 'The connection works, but it is slow or drops out.',
  unknown: 'We have had no recent reading, so we cannot say whether the connection works.',
  up: 'The connection to the data centre works.',
};

/** What a state means for a practice, in one sentence. */
export const stateSentence = (state: PublicState): string => stateSentences[state];

const periodKinds: Readonly<Record<string, string>> = {
  outage: 'connection down',
  flap: 'connection unstable',
  saturation: 'connection slow',
  'told by practice': 'as you told us',
  'concentrator-outage': 'connection down for many practices at once',
};

type PracticeIncident = Bulletin['practices'][number]['incidents'][number];

function periodWords({ from, to, kind }: PracticeIncident['periods'][number], asOf: string): string {
  const until = to === null ? 'until now' : `to ${when(to, asOf)}`;
  return `${when(from, asOf)} ${until} (${periodKinds[kind] ?? kind})`;
}

/** The latest periods are enough to check one's own memory against. */
const shownPeriods = 10;

/** What an incident did to one practice, as rows of name and one or more values. */
export function practiceIncidentRows(incident: PracticeIncident, asOf: string): [string, string[]][] {
  const { periods, affected, callsLogged, migrationText, recoveryText } = incident;
  const latest = [...periods].sort((a, b) => b.from.localeCompare(a.from)).slice(0, shownPeriods);
  const rows: [string, string[]][] = [
    ['Affected', [affected ? `Yes, ${counted(periods.length, 'time')}` : 'We have not seen any effect']],
    [
      periods.length > shownPeriods ? `The last ${shownPeriods} times` : 'When',
      latest.map((period) => periodWords(period, asOf)),
    ],
    ['Calls you logged', [callsLogged === 0 ? 'None' : formatNumber(callsLogged)]],
    ['Move', migrationText === null ? [] : [sentence(migrationText)]],
    ['Recovery', recoveryText === null ? [] : [sentence(recoveryText)]],
  ];
  return rows.filter(([, values]) => values.length > 0);
}
