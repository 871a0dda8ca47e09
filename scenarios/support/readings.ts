import { down, msOfStep } from './truth.ts';
import type { World } from './world.ts';

/** Readings as a collector posts them: every site and concentrator in the steps from (included) to (excluded). */
export function readingsBody({ truth, estate }: World, fromStep: number, toStep: number): unknown {
  const readings: unknown[] = [];
  const concentrators: unknown[] = [];
  for (let step = fromStep; step < toStep; step += 1) {
    const at = new Date(msOfStep(truth, step)).toISOString();
    for (const site of estate.sites) {
      const cell = step * truth.sites + site.index;
      if (truth.sent[cell] === 0) continue;
      readings.push(
        truth.state[cell] === down
          ? { site: site.code, at, tunnel: 'down', firewall: 'alerting' }
          : {
              site: site.code,
              at,
              tunnel: 'up',
              firewall: 'online',
              lossPercent: (truth.lossTenths[cell] ?? 0) / 10,
              latencyMs: truth.latencyMs[cell] ?? 0,
              inMbps: (truth.inCentiMbps[cell] ?? 0) / 100,
              outMbps: (truth.outCentiMbps[cell] ?? 0) / 100,
            },
      );
    }
    for (const concentrator of truth.concentrators) {
      if (step < concentrator.liveFromStep) continue;
      concentrators.push({
        concentrator: concentrator.code,
        at,
        inMbps: (concentrator.inTenths[step] ?? 0) / 10,
        outMbps: (concentrator.outTenths[step] ?? 0) / 10,
        loadScore: Math.min(100, Math.round((concentrator.demandShare[step] ?? 0) * 100)),
        tunnels: concentrator.tunnels[step] ?? 0,
      });
    }
  }
  return { source: 'monitoring', readings, concentrators };
}
