import { z } from 'zod';
import { authorise } from '#platform/auth';
import { parseLondon } from '#platform/clock';
import type { Context } from '#platform/context';
import { AllclearError, parseInput } from '#platform/errors';
import { containsNhsNumber } from './core/nhs-number.ts';
import { readRow } from './core/read-row.ts';
import { storeIntake } from './intake.ts';
import type { CallIntakeReport } from './model.ts';
import { mayImportCalls } from './policy.ts';
import { severityTables } from './settings.ts';

const maxCalls = 10_000;
const clockSkewMs = 5 * 60_000;

export const instantInput = z.union([z.string(), z.date()]).transform((value, context): Date => {
  const parsed = typeof value === 'string' ? parseLondon(value) : value;
  if (parsed && !Number.isNaN(parsed.getTime())) return parsed;
  context.addIssue({ code: 'custom', message: 'is not a date and time' });
  return z.NEVER;
});

export const sourceInput = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .refine((text) => !containsNhsNumber(text), 'holds a number that is valid as an NHS number');

export const importCallsInput = z.strictObject({
  source: sourceInput,
  syncedAt: instantInput.optional(),
  onFault: z.enum(['refuse', 'skip']).default('refuse'),
  priorityScheme: z.enum(['nhs', 'servicenow']).optional(),
  dryRun: z.boolean().default(false),
  calls: z
    .array(z.record(z.string(), z.unknown()))
    .max(maxCalls, `Send at most ${maxCalls} calls at a time.`),
});

/**
 * Takes in calls as JSON: docs/reference/calls.md. A batch without calls is a heartbeat, which says that the feed is
 * alive. Throws `import.rejected` (or `privacy.nhs-number` when nothing else is wrong) with every fault, unless
 * `onFault` is 'skip'.
 */
export async function importCalls(context: Context, body: unknown): Promise<CallIntakeReport> {
  authorise(context.actor, mayImportCalls);
  const input = parseInput(importCallsInput, body, 'batch of calls', { nulLeftIn: 'calls' });
  const now = context.clock.now();
  const syncedAt = checkedSync(input.syncedAt ?? now, now);
  const { tables, standard } = await severityTables(context.db);
  const priorityScheme = input.priorityScheme ?? standard;
  const rows = input.calls.map((call, index) => {
    const locate = (field: string) => ({ field: `calls.${index}${field === '' ? '' : `.${field}`}` });
    if (call.source !== undefined && call.source !== input.source)
      return {
        faults: [{ ...locate('source'), reason: 'is not the source of the batch' }],
        privacyOnly: false,
      };
    return readRow({ ...call, source: input.source }, { now, priorityScheme, tables, locate });
  });
  return storeIntake(context, {
    verb: 'call.import',
    rows,
    onFault: input.onFault,
    dryRun: input.dryRun,
    syncedAt: new Map([[input.source, syncedAt]]),
  });
}

/** A feed cannot have told everything up to an instant that has not come. */
export function checkedSync(syncedAt: Date, now: Date): Date {
  if (syncedAt.getTime() <= now.getTime() + clockSkewMs) return syncedAt;
  throw new AllclearError('input.invalid', 'The batch says it was made in the future. Nothing was changed.', {
    faults: [
      {
        field: 'syncedAt',
        reason: 'lies more than 5 minutes in the future. Check the clock and the time zone',
      },
    ],
  });
}
