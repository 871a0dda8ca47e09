import { z } from 'zod';
import { slugText, text } from '#incidents';
import type { Context } from '#platform/context';
import { AllclearError, notFound } from '#platform/errors';
import { assertReadable } from '#publishing';
import { changeReview } from './change.ts';
import { entry } from './core/entries.ts';
import { commentsOf, redactionsOf, sectionsOf } from './core/folds.ts';
import { planOf, sectionKeys, writtenSectionKeys } from './core/sections.ts';
import { assertNoPatient } from './gather.ts';
import { assertIsReviewer } from './independence.ts';
import { dispositions } from './model.ts';
import { mayRedact, mayReview, mayWork } from './policy.ts';
import { selectEvidence } from './store.ts';

const writingStates = [
  'evidence',
  'analysis',
  'accuracy check',
  'independent review',
  // For the next version: a published report itself never changes.
  'published',
  'actions',
  'effectiveness checked',
] as const;

export const sectionInput = z.strictObject({
  incident: slugText,
  section: z.enum(writtenSectionKeys as [string, ...string[]]),
  text: text(40_000).describe('Markdown. Figures as claims: {{claim practices.affectedEver}}'),
});

/** Writes a part of the report anew. Earlier texts stay in the chain. Returns which version it is. */
export const writeSection = (
  context: Context,
  input: z.input<typeof sectionInput>,
): Promise<{ section: string; version: number }> =>
  changeReview(
    context,
    { verb: 'review.section', rule: mayWork, states: writingStates, independent: true },
    sectionInput,
    input,
    ({ entries }, { section, text: body }) => {
      assertReadable(body);
      assertNoPatient(body);
      const version = (sectionsOf(entries).get(section)?.version ?? 0) + 1;
      return { entries: [entry('section.written', { text: body }, section)], result: { section, version } };
    },
  );

export const orderInput = z.strictObject({
  incident: slugText,
  sections: z
    .array(z.enum(sectionKeys as [string, ...string[]]))
    .min(1)
    .describe('Keys of the parts in their order; what is not listed is left out'),
});

/** What no report may leave out, or its reader would take it for more than it is. */
const kept = ['summary', 'factors', 'unknown', 'reviewer', 'accuracy', 'method'];

/** Chooses the parts of the report and their order. */
export const orderSections = (
  context: Context,
  input: z.input<typeof orderInput>,
): Promise<{ sections: string[] }> =>
  changeReview(
    context,
    { verb: 'review.sections', rule: mayWork, states: writingStates },
    orderInput,
    input,
    (_, { sections }) => {
      const keys = [...new Set(sections)];
      const missing = kept.filter((key) => !keys.includes(key));
      if (missing.length > 0) {
        const titles = missing.map((key) => planOf(key)?.title ?? key);
        throw new AllclearError(
          'state.refused',
          `A report does not go without ${titles.join(', ')}. Nothing was changed.`,
        );
      }
      return { entries: [entry('section.order', { keys })], result: { sections: keys } };
    },
  );

const reviewStates = ['analysis', 'accuracy check', 'independent review'] as const;

export const commentInput = z.strictObject({
  incident: slugText,
  about: text(200).describe('What it is about: a part, a factor, an action'),
  text: text(8000),
  confidential: z.boolean().default(false).describe('It is not published. Otherwise it is, with its answer'),
});

/** A comment of the reviewer. Nobody changes it afterwards, not even they themself. Returns its number. */
export const makeComment = (
  context: Context,
  input: z.input<typeof commentInput>,
): Promise<{ number: number }> =>
  changeReview(
    context,
    { verb: 'review.comment', rule: mayReview, states: reviewStates, independent: true },
    commentInput,
    input,
    async ({ tx, review, entries }, { about, text: said, confidential }) => {
      await assertIsReviewer(tx, review);
      assertNoPatient(said);
      return {
        entries: [entry('comment.made', { about, text: said, public: !confidential })],
        result: { number: commentsOf(entries).length + 1 },
      };
    },
  );

export const answerInput = z.strictObject({
  incident: slugText,
  comment: z.coerce.number().int().min(1),
  disposition: z.enum(dispositions),
  text: text(8000).describe('What was changed, or why nothing was'),
});

