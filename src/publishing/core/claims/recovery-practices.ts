import { z } from 'zod';
import { formatNumber } from '#platform/clock';
import { defineClaim, refuse } from '../claim.ts';
import { countText } from '../words.ts';

const value = z.object({ recovered: z.number(), total: z.number(), notReplied: z.number() });

const silence = (notReplied: number): string =>
  notReplied === 0 ? 'every practice has replied' : `${formatNumber(notReplied)} have not replied`;

const textOf = ({ recovered, total, notReplied }: z.output<typeof value>): string =>
  `${countText(recovered, total, 'practices')} are back to normal; ${silence(notReplied)}`;

export const recoveryPractices = defineClaim({
  key: 'recovery.practices',
  summary: 'How many practices say that they are back to normal, and how many have not replied',
  sentence: 'By their own word, {{claim recovery.practices}}.',
  example: '96 of 141 practices are back to normal; 18 have not replied',
  formula:
    'Practices whose latest answer is that they are back to normal, out of those that were affected, asked, or reported by themselves. One that has not replied stays in the total and is never counted as back to normal.',
  holdsWhile:
    'the number back to normal has not fallen, the total has not risen, and no more practices are silent than were said to be. More answers are progress and do not withdraw it.',
  parameters: z.strictObject({}),
  value,
  needs: ['recovery'],
  evaluate({ recovery: { progress } }) {
    const { recovered, recovering, total, notReplied, practices } = progress;
    if (total === 0) return refuse('No practice is awaited.');
    if (notReplied === total) return refuse('No practice has said yet how it is.');
    const shown = { recovered, total, notReplied };
    return {
      ok: true,
      value: shown,
      text: textOf(shown),
      evidence: {
        text: `The latest answer of each practice, over its link or by telephone: ${formatNumber(recovered)} back to normal, ${formatNumber(recovering)} still recovering.`,
        counts: { recovered, recovering, notReplied, total },
        rowIds: {
          practice: practices
            .filter(({ state }) => state === 'recovered')
            .map(({ practiceId }) => practiceId),
        },
        exclusions: [
          `${formatNumber(notReplied)} practices have not replied. They are in the total, and are not counted as back to normal.`,
        ],
      },
    };
  },
  holds: (said, shown) =>
    shown.recovered >= said.recovered && shown.total <= said.total && shown.notReplied <= said.notReplied,
  nowText: (shown) => textOf(shown),
});
