import { commonParts } from './common-parts.ts';

/** A run of words that both texts have, or that only one has. */
export interface Run {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** Words with the white space that follows them, so that putting them together gives the text again. */
const wordsOf = (text: string): string[] => text.match(/\s*\S+\s*?(?=\s|$)|\s+$/g) ?? [];

/**
 * What changed from one text to another, word by word. The runs that are 'same' or 'removed' make up `before`, those that
 * are 'same' or 'added' make up `after`, white space apart.
 */
export function compareWords(before: string, after: string): Run[] {
  const a = wordsOf(before);
  const b = wordsOf(after);
  const same = commonParts(
    a.map((word) => word.trim()),
    b.map((word) => word.trim()),
  );
  const runs: Run[] = [];
  let i = 0;
  let j = 0;
  for (const [x, y] of [...same, [a.length, b.length] as const]) {
    add(runs, 'removed', a.slice(i, x));
    add(runs, 'added', b.slice(j, y));
    if (y < b.length) add(runs, 'same', b.slice(y, y + 1));
    i = x + 1;
    j = y + 1;
  }
  return runs;
}

function add(runs: Run[], kind: Run['kind'], words: readonly string[]): void {
  if (words.length === 0) return;
  const last = runs.at(-1);
  if (last?.kind === kind) last.text += words.join('');
  else runs.push({ kind, text: words.join('') });
}

/** How many words were added and removed. */
export const countChanges = (runs: readonly Run[]): { added: number; removed: number } => {
  const count = (kind: Run['kind']): number =>
    runs
      .filter((run) => run.kind === kind)
      .reduce((sum, { text }) => sum + (text.match(/\S+/g)?.length ?? 0), 0);
  return { added: count('added'), removed: count('removed') };
};
