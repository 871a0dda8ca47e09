import { mayUse } from '#platform/auth';
import { AllclearError } from '#platform/errors';
import { runVerb } from '#platform/verbs';
import type { ConsoleRequest } from './deps.ts';
import type { ConsoleOptions } from './options.ts';

/** What a reading verb answers. The table of verbs does not know the types of its answers; the caller names it. */
export async function ask<T>(
  request: ConsoleRequest,
  options: ConsoleOptions,
  verb: string,
  input: Record<string, unknown> = {},
): Promise<T> {
  return (await runVerb(options.verbs, request.get('context'), verb, input)) as T;
}

/** Whether to show what leads to this verb. */
export const may = (request: ConsoleRequest, options: ConsoleOptions, verb: string): boolean =>
  mayUse(options.permissions, request.get('context').actor, verb);

/** Throws `forbidden` in the words of the verb's own rule, for screens that read through the domains' doors. */
export function mustBeAble(request: ConsoleRequest, options: ConsoleOptions, verb: string): void {
  if (may(request, options, verb)) return;
  const sentence = options.permissions.get(verb)?.sentence ?? `There is no ${verb}`;
  throw new AllclearError('forbidden', `${request.get('context').actor.name} may not do this. ${sentence}.`);
}
