import type { PreviewEntry } from '#estate';
import type { Fault } from '#platform/errors';

export const uploadKinds = ['estate', 'readings', 'calls'] as const;

/** What would happen, or did. */
export interface ImportOutcome {
  /** `12 would be added`, by what was counted. */
  counts: { what: string; count: number }[];
  /** The first of what is added and changed, with the value before and after. */
  entries: PreviewEntry[];
  /** Rows left out, by line and field. */
  faults: Fault[];
  faultCount: number;
}

/** A file that waits to be confirmed. */
export interface Upload {
  id: string;
  kind: (typeof uploadKinds)[number];
  fileName: string;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
  outcome: ImportOutcome;
}
