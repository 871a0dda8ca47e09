/** A value that holds from one instant up to, not including, another. Milliseconds; null is still going on. */
export interface Spell {
  value: string;
  fromMs: number;
  toMs: number | null;
}

/** What a file or a person says: this value from then on. A null value: from then on it is not known, or taken off. */
export interface Statement {
  value: string | null;
  fromMs: number;
  /** null: no end is stated, so it holds until whatever is already known to begin later. */
  toMs: number | null;
}

const endOf = (spell: { toMs: number | null }): number => spell.toMs ?? Number.POSITIVE_INFINITY;

const covering = (spells: readonly Spell[], atMs: number): Spell | undefined =>
  spells.find((spell) => spell.fromMs <= atMs && atMs < endOf(spell));

/**
 * The history of one attribute of one site after one more statement. `spells` are in order and do not overlap, and so
 * is the result. The rule, which `docs/reference/estate-files.md` gives in words:
 *  1. whatever began before the statement ends where the statement begins;
 *  2. the statement holds until its own end or, when it has none, until the next spell already known to begin;
 *  3. spells that begin inside a stated end give way: they begin at that end, or vanish;
 *  4. a statement without an end that repeats the value already holding changes nothing.
 * Stating the same again therefore always changes nothing.
 */
export function applyStatement(spells: readonly Spell[], statement: Statement): readonly Spell[] {
  const { value, fromMs, toMs } = statement;
  const holding = covering(spells, fromMs);
  if (toMs === null && holding?.value === value && (holding?.fromMs ?? fromMs) < fromMs) return spells;
  const later = spells.filter((spell) => spell.fromMs > fromMs);
  const untilMs = toMs ?? later[0]?.fromMs ?? null;
  const earlier = spells
    .filter((spell) => spell.fromMs < fromMs)
    .map((spell) => (endOf(spell) > fromMs ? { ...spell, toMs: fromMs } : spell));
  const remaining = later.flatMap((spell) => startingFrom(spell, untilMs ?? spell.fromMs));
  return value === null
    ? [...earlier, ...remaining]
    : [...earlier, { value, fromMs, toMs: untilMs }, ...remaining];
}

const startingFrom = (spell: Spell, fromMs: number): Spell[] => {
  if (spell.fromMs >= fromMs) return [spell];
  return endOf(spell) > fromMs ? [{ ...spell, fromMs }] : [];
};

export const sameSpells = (a: readonly Spell[], b: readonly Spell[]): boolean =>
  a.length === b.length && a.every((spell, index) => isSame(spell, b[index]));

const isSame = (a: Spell, b: Spell | undefined): boolean =>
  a.value === b?.value && a.fromMs === b.fromMs && a.toMs === b.toMs;

/** A stretch of time in which something else is known after than before; `fromMs` is where it begins. */
export interface Difference {
  action: 'add' | 'change' | 'closure';
  fromMs: number;
  before: string | undefined;
  after: string | undefined;
}

/**
 * What an observer would find different between two histories: a value where none was known (add), another value
 * (change), none where one was known (closure). A stretch counts once for as long as it ends in the same value.
 */
export function compareHistories(before: readonly Spell[], after: readonly Spell[]): Difference[] {
  const differences: Difference[] = [];
  let running: Difference | undefined;
  for (const fromMs of breakpoints([...before, ...after])) {
    const was = covering(before, fromMs)?.value;
    const is = covering(after, fromMs)?.value;
    if (was === is) running = undefined;
    else if (running === undefined || running.after !== is) {
      const action = was === undefined ? 'add' : is === undefined ? 'closure' : 'change';
      running = { action, fromMs, before: was, after: is };
      differences.push(running);
    }
  }
  return differences;
}

const breakpoints = (spells: readonly Spell[]): number[] =>
  [...new Set(spells.flatMap(({ fromMs, toMs }) => (toMs === null ? [fromMs] : [fromMs, toMs])))].sort(
    (a, b) => a - b,
  );
