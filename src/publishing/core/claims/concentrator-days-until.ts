import { z } from 'zod';
import { addDays, formatNumber, londonDate } from '#platform/clock';
import { defineClaim, refuse } from '../claim.ts';
import { momentText } from '../window.ts';

const parameters = z.strictObject({
  concentrator: z.string().trim().toUpperCase().min(1).describe('Its code'),
  percent: z.enum(['70', '85', '100']).default('85').describe('The share of its rating'),
});
/** Days of the calendar, so that a forecast of tomorrow can be held against the one of today. */
const value = z.object({
  percent: z.string(),
  verdict: z.enum(['reached', 'in sight', 'not in sight']),
  asOfDay: z.string(),
  earliestDay: z.string().nullable(),
  likelyDay: z.string().nullable(),
  latestDay: z.string().nullable(),
  horizonDays: z.number(),
  chance: z.number(),
});
type Value = z.output<typeof value>;

export const concentratorDaysUntil = defineClaim({
  key: 'concentrator.daysUntil',
  summary: 'How many days are forecast until the daily peak of a concentrator reaches a share of its rating',
  sentence: 'On VPN-A, {{claim concentrator.daysUntil concentrator=VPN-A percent=85}}.',
  example: '85% of the rating is expected in about 21 days (from 12 to 40)',
  formula:
    'From the forecast of daily peaks that is worked out every half hour: the day by which half of the futures have reached it, with those by which one and nine in ten have. In sight when half of them reach it within 60 days. Refused when no forecast of the last 6 hours is there, or fewer than 14 days of load are known.',
  holdsWhile:
    'a newer forecast still says the same of it, and what it then takes for likely lies between the days that were given.',
  parameters,
  value,
  needs: ['forecasts'],
  evaluate({ forecasts }, { concentrator, percent }) {
    const found = forecasts.find((one) => one.concentrator === concentrator);
    if (!found) return refuse(`No forecast of ${concentrator} was worked out in the last 6 hours.`);
    if (found.reason !== null) return refuse(found.reason);
    const until = found.until.find((one) => one.percent === Number(percent));
    if (!until) return refuse(`${concentrator} has no rating, so nothing can be said of its share.`);
    const asOfDay = londonDate(found.asOf);
    // The first day ahead is the day of the forecast itself.
    const dayOf = (days: number | null): string | null => (days === null ? null : addDays(asOfDay, days - 1));
    const shown: Value = {
      percent,
      verdict: until.verdict,
      asOfDay,
      earliestDay: dayOf(until.earliest),
      likelyDay: dayOf(until.likely),
      latestDay: dayOf(until.latest),
      horizonDays: until.horizonDays,
      chance: until.chance,
    };
    const chancePercent = Math.round(100 * until.chance);
    return {
      ok: true,
      value: shown,
      text: textOf(shown),
      evidence: {
        text: `Forecast at ${momentText(found.asOf)} from ${formatNumber(found.knownDays)} days with known load, against ${formatNumber(until.mbps, { decimals: 0 })} Mbps. ${chancePercent}% of the futures reach it within ${until.horizonDays} days.`,
        counts: { mbps: until.mbps, chancePercent, knownDays: found.knownDays },
        exclusions: ['What never happened before is not in it: new sites, other ways of working, failures.'],
      },
    };
  },
  holds(said, shown) {
    if (shown.verdict !== said.verdict) return false;
    if (said.verdict !== 'in sight' || shown.likelyDay === null) return true;
    const isAfter = shown.likelyDay >= (said.earliestDay ?? said.asOfDay);
    return isAfter && (said.latestDay === null || shown.likelyDay <= said.latestDay);
  },
  nowText: textOf,
});

function textOf(shown: Value): string {
  const what = `${shown.percent}% of the rating`;
  if (shown.verdict === 'reached') return `${what} has been reached in the last 7 days`;
  const days = (day: string | null): number | null =>
    day === null ? null : 1 + (Date.parse(day) - Date.parse(shown.asOfDay)) / 86_400_000;
  const likely = days(shown.likelyDay);
  if (shown.verdict === 'not in sight' || likely === null) {
    const odds = shown.chance < 0.01 ? 'under 1%' : `${formatNumber(100 * shown.chance, { decimals: 0 })}%`;
    return `${what} is not in sight: the chance within ${shown.horizonDays} days is ${odds}`;
  }
  const latest = days(shown.latestDay);
  const range = `from ${days(shown.earliestDay) ?? likely} to ${latest ?? `beyond ${shown.horizonDays}`}`;
  return `${what} is expected in about ${likely} ${likely === 1 ? 'day' : 'days'} (${range})`;
}
