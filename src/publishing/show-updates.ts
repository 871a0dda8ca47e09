import { z } from 'zod';
import { findIncident, instant, slugText, text } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { notFound, parseInput } from '#platform/errors';
import { claimCatalogue } from './core/catalogue.ts';
import { fillTokens } from './core/tokens.ts';
import { numberedInput, updateNumber } from './draft-update.ts';
import type { StoredClaim, Update, UpdateVersion } from './model.ts';
import { mayRead } from './policy.ts';
import { type Preview, previewBody } from './preview-body.ts';
import { findUpdate, selectClaims, selectUpdates } from './store.ts';
import { findVersion } from './store-versions.ts';

export const listUpdatesInput = z.strictObject({ incident: slugText });

/** The updates of an incident, newest first, in every status. */
export async function listUpdates(
  context: Context,
  input: z.input<typeof listUpdatesInput>,
): Promise<Update[]> {
  authorise(context.actor, mayRead);
  const { incident: slug } = parseInput(listUpdatesInput, input, 'input of update.list');
  return selectUpdates(context.db, [(await findIncident(context.db, slug)).id]);
}

/** One update with its claims as frozen, and its body as it reads. */
export async function showUpdate(
  context: Context,
  input: z.input<typeof numberedInput>,
): Promise<Update & { claims: StoredClaim[]; text: string }> {
  authorise(context.actor, mayRead);
  const { incident: slug, number } = parseInput(numberedInput, input, 'input of update.show');
  const update = await findUpdate(context.db, (await findIncident(context.db, slug)).id, number);
  if (!update) throw notFound(`update of ${slug}`, number);
  const claims = await selectClaims(context.db, [update.id]);
  return {
    ...update,
    claims,
    text: fillTokens(update.body, (index) => claims[index]?.text ?? '(not evaluated)'),
  };
}

export const previewInput = z.strictObject({
  incident: slugText,
  body: text(20_000),
  nextUpdateDue: instant.optional(),
});

/** How a body would read if it were approved now. Stores nothing. */
export async function previewUpdate(context: Context, input: z.input<typeof previewInput>): Promise<Preview> {
  authorise(context.actor, mayRead);
  const { incident, body, nextUpdateDue } = parseInput(previewInput, input, 'input of update.preview');
  return previewBody(context, await findIncident(context.db, incident), body, nextUpdateDue ?? null);
}

export const versionInput = z.strictObject({
  incident: slugText,
  number: updateNumber,
  version: z.coerce.number().int().min(1),
});

/** An update as it was in one of its versions; throws `not-found`. */
export async function showVersion(
  context: Context,
  input: z.input<typeof versionInput>,
): Promise<UpdateVersion> {
  authorise(context.actor, mayRead);
  const { incident: slug, number, version } = parseInput(versionInput, input, 'input of update.version');
  const update = await findUpdate(context.db, (await findIncident(context.db, slug)).id, number);
  const found = update && (await findVersion(context.db, update.id, version));
  if (!found) throw notFound(`version ${version} of update`, number);
  return found;
}

export const evaluateClaimInput = z.strictObject({
  incident: slugText,
  token: text(1000).describe(
    "A claim as an update has it: '{{claim practices.moved}}', or without the braces",
  ),
});

/** Evaluates one claim now, to see what it would say and on what evidence. */
export async function evaluateClaim(
  context: Context,
  input: z.input<typeof evaluateClaimInput>,
): Promise<Preview> {
  authorise(context.actor, mayRead);
  const { incident, token } = parseInput(evaluateClaimInput, input, 'input of claim.evaluate');
  const body = token.startsWith('{{') ? token : `{{claim ${token}}}`;
  return previewUpdate(context, { incident, body });
}

/** The claims that can be made. */
export async function listClaims(context: Context) {
  authorise(context.actor, mayRead);
  return claimCatalogue.map(({ key, summary, sentence, example, holdsWhile, parameters }) => ({
    key,
    summary,
    sentence,
    example,
    holdsWhile,
    parameters: Object.keys(parameters.shape),
  }));
}
