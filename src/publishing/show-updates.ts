import { z } from 'zod';
import { findIncident, instant, slugText, text } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import type { Fault } from '#platform/errors';
import { notFound, parseInput } from '#platform/errors';
import { claimCatalogue } from './core/catalogue.ts';
import { fillTokens } from './core/tokens.ts';
import { numberedInput } from './draft-update.ts';
import { type EvaluatedBody, evaluateBody } from './evaluate-tokens.ts';
import { publishingParameters, type StoredClaim, type Update } from './model.ts';
import { mayRead } from './policy.ts';
import { findUpdate, selectClaims, selectUpdates } from './store.ts';

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

export interface Preview {
  /** The body as it would read now; a claim that would be refused says so in its place. */
  text: string;
  claims: EvaluatedBody['claims'];
  refusals: Fault[];
}

/** How a body would read if it were approved now. Stores nothing. */
export async function previewUpdate(context: Context, input: z.input<typeof previewInput>): Promise<Preview> {
  authorise(context.actor, mayRead);
  const parsed = parseInput(previewInput, input, 'input of update.preview');
  const incident = await findIncident(context.db, parsed.incident);
  const now = context.clock.now();
  const { callFeedStaleMinutes } = publishingParameters;
  const saying = {
    asOf: now,
    now,
    update: { number: null, nextUpdateDueAt: parsed.nextUpdateDue ?? null },
  };
  const evaluated = await evaluateBody(context.db, { incident, callFeedStaleMinutes }, parsed.body, saying);
  const said = [...evaluated.claims];
  const text = fillTokens(parsed.body, (index) => {
    const refused = evaluated.refusedAt.get(index);
    return refused === undefined ? (said.shift()?.text ?? '') : `(refused: ${refused})`;
  });
  return { text, claims: evaluated.claims, refusals: evaluated.refusals };
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
