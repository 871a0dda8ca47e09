import { commonParts } from './common-parts.ts';

export interface MergedText {
  text: string;
  /** Places where both changed the same lines in different ways; both are in the text, between marks. */
  conflicts: number;
}

/** The marks cannot be published: no claim has such a form, so an update that still holds one is refused. */
export const mergeMarks = {
  mine: '{{keep this, your text}}',
  or: '{{or this, as saved meanwhile}}',
  end: '{{and take out these marks}}',
} as const;

/**
 * Joins what two people made of the same text, line by line (three-way merge): what only one changed is taken; what
 * both changed alike is taken once; where they differ both stand, between marks.
 */
export function mergeTexts(base: string, mine: string, theirs: string): MergedText {
  const [o, a, b] = [base, mine, theirs].map((text) => text.split('\n')) as [string[], string[], string[]];
  const inMine = new Map(commonParts(o, a));
  const inTheirs = new Map(commonParts(o, b));
  const merged: string[] = [];
  let conflicts = 0;
  let from = { o: 0, a: 0, b: 0 };
  // Lines that all three share are where the texts meet again.
  const meetings = o.flatMap((_, index) => {
    const x = inMine.get(index);
    const y = inTheirs.get(index);
    return x === undefined || y === undefined ? [] : [{ o: index, a: x, b: y }];
  });
  for (const to of [...meetings, { o: o.length, a: a.length, b: b.length }]) {
    const part = joined(o.slice(from.o, to.o), a.slice(from.a, to.a), b.slice(from.b, to.b));
    merged.push(...part.lines);
    conflicts += part.conflict ? 1 : 0;
    if (to.o < o.length) merged.push(o[to.o] ?? '');
    from = { o: to.o + 1, a: to.a + 1, b: to.b + 1 };
  }
  return { text: merged.join('\n'), conflicts };
}

const isEqual = (x: readonly string[], y: readonly string[]): boolean =>
  x.length === y.length && x.every((line, index) => line === y[index]);

function joined(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): { lines: readonly string[]; conflict: boolean } {
  if (isEqual(mine, theirs) || isEqual(base, theirs)) return { lines: mine, conflict: false };
  if (isEqual(base, mine)) return { lines: theirs, conflict: false };
  return {
    lines: [mergeMarks.mine, ...mine, mergeMarks.or, ...theirs, mergeMarks.end],
    conflict: true,
  };
}
