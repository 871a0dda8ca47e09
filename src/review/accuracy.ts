import { z } from 'zod';
import { findPractice } from '#estate';
import { slugText, text } from '#incidents';
import { audit } from '#platform/audit';
import { newSecret, systemActor } from '#platform/auth';
import { addDays, londonDate, londonDayBounds } from '#platform/clock';
import type { Context } from '#platform/context';
import { type Db, inTransaction } from '#platform/db';
import { AllclearError, notFound } from '#platform/errors';
import { emit } from '#platform/outbox';
import { checksOf } from './accuracy-read.ts';
import { changeReview, type Scene } from './change.ts';
import { entry } from './core/entries.ts';
import { factSentences, type PracticeFacts } from './core/practice-facts.ts';
import { assertNoPatient } from './gather.ts';
import { dispositions, reviewParameters, type Verdict } from './model.ts';
import { mayCheckAccuracy, mayTakeAnswers } from './policy.ts';
import { practiceFacts } from './practice-facts.ts';
import { updateReview } from './store.ts';
import {
  findByLink,
  findByPractice,
  insertAnswer,
  insertChecks,
  type LinkedCheck,
  latestAnswer,
  replaceLink,
} from './store-accuracy.ts';

/** A practice's link, shown this once: only its digest is kept. */
export interface AccuracyLink {
  odsCode: string;
  name: string;
  /** Site-relative. */
  path: string;
}

/** Where a practice answers. */
export const accuracyPath = (secret: string): string => `/check/${secret}`;

export const openInput = z.strictObject({
  incident: slugText,
  closesOn: z.iso
    .date()
    .optional()
    .describe(
      `The last London day for answers; ${reviewParameters.accuracyDays} days from now when left out`,
    ),
});

/**
 * Asks every affected practice to check the facts about itself. Returns a link for each, to be sent on: it needs no
 * account, cannot be guessed, stops working after the last day, and shows nothing about anybody else.
 */
export const openAccuracyCheck = (
  context: Context,
  input: z.input<typeof openInput>,
): Promise<{ closesAt: Date; links: AccuracyLink[] }> =>
  changeReview(
    context,
    { verb: 'review.accuracy-open', rule: mayCheckAccuracy, states: ['accuracy check'], independent: true },
    openInput,
    input,
    async (scene, { closesOn }) => {
      const { tx, review, now } = scene;
      if (review.accuracyClosesAt)
        throw new AllclearError('conflict', 'The practices have been asked already. Nothing was changed.');
      const lastDay = closesOn ?? addDays(londonDate(now), reviewParameters.accuracyDays);
      const closesAt = endOfDay(lastDay);
      if (closesAt <= now)
        throw new AllclearError('input.invalid', 'The last day for answers is over. Nothing was changed.', {
          faults: [{ field: 'closesOn', reason: 'is in the past' }],
        });
      const facts = await practiceFacts(tx.db, scene.incident, now);
      const checks = facts.map((each) => ({ ...each, secret: newSecret() }));
      await insertChecks(
        tx,
        review.id,
        checks.map(({ practiceId, secret, facts: own }) => ({
          practiceId,
          secret,
          facts: JSON.stringify(own),
        })),
        closesAt,
      );
      await updateReview(tx, review.id, { accuracyClosesAt: closesAt });
      const links = checks.map(({ secret, facts: { odsCode, name } }) => ({
        odsCode,
        name,
        path: accuracyPath(secret),
      }));
      return {
        entries: [entry('accuracy.opened', { closesAt: closesAt.toISOString(), practices: checks.length })],
        result: { closesAt, links },
      };
    },
  );

const endOfDay = (day: string): Date => londonDayBounds(day).to;

export const renewInput = z.strictObject({ incident: slugText, practice: text(10).describe('Its ODS code') });

/** A new link for a practice that lost its own, which stops working. The time for answers does not change. */
export const renewLink = (
  context: Context,
  input: z.input<typeof renewInput>,
): Promise<{ links: AccuracyLink[] }> =>
  changeReview(
    context,
    { verb: 'review.accuracy-renew', rule: mayCheckAccuracy, states: ['accuracy check'] },
    renewInput,
    input,
    async ({ tx, review }, { practice }) => {
      const { check, facts } = await checkOfPractice(tx.db, review.id, practice);
      const secret = newSecret();
      await replaceLink(tx, check.checkId, secret);
      return {
        entries: [],
        result: { links: [{ odsCode: facts.odsCode, name: facts.name, path: accuracyPath(secret) }] },
      };
    },
  );

async function checkOfPractice(
  db: Db,
  reviewId: number,
  odsCode: string,
): Promise<{ check: LinkedCheck; facts: PracticeFacts }> {
  const practice = await findPractice(db, odsCode.toUpperCase());
  const check = practice && (await findByPractice(db, reviewId, practice.id));
  if (!check) throw notFound('practice that was asked, with the code', odsCode);
  return { check, facts: JSON.parse(check.facts) as PracticeFacts };
}

export interface AccuracyPage {
  facts: PracticeFacts;
  sentences: string[];
  sentAt: Date;
  expiresAt: Date;
  /** What the practice said last; null while it has said nothing. */
  answered: { verdict: Verdict; corrections: string | null; saidBy: string; at: Date } | null;
}

