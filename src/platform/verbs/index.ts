import type { z } from 'zod';
import type { Context } from '../context/index.ts';
import { notFound, parseInput } from '../errors/index.ts';

export { inputFromQuery } from './from-query.ts';

/**
 * One thing that can be done. Every entry point (HTTP, command line, scenario script) is a thin adapter over the same
 * table of verbs, so there is no second write path.
 */
export interface Verb {
  /** `domain.action`, e.g. `incident.declare`; the command line writes it `incident declare`. */
  name: string;
  /** One sentence for `--help` and the API reference. */
  summary: string;
  /** Whether it changes anything; a verb that does not may be called with GET. */
  changes: boolean;
  /** It may take minutes: it tells how it goes on and can be called off, through `long` of its context. */
  long?: boolean;
  input: z.ZodObject;
  run(context: Context, input: never): Promise<unknown>;
}

/** Defines a verb with its input type inferred from its schema. */
export function defineVerb<S extends z.ZodObject>(verb: {
  name: string;
  summary: string;
  changes?: boolean;
  long?: boolean;
  input: S;
  run(context: Context, input: z.output<S>): Promise<unknown>;
}): Verb {
  return { ...verb, changes: verb.changes ?? true };
}

/** Parses the input strictly and runs the verb; unknown names are `not-found`. */
export async function runVerb(
  verbs: readonly Verb[],
  context: Context,
  name: string,
  input: unknown,
): Promise<unknown> {
  const verb = verbs.find((candidate) => candidate.name === name);
  if (!verb) throw notFound('verb', name);
  return verb.run(context, parseInput(verb.input, input, `input of ${name}`) as never);
}
