import { z } from 'zod';
import {
  factors,
  findIncident,
  type Incident,
  instant,
  isOpen,
  recordEvent,
  slugText,
  text,
} from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError, type Fault, parseInput } from '#platform/errors';
import { checkText, type Finding, findingText } from './core/update-checks.ts';
import { mayRead } from './policy.ts';
import { previewBody } from './preview-body.ts';

export const checkInput = z.strictObject({
  incident: slugText,
  title: text(65).optional(),
  body: text(20_000),
  nextUpdateDue: instant.optional(),
});

/** What a reader would stumble over in a text as it would read now, or should never see. Stores nothing. */
export async function checkUpdate(context: Context, input: z.input<typeof checkInput>): Promise<Finding[]> {
  authorise(context.actor, mayRead);
  const {
    incident: slug,
    title,
    body,
    nextUpdateDue,
  } = parseInput(checkInput, input, 'input of update.check');
  const incident = await findIncident(context.db, slug);
  return findingsFor(context, incident, { title: title ?? '', body, nextUpdateDueAt: nextUpdateDue ?? null });
}

/** The findings of a text, its claims said as of now. */
export async function findingsFor(
  context: Context,
  incident: Incident,
  draft: { title: string; body: string; nextUpdateDueAt: Date | null },
): Promise<Finding[]> {
  const { text: said } = await previewBody(context, incident, draft.body, draft.nextUpdateDueAt);
  const graded = await factors(context.db, incident.id);
  return checkText({
    title: draft.title,
    body: said,
    needsNextUpdate: isOpen(incident.states.response),
    hasNextUpdate: draft.nextUpdateDueAt !== null,
    factors: graded.map(({ title, grade }) => ({ title, confirmed: grade === 'confirmed' })),
  });
}

/** Throws `privacy.nhs-number`, whose remedy says what to do: what is about a patient is not even stored. */
export function requireNoPatientData(given: { title?: string | undefined; body?: string | undefined }): void {
  const findings = checkText({
    title: given.title ?? '',
    body: given.body ?? '',
    needsNextUpdate: false,
    hasNextUpdate: true,
    factors: [],
  }).filter(({ severity }) => severity === 'refusal');
  if (findings.length === 0) return;
  throw new AllclearError(
    'privacy.nhs-number',
    'The text holds something about a patient. Nothing was stored.',
    { faults: findings.map(faultOf), remedy: 'Take it out. This cannot be overridden.' },
  );
}

const faultOf = ({ field, line, problem, found }: Finding): Fault => ({
  field,
  ...(line === null ? {} : { line }),
  reason: found === '' ? problem : `“${found}”: ${problem}`,
});

/** What is open when somebody submits: they are told of it, or have said why it may stay. */
export async function passChecks(
  tx: Context,
  incident: Incident,
  update: { number: number; title: string; body: string; nextUpdateDueAt: Date | null },
  { onWarning, reason }: { onWarning: 'refuse' | 'accept'; reason?: string | undefined },
): Promise<void> {
  const findings = await findingsFor(tx, incident, update);
  if (findings.length === 0) return;
  if (onWarning === 'refuse') {
    throw new AllclearError('state.refused', 'The text has something to look at. Nothing was submitted.', {
      faults: findings.map(faultOf),
      remedy: 'Mend it, or say why it stays as it is.',
    });
  }
  if (reason === undefined) return;
  await recordEvent(tx, incident.id, {
    type: 'update.checks-overridden',
    text: `Update ${update.number} submitted with ${findings.length} open ${findings.length === 1 ? 'check' : 'checks'}: ${reason}`,
    data: { number: update.number, reason, findings: findings.map(findingText) },
  });
}
