import type { Redaction, ReviewComment, ReviewFactor, WrittenSection } from '../model.ts';
import { type Entry, entriesOf } from './entries.ts';
import { sectionKeys } from './sections.ts';

// What a review holds, as its entries in order leave it.

/** Factors in the order they were first recorded; the latest version of each, with every rival that was named. */
export function factorsOf(entries: readonly Entry[]): ReviewFactor[] {
  const factors = new Map<string, ReviewFactor>();
  for (const { subject, actor, at, data } of entriesOf(entries, 'factor.recorded')) {
    const before = factors.get(subject);
    const version = (before?.version ?? 0) + 1;
    factors.set(subject, { key: subject, ...data, rivals: [], recordedBy: actor, recordedAt: at, version });
  }
  for (const { subject, data } of entriesOf(entries, 'factor.rival')) factors.get(subject)?.rivals.push(data);
  return [...factors.values()];
}

/** The latest text of each written part, by its key. */
export function sectionsOf(entries: readonly Entry[]): Map<string, WrittenSection> {
  const sections = new Map<string, WrittenSection>();
  for (const { subject, actor, at, data } of entriesOf(entries, 'section.written')) {
    const version = (sections.get(subject)?.version ?? 0) + 1;
    sections.set(subject, { key: subject, text: data.text, by: actor, at, version });
  }
  return sections;
}

/** The parts of the report in their order: the standard one unless another was chosen. */
export const orderOf = (entries: readonly Entry[]): readonly string[] =>
  entriesOf(entries, 'section.order').at(-1)?.data.keys ?? sectionKeys;

/** The reviewer's comments as they wrote them, numbered from 1, each with the latest answer to it. */
export function commentsOf(entries: readonly Entry[]): ReviewComment[] {
  const comments = entriesOf(entries, 'comment.made').map(
    ({ actor, at, data }, index): ReviewComment => ({
      number: index + 1,
      ...data,
      by: actor,
      at,
      response: null,
    }),
  );
  for (const { subject, actor, at, data } of entriesOf(entries, 'comment.answered')) {
    const comment = comments[Number(subject) - 1];
    if (comment) comment.response = { ...data, by: actor, at };
  }
  return comments;
}

/** The reviewer's own statement, as last given. */
export function statementOf(entries: readonly Entry[]): { text: string; by: string; at: Date } | null {
  const last = entriesOf(entries, 'reviewer.statement').at(-1);
  return last ? { text: last.data.text, by: last.actor, at: last.at } : null;
}

export const redactionsOf = (entries: readonly Entry[]): Redaction[] =>
  entriesOf(entries, 'redaction.made').map(({ actor, at, data }, index) => ({
    number: index + 1,
    ...data,
    by: actor,
    at,
  }));

/** Interests as declared since the present reviewer was appointed; null while they have not. */
export function interestsOf(
  entries: readonly Entry[],
): { interests: string; reportsTo: string[]; by: string; at: Date } | null {
  const appointed = entriesOf(entries, 'reviewer.appointed').at(-1)?.number ?? 0;
  const last = entriesOf(entries, 'interests.declared')
    .filter(({ number }) => number > appointed)
    .at(-1);
  return last ? { ...last.data, by: last.actor, at: last.at } : null;
}

/** Staff hours and harm as last recorded; what nobody recorded is unknown, not nought. */
export function consequencesOf(entries: readonly Entry[]): {
  staffHours: number | null;
  staffHoursSource: string | null;
  harm: string | null;
} {
  const known = { staffHours: null, staffHoursSource: null, harm: null };
  return entriesOf(entries, 'consequences.recorded').reduce(
    (sum, { data }) => ({
      staffHours: data.staffHours ?? sum.staffHours,
      staffHoursSource: data.staffHours === null ? sum.staffHoursSource : data.staffHoursSource,
      harm: data.harm ?? sum.harm,
    }),
    known as ReturnType<typeof consequencesOf>,
  );
}

/** Everybody who wrote what is judged: evidence apart, the authors of factors, parts and answers. */
export function authorsOf(entries: readonly Entry[]): string[] {
  const kinds = ['factor.recorded', 'factor.rival', 'section.written', 'comment.answered', 'redaction.made'];
  return [...new Set(entries.filter(({ kind }) => kinds.includes(kind)).map(({ actor }) => actor))];
}

/** Who wrote since the last version went out. */
export function authorsSincePublished(entries: readonly Entry[]): string[] {
  const last = entriesOf(entries, 'report.published').at(-1)?.number ?? 0;
  return authorsOf(entries.filter(({ number }) => number > last));
}
