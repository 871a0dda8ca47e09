import type { SupplierIndicator, SupplierItem } from '#publishing';

/** What a feed says, in our terms. */
export interface Reading {
  pageUrl: string | null;
  indicator: SupplierIndicator;
  statement: string | null;
  saidAt: Date | null;
  items: SupplierItem[];
}