type Base = Omit<Context, 'actor'>;

/** What a link shows; undefined for one that never was, was renewed, or has expired: these look the same from outside. */
export async function accuracyPage({ db, clock }: Base, secret: string): Promise<AccuracyPage | undefined> {
  const check = await findByLink(db, secret, clock.now());
  if (!check) return undefined;
  const facts = JSON.parse(check.facts) as PracticeFacts;
  return {
    facts,
    sentences: factSentences(facts, check.sentAt),
    sentAt: check.sentAt,
    expiresAt: check.expiresAt,
    answered: (await latestAnswer(db, check.checkId)) ?? null,
  };
}

const answerShape = {
  verdict: z.enum(['agree', 'correct'], 'Choose whether this is right'),
  corrections: z.string().trim().max(4000).default(''),
  saidBy: z.string().trim().min(1, 'Enter your name and what you do').max(120),
};

const answerSchema = z
  .strictObject(answerShape)
  .refine(({ verdict, corrections }) => verdict === 'agree' || corrections !== '', {
    path: ['corrections'],
    message: 'Tell us what is not right',
  });

/**
 * A practice's answer over its link. Throws `not-found` for a link that does not work. A second press of the same answer
 * stores nothing; another answer stands beside the first, and counts.
 */
export async function answerByLink(base: Base, secret: string, input: unknown): Promise<void> {
  const given = readAnswer(input);
  const context: Context = { ...base, actor: systemActor };
  await inTransaction(context, async (tx) => {
    const check = await findByLink(tx.db, secret, tx.clock.now());
    if (!check) throw notFound('check', 'at this address');
    await store(tx, check, { ...given, channel: 'link' });
  });
}

function readAnswer(input: unknown): z.output<typeof answerSchema> {
  const result = answerSchema.safeParse(input);
  if (!result.success)
    throw new AllclearError('input.invalid', 'There is a problem with the answer. Nothing was stored.', {
      faults: result.error.issues.map((issue) => ({ field: issue.path.join('.'), reason: issue.message })),
    });
  assertNoPatient(`${result.data.corrections} ${result.data.saidBy}`);
  return result.data;
}

async function store(
  tx: Context,
  check: LinkedCheck,
  given: z.output<typeof answerSchema> & { channel: 'link' | 'telephone' },
): Promise<void> {
  const corrections = given.verdict === 'agree' ? null : given.corrections;
  const before = await latestAnswer(tx.db, check.checkId);
  if (before && before.verdict === given.verdict && before.corrections === corrections) return;
  await insertAnswer(tx, check, { ...given, corrections });
  const { odsCode } = JSON.parse(check.facts) as PracticeFacts;
  await audit(tx, {
    verb: 'review.accuracy-answered',
    subject: `practice:${odsCode}`,
    data: { verdict: given.verdict, channel: given.channel },
  });
  await emit(tx, 'review.changed', { incidentId: check.incidentId });
}

export const takeAnswerInput = z.strictObject({
  incident: slugText,
  practice: text(10).describe('Its ODS code'),
  ...answerShape,
  corrections: z.string().trim().max(4000).default('').describe('What is not right, in their words'),
  saidBy: text(120).describe('Who said it at the practice'),
});

/** Records what a practice answers by telephone, while the check is open. */
export const takeAnswer = (
  context: Context,
  input: z.input<typeof takeAnswerInput>,
): Promise<{ practice: string; verdict: Verdict }> =>
  changeReview(
    context,
    { verb: 'review.accuracy-answer', rule: mayTakeAnswers, states: ['accuracy check'] },
    takeAnswerInput,
    input,
    async ({ tx, review, now }, { practice, verdict, corrections, saidBy }) => {
      const { check } = await checkOfPractice(tx.db, review.id, practice);
      if (check.expiresAt <= now)
        throw new AllclearError('state.refused', 'The time for answers is over. Nothing was changed.');
      await store(tx, check, { ...readAnswer({ verdict, corrections, saidBy }), channel: 'telephone' });
      return { entries: [], result: { practice, verdict } };
    },
  );

export const settleInput = z.strictObject({
  incident: slugText,
  practice: text(10).describe('Its ODS code'),
  outcome: z.enum(dispositions),
  text: text(4000).describe('What was changed, or why nothing was'),
});

/** Deals with a correction: what was changed, or why nothing was. It is published beside the count. */
export const settleCorrection = (
  context: Context,
  input: z.input<typeof settleInput>,
): Promise<{ practice: string }> =>
  changeReview(
    context,
    {
      verb: 'review.accuracy-settle',
      rule: mayCheckAccuracy,
      states: ['accuracy check'],
      independent: true,
    },
    settleInput,
    input,
    async (scene, { practice, outcome, text: said }) => {
      const answer = await correctionOf(scene, practice);
      return {
        entries: [entry('accuracy.settled', { outcome, text: said }, String(answer))],
        result: { practice },
      };
    },
  );

async function correctionOf({ tx, review, entries }: Scene, odsCode: string): Promise<number> {
  const checks = await checksOf(tx.db, review.id, entries);
  const check = checks.find((each) => each.odsCode === odsCode.toUpperCase());
  if (check?.answer?.verdict === 'correct') return check.answer.id;
  throw new AllclearError('state.refused', `${odsCode} asks for no correction. Nothing was changed.`);
}
