import { attributesAt, type Concentrator, listConcentrators, listSites, type Site } from '#estate';
import { addDays, type Clock, londonDate, londonDayBounds } from '#platform/clock';
import type { Db } from '#platform/db';
import { keepUntilChanged } from '#platform/kept';
import { concentratorHalfHours, lastLoads } from '#telemetry';
import { type ChartDay, daysTouching } from '../charts/index.ts';
import { type HalfHour, halfHoursOf, type LoadDay, loadDays } from './concentrators-figures.ts';

/** London days of the longer chart, today included. */
export const longDays = 28;
export const shortDays = 7;

export interface ConcentratorModel {
  concentrator: Concentrator;
  /** Sites whose tunnel ends on it now. */
  sites: Pick<Site, 'code' | 'name' | 'town'>[];
  halfHours: HalfHour[];
  days: LoadDay[];
  /** The last reading with a load; null when there was none in these days. */
  last: { at: Date; mbps: number } | null;
}

export interface ConcentratorsModel {
  now: Date;
  from: Date;
  days: ChartDay[];
  concentrators: ConcentratorModel[];
  /** Sites of which nobody recorded where their tunnel ends. */
  sitesWithout: number;
}

const minuteMs = 60_000;
const models = keepUntilChanged<ConcentratorsModel>(['estate', 'concentrators'], { most: 1 });

/** Every concentrator with its load of the last 28 London days; worked out once for each change, or minute, and shared. */
export function loadConcentrators({ db, clock }: { db: Db; clock: Clock }): Promise<ConcentratorsModel> {
  const now = clock.now();
  return models(db, String(Math.floor(now.getTime() / minuteMs)), () => readConcentrators(db, now));
}

async function readConcentrators(db: Db, now: Date): Promise<ConcentratorsModel> {
  const today = londonDate(now);
  const from = londonDayBounds(addDays(today, 1 - longDays)).from;
  const days = daysTouching(from.getTime(), londonDayBounds(today).to.getTime());
  const concentrators = await listConcentrators(db, now);
  const window = { concentratorIds: concentrators.map(({ id }) => id), from, to: now };
  const [sites, attributes, loads, last] = await Promise.all([
    listSites(db),
    attributesAt(db, now, ['concentrator']),
    concentratorHalfHours(db, window),
    lastLoads(db, window),
  ]);
  const rated = await ratingsOf(db, concentrators, days);
  const open = sites.filter((site) => site.closedOn === null);
  const on = (site: Site) => attributes.get(site.id)?.concentrator;
  const sitesOn = Map.groupBy(open, on);
  return {
    now,
    from,
    days,
    concentrators: concentrators.map((concentrator) => {
      const own = loads.get(concentrator.id);
      const halfHours = halfHoursOf(own?.mbps, from.getTime(), now.getTime());
      return {
        concentrator,
        sites: sitesOn.get(concentrator.code) ?? [],
        halfHours,
        days: loadDays(halfHours, days, (isoDate) => rated(concentrator, isoDate)),
        last: last.get(concentrator.id) ?? null,
      };
    }),
    sitesWithout: open.filter((site) => on(site) === undefined).length,
  };
}

/**
 * What each concentrator was rated for on each day, from the ratings of today back: one query more for each day on which
 * a rating was dated, and ratings change once in years.
 */
async function ratingsOf(
  db: Db,
  today: readonly Concentrator[],
  days: readonly ChartDay[],
): Promise<(concentrator: Concentrator, isoDate: string) => number | null> {
  const first = days[0]?.isoDate ?? '';
  const known: { untilDate: string; concentrators: readonly Concentrator[] }[] = [
    { untilDate: '9999-12-31', concentrators: today },
  ];
  for (let latest = latestRating(today, '9999-12-31'); latest > first; ) {
    const before = new Date(londonDayBounds(latest).from.getTime() - 1);
    known.unshift({ untilDate: latest, concentrators: await listConcentrators(db, before) });
    latest = latestRating(known[0]?.concentrators ?? [], latest);
  }
  return ({ id }, isoDate) => {
    const valid = known.find(({ untilDate }) => isoDate < untilDate)?.concentrators ?? [];
    return valid.find((concentrator) => concentrator.id === id)?.ratedMbps ?? null;
  };
}

/** The newest day before `beforeDate` on which one of the ratings was dated; '' when there is none. */
const latestRating = (concentrators: readonly Concentrator[], beforeDate: string): string =>
  concentrators
    .map(({ ratingDate }) => ratingDate ?? '')
    .reduce((latest, date) => (date > latest && date < beforeDate ? date : latest), '');
