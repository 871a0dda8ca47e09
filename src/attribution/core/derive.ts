import type { SiteSpell } from './question.ts';

const dayMs = 86_400_000;

/** The key of what is not recorded but follows from the history of firmware. */
export const derivedKey = 'sinceFirmwareChange';

/**
 * How long ago the firmware changed, as spells of `derivedKey`. The first firmware known of a site is no change.
 * A site of which no change is known counts as long ago: most changes are older than our data.
 */
export function firmwareAge(spells: readonly SiteSpell[]): SiteSpell[] {
  const bySite = new Map<number, SiteSpell[]>();
  for (const spell of spells) {
    if (spell.key !== 'firmware') continue;
    const list = bySite.get(spell.siteId);
    if (list) list.push(spell);
    else bySite.set(spell.siteId, [spell]);
  }
  return [...bySite.values()].flatMap((held) => agesOf(held.sort((a, b) => a.fromMs - b.fromMs)));
}

function agesOf(held: readonly SiteSpell[]): SiteSpell[] {
  return held.flatMap((spell, index) => {
    const { siteId, fromMs, toMs } = spell;
    const age = (value: string, from: number, to: number): SiteSpell[] =>
      from < to ? [{ siteId, key: derivedKey, value, fromMs: from, toMs: to }] : [];
    const before = held[index - 1];
    if (!before || before.value === spell.value) return age('over 7 days', fromMs, toMs);
    return [
      ...age('under 1 day', fromMs, Math.min(toMs, fromMs + dayMs)),
      ...age('1 to 7 days', fromMs + dayMs, Math.min(toMs, fromMs + 7 * dayMs)),
      ...age('over 7 days', fromMs + 7 * dayMs, toMs),
    ];
  });
}
