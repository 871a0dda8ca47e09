import type { z } from 'zod';
import { AllclearError } from './errors.ts';

/** Parses an input by a strict schema; all faults are reported together, each with its dotted path. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown, what: string): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new AllclearError('input.invalid', `The ${what} is not valid. Nothing was changed.`, {
    faults: result.error.issues.map((issue) => ({
      field: issue.path.join('.') || '(whole)',
      reason: issue.message,
    })),
  });
}
