import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Fault } from '#platform/errors';
import { type CallRow, callRowSchema } from '../call-row.ts';
import { withoutNhsNumber } from './nhs-number.ts';
import type { IntakeRow } from './plan-intake.ts';
import { type PriorityScheme, type PriorityTable, priorityOf } from './priority.ts';
import { cleanRaw, findNhsNumbers } from './raw.ts';

/** A row that may be stored. */
export interface GoodRow extends IntakeRow {
  raw: unknown;
}

/** Why a row may not be stored. */
export interface BadRow {
  faults: Fault[];
  /** Whether it is refused only because it holds what looks like an NHS number. */
  privacyOnly: boolean;
}

export interface RowOptions {
  now: Date;
  priorityScheme: PriorityScheme | undefined;
  /** As in force; those that come with the program when absent. */
  tables?: Readonly<Record<PriorityScheme, PriorityTable>>;
  /** Where a field of this row stands in what was sent. */
  locate(field: string): Pick<Fault, 'line' | 'field'>;
}

const clockSkewMs = 5 * 60_000;

const privacyReason =
  'holds a number that is valid as an NHS number. Calls with patient data are not stored: take it out and send the row again. If it is a telephone number, write it with its leading 0';

/** Whether a fault is about what looks like an NHS number. */
export const isPrivacyFault = ({ reason }: Fault): boolean => reason === privacyReason;

/**
 * Reads one row, or says everything that is wrong with it. No reason repeats what the row holds. What is kept as `raw`
 * is the row itself, unless it brings its own.
 */
export function readRow(row: Record<string, unknown>, options: RowOptions): GoodRow | BadRow {
  const { raw, ...fields } = row;
  const parsed = callRowSchema.safeParse(fields);
  // Looked for in what came and in what was read: a number without quotes only becomes a text by reading it.
  const privacy = new Set([
    ...findNhsNumbers(fields),
    ...findNhsNumbers(parsed.data ?? {}),
    ...findNhsNumbers(raw, ['raw']),
  ]);
  const faults = [
    ...[...privacy].map((field) => ({ field, reason: privacyReason })),
    ...(parsed.success ? faultsOfTime(parsed.data, options.now) : faultsOfShape(parsed.error)),
  ];
  if (!parsed.success || faults.length > 0)
    return {
      faults: faults.map(({ field, reason }) => ({ ...options.locate(field), reason })),
      privacyOnly: faults.length === privacy.size,
    };
  const call = withPriority(parsed.data, options);
  return { call, digest: digestOf(call), raw: cleanRaw(raw ?? fields) };
}

const faultsOfShape = (error: z.ZodError): { field: string; reason: string }[] =>
  error.issues.map((issue) => ({
    field: withoutNhsNumber(issue.path.map(String).join('.')),
    reason: withoutNhsNumber(issue.message),
  }));

function faultsOfTime(call: CallRow, now: Date): { field: string; reason: string }[] {
  const latest = new Date(now.getTime() + clockSkewMs);
  const inFuture = (['openedAt', 'updatedAt', 'closedAt'] as const).filter((field) => {
    const at = call[field];
    return at !== null && at > latest;
  });
  return [
    ...inFuture.map((field) => ({
      field,
      reason: 'lies more than 5 minutes in the future. Check the clock and the time zone',
    })),
    ...(call.closedAt && call.closedAt < call.openedAt
      ? [{ field: 'closedAt', reason: 'is before the call was opened' }]
      : []),
  ];
}

/** A missing priority follows from impact and urgency when the source says which table it uses. */
const withPriority = (
  call: CallRow,
  { priorityScheme, tables }: Pick<RowOptions, 'priorityScheme' | 'tables'>,
): CallRow =>
  priorityScheme && call.priority === null
    ? { ...call, priority: priorityOf(call.impact, call.urgency, priorityScheme, tables) }
    : call;

/** The same for the same content. `callRowSchema` fixes the order of the fields. */
const digestOf = (call: CallRow): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.values(call)))
    .digest('hex');
