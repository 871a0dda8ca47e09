import type { ScenarioSite, SitePlan } from './estate.ts';
import type { FaultParameters, ForcedFailure } from './parameters.ts';
import type { Random } from './random.ts';
import { stepMs } from './time.ts';

/** A site failed once, in one or several goes. */
export interface Failure {
  site: number;
  /** The first step in which it was down. */
  step: number;
  kind: 'outage' | 'flap';
  cause: 'firmware' | 'noise' | 'forced';
  overloaded: boolean;
  callAt: Date | null;
}

/** A failure as steps: 1 is down, 0 is up. */
export function drawPattern(random: Random, flapShare: number): { kind: Failure['kind']; steps: number[] } {
  if (!random.chance(flapShare)) return { kind: 'outage', steps: Array(random.whole(1, 4)).fill(1) };
  const steps: number[] = [];
  const goes = random.whole(2, 4);
  for (let go = 0; go < goes; go += 1) {
    if (go > 0) steps.push(...Array(random.whole(1, 2)).fill(0));
    steps.push(...Array(random.whole(1, 2)).fill(1));
  }
  return { kind: 'flap', steps };
}

/** How likely a site on the faulty firmware is to fail in one step. */
export function hazardOf(
  fault: FaultParameters,
  at: { ms: number; overloaded: boolean; moved: boolean },
): number {
  if (at.ms < fault.from.getTime() || at.ms >= fault.until.getTime()) return 0;
  const perStep = (fault.hazardPerHour * stepMs) / 3_600_000;
  return (
    perStep *
    (at.overloaded ? fault.overloadFactor : 1) *
    (at.moved ? fault.movedFactor : 1) *
    (at.ms >= fault.workaroundFrom.getTime() ? fault.workaroundFactor : 1)
  );
}

/** Other troubles of a line, at any site; none in the 3 hours before the fault begins, so that its start is plain. */
export function noiseOf(fault: FaultParameters, ms: number): number {
  const fromMs = fault.from.getTime();
  if (ms >= fault.until.getTime() || (ms >= fromMs - 3 * 3_600_000 && ms < fromMs)) return 0;
  return (fault.noisePerDay * stepMs) / 86_400_000;
}

/** The site that a forced failure means. */
export function siteOfForced(
  { wave, nth }: ForcedFailure['site'],
  sites: readonly ScenarioSite[],
  plan: ReadonlyMap<number, SitePlan>,
): number {
  const candidates = sites.filter((site) => {
    const of = plan.get(site.index);
    return site.faulty && of !== undefined && 'wave' in of && of.wave === wave;
  });
  const found = candidates[nth];
  if (!found) throw new RangeError(`The wave ${wave} has no site number ${nth} with the fault.`);
  return found.index;
}
