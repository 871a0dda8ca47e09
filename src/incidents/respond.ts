import { z } from 'zod';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, parseInput } from '#platform/errors';
import { assertOpen, changeIncident, lockBySlug, type Scene } from './change.ts';
import { factorsOf, measuresOf } from './core/folds.ts';
import { lastResponseAt, type Readiness, refusals } from './core/states.ts';
import { evaluateIncident } from './evaluate.ts';
import {
  type ExitCriterion,
  type Incident,
  instant,
  type NewEvent,
  responseStates,
  slugText,
  text,
} from './model.ts';
import { exitCriteria } from './outcomes.ts';
import { mayDeclare, mayLead } from './policy.ts';
import { findIncident } from './read.ts';

export const respondInput = z.strictObject({
  incident: slugText,
  to: z.enum(responseStates),
  note: text(),
  at: instant.optional(),
});

/**
 * Changes the state of the response. Standing down measures every exit criterion first; the refusal (`state.refused`)
 * lists what is missing. Returns the incident.
 */
export async function respondToIncident(
  context: Context,
  input: z.input<typeof respondInput>,
): Promise<Incident> {
  authorise(context.actor, mayLead);
  const { incident: slug, to } = parseInput(respondInput, input, 'input of incident.respond');
  // Measured in a transaction of its own: the figures stay even when what was asked for is refused.
  if (to === 'stood down') await measureFirst(context, slug);
  return inTransaction(context, async (tx) => {
    const criteria = await exitCriteria(tx.db, (await findIncident(tx.db, slug)).id);
    await changeIncident(
      tx,
      { verb: 'incident.respond', rule: mayLead },
      respondInput,
      input,
      (scene, parsed) => changeResponse(scene, parsed, criteria),
    );
    return findIncident(tx.db, slug);
  });
}

async function measureFirst(context: Context, slug: string): Promise<void> {
  const incident = await findIncident(context.db, slug);
  assertOpen(incident);
  await evaluateIncident(context, incident.id);
}

function changeResponse(
  scene: Scene,
  parsed: z.output<typeof respondInput>,
  criteria: readonly ExitCriterion[],
): NewEvent[] {
  const readiness: Readiness = {
    factorsSupported: factorsOf(scene.events).filter(
      ({ grade }) => grade === 'supported' || grade === 'confirmed',
    ).length,
    measures: measuresOf(scene.events).length,
    criteria,
  };
  const reasons = refusals(scene.incident.states.response, parsed.to, readiness);
  if (reasons.length > 0) throw refused(scene.incident, parsed.to, reasons);
  const last = lastResponseAt(scene.events);
  if (parsed.at && last && parsed.at.getTime() < last.getTime()) {
    throw refused(scene.incident, parsed.to, [
      'The response changed after that instant; changes are recorded in order.',
    ]);
  }
  return [
    {
      type: 'response.changed',
      public: true,
      text: `Response changed to '${parsed.to}': ${parsed.note}`,
      data: { from: scene.incident.states.response, to: parsed.to, note: parsed.note },
    },
  ];
}

function refused(incident: Incident, to: string, reasons: readonly string[]): AllclearError {
  return new AllclearError(
    'state.refused',
    `${incident.slug} stays '${incident.states.response}': it cannot become '${to}' yet. ${reasons.join(' ')}`,
    { faults: reasons.map((reason) => ({ field: 'to', reason })) },
  );
}

export const declineInput = z.strictObject({ incident: slugText, reason: text(), at: instant.optional() });

/** Declines a candidate, with the reason. Its evidence is kept and does not propose it again. Returns the incident. */
export async function declineIncident(
  context: Context,
  input: z.input<typeof declineInput>,
): Promise<Incident> {
  await changeIncident(
    context,
    { verb: 'incident.decline', rule: mayDeclare, openOnly: false },
    declineInput,
    input,
    ({ incident }, { reason }) => {
      assertCandidate(incident, 'declined');
      return [{ type: 'declined', text: `Candidate declined: ${reason}`, data: { reason } }];
    },
  );
  return findIncident(context.db, input.incident);
}

export const mergeInput = z.strictObject({
  incident: slugText.describe('The one that ends here'),
  into: slugText.describe('The one that goes on'),
  reason: text(),
  at: instant.optional(),
});

/** Merges a candidate or an open incident into another open one. Its address and timeline stay. Returns the merged one. */
export function mergeIncident(context: Context, input: z.input<typeof mergeInput>): Promise<Incident> {
  authorise(context.actor, mayDeclare);
  const parsed = parseInput(mergeInput, input, 'input of incident.merge');
  return inTransaction(context, async (tx) => {
    if (parsed.into === parsed.incident)
      throw new AllclearError('input.invalid', 'An incident is not merged into itself.');
    assertOpen(await lockBySlug(tx, parsed.into));
    await changeIncident(
      tx,
      { verb: 'incident.merge', rule: mayDeclare, openOnly: false },
      mergeInput,
      input,
      ({ incident }) => {
        if (incident.states.response !== 'candidate') assertOpen(incident);
        const { into, reason } = parsed;
        return [
          { type: 'merged', public: true, text: `Merged into ${into}: ${reason}`, data: { into, reason } },
        ];
      },
    );
    return findIncident(tx.db, parsed.incident);
  });
}

function assertCandidate(incident: Incident, to: string): void {
  if (incident.states.response === 'candidate') return;
  throw new AllclearError(
    'state.refused',
    `${incident.slug} is '${incident.states.response}': only a candidate can be ${to}. Nothing was changed.`,
  );
}
