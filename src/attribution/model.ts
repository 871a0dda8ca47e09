import { z } from 'zod';
import type { Attribution } from './core/result.ts';

const instant = z.union([z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))]);

const window = { from: instant.describe('ISO instant'), to: instant.describe('ISO instant, at most now') };

const reference = z
  .string()
  .regex(/^[0-9a-f]{12}$/, 'use the 12 characters that attribution.list shows')
  .describe('Reference of a result, as attribution.list shows it');

export const explainInput = z.strictObject({ ...window, incidentId: z.number().int().positive().optional() });
export const explainVerbInput = z.strictObject(window);
export const showInput = z.strictObject({ result: reference.optional() });
export const listInput = z.strictObject({ limit: z.number().int().min(1).max(200).default(20) });
export const recomputeInput = z.strictObject({ result: reference });
export const measureInput = z.strictObject({
  ...window,
  key: z.string().trim().min(1).max(80).describe('Attribute, e.g. firmware'),
  value: z.string().trim().min(1).max(200).describe('Its value'),
});
export const changeInput = z.strictObject({
  ...window,
  startedAt: instant.describe('When the measure began'),
  key: z.string().trim().min(1).max(80).optional().describe('Attribute of the sites to look at'),
  value: z.string().trim().min(1).max(200).optional().describe('Its value'),
});

/** A stored result, without its body. */
export interface ResultSummary {
  id: number;
  /** The first 12 characters of the hash over inputs and version. */
  reference: string;
  incidentId: number | null;
  from: Date;
  to: Date;
  computedAt: Date;
  version: string;
  inputSha256: string;
  /** Allclear looked by itself; nobody asked. */
  automatic: boolean;
  /** Its verdict, explanations and what compounds, in one line: two results with the same line say the same. */
  said: string;
}

export interface StoredResult extends ResultSummary {
  result: Attribution;
}

/** Whether a stored result comes out the same again, and whether today's data still are what it was made from. */
export interface Recomputation {
  reference: string;
  /** False only when the version has changed since, or when something is broken. */
  sameBytes: boolean;
  version: string;
  versionNow: string;
  inputSha256: string;
  /** Hash of what the same period holds now; another one means that data came, or were corrected, since. */
  inputSha256Now: string;
}
