import type { Context } from '#platform/context';
import type { Db } from '#platform/db';
import { emit } from '#platform/outbox';
import type { SupplierBulletin } from './bulletin.ts';
import type { SupplierStatus } from './core/supplier.ts';
import { deleteSupplier, lockSupplier, saveSupplier, selectSuppliers } from './store-suppliers.ts';

/** What a connector read in a supplier's feed. */
export type SupplierReading = Omit<SupplierStatus, 'readAt' | 'changedAt'>;

/**
 * Keeps what a supplier says, as read now, in the caller's transaction. Tells the rest of the product when they say
 * something new, so that the page shows it and sentences that quote them are looked at again. Returns whether they did.
 */
export async function recordSupplierStatus(tx: Context, reading: SupplierReading): Promise<boolean> {
  const now = tx.clock.now();
  const before = await lockSupplier(tx, reading.key);
  const changed = before === undefined || says(before) !== says(reading);
  const changedAt = changed || !before ? now : before.changedAt;
  await saveSupplier(tx, { ...reading, readAt: now, changedAt });
  // One that had gone quiet speaks again: the page must stop calling it old.
  const revived = before !== undefined && isStale(before, now);
  if (changed || revived) await emit(tx, 'supplier.changed', { key: reading.key });
  return changed;
}

/** Says that a supplier still says what it said. False when nothing is known of it. */
export async function confirmSupplier(tx: Context, key: string): Promise<boolean> {
  const known = await lockSupplier(tx, key);
  if (!known) return false;
  await recordSupplierStatus(tx, known);
  return true;
}

/** Takes a supplier off the page. What was quoted of it in published updates stays as it was quoted. */
export async function forgetSupplier(tx: Context, key: string): Promise<void> {
  if (await deleteSupplier(tx, key)) await emit(tx, 'supplier.changed', { key });
}

const says = ({ name, url, indicator, statement, saidAt, items }: SupplierReading): string =>
  JSON.stringify([name, url, indicator, statement, saidAt, items]);

/** Whether it was read too long ago to be relied on. */
export const isStale = ({ readAt, staleAfterMinutes }: SupplierStatus, now: Date): boolean =>
  now.getTime() - readAt.getTime() > staleAfterMinutes * 60_000;

/** What suppliers say, as the page shows it. */
export async function showSuppliers(db: Db, now: Date): Promise<SupplierBulletin[]> {
  return (await selectSuppliers(db)).map((status) => ({
    key: status.key,
    name: status.name,
    url: status.url,
    indicator: status.indicator,
    statement: status.statement,
    saidAt: status.saidAt?.toISOString() ?? null,
    readAt: status.readAt.toISOString(),
    stale: isStale(status, now),
    items: status.items,
  }));
}
