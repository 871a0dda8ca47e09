import type { Db } from '#platform/db';
import type { AttributeSpell } from './model.ts';
import { selectAttributesAt, selectSpells } from './store.ts';

/** What held for each site at one instant, by site id. A site or a key that is absent is unknown at that instant. */
export async function attributesAt(
  db: Db,
  at: Date,
  keys?: readonly string[],
): Promise<Map<number, Record<string, string>>> {
  const found = await selectAttributesAt(db, at, keys ?? null);
  return new Map(found.map((row) => [row.siteId, row.attributes]));
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
