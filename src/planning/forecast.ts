import { setImmediate as breath } from 'node:timers/promises';
import { z } from 'zod';
import { type Concentrator, listSites } from '#estate';
import { authorise } from '#platform/auth';
import { addDays, londonDate, weekdayOf } from '#platform/clock';
import type { Context } from '#platform/context';
import type { Db } from '#platform/db';
import { notFound, parseInput } from '#platform/errors';
import { keepUntilChanged, versionOf } from '#platform/kept';
import { forecastDaily } from './core/forecast/daily.ts';
import { daysUntil } from './core/forecast/days-until.ts';
import { dayKind, halfHourMs } from './core/load/calendar.ts';
import { asAttachedNow, concentratorLoad, siteLoads } from './core/load/concentrator.ts';
import { dayPeaks } from './core/load/peaks.ts';
import { latentDemand } from './core/saturation/latent.ts';
import { asOfHalfHour, type LoadedEstate, loadEstate, qualityOf } from './estate-load.ts';
import type { ConcentratorForecast } from './forecast-model.ts';
import { mayForecast } from './policy.ts';
import { selectForecast, selectForecastStamp } from './store-forecast.ts';

/** History that a forecast rests on, and the longest way ahead. */
const historyDays = 182;
export const mostDaysAhead = 60;
export const askedPercents = [70, 85, 100] as const;
/** What the screen asks: this alone is worked out ahead. */
export const usualQuestion = { days: mostDaysAhead, percents: askedPercents } as const;
/** What forecasts rest on. */
export const restsOn = ['estate', 'history'] as const;
/** More sites than these take so long that what was worked out ahead is shown, although the estate changed since. */
const mostSitesAtOnce = 500;
/** What was worked out ahead longer ago is taken for forgotten. */
const forgottenMs = 6 * 3_600_000;
/** The next half hour's may still be on its way. */
const recentMs = 3_600_000;

export const forecastInput = z.strictObject({
  concentrator: z.string().trim().toUpperCase().min(1).optional().describe('Its code; all when absent'),
  days: z.number().int().min(1).max(mostDaysAhead).default(mostDaysAhead).describe('Days ahead, up to 60'),
  percent: z
    .number()
    .min(1)
    .max(1000)
    .optional()
    .describe('A share of the rating to ask about besides 70, 85 and 100'),
});

/** Forecasts of all concentrators, made once a half hour, or when the estate or its folded history changes. */
const forecasts = keepUntilChanged<readonly ConcentratorForecast[]>(restsOn, { most: 4 });
/** The stored ones as read once, by when they were worked out. */
const stored = keepUntilChanged<readonly ConcentratorForecast[]>([], { most: 1 });

/**
 * The peak that is coming at one concentrator, or at all, from loads as known at the last half hour, or when they were worked
 * out ahead; `not-found` for a code that is not there.
 */
export async function forecastPeaks(
  context: Context,
  input: z.input<typeof forecastInput>,
): Promise<ConcentratorForecast[]> {
  authorise(context.actor, mayForecast);
  const { concentrator, days, percent } = parseInput(forecastInput, input, 'input of plan.forecast');
  const now = context.clock.now();
  const percents = [...new Set([...askedPercents, ...(percent === undefined ? [] : [percent])])].sort(
    (a, b) => a - b,
  );
  const key = `${asOfHalfHour(now)} ${days} ${percents.join(' ')}`;
  const usual = days === usualQuestion.days && percent === undefined;
  const all =
    (usual ? await workedOutAhead(context.db, now) : undefined) ??
    (await forecasts(context.db, key, () => forecastAll(context.db, { now, days, percents })));
  const wanted = all.filter((one) => concentrator === undefined || one.concentrator === concentrator);
  if (concentrator !== undefined && wanted.length === 0) throw notFound('concentrator', concentrator);
  return wanted;
}

