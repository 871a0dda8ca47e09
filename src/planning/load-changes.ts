import { changeWindow, keepLoadChange, measures, openIncidents } from '#incidents';
import type { Context } from '#platform/context';
import { AllclearError } from '#platform/errors';
import { effectSoFar } from './measure-effect.ts';

/**
 * Measures what the measures of open incidents did to the load that they are about, beside the plain figures of their
 * promises: once a day while a promise runs, and when it falls due. Returns how many were measured; again at once measures
 * none.
 */
export async function measureLoadChanges(context: Context): Promise<number> {
  let measured = 0;
  for (const incident of await openIncidents(context.db)) {
    for (const measure of await measures(context.db, incident.id)) {
      const { promise, outcome } = measure;
      if (promise?.metric !== 'concentrator.peakUtilisation' || !outcome) continue;
      const window = changeWindow(promise, measure, outcome.load ?? null, context.clock.now());
      if (!window) continue;
      const { verdict, text } = await toldEffect(context, measure, promise);
      const { to: asOf, final } = window;
      await keepLoadChange(context, incident.id, measure.key, { verdict, text, asOf, final });
      measured += 1;
    }
  }
  return measured;
}

/** A baseline that was never known is an answer too: the effect cannot be told. */
async function toldEffect(
  ...question: Parameters<typeof effectSoFar>
): Promise<Pick<Awaited<ReturnType<typeof effectSoFar>>, 'verdict' | 'text'>> {
  try {
    return await effectSoFar(...question);
  } catch (error) {
    if (!(error instanceof AllclearError) || error.code !== 'state.refused') throw error;
    return { verdict: 'cannot be told', text: error.message };
  }
}
