import { type AttributeSpell, attributeSpells } from '#estate';
import type { Context } from '#platform/context';
import type { Span } from './core/spans.ts';

/** By concentrator code and site, when the site was attached; `codes` limits it. Open spells reach to `asOf`. */
export type Attachments = Map<string, Map<number, Span[]>>;

/** Who was attached to which concentrator at any time in [from, asOf). */
export async function attachmentsOf(
  tx: Context,
  query: { from: Date; asOf: Date; codes?: ReadonlySet<string>; siteIds?: readonly number[] },
): Promise<Attachments> {
  const spells = await attributeSpells(tx.db, {
    from: query.from,
    to: query.asOf,
    keys: ['concentrator'],
    ...(query.siteIds ? { siteIds: query.siteIds } : {}),
  });
  const found: Attachments = new Map();
  for (const spell of spells) {
    if (query.codes && !query.codes.has(spell.value)) continue;
    const sites = found.get(spell.value) ?? new Map<number, Span[]>();
    found.set(spell.value, sites);
    const attached = sites.get(spell.siteId);
    if (attached) attached.push(spanOf(spell, query.asOf));
    else sites.set(spell.siteId, [spanOf(spell, query.asOf)]);
  }
  return found;
}

const spanOf = (spell: AttributeSpell, asOf: Date): Span => ({
  fromMs: spell.from.getTime(),
  toMs: spell.to?.getTime() ?? asOf.getTime(),
});
