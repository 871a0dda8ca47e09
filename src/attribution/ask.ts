import { createHash } from 'node:crypto';
import { listEpisodes } from '#detection';
import { attributeSpells, listConcentrators, listSites } from '#estate';
import type { Db } from '#platform/db';
import { concentratorSeries, listIntervals, telemetryParameters } from '#telemetry';
import type { EstateQuestion, LoadSpan, Term } from './core/question.ts';

/**
 * Loads the question of a period from the other domains, in an order of its own, so that the same data give the same
 * bytes. Failures are the outages and flaps of single sites: what a whole concentrator does is known already.
 */
export async function askEstate(db: Db, { from, to }: { from: Date; to: Date }): Promise<EstateQuestion> {
  const fromMs = from.getTime();
  const toMs = to.getTime();
  const sites = (await listSites(db)).toSorted((a, b) => a.id - b.id);
  const spells = await attributeSpells(db, { from, to });
  const intervals = await listIntervals(db, { from, to });
  const episodes = await listEpisodes(db, { from, to, kinds: ['outage', 'flap'] });
  return {
    fromMs,
    toMs,
    sites: sites.map(({ id, code }) => ({ id, code })),
    spells: [
      ...spells.map(({ siteId, key, value, from: start, to: end }) => ({
        ...{ siteId, key, value },
        fromMs: start.getTime(),
        toMs: Math.min(end?.getTime() ?? toMs, toMs),
      })),
      ...sites.flatMap(({ id, town }) =>
        town ? [{ siteId: id, key: 'town', value: town, fromMs, toMs }] : [],
      ),
    ],
    known: intervals.flatMap(({ siteId, state, from: start, to: end }) =>
      state === 'unknown'
        ? []
        : [
            {
              siteId,
              fromMs: Math.max(start.getTime(), fromMs),
              toMs: Math.min(end?.getTime() ?? toMs, toMs),
            },
          ],
    ),
    episodes: episodes.flatMap(({ siteIds, startedAt, endedAt }) =>
      siteIds.map((siteId) => ({
        siteId,
        fromMs: startedAt.getTime(),
        toMs: Math.min(endedAt?.getTime() ?? toMs, toMs),
      })),
    ),
    loads: await loadsOf(db, { from, to }),
  };
}

/** The carried load as a share of the rating valid at the end; each reading holds for one cadence. */
async function loadsOf(db: Db, { from, to }: { from: Date; to: Date }): Promise<LoadSpan[]> {
  const rated = new Map((await listConcentrators(db, to)).map((each) => [each.id, each]));
  const series = await concentratorSeries(db, { from, to });
  return series.flatMap(({ concentratorId, at, mbps }) => {
    const concentrator = rated.get(concentratorId);
    if (!concentrator?.ratedMbps || mbps === null) return [];
    const fromMs = at.getTime();
    const toMs = fromMs + telemetryParameters.cadenceSeconds * 1000;
    return [{ concentrator: concentrator.code, fromMs, toMs, share: mbps / concentrator.ratedMbps }];
  });
}

/** A question as the bytes that are hashed and kept, and back. */
export const questionText = (question: EstateQuestion): string => JSON.stringify(question);

export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/** How the line of a result (`said`) names an explanation: `firmware=fw-9.4.1`. */
export const phraseOf = (terms: readonly Term[]): string =>
  terms.map(({ key, value }) => `${key}=${value}`).join(' & ');

/** How it names two that compound, in the order of the alphabet. */
export const phraseOfBoth = (first: readonly Term[], second: readonly Term[]): string =>
  [phraseOf(first), phraseOf(second)].sort().join(' with ');
