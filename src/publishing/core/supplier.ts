import type { SupplierItem } from '../bulletin.ts';

export const supplierIndicators = ['none', 'minor', 'major', 'critical', 'maintenance', 'unknown'] as const;
export type SupplierIndicator = (typeof supplierIndicators)[number];

/** What a supplier says on its own status page, as we read it last. */
export interface SupplierStatus {
  key: string;
  name: string;
  url: string;
  indicator: SupplierIndicator;
  statement: string | null;
  saidAt: Date | null;
  items: SupplierItem[];
  readAt: Date;
  changedAt: Date;
  staleAfterMinutes: number;
}
