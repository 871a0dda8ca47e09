import { z } from 'zod';
import { text } from '#incidents';
import { AllclearError, type Fault } from '#platform/errors';
import { containsNhsNumber } from '#servicedesk';
import { nothingSaid } from './core/backlog.ts';
import { type Answer, backlogKinds, onlineConsultationStates, systems, telephoneStates } from './model.ts';

const count = (what: string) =>
  z.coerce
    .number(`Enter how many ${what} as a number`)
    .int(`Enter how many ${what} as a whole number`)
    .min(0, `The number of ${what} must be 0 or more`)
    .max(1_000_000, `The number of ${what} must be at most 1,000,000`)
    .optional()
    .describe(`How many ${what}; left empty, it is not known`);

/** What a practice can say: over its link, by telephone, or through the API. Everything but `state` may be left out. */
export const answerShape = {
  state: z
    .enum(['recovering', 'recovered'], 'Choose whether you are back to normal')
    .describe('recovered: they say that they are back to normal'),
  fixed: z
    .enum(['yes', 'no'], 'Choose whether the problem is fixed at your practice')
    .optional()
    .describe('We believe that the problem is fixed at their site: is it?'),
  notFixedAt: z
    .array(text(40))
    .optional()
    .describe(
      'Codes of the sites at which it is not fixed, for a practice with several; left out, they did not say which',
    ),
  notWorking: z
    .array(z.enum(systems))
    .optional()
    .describe('What does not work yet; none of them ticked means that they did not say'),
  allWorking: z.boolean().optional().describe('They say that all of these work'),
  appointments: count('appointments have to be rebooked'),
  prescriptions: count('prescriptions wait'),
  results: count('results wait'),
  letters: count('letters and referrals wait'),
  paperRecords: count('paper records have to be entered'),
  onlineConsultations: z.enum(onlineConsultationStates, 'Choose on, off or not used').optional(),
  telephones: z.enum(telephoneStates, 'Choose whether your telephones work').optional(),
  staffHours: z.coerce
    .number('Enter the hours as a number')
    .min(0, 'Hours must be 0 or more')
    .max(100_000, 'Hours must be at most 100,000')
    .optional()
    .describe('Hours of their staff that it cost, in all since it began'),
  expectedNormalOn: z.iso
    .date('Enter a real date, such as 29 4 2026')
    .optional()
    .describe('When the practice expects to be back to normal'),
  safetyConcern: text(2000)
    .optional()
    .describe(
      'A worry about the safety of patients, without anything about a patient. The clinical safety lead is told at once',
    ),
  note: text(2000).optional().describe('Anything else, without anything about a patient'),
  saidBy: text(120).optional().describe('Who said it at the practice: name and role'),
};

const answerSchema = z.object(answerShape);
export type GivenAnswer = z.output<typeof answerSchema>;

/** Throws for what no schema of one field can see: contradictions, characters that cannot be stored, and anything shaped like an NHS number. */
export function assertAcceptable(given: GivenAnswer): void {
  const faults: Fault[] = [];
  if (given.fixed === 'yes' && (given.notFixedAt?.length ?? 0) > 0)
    faults.push({
      field: 'notFixedAt',
      reason: 'Choose that the problem is fixed, or at which sites it is not',
    });
  if (given.allWorking && (given.notWorking?.length ?? 0) > 0)
    faults.push({ field: 'notWorking', reason: 'Choose what does not work, or that all of it works' });
  // No database text can hold it.
  for (const field of ['safetyConcern', 'note', 'saidBy'] as const)
    if (given[field]?.includes('\0'))
      faults.push({ field, reason: 'Take out the character that cannot be stored' });
  if (faults.length > 0)
    throw new AllclearError('input.invalid', 'There is a problem with the answer. Nothing was stored.', {
      faults,
    });
  const named = (['safetyConcern', 'note', 'saidBy'] as const).filter((field) =>
    containsNhsNumber(given[field] ?? ''),
  );
  if (named.length === 0) return;
  throw new AllclearError('privacy.nhs-number', 'This holds an NHS number. Nothing was stored.', {
    faults: named.map((field) => ({
      field,
      reason: 'Take out the NHS number: do not write anything about a patient',
    })),
    remedy: 'Take it out: nothing about a patient is kept.',
  });
}

/** The answer as it is kept: what was left out is null, which is not said. */
export function answerOf(given: GivenAnswer): Answer {
  const { notWorking = [], allWorking } = given;
  const notFixedAt = [...new Set(given.notFixedAt?.map((code) => code.toUpperCase()))].sort();
  return {
    state: given.state,
    // Naming a site where it still happens says no.
    fixed: given.fixed ?? (notFixedAt.length > 0 ? 'no' : null),
    notFixedAt: notFixedAt.length > 0 ? notFixedAt : null,
    notWorking: allWorking ? [] : notWorking.length > 0 ? notWorking : null,
    backlog: {
      ...nothingSaid,
      ...Object.fromEntries(backlogKinds.map((kind) => [kind, given[kind] ?? null])),
    },
    onlineConsultations: given.onlineConsultations ?? null,
    telephones: given.telephones ?? null,
    staffHours: given.staffHours ?? null,
    expectedNormalOn: given.expectedNormalOn ?? null,
    note: given.note ?? null,
  };
}
