import { z } from 'zod';
import { findIncident, type Incident, instant, slugText, text } from '#incidents';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import { changeUpdate, lockUpdates } from './change-update.ts';
import { requireNoPatientData } from './check-update.ts';
import { requireTokens } from './evaluate-tokens.ts';
import { type Update, updateKinds } from './model.ts';
import { mayWrite } from './policy.ts';
import { findUpdate, insertUpdate } from './store.ts';
import { findVersion, insertVersion } from './store-versions.ts';

/** Markdown. Long enough for any update; a page on a failing network is no place for more. */
const body = text(20_000).describe('Markdown, with figures only as {{claim …}}');
export const updateNumber = z.coerce.number().int().min(1).describe('Its number within the incident');

export const draftInput = z.strictObject({
  incident: slugText,
  title: text(65),
  body,
  nextUpdateDue: instant
    .optional()
    .describe('When the next update will come; needed while the incident is open'),
  kind: z.enum(updateKinds).default('update'),
  corrects: updateNumber.optional().describe('The number of the published update that this corrects'),
});

/**
 * Drafts an update, with its claims as tokens. Returns it. Throws `input.invalid` with every token that cannot be read,
 * and `state.refused` for an incident that nobody has declared.
 */
export function draftUpdate(context: Context, input: z.input<typeof draftInput>): Promise<Update> {
  authorise(context.actor, mayWrite);
  const parsed = parseInput(draftInput, input, 'input of update.draft');
  requireTokens(parsed.body);
  requireNoPatientData(parsed);
  return inTransaction(context, async (tx) => {
    const incident = await findIncident(tx.db, parsed.incident);
    assertDeclared(incident);
    await lockUpdates(tx, incident.id);
    const corrects = await correctedNumber(tx, incident, parsed);
    const update = await insertUpdate(tx, {
      incidentId: incident.id,
      kind: parsed.kind,
      corrects,
      title: parsed.title,
      body: parsed.body,
      nextUpdateDueAt: parsed.nextUpdateDue ?? null,
    });
    await insertVersion(tx, update);
    await audit(tx, {
      verb: 'update.draft',
      subject: `incident:${incident.slug}`,
      data: { number: update.number, title: update.title, kind: update.kind, corrects },
    });
    await emit(tx, 'update.changed', { incidentId: incident.id, updateId: update.id });
    return update;
  });
}

function assertDeclared(incident: Incident): void {
  if (incident.declaredAt !== null && incident.states.response !== 'merged') return;
  throw new AllclearError(
    'state.refused',
    `${incident.slug} is '${incident.states.response}': nothing is published about it. Nothing was changed.`,
  );
}

async function correctedNumber(
  tx: Context,
  incident: Incident,
  { kind, corrects }: { kind: string; corrects?: number | undefined },
): Promise<number | null> {
  if ((kind === 'correction') !== (corrects !== undefined)) {
    throw new AllclearError('input.invalid', 'A correction, and only a correction, says what it corrects.', {
      faults: [{ field: 'corrects', reason: 'goes with kind correction' }],
    });
  }
  if (corrects === undefined) return null;
  const corrected = await findUpdate(tx.db, incident.id, corrects);
  if (corrected?.status !== 'published') throw notFound(`published update of ${incident.slug}`, corrects);
  return corrects;
}

export const editInput = z.strictObject({
  incident: slugText,
  number: updateNumber,
  title: text(65).optional(),
  body: body.optional(),
  nextUpdateDue: instant.optional(),
  version: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('The version that the change began with; refused when somebody has saved another since'),
});

/**
 * Changes an update that is not published. It is a draft again, its approval is void, and the editor is one of its authors.
 * Throws `conflict` when somebody saved another version since the one that was begun with.
 */
export function editUpdate(context: Context, input: z.input<typeof editInput>): Promise<Update> {
  authorise(context.actor, mayWrite);
  const { incident, number, version, ...given } = parseInput(editInput, input, 'input of update.edit');
  if (given.body !== undefined) requireTokens(given.body);
  requireNoPatientData(given);
  return changeUpdate(
    context,
    { verb: 'update.edit', incident, number, from: ['draft', 'submitted', 'approved'] },
    async ({ tx, update }) => {
      if (version !== undefined && version !== update.version) throw await overtaken(tx, update);
      const edited: Update = {
        ...update,
        title: given.title ?? update.title,
        body: given.body ?? update.body,
        nextUpdateDueAt: given.nextUpdateDue ?? update.nextUpdateDueAt,
        authors: [...new Set([...update.authors, tx.actor.name])],
        status: 'draft',
        submittedAt: null,
        approvedBy: null,
        approvedAt: null,
        version: update.version + 1,
      };
      await insertVersion(tx, edited);
      return edited;
    },
  );
}

async function overtaken(tx: Context, update: Update): Promise<AllclearError> {
  const saved = await findVersion(tx.db, update.id, update.version);
  return new AllclearError(
    'conflict',
    `${saved?.savedBy ?? 'Somebody'} saved update ${update.number} while you were writing. Nothing was changed.`,
    { remedy: 'Compare both texts, then save the one you want.' },
  );
}

export const numberedInput = z.strictObject({ incident: slugText, number: updateNumber });

/** Which text a step is about. Scripts that nobody looks on leave the version out. */
export const readVersion = z.coerce
  .number()
  .int()
  .min(1)
  .optional()
  .describe('The version that you read; refused when somebody has saved another since');
