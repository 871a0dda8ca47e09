import { formatDateTime } from '#platform/clock';
import type { StoredClaim, Update } from '../model.ts';

/**
 * The body of a correction: for each sentence that stopped being true what was said, when it stopped and what is known
 * now. All of it was frozen with the update or when the sentence was withdrawn, so no figure in it can change.
 */
export function correctionBody(
  update: Pick<Update, 'number' | 'publishedAt'>,
  stopped: readonly Pick<StoredClaim, 'text' | 'stoppedAt' | 'nowText'>[],
): string {
  const published = update.publishedAt ? `, published on ${formatDateTime(update.publishedAt)},` : '';
  const parts = stopped.map(({ text, stoppedAt, nowText }) => {
    const when = stoppedAt ? ` since ${formatDateTime(stoppedAt)}` : '';
    return [
      `We said:`,
      `> ${text}`,
      `We know${when} that this is not true any more. Now: ${nowText ?? 'not known'}.`,
    ].join('\n\n');
  });
  const what = stopped.length === 1 ? 'A sentence' : 'Some sentences';
  return [`${what} in update ${update.number}${published} stopped being true.`, ...parts].join('\n\n');
}
