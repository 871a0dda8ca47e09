import { z } from 'zod';
import { findIncident, slugText, text } from '#incidents';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { containsNhsNumber } from '#servicedesk';
import {
  fillTemplate,
  templateFacts,
  type UpdateTemplate,
  unknownFacts,
  withoutLines,
  withStandard,
} from './core/templates.ts';
import { draftUpdate } from './draft-update.ts';
import { evaluateBody, requireTokens } from './evaluate-tokens.ts';
import type { Update } from './model.ts';
import { mayRead, mayWrite } from './policy.ts';
import { publishingRules } from './rules.ts';
import { deleteTemplate, selectTemplates, upsertTemplate } from './store-templates.ts';
import { submitUpdate } from './submit-update.ts';

export type ListedTemplate = UpdateTemplate & { standard: boolean };

/** The templates as they stand, those that come with the program first. */
export async function listTemplates(context: Context): Promise<ListedTemplate[]> {
  authorise(context.actor, mayRead);
  return withStandard(await selectTemplates(context.db));
}

export const setTemplateInput = z.strictObject({
  key: slugText.describe('A short name that stays, such as holding'),
  name: text(120).describe('What people choose it by'),
  title: text(65).describe('May hold [incident title] or [incident reference]'),
  body: text(20_000).describe(
    `Markdown with claims; ${templateFacts.map((fact) => `[incident ${fact}]`).join(', ')} stand for the incident's own words`,
  ),
  nextUpdateMinutes: z.coerce
    .number()
    .int()
    .min(15)
    .max(10_080)
    .describe('The next update is due so many minutes later'),
});

/** Adds a template, or changes one; a template that came with the program is changed as well. */
export function setTemplate(
  context: Context,
  input: z.input<typeof setTemplateInput>,
): Promise<UpdateTemplate> {
  authorise(context.actor, mayWrite);
  const template = parseInput(setTemplateInput, input, 'input of template.set');
  requireTokens(template.body);
  const unknown = unknownFacts(template);
  const faults = [
    ...unknown.map((name) => ({
      field: 'body',
      reason: `there is no [incident ${name}]; there are ${templateFacts.join(', ')}`,
    })),
    ...(containsNhsNumber(`${template.title}\n${template.body}`)
      ? [{ field: 'body', reason: 'holds a number that is valid as an NHS number' }]
      : []),
  ];
  if (faults.length > 0)
    throw new AllclearError('input.invalid', 'The template cannot be used. Nothing was changed.', { faults });
  return inTransaction(context, async (tx) => {
    await upsertTemplate(tx, template);
    await audit(tx, { verb: 'template.set', subject: `template:${template.key}`, data: template });
    return template;
  });
}

export const resetTemplateInput = z.strictObject({ key: slugText });

/** Removes a template; one that came with the program is then as it came. */
export function resetTemplate(
  context: Context,
  input: z.input<typeof resetTemplateInput>,
): Promise<{ key: string }> {
  authorise(context.actor, mayWrite);
  const { key } = parseInput(resetTemplateInput, input, 'input of template.reset');
  return inTransaction(context, async (tx) => {
    if (!(await deleteTemplate(tx, key))) throw notFound('changed template', key);
    await audit(tx, { verb: 'template.reset', subject: `template:${key}`, data: {} });
    return { key };
  });
}

export const fromTemplateInput = z.strictObject({
  incident: slugText,
  template: slugText.default('holding').describe('Its key; template.list names them'),
  submit: z.boolean().default(true).describe('Submit it for approval at once'),
});

/**
 * Drafts an update from a template, in one step: with the incident's own words and the next update due, without the
 * paragraphs whose claims may not be made now. Submits it unless told otherwise. Returns the update.
 */
export function draftFromTemplate(
  context: Context,
  input: z.input<typeof fromTemplateInput>,
): Promise<Update> {
  authorise(context.actor, mayWrite);
  const { incident, template, submit } = parseInput(
    fromTemplateInput,
    input,
    'input of update.from-template',
  );
  return inTransaction(context, async (tx) => {
    const filled = await filledTemplate(tx, incident, template);
    const draft = await draftUpdate(tx, { incident, ...filled });
    return submit ? submitUpdate(tx, { incident, number: draft.number }) : draft;
  });
}

/** A template as it would begin an update of this incident now; also fills the editor's form. */
export async function filledTemplate(
  context: Context,
  slug: string,
  key: string,
): Promise<{ title: string; body: string; nextUpdateDue: Date }> {
  const incident = await findIncident(context.db, slug);
  const template = withStandard(await selectTemplates(context.db)).find((each) => each.key === key);
  if (!template) throw notFound('template', key);
  const now = context.clock.now();
  const { title, body, nextUpdateDueAt } = fillTemplate(template, incident, now);
  const { callFeedStaleMinutes, wordsAt } = await publishingRules(context.db);
  const { refusals } = await evaluateBody(context.db, { incident, callFeedStaleMinutes }, body, {
    asOf: now,
    now,
    update: { number: null, nextUpdateDueAt },
    words: wordsAt(now),
  });
  const refused = new Set(refusals.flatMap(({ line }) => line ?? []));
  const kept = withoutLines(body, refused);
  return { title, body: kept, nextUpdateDue: nextUpdateDueAt };
}
