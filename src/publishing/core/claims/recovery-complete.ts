import { z } from 'zod';
import { formatDate, formatNumber } from '#platform/clock';
import { defineClaim, refuse } from '../claim.ts';

const value = z.object({ low: z.string(), middle: z.string(), high: z.string() });

const day = (isoDate: string): string => formatDate(new Date(`${isoDate}T12:00:00Z`));

export const recoveryComplete = defineClaim({
  key: 'recovery.complete',
  summary: 'Between which days the last practice will be back to normal',
  sentence: 'We expect the last practice to be back to normal {{claim recovery.complete}}.',
  example: 'between 12 May 2026 and 26 May 2026',
  formula:
    'The forecast of docs/algorithms/recovery.md from the backlogs that practices report and the pace at which they fall: an 80% interval. Practices that have not replied make it wider.',
  holdsWhile: 'the middle of the forecast lies within the days that were said.',
  parameters: z.strictObject({}),
  value,
  needs: ['recovery'],
  evaluate({ recovery: { forecast } }) {
    if (!forecast.ok) return refuse(forecast.refused);
    const { low, middle, high, paces, withoutPace, silent } = forecast;
    return {
      ok: true,
      value: { low, middle, high },
      text: low === high ? `about ${day(low)}` : `between ${day(low)} and ${day(high)}`,
      evidence: {
        text: `A forecast with 80% certainty from the pace of ${formatNumber(paces)} practices; its middle is ${day(middle)}.`,
        counts: { paces, withoutPace, silent },
        exclusions: [
          `${formatNumber(withoutPace)} practices still recovering have shown no pace of their own; ${formatNumber(silent)} have not replied. Both make it wider.`,
        ],
      },
    };
  },
  holds: (said, shown) => shown.middle >= said.low && shown.middle <= said.high,
  nowText: ({ low, high }) => `between ${day(low)} and ${day(high)}`,
});
