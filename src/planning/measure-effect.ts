import { z } from 'zod';
import { findIncident, type Measure, type MeasurePromise, measures, slugText } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { type LoadEffect, loadEffect } from './core/effect/load-effect.ts';
import { demandText, type EffectVerdict, effectVerdict } from './core/effect/verdict.ts';
import { halfHourMs } from './core/load/calendar.ts';
import { attachmentTable, concentratorLoad } from './core/load/concentrator.ts';
import { type LoadedEstate, loadEstate } from './estate-load.ts';
import { mayForecast } from './policy.ts';

export const effectInput = z.strictObject({
  incident: slugText,
  measure: slugText.describe('Key of the measure'),
});

export interface MeasureEffect {
  measure: string;
  verdict: EffectVerdict;
  text: string;
  /** On the load that arrives at the concentrator, wherever it comes from. */
  effect: LoadEffect | null;
  /** On what the sites themselves carry that were on it all through the baseline, wherever they are now. */
  demand: LoadEffect | null;
}

const mostDays = 370;

/**
 * What a measure did to the load of the concentrator that its promise is about: before and after, half hour of the week against
 * itself, less the change at sites that were on other concentrators throughout. Refuses a measure whose promise is about
 * something else.
 */
export async function measureEffect(
  context: Context,
  input: z.input<typeof effectInput>,
): Promise<MeasureEffect> {
  authorise(context.actor, mayForecast);
  const given = parseInput(effectInput, input, 'input of measure.effect');
  const incident = await findIncident(context.db, given.incident);
  const measure = (await measures(context.db, incident.id)).find((one) => one.key === given.measure);
  if (!measure) throw notFound('measure', given.measure);
  const promise = loadPromise(measure);
  return { measure: measure.key, ...(await effectSoFar(context, measure, promise)) };
}

/** The same for a measure and promise at hand, from the start of its baseline to now or to when it fell due. */
export async function effectSoFar(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  measure: Measure,
  promise: MeasurePromise,
): Promise<Omit<MeasureEffect, 'measure'>> {
  const now = clock.now();
  const span = Math.ceil((now.getTime() - promise.baselineFrom.getTime()) / 86_400_000) + 1;
  const estate = await loadEstate(db, now, Math.min(mostDays, span));
  const question = questionOf(estate, measure, promise, now);
  const effect = loadEffect(question);
  const treated = demandOfSites(estate, String(promise.parameters.concentrator), question.beforeMs);
  const demand = treated && loadEffect({ ...question, treated });
  const { verdict, text } = effectVerdict(effect, expectedFactor(measure, promise));
  return { effect, demand, verdict, text: demand ? `${text} ${demandText(demand)}` : text };
}

function loadPromise(measure: Measure): MeasurePromise {
  const { promise } = measure;
  if (promise?.metric === 'concentrator.peakUtilisation') return promise;
  const about = promise ? `is about ${promise.metric}` : 'is not there';
  throw new AllclearError('state.refused', `The promise of '${measure.title}' ${about}, not about a load.`, {
    remedy: 'Ask attribution.change how failures changed since.',
  });
}

function questionOf(estate: LoadedEstate, measure: Measure, promise: MeasurePromise, now: Date) {
  const { parameters } = promise;
  const startMs = measure.startedAt.getTime() + promise.settleHours * 3_600_000;
  const endMs = Math.min(
    now.getTime(),
    promise.by.getTime(),
    measure.endedAt?.getTime() ?? Number.POSITIVE_INFINITY,
  );
  const code = String(parameters.concentrator);
  const hour = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);
  return {
    treated: concentratorLoad(estate.load, code),
    untouched: untouchedLoad(estate, code),
    beforeMs: [promise.baselineFrom.getTime(), promise.baselineTo.getTime()] as const,
    afterMs: [startMs, endMs] as const,
    hours: [hour(parameters.fromHour, 0), hour(parameters.toHour, 24)] as const,
    weekdaysOnly: parameters.weekdaysOnly === true,
    holidays: estate.holidays,
  };
}

/** Sites that were never on the concentrator and never moved; null when there are too few to stand for anything. */
function untouchedLoad({ load }: LoadedEstate, code: string): { fromMs: number; mbps: Float32Array } | null {
  const at = attachmentTable(load);
  const stayed = [...load.sites].filter(([siteId]) => {
    const first = at(siteId, 0);
    if (first === undefined || first === code) return false;
    for (let index = 1; index < load.halfHours; index++) if (at(siteId, index) !== first) return false;
    return true;
  });
  if (stayed.length < leastUntouched) return null;
  const mbps = Float32Array.from({ length: load.halfHours }, (_, index) =>
    stayed.reduce((sum, [, series]) => sum + (series[index] ?? Number.NaN), 0),
  );
  return { fromMs: load.fromMs, mbps };
}

const leastUntouched = 5;
/** Half hours in which fewer of the sites are known stand for nothing. */
const leastKnownShare = 0.8;

/**
 * What a site carries on average, over the sites that were on the concentrator all through the baseline. Moving a site changes
 * where its load arrives, not what it carries: the two together tell what came of holding back and what came of moving. Null
 * when no site was there.
 */
function demandOfSites(
  { load }: LoadedEstate,
  code: string,
  [fromMs, toMs]: readonly [number, number],
): { fromMs: number; mbps: Float32Array } | null {
  const at = attachmentTable(load);
  const within = Array.from({ length: load.halfHours }, (_, index) => index).filter((index) => {
    const atMs = load.fromMs + index * halfHourMs;
    return atMs >= fromMs && atMs < toMs;
  });
  const sites = [...load.sites].filter(([siteId]) => within.every((index) => at(siteId, index) === code));
  if (within.length === 0 || sites.length === 0) return null;
  const mbps = Float32Array.from({ length: load.halfHours }, (_, index) => {
    const known = sites.map(([, series]) => series[index] ?? Number.NaN).filter(Number.isFinite);
    if (known.length < leastKnownShare * sites.length) return Number.NaN;
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  });
  return { fromMs: load.fromMs, mbps };
}

/** The promised change as a factor of the baseline. */
function expectedFactor(measure: Measure, promise: MeasurePromise): number {
  if (promise.comparator === 'falls by at least') return 1 - promise.expected / 100;
  const baseline = measure.outcome?.baseline ?? null;
  if (baseline !== null && baseline > 0) return promise.expected / baseline;
  throw new AllclearError(
    'state.refused',
    'What the load was before is not known yet: the promise was never measured.',
    {
      remedy: 'Have the incident evaluated, then ask again.',
    },
  );
}