/** The authors' answer to one comment. A later answer stands beside the earlier one. The reviewer does not answer themself. */
export const answerComment = (
  context: Context,
  input: z.input<typeof answerInput>,
): Promise<{ comment: number }> =>
  changeReview(
    context,
    { verb: 'review.answer', rule: mayWork, states: reviewStates, independent: true },
    answerInput,
    input,
    ({ tx, entries }, { comment: number, disposition, text: said }) => {
      const comment = commentsOf(entries)[number - 1];
      if (!comment) throw notFound('comment', number);
      if (comment.by.toLowerCase() === tx.actor.name.toLowerCase())
        throw new AllclearError(
          'forbidden',
          `${tx.actor.name} made comment ${number} and so does not answer it.`,
        );
      return {
        entries: [entry('comment.answered', { disposition, text: said }, String(number))],
        result: { comment: number },
      };
    },
  );

export const reviewerStatementInput = z.strictObject({ incident: slugText, text: text(20_000) });

/** The reviewer's own statement, published as it stands. */
export const giveStatement = (
  context: Context,
  input: z.input<typeof reviewerStatementInput>,
): Promise<{ given: true }> =>
  changeReview(
    context,
    {
      verb: 'review.reviewer-statement',
      rule: mayReview,
      states: ['independent review'],
      independent: true,
    },
    reviewerStatementInput,
    input,
    async ({ tx, review }, { text: said }) => {
      await assertIsReviewer(tx, review);
      assertNoPatient(said);
      return { entries: [entry('reviewer.statement', { text: said })], result: { given: true } };
    },
  );

export const redactInput = z.strictObject({
  incident: slugText,
  what: z.enum(['phrase', 'evidence', 'comment']),
  target: text(400).describe('The phrase as it is written, or the number of the evidence or comment'),
  reason: text(300).describe('Published in its place: why it is left out'),
});

/**
 * Leaves something out of everything that is published; its place says that, and why. The record itself keeps it. What the
 * reviewer said may only the reviewer leave out.
 */
export const redact = (context: Context, input: z.input<typeof redactInput>): Promise<{ number: number }> =>
  changeReview(
    context,
    { verb: 'review.redact', rule: mayRedact },
    redactInput,
    input,
    async (scene, { what, target, reason }) => {
      const { tx, review, entries } = scene;
      if (what === 'comment') {
        if (!commentsOf(entries)[Number(target) - 1]) throw notFound('comment', target);
        await assertIsReviewer(tx, review);
      }
      if (what === 'evidence') {
        const known = await selectEvidence(tx.db, review.id);
        if (!known.some(({ number }) => String(number) === target)) throw notFound('evidence', target);
      }
      if (what === 'phrase' && target.length < 3)
        throw new AllclearError('input.invalid', 'A phrase of less than 3 letters would strike too much.', {
          faults: [{ field: 'target', reason: 'is too short' }],
        });
      return {
        entries: [entry('redaction.made', { what, target, reason })],
        result: { number: redactionsOf(entries).length + 1 },
      };
    },
  );

export const consequencesInput = z.strictObject({
  incident: slugText,
  staffHours: z
    .number()
    .min(0)
    .max(10_000_000)
    .optional()
    .describe('Hours of staff that it cost, over all practices'),
  staffHoursSource: text(500).optional().describe('Where the figure comes from'),
  harm: text(4000).optional().describe('Harm to patients as far as it is known, or that none is known'),
});

/** Records what it cost and whom it harmed. What nobody records is shown as not known. */
export const recordConsequences = (
  context: Context,
  input: z.input<typeof consequencesInput>,
): Promise<{ recorded: true }> =>
  changeReview(
    context,
    { verb: 'review.consequences', rule: mayWork },
    consequencesInput,
    input,
    (_, { staffHours, staffHoursSource, harm }) => {
      if (staffHours === undefined && harm === undefined)
        throw new AllclearError('input.invalid', 'Give staffHours or harm. Nothing was changed.');
      if (staffHours !== undefined && staffHoursSource === undefined)
        throw new AllclearError('input.invalid', 'A figure without its source is not recorded.', {
          faults: [{ field: 'staffHoursSource', reason: 'is needed with staffHours' }],
        });
      if (harm !== undefined) assertNoPatient(harm);
      return {
        entries: [
          entry('consequences.recorded', {
            staffHours: staffHours ?? null,
            staffHoursSource: staffHoursSource ?? null,
            harm: harm ?? null,
          }),
        ],
        result: { recorded: true },
      };
    },
  );

export const serviceReportInput = z.strictObject({
  incident: slugText,
  to: text(200).describe('Who received it'),
  on: z.iso.date().optional().describe('The day; today when left out. Never later'),
});
