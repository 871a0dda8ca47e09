import type { Db } from '#platform/db';
import { keepUntilChanged } from '#platform/kept';
import type { AttributeSpell } from './model.ts';
import { selectAttributesAt, selectChangesAround, selectSpells } from './store.ts';

/** What held for each site at one instant, by site id. A site or a key that is absent is unknown at that instant. */
export type AttributesOfSites = ReadonlyMap<number, Readonly<Record<string, string>>>;

/** What held from one change of any of these attributes to the next, in milliseconds. */
interface Held {
  fromMs: number;
  toMs: number;
  attributes: AttributesOfSites;
}

/** The last answer for some keys, while the estate stays as it is. */
const lastHeld = keepUntilChanged<{ held?: Held }>(['estate'], { most: 8 });

/**
 * What held for each site at one instant. Worked out once for all instants from one change to the next, and shared: a country's
 * attributes take a while to read.
 */
export async function attributesAt(db: Db, at: Date, keys?: readonly string[]): Promise<AttributesOfSites> {
  const last = await lastHeld(db, JSON.stringify(keys ?? null), async () => ({}));
  const { held } = last;
  if (held && held.fromMs <= at.getTime() && at.getTime() < held.toMs) return held.attributes;
  const found = await selectAttributesAt(db, at, keys ?? null);
  const attributes = new Map(found.map((row) => [row.siteId, row.attributes]));
  const { from, to } = await selectChangesAround(db, at, keys ?? null);
  last.held = {
    fromMs: from?.getTime() ?? Number.NEGATIVE_INFINITY,
    toMs: to?.getTime() ?? Number.POSITIVE_INFINITY,
    attributes,
  };
  return attributes;
}

/** What held for one site at one instant. A key that is absent is unknown at that instant. */
export const siteAttributesAt = async (db: Db, siteId: number, at: Date): Promise<Record<string, string>> =>
  (await selectAttributesAt(db, at, null, siteId))[0]?.attributes ?? {};

/** Every spell that touches [from, to), whole, by site, key and time. */
export const attributeSpells = (
  db: Db,
  of: { from: Date; to: Date; keys?: readonly string[]; siteIds?: readonly number[] },
): Promise<AttributeSpell[]> =>
  selectSpells(db, { from: of.from, to: of.to, keys: of.keys ?? null, siteIds: of.siteIds ?? null });
