import { z } from 'zod';
import type { Context } from '#platform/context';
import { AllclearError } from '#platform/errors';
import { assertNew, changeIncident, pick } from './change.ts';
import { factorsOf } from './core/folds.ts';
import { factorGrades, instant, slugText, text } from './model.ts';
import { mayAnalyse } from './policy.ts';

export const addFactorInput = z.strictObject({
  incident: slugText,
  key: slugText,
  title: text(200),
  statement: text(2000),
  settledBy: text(1000).optional().describe('What would settle whether it is one'),
  at: instant.optional(),
});

/** Records a contributing factor, as a hypothesis. */
export const addFactor = (context: Context, input: z.input<typeof addFactorInput>) =>
  changeIncident(
    context,
    { verb: 'factor.add', rule: mayAnalyse, openOnly: false },
    addFactorInput,
    input,
    (scene, parsed) => {
      assertNew(factorsOf(scene.events), parsed.key, 'factor');
      const { key, title, statement, settledBy } = parsed;
      return [
        {
          type: 'factor.added',
          public: true,
          text: `Possible factor: ${title}`,
          data: { key, title, statement, settledBy: settledBy ?? null },
        },
      ];
    },
  );

export const gradeFactorInput = z.strictObject({
  incident: slugText,
  key: slugText,
  grade: z.enum(factorGrades),
  evidenceFor: z.array(text(1000)).max(50).default([]),
  evidenceAgainst: z.array(text(1000)).max(50).default([]),
  reason: text(2000),
  at: instant.optional(),
});

/**
 * Grades a factor. Evidence is added to what is known. A factor is supported or confirmed only with evidence for it, and
 * ruled out only with evidence against it.
 */
export const gradeFactor = (context: Context, input: z.input<typeof gradeFactorInput>) =>
  changeIncident(
    context,
    { verb: 'factor.grade', rule: mayAnalyse, openOnly: false },
    gradeFactorInput,
    input,
    (scene, parsed) => {
      const { key, grade, evidenceFor, evidenceAgainst, reason } = parsed;
      const factor = pick(factorsOf(scene.events), key, 'factor');
      const isFor = grade === 'supported' || grade === 'confirmed';
      if (isFor && factor.evidenceFor.length + evidenceFor.length === 0) throw noEvidence(grade, 'for');
      if (grade === 'ruled out' && factor.evidenceAgainst.length + evidenceAgainst.length === 0) {
        throw noEvidence(grade, 'against');
      }
      return [
        {
          type: 'factor.graded',
          public: true,
          text: `Factor ${grade}: ${factor.title}. ${reason}`,
          data: { key, grade, evidenceFor, evidenceAgainst, reason },
        },
      ];
    },
  );

const noEvidence = (grade: string, side: 'for' | 'against'): AllclearError =>
  new AllclearError(
    'state.refused',
    `A factor is '${grade}' only with evidence ${side} it. Nothing was changed.`,
    {
      remedy: `Give evidence${side === 'for' ? 'For' : 'Against'}.`,
    },
  );
