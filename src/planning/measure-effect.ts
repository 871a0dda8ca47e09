import { z } from 'zod';
import { findIncident, type Measure, type MeasurePromise, measures, slugText } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { type LoadEffect, loadEffect } from './core/effect/load-effect.ts';
import { type EffectVerdict, effectVerdict } from './core/effect/verdict.ts';
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
  effect: LoadEffect | null;
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
  const now = context.clock.now();
  const span = Math.ceil((now.getTime() - promise.baselineFrom.getTime()) / 86_400_000) + 1;
  const estate = await loadEstate(context.db, now, Math.min(mostDays, span));
  const effect = loadEffect(questionOf(estate, measure, promise, now));
  return { measure: measure.key, effect, ...effectVerdict(effect, expectedFactor(measure, promise)) };
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
