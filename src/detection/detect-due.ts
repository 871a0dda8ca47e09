import type { Context } from '#platform/context';
import { type DetectionParameters, defaultDetectionParameters } from './core/parameters.ts';
import { detect } from './detect.ts';
import { detectSurge } from './detect-surge.ts';
import { whatWaits } from './store.ts';

/**
 * What time alone changes: a run of down is confirmed, an outage is clear, a flap or a surge is over, a concentrator has
 * fallen silent. Steady readings change no interval and announce nothing, so a tick has to ask for this. Returns the
 * ids of the episodes that changed.
 */
export async function detectDue(
  context: Context,
  parameters: DetectionParameters = defaultDetectionParameters,
): Promise<number[]> {
  const now = context.clock.now();
  const waiting = await whatWaits(context.db, now);
  const changed =
    waiting.sites || waiting.concentrators ? await detect(context, { from: now, to: now }, parameters) : [];
  return waiting.surge ? [...changed, ...(await detectSurge(context, { parameters }))] : changed;
}
