import type { ScenarioEvent } from '#app';
import { hourMs, london, minuteMs } from '../support/time.ts';
import { wallClock } from '../support/wall-clock.ts';
import type { World } from '../support/world.ts';

// Readings and calls after the fault: nothing fails any more, so that they are coarse. A site is read every 10 minutes for
// the week that the exit criteria look at; later only the concentrators are, on the mornings on which an action is checked.

const siteStepMs = 10 * minuteMs;
const concentratorStepMs = 5 * minuteMs;

export const afterFrom = london('2026-04-29 12:00');
const readUntil = london('2026-05-07 12:00');
export const afterEndsAt = london('2026-06-30 12:00');

/** How full the second concentrator is in the mornings, in per cent of its rating: before the load was spread well, and after. */
export const morningPercent = { firstCheck: 72, secondCheck: 48, usual: 41 } as const;

/** Every site up, from an instant to another. */
function siteReadings({ estate }: World, from: Date, to: Date): unknown[] {
  const readings: unknown[] = [];
  for (let ms = from.getTime(); ms < to.getTime(); ms += siteStepMs) {
    const at = new Date(ms).toISOString();
    for (const site of estate.sites)
      readings.push({
        site: site.code,
        at,
        tunnel: 'up',
        firewall: 'online',
        lossPercent: 0.1,
        latencyMs: 18,
      });
  }
  return readings;
}

/** The load of both concentrators by the London clock: quiet at night, a peak in the morning. */
function concentratorReadings(from: Date, to: Date, secondPercent: number): unknown[] {
  const readings: unknown[] = [];
  for (let ms = from.getTime(); ms < to.getTime(); ms += concentratorStepMs) {
    const at = new Date(ms).toISOString();
    const hour = wallClock(ms).minute / 60;
    const share = hour >= 6 && hour < 10 ? 1 : hour >= 10 && hour < 18 ? 0.7 : 0.15;
    const load = (concentrator: string, rated: number, percent: number, tunnels: number) => {
      const mbps = Math.round(rated * (percent / 100) * share * 10) / 10;
      readings.push({
        concentrator,
        at,
        inMbps: Math.round(mbps * 7.8) / 10,
        outMbps: Math.round(mbps * 2.2) / 10,
        tunnels,
      });
    };
    load('VPN-A', 1000, 4, 7);
    load('VPN-B', 2000, secondPercent, 184);
  }
  return readings;
}

const readings = (at: Date, sites: unknown[], concentrators: unknown[]): ScenarioEvent => ({
  at,
  kind: 'readings',
  body: { source: 'monitoring', readings: sites, concentrators },
});

/** Nobody calls about the incident any more; the desk says that it is alive. */
const calls = ({ parameters }: World, at: Date): ScenarioEvent => ({
  at,
  kind: 'calls',
  body: { source: parameters.calls.source, syncedAt: at.toISOString(), calls: [] },
});

/** Batches of 6 hours to the end of the week that the exit criteria look at. */
export function* quietWeek(world: World): Generator<ScenarioEvent> {
  for (let ms = afterFrom.getTime(); ms < readUntil.getTime(); ms += 6 * hourMs) {
    const [from, to] = [new Date(ms), new Date(ms + 6 * hourMs)];
    yield readings(to, siteReadings(world, from, to), concentratorReadings(from, to, morningPercent.usual));
    yield calls(world, to);
    yield { at: to, kind: 'tick' };
  }
}

/** One tick each morning, with news from the desk; on the mornings of a check also the load of the concentrators. */
export function* quietDays(world: World): Generator<ScenarioEvent> {
  const checks = new Map<string, number>([
    ['2026-06-05', morningPercent.firstCheck],
    ['2026-06-26', morningPercent.secondCheck],
  ]);
  for (let at = london('2026-05-08 09:05'); at < afterEndsAt; at = nextDay(at)) {
    const percent = checks.get(wallClock(at.getTime()).date);
    if (percent !== undefined)
      yield readings(at, [], concentratorReadings(new Date(at.getTime() - 4 * hourMs), at, percent));
    yield calls(world, at);
    yield { at, kind: 'tick' };
  }
}

/** There is no change of the clocks between May and June. */
const nextDay = (at: Date): Date => new Date(at.getTime() + 24 * hourMs);

/** The present of every site at the end, so that the page speaks of it. */
export function* lastReadings(world: World): Generator<ScenarioEvent> {
  const from = new Date(afterEndsAt.getTime() - hourMs);
  yield readings(
    afterEndsAt,
    siteReadings(world, from, afterEndsAt),
    concentratorReadings(from, afterEndsAt, 44),
  );
  yield calls(world, afterEndsAt);
  yield { at: afterEndsAt, kind: 'tick' };
}
