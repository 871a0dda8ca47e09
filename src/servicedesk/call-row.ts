import { z } from 'zod';
import { parseLondon } from '#platform/clock';

const noNul = (text: string): boolean => !text.includes('\u0000');

/** Text, or a whole number written without quotes; trimmed, blank becomes null. */
const text = (max: number) =>
  z
    .union([z.string(), z.int().transform(String)], { error: 'is not text' })
    .transform((value) => value.toWellFormed().trim())
    .pipe(z.string().max(max, `is longer than ${max} characters`).refine(noNul, 'holds a NUL character'))
    .transform((value) => (value === '' ? null : value))
    .nullish()
    .transform((value) => value ?? null);

const requiredText = (max: number) =>
  text(max)
    .refine((value) => value !== null, 'is missing')
    .transform((value) => value ?? '');

const instant = z
  .union([z.string(), z.date()], { error: 'is not a date or time' })
  .nullish()
  .transform((value, context): Date | null => {
    if (value === null || value === undefined || value === '') return null;
    const parsed = typeof value === 'string' ? parseLondon(value) : value;
    if (parsed && !Number.isNaN(parsed.getTime())) return parsed;
    context.addIssue({
      code: 'custom',
      message: 'is not a date or time. Write 2026-04-29T10:30:00+01:00 or 29/04/2026 10:30',
    });
    return z.NEVER;
  });

// Desks write 2, P2 and "2 - High".
const levelShape = /^P?([1-5])(?:\s*[-–:].*)?$/i;

const level = z
  .union([z.string(), z.number()], { error: 'is not a number from 1 to 5' })
  .nullish()
  .transform((value, context): number | null => {
    const written = String(value ?? '').trim();
    if (written === '') return null;
    const digit = levelShape.exec(written)?.[1];
    if (digit) return Number(digit);
    context.addIssue({ code: 'custom', message: 'is not a number from 1 to 5' });
    return z.NEVER;
  });

/** One call as a source tells it, in camel case; absent, null and blank all mean that it is not known. */
export const callRowSchema = z.strictObject({
  source: requiredText(60),
  externalId: requiredText(200),
  externalUrl: text(2_000),
  channel: text(60),
  openedAt: instant
    .refine((value) => value !== null, 'is missing')
    .transform((value) => value ?? new Date(0)),
  updatedAt: instant,
  closedAt: instant,
  status: text(60).transform((value) => value ?? 'open'),
  callerName: text(200),
  callerEmail: text(320),
  callerPhone: text(60),
  odsCode: text(20).transform((value) => value?.toUpperCase() ?? null),
  siteText: text(1_000),
  shortDescription: text(1_000),
  description: text(20_000),
  category: text(200),
  impact: level,
  urgency: level,
  priority: level,
  parentExternalId: text(200),
});

/** A call that was read and found good, not stored yet. */
export type CallRow = z.output<typeof callRowSchema>;
