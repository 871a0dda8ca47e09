import type { Fault } from '#platform/errors';
import type { PreviewEntry } from '../model.ts';

/** What every kind of import decides: what to show, what is wrong. Each kind adds the rows to write. */
export interface ImportPlan {
  entries: PreviewEntry[];
  faults: Fault[];
  skipped: number;
  /** Codes in scope that the file does not list. */
  missing: string[];
  /** Those of them that are not flagged yet. */
  flaggedMissing: string[];
}

export const emptyPlan = (): ImportPlan => ({
  entries: [],
  faults: [],
  skipped: 0,
  missing: [],
  flaggedMissing: [],
});

export interface Line<T> {
  line: number;
  value: T;
}

/** Keeps the first row of each code; every later one is a fault that names the line it repeats. */
export function refuseRepeats<T>(
  rows: readonly Line<T>[],
  field: string,
  codeOf: (value: T) => string,
): { rows: Line<T>[]; faults: Fault[] } {
  const firstLines = new Map<string, number>();
  const faults: Fault[] = [];
  const kept = rows.filter(({ line, value }) => {
    const code = codeOf(value);
    const first = firstLines.get(code);
    if (first === undefined) firstLines.set(code, line);
    else faults.push({ line, field, reason: `${code} is already on line ${first}` });
    return first === undefined;
  });
  return { rows: kept, faults };
}

export type Comparable = Record<string, string | null>;

/** The fields that differ, before and after, as text: `name: OLD; phone: none`. Undefined when none does. */
export function differences(
  before: Comparable,
  after: Comparable,
): { before: string; after: string } | undefined {
  const fields = Object.keys(after).filter((field) => before[field] !== after[field]);
  if (fields.length === 0) return undefined;
  const text = (from: Comparable): string =>
    fields.map((field) => `${field}: ${from[field] || 'none'}`).join('; ');
  return { before: text(before), after: text(after) };
}
