import type { CommunicationState, FourStates, RecoveryState, ResponseState, ReviewState } from '../model.ts';
import { reviewStates } from '../model.ts';
import { type EventType, eventsOf, type FoldedEvent } from './events.ts';

/** What must be true before a response may change; docs/reference/states.md says why. */
export type Need =
  | 'a factor at least supported'
  | 'a measure'
  | 'an exit criterion'
  | 'every exit criterion met';

export interface Transition {
  to: ResponseState;
  needs: readonly Need[];
}

const found: Transition = { to: 'cause identified', needs: ['a factor at least supported'] };
const act: Transition = { to: 'mitigating', needs: ['a measure'] };
const watch: Transition = { to: 'monitoring', needs: [] };
const restore: Transition = { to: 'restored', needs: ['an exit criterion'] };
const lookAgain: Transition = { to: 'investigating', needs: [] };

/**
 * The changes of response that a person may make. Going back is always allowed while the incident is open, since
 * incidents relapse. Declaring, declining and merging are verbs of their own. What is closed stays closed.
 */
export const responseTransitions: Readonly<Record<ResponseState, readonly Transition[]>> = {
  candidate: [],
  investigating: [found, act, watch],
  'cause identified': [lookAgain, act, watch],
  mitigating: [lookAgain, found, watch, restore],
  monitoring: [lookAgain, found, act, restore],
  restored: [lookAgain, act, watch, { to: 'stood down', needs: ['every exit criterion met'] }],
  'stood down': [],
  declined: [],
  merged: [],
};

/** Declared and not yet closed: work goes on, impact is recorded and calls are linked. */
export const openStates = [
  'investigating',
  'cause identified',
  'mitigating',
  'monitoring',
  'restored',
] as const satisfies readonly ResponseState[];

export const isOpen = (response: ResponseState): boolean => openStates.some((open) => open === response);

/** What the needs of a transition are checked against. */
export interface Readiness {
  factorsSupported: number;
  measures: number;
  /** `met` null is unknown, which is not met. */
  criteria: readonly { title: string; met: boolean | null; text: string }[];
}

/** The reasons why this change is refused, in words; empty when it is allowed. */
export function refusals(from: ResponseState, to: ResponseState, readiness: Readiness): string[] {
  const transition = responseTransitions[from].find((candidate) => candidate.to === to);
  if (!transition) return [notOffered(from, to)];
  return transition.needs.flatMap((need) => unmet(need, readiness));
}

function notOffered(from: ResponseState, to: ResponseState): string {
  const offered = responseTransitions[from].map((transition) => `'${transition.to}'`);
  return offered.length === 0
    ? `An incident that is '${from}' does not change to '${to}'.`
    : `From '${from}' it may go to ${offered.join(', ')}, not to '${to}'.`;
}

function unmet(need: Need, readiness: Readiness): string[] {
  switch (need) {
    case 'a factor at least supported':
      return readiness.factorsSupported > 0 ? [] : ['No contributing factor is supported or confirmed yet.'];
    case 'a measure':
      return readiness.measures > 0 ? [] : ['No measure has been recorded yet.'];
    case 'an exit criterion':
      return readiness.criteria.length > 0
        ? []
        : ['No exit criterion has been set, so nothing says when it is over.'];
    case 'every exit criterion met':
      return unmetCriteria(readiness.criteria);
  }
}

function unmetCriteria(criteria: Readiness['criteria']): string[] {
  if (criteria.length === 0) return ['No exit criterion has been set, so nothing says when it is over.'];
  return criteria
    .filter((criterion) => criterion.met !== true)
    .map(({ title, met, text }) => `${met === null ? 'Unknown' : 'Not met'}: ${title}. ${text}`);
}

/** Facts outside the events that the states rest on. */
export interface StateFacts {
  /** ODS codes of the practices that were affected. */
  affectedPractices: readonly string[];
}

/** The event types that `deriveStates` reads. */
export const stateEventTypes: readonly EventType[] = [
  'candidate.proposed',
  'declared',
  'described',
  'declined',
  'merged',
  'response.changed',
  'update.due',
  'recovery.asked',
  'recovery.reported',
  'review.commissioned',
  'review.advanced',
];