/** What a job worked out, if it is of use now: always for a large estate, otherwise while it rests on what is known. */
async function workedOutAhead(db: Db, now: Date): Promise<readonly ConcentratorForecast[] | undefined> {
  const stamp = await selectForecastStamp(db);
  const ageMs = stamp ? now.getTime() - stamp.asOf.getTime() : Number.POSITIVE_INFINITY;
  if (!stamp || ageMs < 0 || ageMs > forgottenMs) return undefined;
  if ((await listSites(db)).length <= mostSitesAtOnce) {
    if (ageMs > recentMs || stamp.version !== (await versionOf(db, restsOn))) return undefined;
  }
  return stored(db, stamp.asOf.toISOString(), async () => (await selectForecast(db))?.found ?? []);
}

/**
 * The forecasts that a job worked out last, with the usual question; none when that is too long ago or later than `now`. Never worked
 * out here: a claim may not take a processor.
 */
export async function latestForecasts(db: Db, now: Date): Promise<readonly ConcentratorForecast[]> {
  const stamp = await selectForecastStamp(db);
  const ageMs = stamp ? now.getTime() - stamp.asOf.getTime() : Number.POSITIVE_INFINITY;
  if (!stamp || ageMs < 0 || ageMs > forgottenMs) return [];
  return stored(db, stamp.asOf.toISOString(), async () => (await selectForecast(db))?.found ?? []);
}

interface Ahead {
  now: Date;
  days: number;
  percents: readonly number[];
}

/** The forecasts of all concentrators, worked out here and now. */
export async function forecastAll(db: Db, of: Ahead): Promise<ConcentratorForecast[]> {
  const estate = await loadEstate(db, of.now, historyDays);
  const sites = siteLoads(estate.load);
  const found: ConcentratorForecast[] = [];
  for (const concentrator of estate.concentrators) {
    found.push(forecastOne(estate, sites, concentrator, of));
    // A country has many: others are served in between.
    await breath();
  }
  return found;
}

function forecastOne(
  estate: LoadedEstate,
  sites: ReturnType<typeof siteLoads>,
  concentrator: Concentrator,
  { now, days, percents }: Ahead,
): ConcentratorForecast {
  const { load, holidays } = estate;
  const { code, ratedMbps, ratingSource } = concentrator;
  const own = concentratorLoad(load, code);
  const hidden = latentDemand(qualityOf(estate, code, own.mbps), holidays);
  const today = londonDate(now);
  const history = dayPeaks(asAttachedNow(load, code, own, sites), holidays).filter(
    (day) => day.isoDate < today,
  );
  // What came before the first known day is no history.
  const first = history.findIndex((day) => day.mbps !== null);
  const peaks = first < 0 ? [] : history.slice(first);
  const values = Float64Array.from(peaks, (day) => day.mbps ?? Number.NaN);
  const ahead = Array.from({ length: days }, (_, h) => {
    const isoDate = addDays(today, h);
    return { isoDate, weekday: weekdayOf(isoDate), kind: dayKind(isoDate, holidays) };
  });
  const forecast = forecastDaily(values, peaks, ahead);
  const [low, high] = [forecast?.quantile(0.1), forecast?.quantile(0.9)];
  const knownDays = values.filter((value) => value > 0).length;
  return {
    concentrator: code,
    asOf: new Date(asOfHalfHour(now) * halfHourMs),
    ratedMbps,
    ratingSource,
    ceilingMbps: hidden.signs.ceilingMbps,
    saturation: hidden.text,
    peaks,
    forecast: forecast
      ? ahead.map(({ isoDate }, h) => ({
          isoDate,
          lowMbps: low?.[h] ?? Number.NaN,
          middleMbps: forecast.middle[h] ?? Number.NaN,
          highMbps: high?.[h] ?? Number.NaN,
        }))
      : null,
    reason: forecast ? null : `Only ${knownDays} days of readings with load are known; 14 are needed.`,
    until: forecast && ratedMbps ? percents.map((each) => daysUntil(forecast, values, ratedMbps, each)) : [],
    levelSteps: (forecast?.model.steps ?? []).slice(1).map((step) => peaks[step]?.isoDate ?? ''),
    growthPercentPerWeek: forecast ? 100 * (Math.exp(7 * forecast.model.slope) - 1) : null,
    origins: forecast?.origins ?? 0,
    knownDays,
  };
}
