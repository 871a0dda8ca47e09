import type { MeasurePromise } from '#incidents';
import { formatDateTime, formatNumber } from '#platform/clock';
import type { ConcentratorAnswer, WhatIfAnswer } from './answer.ts';

/** A promise of a measure measures the week before it. */
const baselineDays = 7;
const windowHours = 120;
const dayMs = 86_400_000;

/**
 * The answer about one concentrator as the promise of a measure: its working-day peak stays below the highest half hour that
 * the changed weeks had, by then. Null when it has no rating, no after, or would not fall.
 */
export function promiseOf(
  answer: WhatIfAnswer,
  code: string,
  of: { now: Date; by: Date },
): MeasurePromise | null {
  const found = answer.concentrators.find((one) => one.code === code);
  const expected = found && expectedPercent(found);
  if (expected === null || expected === undefined) return null;
  return {
    metric: 'concentrator.peakUtilisation',
    parameters: { concentrator: code, weekdaysOnly: true, fromHour: 0, toHour: 24 },
    baselineFrom: new Date(of.now.getTime() - baselineDays * dayMs),
    baselineTo: of.now,
    comparator: 'below',
    expected,
    by: of.by,
    settleHours: 0,
    windowHours,
    text: `This will keep the working-day peak of ${code} below ${formatNumber(expected)}% of its rating by ${formatDateTime(of.by)}.`,
  };
}

/** The concentrator that a promise would be about: the one whose peak falls most, in share of its rating. */
export function mostRelieved(answer: WhatIfAnswer): string | null {
  const fall = ({ before, after, ratedMbps }: ConcentratorAnswer): number =>
    before && after && ratedMbps ? (before.middle - after.middle) / ratedMbps : 0;
  const best = [...answer.concentrators].sort((a, b) => fall(b) - fall(a))[0];
  return best && fall(best) > 0 ? best.code : null;
}

/** The metric is the highest half hour of its window, so that is what is promised, rounded up. */
function expectedPercent({ before, after, ratedMbps }: ConcentratorAnswer): number | null {
  if (!before || !after || !ratedMbps || after.highest >= before.highest) return null;
  return Math.ceil((100 * after.highest) / ratedMbps) + 1;
}
