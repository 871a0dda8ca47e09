import { expect, it, onTestFinished } from 'vitest';
import { planningVerbs } from '#planning';
import { runVerb } from '#platform/verbs';
import { importReadings } from '#telemetry';
import { startConsole } from '../../test/support/console.ts';
import { givenIncident } from '../../test/support/incidents.ts';

it('a plan of moves that is asked for is made by the serving process', async () => {
  const { context, stop } = await startConsole('live');
  onTestFinished(stop);
  await givenIncident(context, { slug: 'crowded' });
  const now = context.clock.now().getTime();
  const readings = Array.from({ length: 12 * 40 }, (_, k) => ({
    site: `G99${String((k % 12) + 1).padStart(3, '0')}-1`,
    at: new Date(now - 86_400_000 + Math.floor(k / 12) * 900_000).toISOString(),
    ...{ tunnel: 'up', inMbps: 60, outMbps: 10, lossPercent: 0.1, latencyMs: 20 },
  }));
  await importReadings(context, { source: 'test', onFault: 'refuse', readings });
  await runVerb(planningVerbs, context, 'moves.ask', { incident: 'crowded', seconds: 2 });
  await expect
    .poll(() => runVerb(planningVerbs, context, 'moves.planning', { incident: 'crowded' }), {
      timeout: 30_000,
    })
    .toMatchObject({ state: 'done', version: 1 });
}, 60_000);
