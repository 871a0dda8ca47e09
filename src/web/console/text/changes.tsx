import type { FC } from 'hono/jsx';
import { countChanges, type Run } from './compare-words.ts';

/**
 * Two texts as one, with what was taken out struck through and what is new underlined: marks, and words for those who
 * do not see them, so that colour is only a help.
 */
export const WordChanges: FC<{ runs: readonly Run[]; removed?: string; added?: string }> = ({
  runs,
  removed = 'Taken out',
  added = 'New',
}) => (
  <div class="allclear-changes">
    {runs.map(({ kind, text }) =>
      kind === 'same' ? (
        <span>{text} </span>
      ) : kind === 'added' ? (
        <ins>
          <span class="nhsuk-u-visually-hidden">[{added}: </span>
          {text}
          <span class="nhsuk-u-visually-hidden">]</span>{' '}
        </ins>
      ) : (
        <del>
          <span class="nhsuk-u-visually-hidden">[{removed}: </span>
          {text}
          <span class="nhsuk-u-visually-hidden">]</span>{' '}
        </del>
      ),
    )}
  </div>
);

/** `12 words are new, 8 were taken out`. */
export function changeWords(runs: readonly Run[]): string {
  const { added, removed } = countChanges(runs);
  if (added + removed === 0) return 'Not a word has changed.';
  const count = (words: number, noun: string): string => `${words} ${words === 1 ? 'word' : 'words'} ${noun}`;
  return `${count(added, added === 1 ? 'is new' : 'are new')}, ${count(removed, removed === 1 ? 'was taken out' : 'were taken out')}.`;
}
