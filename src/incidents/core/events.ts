import { z } from 'zod';
import {
  comparators,
  eprrTypes,
  factorGrades,
  metricKeys,
  outcomeStatuses,
  responseStates,
  reviewStates,
  type TimelineEntry,
} from '../model.ts';

// What each kind of event carries. Events are stored as JSON, so instants come back as text.

const when = z.union([z.string(), z.date()]).transform((value) => new Date(value));
const parameters = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const component = z.object({ key: z.string(), value: z.string() });

const description = z.object({
  title: z.string(),
  summary: z.string(),
  itSeverity: z.number(),
  eprrType: z.enum(eprrTypes).nullable(),
  symptomWords: z.array(z.string()),
  components: z.array(component),
  startedAt: when,
});
export type Description = z.output<typeof description>;

const promise = z.object({
  metric: z.enum(metricKeys),
  parameters,
  baselineFrom: when,
  baselineTo: when,
  comparator: z.enum(comparators),
  expected: z.number(),
  by: when,
  settleHours: z.number(),
  windowHours: z.number().nullable(),
  text: z.string(),
});

export const eventSchemas = {
  'candidate.proposed': description,
  declared: description,
  described: description.partial(),
  declined: z.object({ reason: z.string() }),
  merged: z.object({ into: z.string(), reason: z.string() }),
  'response.changed': z.object({ to: z.enum(responseStates) }),
  'update.due': z.object({ dueAt: when.nullable() }),
  'command.group': z.object({ group: z.string(), purpose: z.string() }),
  'command.assigned': z.object({
    group: z.string(),
    role: z.string(),
    person: z.string(),
    organisation: z.string().nullable(),
  }),
  'command.released': z.object({ group: z.string(), role: z.string(), person: z.string() }),
  'command.action': z.object({
    group: z.string(),
    number: z.number(),
    text: z.string(),
    owner: z.string(),
    due: when.nullable(),
  }),
  'command.action-done': z.object({ number: z.number() }),
  'factor.added': z.object({
    key: z.string(),
    title: z.string(),
    statement: z.string(),
    settledBy: z.string().nullable(),
  }),
  'factor.graded': z.object({
    key: z.string(),
    grade: z.enum(factorGrades),
    evidenceFor: z.array(z.string()),
    evidenceAgainst: z.array(z.string()),
    reason: z.string(),
  }),
  'measure.added': z.object({
    key: z.string(),
    title: z.string(),
    description: z.string(),
    temporary: z.boolean(),
    startedAt: when,
    promise: promise.nullable(),
  }),
  'measure.ended': z.object({ key: z.string(), endedAt: when }),
  'measure.evaluated': z.object({ key: z.string(), status: z.enum(outcomeStatuses) }),
  'criterion.added': z.object({
    key: z.string(),
    title: z.string(),
    metric: z.enum(metricKeys),
    parameters,
    comparator: z.enum(comparators),
    threshold: z.number(),
    windowHours: z.number(),
  }),
  'criterion.evaluated': z.object({ key: z.string(), met: z.boolean().nullable() }),
  'nextstep.added': z.object({ number: z.number(), text: z.string(), due: when.nullable() }),
  'nextstep.done': z.object({ number: z.number() }),
  // Recorded by the domains to the right, read here because a state follows from them.
  'recovery.asked': z.object({ practices: z.array(z.string()) }),
  'recovery.reported': z.object({ practice: z.string(), state: z.enum(['recovering', 'recovered']) }),
  'review.commissioned': z.object({ independentReviewer: z.string() }),
  'review.advanced': z.object({ to: z.enum(reviewStates) }),
} as const;

export type EventType = keyof typeof eventSchemas;
export type EventData<T extends EventType> = z.output<(typeof eventSchemas)[T]>;

/** What a fold needs of an entry. */
export type FoldedEvent = Pick<TimelineEntry, 'id' | 'type' | 'at' | 'actor' | 'data'>;

const parsers: { readonly [T in EventType]: { parse(data: unknown): EventData<T> } } = eventSchemas;

/** The entries of one type with their data parsed, in the order they were recorded. */
export function eventsOf<T extends EventType>(
  events: readonly FoldedEvent[],
  type: T,
): { at: Date; actor: string; data: EventData<T> }[] {
  const parser = parsers[type];
  return events
    .filter((event) => event.type === type)
    .map(({ at, actor, data }) => ({ at, actor, data: parser.parse(data) }));
}

export const isKnownType = (type: string): type is EventType => Object.hasOwn(eventSchemas, type);
