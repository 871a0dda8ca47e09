import { addDays, londonDate, londonDayBounds } from '#platform/clock';
import { analyse } from './analyse.ts';
import { type AttributionParameters, defaultAttributionParameters, type EstateQuestion } from './question.ts';
import type { Attribution } from './result.ts';

/** The data as they stood at `toMs`: nothing of what came later. */
function upTo(question: EstateQuestion, toMs: number): EstateQuestion {
  const begun = <T extends { fromMs: number; toMs: number }>(list: readonly T[]): T[] =>
    list.filter(({ fromMs }) => fromMs < toMs).map((each) => ({ ...each, toMs: Math.min(each.toMs, toMs) }));
  return {
    ...question,
    toMs,
    spells: begun(question.spells),
    known: begun(question.known),
    episodes: begun(question.episodes),
    loads: begun(question.loads),
  };
}

/** The result at the end of each London day: on which day each explanation could first have been said. */
export function dayByDay(
  question: EstateQuestion,
  seed: number,
  parameters: AttributionParameters = defaultAttributionParameters,
): { date: string; result: Attribution }[] {
  const days: { date: string; result: Attribution }[] = [];
  const start = londonDate(new Date(question.fromMs));
  for (let date = start; ; date = addDays(date, 1)) {
    const { from, to } = londonDayBounds(date);
    if (from.getTime() >= question.toMs) return days;
    const toMs = Math.min(to.getTime(), question.toMs);
    days.push({ date, result: analyse(upTo(question, toMs), seed, parameters) });
  }
}
