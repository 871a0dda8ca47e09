import { z } from 'zod';
import type { Db } from '#platform/db';
import { criteriaOf, measuresOf } from './core/folds.ts';
import { type ExitCriterion, type Measure, outcomeStatuses } from './model.ts';
import { selectEvaluations, selectEvents } from './store.ts';

const storedInstant = z.union([z.string(), z.date()]).transform((value) => new Date(value));

export const storedOutcome = z.object({
  status: z.enum(outcomeStatuses),
  value: z.number().nullable(),
  baseline: z.number().nullable(),
  text: z.string(),
  measuredAt: storedInstant,
  final: z.boolean(),
});

const interval = z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable();

export const storedChange = z.object({
  verdict: z.enum(['fell', 'rose', 'no clear change', 'not enough to say']),
  ratio: interval,
  againstOthers: interval,
  strata: z.enum(['hour of the week', 'hour of the day']),
  sentence: z.string(),
  asOf: storedInstant,
  final: z.boolean(),
});

export const storedLoadChange = z.object({
  verdict: z.enum(['came true', 'partly came true', 'did not come true', 'cannot be told']),
  text: z.string(),
  asOf: storedInstant,
  final: z.boolean(),
});

export const storedCriterion = z.object({
  met: z.boolean().nullable(),
  value: z.number().nullable(),
  text: z.string(),
  asOf: storedInstant,
});

export const measureSubject = (key: string): string => `measure:${key}`;
/** Keys hold no colon, so this is no measure's own subject. */
export const changeSubject = (key: string): string => `measure:${key}:change`;
export const loadSubject = (key: string): string => `measure:${key}:load`;
export const criterionSubject = (key: string): string => `criterion:${key}`;

/** What was done, in the order it was recorded, each with what came of its promise as last measured. */
export async function measures(db: Db, incidentId: number): Promise<Measure[]> {
  const events = await selectEvents(db, incidentId, ['measure.added', 'measure.ended']);
  const evaluations = await selectEvaluations(db, incidentId);
  return measuresOf(events).map((measure) => {
    const stored = evaluations.get(measureSubject(measure.key));
    if (stored === undefined) return { ...measure, outcome: null };
    const changed = evaluations.get(changeSubject(measure.key));
    const change = changed === undefined ? {} : { change: storedChange.parse(changed) };
    const loaded = evaluations.get(loadSubject(measure.key));
    const load = loaded === undefined ? {} : { load: storedLoadChange.parse(loaded) };
    return { ...measure, outcome: { ...storedOutcome.parse(stored), ...change, ...load } };
  });
}

/** The exit criteria as last measured; `met` is null until they are. */
export async function exitCriteria(db: Db, incidentId: number): Promise<ExitCriterion[]> {
  const events = await selectEvents(db, incidentId, ['criterion.added']);
  const evaluations = await selectEvaluations(db, incidentId);
  return criteriaOf(events).map((terms) => {
    const stored = evaluations.get(criterionSubject(terms.key));
    const never = { met: null, value: null, text: 'Not measured yet.', asOf: null };
    return { ...terms, ...(stored === undefined ? never : storedCriterion.parse(stored)) };
  });
}
