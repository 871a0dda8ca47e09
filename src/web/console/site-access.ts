import { detectionVerbs } from '#detection';
import { estateVerbs } from '#estate';
import { incidentVerbs } from '#incidents';
import { planningVerbs } from '#planning';
import { mayUse, type Permissions, permissionsOf } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError } from '#platform/errors';
import type { Verb } from '#platform/verbs';
import { publishingVerbs } from '#publishing';
import { recoveryVerbs } from '#recovery';
import { servicedeskVerbs } from '#servicedesk';
import { telemetryVerbs } from '#telemetry';

const readers: readonly Verb[] = [
  ...estateVerbs,
  ...telemetryVerbs,
  ...servicedeskVerbs,
  ...detectionVerbs,
  ...incidentVerbs,
  ...planningVerbs,
  ...recoveryVerbs,
  ...publishingVerbs,
].filter((verb) => !verb.changes);

let known: Promise<Permissions> | undefined;

/**
 * Throws `forbidden`, quoting the domain's own rule, unless the actor may use each of these reading verbs. These screens
 * read through the domains' doors in a few large queries, and show to nobody what its verb would refuse.
 */
export async function mustBeAllowed(context: Context, verbs: readonly string[]): Promise<void> {
  known ??= permissionsOf(readers, context);
  const permissions = await known;
  for (const verb of verbs) {
    if (context.actor.kind === 'system' || mayUse(permissions, context.actor, verb)) continue;
    const sentence = permissions.get(verb)?.sentence ?? `There is no ${verb}`;
    throw new AllclearError('forbidden', `${context.actor.name} may not do this. ${sentence}.`);
  }
}
