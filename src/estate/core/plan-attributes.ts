import type { PreviewEntry } from '../model.ts';
import { applyStatement, compareHistories, type Spell, type Statement, sameSpells } from './spells.ts';

export interface SiteSpell extends Spell {
  siteId: number;
  key: string;
}

export interface StoredSpell extends SiteSpell {
  id: number;
}

export interface SiteStatement extends Statement {
  siteId: number;
  siteCode: string;
  key: string;
}

/** The rows to write. Removing, then shrinking, then inserting never lets two spells overlap on the way. */
export interface AttributePlan {
  remove: number[];
  shrink: { id: number; fromMs: number; toMs: number | null }[];
  insert: SiteSpell[];
  entries: PreviewEntry[];
}

const timelineOf = (of: { siteId: number; key: string }): string => `${of.siteId} ${of.key}`;

function group<T extends { siteId: number; key: string }>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = timelineOf(item);
    const known = groups.get(name);
    if (known) known.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

/** Decides what the statements change in the stored histories. Statements count in order of their beginning. */
export function planAttributes(
  stored: readonly StoredSpell[],
  statements: readonly SiteStatement[],
): AttributePlan {
  const plan: AttributePlan = { remove: [], shrink: [], insert: [], entries: [] };
  const histories = group(stored);
  for (const [name, stated] of group(statements)) planTimeline(plan, histories.get(name) ?? [], stated);
  return plan;
}

function planTimeline(
  plan: AttributePlan,
  stored: readonly StoredSpell[],
  stated: readonly SiteStatement[],
): void {
  const before = [...stored].sort((a, b) => a.fromMs - b.fromMs);
  const ordered = [...stated].sort((a, b) => a.fromMs - b.fromMs);
  const after = ordered.reduce<readonly Spell[]>(applyStatement, before);
  const first = ordered[0];
  if (first === undefined || sameSpells(before, after)) return;
  plan.entries.push(...previewOf(before, after, `${first.siteCode} ${first.key}`));
  planWrites(plan, before, after, first);
}

/** A stored row keeps its identity while its value lives on inside the time it had. Anything else is a new row. */
function planWrites(
  plan: AttributePlan,
  before: readonly StoredSpell[],
  after: readonly Spell[],
  of: { siteId: number; key: string },
): void {
  const kept = new Set<number>();
  for (const spell of after) {
    const home = before.find((row) => !kept.has(row.id) && isInside(spell, row));
    if (home === undefined) {
      plan.insert.push({
        siteId: of.siteId,
        key: of.key,
        value: spell.value,
        fromMs: spell.fromMs,
        toMs: spell.toMs,
      });
      continue;
    }
    kept.add(home.id);
    if (home.fromMs !== spell.fromMs || home.toMs !== spell.toMs) {
      plan.shrink.push({ id: home.id, fromMs: spell.fromMs, toMs: spell.toMs });
    }
  }
  for (const row of before) if (!kept.has(row.id)) plan.remove.push(row.id);
}

const isInside = (spell: Spell, row: Spell): boolean =>
  spell.value === row.value &&
  spell.fromMs >= row.fromMs &&
  (row.toMs === null || (spell.toMs !== null && spell.toMs <= row.toMs));

function previewOf(before: readonly Spell[], after: readonly Spell[], name: string): PreviewEntry[] {
  const differences = compareHistories(before, after);
  // The same values at all times, but told in other pieces: a stated end moved to where the same value goes on.
  if (differences.length === 0) {
    return [
      { action: 'change', key: name, before: `in ${before.length} pieces`, after: `in ${after.length}` },
    ];
  }
  return differences.map((difference) => ({
    action: difference.action,
    key: `${name} from ${new Date(difference.fromMs).toISOString().replace('.000Z', 'Z')}`,
    ...(difference.before === undefined ? {} : { before: difference.before }),
    ...(difference.after === undefined ? {} : { after: difference.after }),
  }));
}
