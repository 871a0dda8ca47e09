import type { z } from 'zod';
import { AllclearError } from './errors.ts';

/**
 * Parses an input by a strict schema; all faults are reported together, each with its dotted path. A text with the
 * character NUL is refused as well: no database text can hold it. `nulLeftIn` names a field in which the caller looks
 * at every text itself, row by row, because it may keep the good rows.
 */
export function parseInput<S extends z.ZodType>(
  schema: S,
  input: unknown,
  what: string,
  { nulLeftIn }: { nulLeftIn?: string } = {},
): z.output<S> {
  const result = schema.safeParse(input);
  const nul = result.success ? pathOfNul(result.data, nulLeftIn) : undefined;
  if (result.success && nul === undefined) return result.data;
  if (nul !== undefined)
    throw new AllclearError('input.invalid', `The ${what} is not valid. Nothing was changed.`, {
      faults: [{ field: nul.join('.') || '(whole)', reason: 'holds a character that cannot be stored' }],
    });
  throw new AllclearError('input.invalid', `The ${what} is not valid. Nothing was changed.`, {
    faults: (result.error?.issues ?? []).map((issue) => ({
      field: issue.path.join('.') || '(whole)',
      reason: issue.message,
    })),
  });
}

/** Where the first NUL is. Inputs may hold a million values, so nothing is made on the way unless one is found. */
function pathOfNul(value: unknown, leftOut?: string): string[] | undefined {
  if (typeof value === 'string') return value.includes('\0') ? [] : undefined;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined;
  for (const key in value) {
    if (key === leftOut) continue;
    if (key.includes('\0')) return [];
    const found = pathOfNul((value as Record<string, unknown>)[key]);
    if (found) return [key, ...found];
  }
  return undefined;
}