/** The four states that follow from an incident's events (in recorded order), at `now`. */
export function deriveStates(events: readonly FoldedEvent[], facts: StateFacts, now: Date): FourStates {
  const response = deriveResponse(events);
  return {
    response,
    recovery: deriveRecovery(events, facts),
    review: deriveReview(events),
    communication: deriveCommunication(response, nextUpdateDue(events), now),
  };
}

function responseOf(event: FoldedEvent): ResponseState | undefined {
  switch (event.type) {
    case 'candidate.proposed':
      return 'candidate';
    case 'declared':
      return 'investigating';
    case 'declined':
      return 'declined';
    case 'merged':
      return 'merged';
    case 'response.changed':
      return eventsOf([event], 'response.changed')[0]?.data.to;
    default:
      return undefined;
  }
}

function deriveResponse(events: readonly FoldedEvent[]): ResponseState {
  return events.map(responseOf).findLast((state) => state !== undefined) ?? 'candidate';
}

/** When the response last became what it is; undefined before any event. */
export const lastResponseAt = (events: readonly FoldedEvent[]): Date | undefined =>
  events.findLast((event) => responseOf(event) !== undefined)?.at;

/**
 * Recovered when every practice that was affected, asked or reported last said so; recovering from the first question or report
 * on. A practice that has not answered is not recovered, and nobody affected is not a recovery.
 */
function deriveRecovery(events: readonly FoldedEvent[], facts: StateFacts): RecoveryState {
  const reports = eventsOf(events, 'recovery.reported').sort((a, b) => a.at.getTime() - b.at.getTime());
  const asked = eventsOf(events, 'recovery.asked').flatMap(({ data }) => data.practices);
  if (reports.length === 0) return asked.length > 0 ? 'recovering' : 'not started';
  const latest = new Map(reports.map(({ data }) => [data.practice, data.state]));
  const awaited = new Set([...facts.affectedPractices, ...asked, ...latest.keys()]);
  return [...awaited].every((practice) => latest.get(practice) === 'recovered') ? 'recovered' : 'recovering';
}

function deriveReview(events: readonly FoldedEvent[]): ReviewState {
  const advanced = eventsOf(events, 'review.advanced').at(-1);
  if (advanced) return advanced.data.to;
  return eventsOf(events, 'review.commissioned').length > 0 ? 'commissioned' : 'not commissioned';
}

/** The review's next step, or undefined when it is closed. */
export const nextReviewState = (state: ReviewState): ReviewState | undefined =>
  reviewStates[reviewStates.indexOf(state) + 1];

/** When the next public update is due, by the last word on it; null when none is. */
export const nextUpdateDue = (events: readonly FoldedEvent[]): Date | null =>
  eventsOf(events, 'update.due').at(-1)?.data.dueAt ?? null;

/** Overdue from the very instant it was due. A closed incident owes no update. */
export function deriveCommunication(
  response: ResponseState,
  dueAt: Date | null,
  now: Date,
): CommunicationState {
  if (dueAt === null || !isOpen(response)) return 'none due';
  return now.getTime() >= dueAt.getTime() ? 'overdue' : 'due';
}

/**
 * When the incident was declared, and when it ended: the last change to restored that still stands, or when it was declined
 * or merged.
 */
export function deriveTimes(events: readonly FoldedEvent[]): {
  declaredAt: Date | null;
  endedAt: Date | null;
} {
  const declaredAt = events.find((event) => event.type === 'declared')?.at ?? null;
  const responses = events.filter((event) => responseOf(event) !== undefined);
  const last = responses.at(-1);
  const response = last && responseOf(last);
  if (last && (response === 'declined' || response === 'merged')) return { declaredAt, endedAt: last.at };
  if (response !== 'restored' && response !== 'stood down') return { declaredAt, endedAt: null };
  const restored = responses.findLast((event) => responseOf(event) === 'restored');
  return { declaredAt, endedAt: restored?.at ?? null };
}
