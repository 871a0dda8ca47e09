import { createHash } from 'node:crypto';
import { z } from 'zod';
import { factorGrades, reviewStates } from '#incidents';
import {
  actionMeasure,
  actionStrengths,
  actionTypes,
  checkOutcomes,
  dispositions,
  elements,
} from '../model.ts';

// What each kind of entry carries. Dates are London days, instants ISO text.

const share = z.strictObject({
  low: z.number(),
  estimate: z.number(),
  high: z.number(),
  reference: z.string(),
});
const day = z.iso.date();

export const entrySchemas = {
  'reviewer.appointed': z.strictObject({
    name: z.string(),
    organisation: z.string(),
    reportsTo: z.array(z.string()),
    reason: z.string().nullable(),
  }),
  'interests.declared': z.strictObject({ interests: z.string(), reportsTo: z.array(z.string()) }),
  'evidence.gathered': z.strictObject({ added: z.number(), total: z.number() }),
  'factor.recorded': z.strictObject({
    title: z.string(),
    statement: z.string(),
    element: z.enum(elements),
    grade: z.enum(factorGrades),
    evidenceFor: z.array(z.string()),
    evidenceAgainst: z.array(z.string()),
    settledBy: z.string().nullable(),
    share: share.nullable(),
    seededFrom: z.string().nullable(),
  }),
  'factor.rival': z.strictObject({ statement: z.string(), settledBy: z.string() }),
  'section.written': z.strictObject({ text: z.string() }),
  'section.order': z.strictObject({ keys: z.array(z.string()) }),
  'comment.made': z.strictObject({ about: z.string(), text: z.string(), public: z.boolean() }),
  'comment.answered': z.strictObject({ disposition: z.enum(dispositions), text: z.string() }),
  'reviewer.statement': z.strictObject({ text: z.string() }),
  'redaction.made': z.strictObject({
    what: z.enum(['phrase', 'evidence', 'comment']),
    target: z.string(),
    reason: z.string(),
  }),
  'accuracy.opened': z.strictObject({ closesAt: z.string(), practices: z.number() }),
  'accuracy.settled': z.strictObject({ outcome: z.enum(dispositions), text: z.string() }),
  'review.advanced': z.strictObject({
    from: z.enum(reviewStates),
    to: z.enum(reviewStates),
    note: z.string(),
  }),
  'review.accepted': z.strictObject({ organisation: z.string(), note: z.string() }),
  'report.published': z.strictObject({ version: z.number(), changes: z.array(z.string()) }),
  'consequences.recorded': z.strictObject({
    staffHours: z.number().nullable(),
    staffHoursSource: z.string().nullable(),
    harm: z.string().nullable(),
  }),
  'service-report.sent': z.strictObject({ to: z.string(), on: day }),
  'action.proposed': z.strictObject({
    statement: z.string(),
    publicWording: z.string().nullable(),
    factors: z.array(z.string()),
    type: z.enum(actionTypes),
    strength: z.enum(actionStrengths),
    owner: z.string(),
    ownerOrganisation: z.string(),
    dueOn: day,
    checkOn: day,
    measure: actionMeasure,
  }),
  'action.accepted': z.strictObject({ note: z.string() }),
  'action.rejected': z.strictObject({ reason: z.string() }),
  'action.started': z.strictObject({ note: z.string() }),
  'action.replanned': z.strictObject({ dueOn: day, checkOn: day, reason: z.string() }),
  'action.done': z.strictObject({
    evidence: z.string(),
    said: z.strictObject({ value: z.unknown(), text: z.string(), asOf: z.string() }).nullable(),
  }),
  'action.checked': z.strictObject({
    outcome: z.enum(checkOutcomes),
    text: z.string(),
    value: z.number().nullable(),
  }),
  'action.reminded': z.strictObject({ stage: z.string() }),
} as const;

export type EntryKind = keyof typeof entrySchemas;
export type EntryData<K extends EntryKind> = z.output<(typeof entrySchemas)[K]>;

/** One link of a review's chain. `subject` is the key or number of what it is about. */
export interface Entry {
  reviewId: number;
  number: number;
  kind: string;
  subject: string;
  /** JSON, to the byte as hashed. */
  data: string;
  actor: string;
  recordedAt: Date;
  previousSha256: string;
  sha256: string;
}

export interface NewEntry<K extends EntryKind = EntryKind> {
  kind: K;
  subject?: string | undefined;
  data: EntryData<K>;
}

/** An entry of one kind, as its type carries it. */
export const entry = <K extends EntryKind>(kind: K, data: EntryData<K>, subject = ''): NewEntry<K> => ({
  kind,
  subject,
  data,
});

export interface Read<K extends EntryKind> {
  number: number;
  subject: string;
  actor: string;
  at: Date;
  data: EntryData<K>;
}

const parsers: { readonly [K in EntryKind]: { parse(data: unknown): EntryData<K> } } = entrySchemas;

/** The entries of one kind with their data parsed, in the order they were recorded. */
export const entriesOf = <K extends EntryKind>(entries: readonly Entry[], kind: K): Read<K>[] =>
  entries
    .filter((each) => each.kind === kind)
    .map(({ number, subject, actor, recordedAt, data }) => ({
      number,
      subject,
      actor,
      at: recordedAt,
      data: parsers[kind].parse(JSON.parse(data)),
    }));

export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

type Hashed = Omit<Entry, 'sha256'>;

/** The hash of an entry over all that it says and the hash of the one before it. */
export const hashOf = (of: Hashed): string =>
  sha256Of(
    JSON.stringify([
      of.previousSha256,
      of.number,
      of.kind,
      of.subject,
      of.data,
      of.actor,
      of.recordedAt.toISOString(),
    ]),
  );

/** The numbers of entries that are not what was written, or do not follow the one before. */
export function brokenLinks(entries: readonly Entry[]): number[] {
  return entries
    .filter((each, index) => {
      const before = entries[index - 1];
      return (
        each.number !== index + 1 ||
        each.previousSha256 !== (before?.sha256 ?? '') ||
        each.sha256 !== hashOf(each)
      );
    })
    .map(({ number }) => number);
}
