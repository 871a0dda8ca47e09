import { z } from 'zod';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError } from '#platform/errors';
import { changeIncident, happenedAt } from './change.ts';
import { descriptionOf } from './core/folds.ts';
import { eprrTypes, type Incident, instant, slugText, text } from './model.ts';
import { mayDeclare } from './policy.ts';
import { findIncident } from './read.ts';
import { rebuildImpact } from './update-impact.ts';

export const describeInput = z.strictObject({
  incident: slugText,
  title: text(200).optional(),
  summary: text(2000).optional(),
  itSeverity: z.coerce.number().int().min(1).max(5).optional(),
  eprrType: z.enum(eprrTypes).nullable().optional(),
  startedAt: instant.optional(),
  symptomWords: z.array(text(80)).max(50).optional(),
  components: z
    .array(z.strictObject({ key: text(80), value: text(200) }))
    .max(50)
    .optional(),
  at: instant.optional(),
});

/** Corrects or extends what an incident is called and about. Fields that are left out stay. Returns the incident. */
export async function describeIncident(
  context: Context,
  input: z.input<typeof describeInput>,
): Promise<Incident> {
  authorise(context.actor, mayDeclare);
  return inTransaction(context, async (tx) => {
    const done = await changeIncident(
      tx,
      { verb: 'incident.describe', rule: mayDeclare },
      describeInput,
      input,
      (scene, parsed) => {
        const { incident: _, at: __, ...given } = parsed;
        const changed = Object.entries(given).filter(([, value]) => value !== undefined);
        if (changed.length === 0) throw new AllclearError('input.invalid', 'Nothing to change was given.');
        if (parsed.startedAt) happenedAt(parsed.startedAt, scene.now);
        const names = changed.map(([name]) => name).join(', ');
        const before = descriptionOf(scene.events);
        return [
          {
            type: 'described',
            text: `Description changed: ${names}`,
            data: { ...Object.fromEntries(changed), before },
          },
        ];
      },
    );
    const incident = await findIncident(tx.db, done.incident);
    await rebuildImpact(tx, incident.id);
    return incident;
  });
}
