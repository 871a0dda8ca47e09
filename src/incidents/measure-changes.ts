import type { Analyst, ToldChange } from '#attribution';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { emit } from '#platform/outbox';
import { type ChangeWindow, changeWindow } from './core/promise.ts';
import type { LoadChange, MeasureChange } from './model.ts';
import { changeSubject, loadSubject, measures } from './outcomes.ts';
import { mayEvaluate } from './policy.ts';
import { openIncidents } from './read.ts';
import { upsertEvaluations } from './store.ts';

/**
 * Measures whether failures changed when the measures of open incidents began, beside the plain figures of their promises:
 * once a day while a promise runs, and when it falls due. The analysis is the analyst's, outside any transaction. Returns how
 * many were measured; again at once measures none.
 */
export async function measureChanges(context: Context, analyst: Analyst): Promise<number> {
  authorise(context.actor, mayEvaluate);
  let measured = 0;
  for (const incident of await openIncidents(context.db)) {
    for (const measure of await measures(context.db, incident.id)) {
      if (!measure.promise || !measure.outcome) continue;
      const window = changeWindow(
        measure.promise,
        measure,
        measure.outcome.change ?? null,
        context.clock.now(),
      );
      if (!window) continue;
      await keepChange(context, incident.id, measure.key, toldOf(await analyst.change(window), window));
      measured += 1;
    }
  }
  return measured;
}

const toldOf = (told: ToldChange, { to, final }: ChangeWindow): MeasureChange => {
  const { verdict, ratio, againstOthers, strata, sentence } = told;
  return { verdict, ratio, againstOthers, strata, sentence, asOf: to, final };
};

const keepChange = (
  context: Context,
  incidentId: number,
  key: string,
  result: MeasureChange,
): Promise<void> => keep(context, incidentId, changeSubject(key), result);

/** Keeps what a measure did to a load, beside the plain figure of its promise. Whoever knows loads works it out. */
export function keepLoadChange(
  context: Context,
  incidentId: number,
  key: string,
  result: LoadChange,
): Promise<void> {
  authorise(context.actor, mayEvaluate);
  return keep(context, incidentId, loadSubject(key), result);
}

const keep = (
  context: Context,
  incidentId: number,
  subject: string,
  result: MeasureChange | LoadChange,
): Promise<void> =>
  inTransaction(context, async (tx) => {
    await upsertEvaluations(tx, incidentId, [{ subject, result, asOf: result.asOf }]);
    await emit(tx, 'incident.changed', { incidentId, subjectChanged: false });
  });
