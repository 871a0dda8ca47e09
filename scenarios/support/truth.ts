import { demandAt } from './demand.ts';
import type { ScenarioEstate, ScenarioSite, SitePlan } from './estate.ts';
import { drawPattern, type Failure, hazardOf, noiseOf, siteOfForced } from './failures.ts';
import type { ScenarioParameters } from './parameters.ts';
import { createRandom, type Random } from './random.ts';
import { stepMs } from './time.ts';

export const noReading = 0;
export const working = 1;
export const down = 2;

/**
 * What really happened, step by step. Site arrays hold `steps * sites` values, all sites of a step together.
 * Figures are whole numbers of their smallest unit, so that what is sent is exactly what is known here.
 */
export interface Truth {
  startMs: number;
  steps: number;
  sites: number;
  state: Uint8Array;
  /** Whether a reading of that step arrives. */
  sent: Uint8Array;
  lossTenths: Uint16Array;
  latencyMs: Uint16Array;
  /** Hundredths of Mbps. */
  inCentiMbps: Uint16Array;
  outCentiMbps: Uint16Array;
  concentrators: [ConcentratorTruth, ConcentratorTruth];
  failures: Failure[];
  /** Site-steps in which a site with the fault could have failed, not moved and before the workaround. */
  exposure: { overloaded: number; normal: number };
}

export interface ConcentratorTruth {
  code: string;
  ratedMbps: number;
  /** Tenths of Mbps, carried. */
  inTenths: Int32Array;
  outTenths: Int32Array;
  tunnels: Int16Array;
  /** What was asked for, as a share of the rating. */
  demandShare: Float32Array;
  liveFromStep: number;
}

export const stepOf = (startMs: number, at: Date): number => Math.ceil((at.getTime() - startMs) / stepMs);
export const msOfStep = (truth: Pick<Truth, 'startMs'>, step: number): number =>
  truth.startMs + step * stepMs;

/** What the loops of a simulation share. */
interface Run {
  parameters: ScenarioParameters;
  sites: readonly ScenarioSite[];
  truth: Truth;
  movesAtStep: Int32Array;
  failing: Random;
  load: Random;
}

/** Simulates the whole scenario. Pure: the same parameters give the same bytes. */
export function simulate(
  parameters: ScenarioParameters,
  estate: ScenarioEstate,
  plan: ReadonlyMap<number, SitePlan>,
): Truth {
  const truth = emptyTruth(parameters, estate.sites.length);
  const run: Run = {
    parameters,
    sites: estate.sites,
    truth,
    movesAtStep: movesOf(truth, estate.sites, plan),
    failing: createRandom(`${parameters.seed}/failures`),
    load: createRandom(`${parameters.seed}/load`),
  };
  forceFailures(run, plan);
  for (let step = 0; step < truth.steps; step += 1) simulateStep(run, step);
  loseReadings(run);
  return truth;
}

function emptyTruth({ startsAt, truthUntil, concentrators }: ScenarioParameters, sites: number): Truth {
  const startMs = startsAt.getTime();
  const steps = stepOf(startMs, truthUntil);
  const size = steps * sites;
  const concentrator = (of: { code: string; ratedMbps: number }, liveFrom: Date): ConcentratorTruth => ({
    code: of.code,
    ratedMbps: of.ratedMbps,
    inTenths: new Int32Array(steps),
    outTenths: new Int32Array(steps),
    tunnels: new Int16Array(steps),
    demandShare: new Float32Array(steps),
    liveFromStep: stepOf(startMs, liveFrom),
  });
  return {
    startMs,
    steps,
    sites,
    state: new Uint8Array(size).fill(working),
    sent: new Uint8Array(size).fill(1),
    lossTenths: new Uint16Array(size),
    latencyMs: new Uint16Array(size),
    inCentiMbps: new Uint16Array(size),
    outCentiMbps: new Uint16Array(size),
    concentrators: [
      concentrator(concentrators.old, startsAt),
      concentrator(concentrators.new, concentrators.new.liveFrom),
    ],
    failures: [],
    exposure: { overloaded: 0, normal: 0 },
  };
}

const neverMoves = 2 ** 31 - 1;

function movesOf(
  truth: Truth,
  sites: readonly ScenarioSite[],
  plan: ReadonlyMap<number, SitePlan>,
): Int32Array {
  return Int32Array.from(sites, (site) => {
    const of = plan.get(site.index);
    return of && 'movesAt' in of ? stepOf(truth.startMs, of.movesAt) : neverMoves;
  });
}

function forceFailures(run: Run, plan: ReadonlyMap<number, SitePlan>): void {
  const { parameters, sites, truth } = run;
  for (const forced of parameters.fault.forced) {
    const site = siteOfForced(forced.site, sites, plan);
    const step = stepOf(truth.startMs, forced.at);
    const kind = forced.pattern.filter((now, index) => now === 1 && forced.pattern[index - 1] !== 1);
    place(truth, site, step, forced.pattern, stepOf(truth.startMs, parameters.fault.until));
    truth.failures.push({
      site,
      step,
      kind: kind.length > 1 ? 'flap' : 'outage',
      cause: 'forced',
      overloaded: false,
      callAt: forced.callAt ?? null,
    });
  }
}

function place(truth: Truth, site: number, step: number, pattern: readonly number[], before: number): void {
  for (const [offset, isDown] of pattern.entries()) {
    const at = step + offset;
    if (isDown === 1 && at < before && at < truth.steps) truth.state[at * truth.sites + site] = down;
  }
}

function simulateStep(run: Run, step: number): void {
  const { parameters, truth, movesAtStep } = run;
  const ms = msOfStep(truth, step);
  const total = demandAt(new Date(ms), parameters.demand);
  const attached: [number, number] = [0, 0];
  for (const site of run.sites) attached[(movesAtStep[site.index] ?? 0) <= step ? 1 : 0] += site.weight;
  const ratio = truth.concentrators[0].ratedMbps / truth.concentrators[1].ratedMbps;
  const shares: [number, number] = [total * attached[0], total * attached[1] * ratio];
  for (const side of [0, 1] as const) truth.concentrators[side].demandShare[step] = shares[side];
  for (const site of run.sites) failSite(run, step, ms, site, shares);
  const asked = askForTraffic(run, step, total);
  carryTraffic(run, step, asked);
}

function failSite(run: Run, step: number, ms: number, site: ScenarioSite, shares: [number, number]): void {
  const { parameters, truth, failing } = run;
  const { fault } = parameters;
  const moved = (run.movesAtStep[site.index] ?? 0) <= step;
  const overloaded = shares[moved ? 1 : 0] > 1;
  const noise = noiseOf(fault, ms);
  const hazard = site.faulty ? hazardOf(fault, { ms, overloaded, moved }) : 0;
  if (noise + hazard === 0) return;
  if (hazard > 0 && !moved && ms < fault.workaroundFrom.getTime())
    truth.exposure[overloaded ? 'overloaded' : 'normal'] += 1;
  const drawn = failing.next();
  if (drawn >= noise + hazard || isBusy(truth, site.index, step)) return;
  const cause = drawn < hazard ? 'firmware' : 'noise';
  const { kind, steps } = drawPattern(failing, cause === 'firmware' ? fault.flapShare : 0);
  place(truth, site.index, step, steps, stepOf(truth.startMs, fault.until));
  truth.failures.push({ site: site.index, step, kind, cause, overloaded, callAt: null });
}

/** A site that fails, just did, or is going to, does not begin another failure. */
function isBusy(truth: Truth, site: number, step: number): boolean {
  for (let near = Math.max(0, step - 3); near < Math.min(truth.steps, step + 14); near += 1)
    if (truth.state[near * truth.sites + site] === down) return true;
  return false;
}

/** What each working site asks for, in Mbps, and the sums for the two concentrators. */
function askForTraffic(
  { sites, truth, movesAtStep, load }: Run,
  step: number,
  total: number,
): { mbps: Float64Array; sums: [number, number]; tunnels: [number, number] } {
  const mbps = new Float64Array(sites.length);
  const sums: [number, number] = [0, 0];
  const tunnels: [number, number] = [0, 0];
  const rated = truth.concentrators[0].ratedMbps;
  for (const { index, weight } of sites) {
    const varied = 0.85 + 0.3 * load.next();
    if (truth.state[step * truth.sites + index] === down) continue;
    const side = (movesAtStep[index] ?? 0) <= step ? 1 : 0;
    const asked = weight * total * rated * varied;
    mbps[index] = asked;
    sums[side] += asked;
    tunnels[side] += 1;
  }
  return { mbps, sums, tunnels };
}

/** A full concentrator carries its cap; what is asked beyond it is lost, and what is carried waits. */
function carryTraffic(run: Run, step: number, asked: ReturnType<typeof askForTraffic>): void {
  const { parameters, truth, movesAtStep, load } = run;
  const quality = ([0, 1] as const).map((side) => {
    const concentrator = truth.concentrators[side];
    const share = asked.sums[side] / concentrator.ratedMbps;
    const carried = Math.min(
      1,
      (parameters.demand.cap * (0.985 + 0.015 * load.next())) / Math.max(share, 0.01),
    );
    concentrator.tunnels[step] = asked.tunnels[side];
    return { carried, ...strain(share) };
  });
  const sums = [0, 0, 0, 0];
  for (const { index } of run.sites) {
    const cell = step * truth.sites + index;
    if (truth.state[cell] === down) continue;
    const side = (movesAtStep[index] ?? 0) <= step ? 1 : 0;
    const { carried, lossPercent, waitMs } = quality[side] ?? { carried: 1, lossPercent: 0, waitMs: 0 };
    const centi = Math.round((asked.mbps[index] ?? 0) * carried * 100);
    const incoming = Math.round(centi * 0.78);
    truth.inCentiMbps[cell] = incoming;
    truth.outCentiMbps[cell] = centi - incoming;
    truth.lossTenths[cell] = Math.round((lossPercent * (0.8 + 0.4 * load.next()) + 0.2 * load.next()) * 10);
    truth.latencyMs[cell] = Math.round(14 + 10 * load.next() + waitMs * (0.85 + 0.3 * load.next()));
    sums[side * 2] = (sums[side * 2] ?? 0) + incoming;
    sums[side * 2 + 1] = (sums[side * 2 + 1] ?? 0) + centi - incoming;
  }
  for (const side of [0, 1] as const) {
    truth.concentrators[side].inTenths[step] = Math.round((sums[side * 2] ?? 0) / 10);
    truth.concentrators[side].outTenths[step] = Math.round((sums[side * 2 + 1] ?? 0) / 10);
  }
}

/** Loss and delay grow from 85% of the rating on; beyond the rating, part of what is too much is lost for good. */
function strain(share: number): { lossPercent: number; waitMs: number } {
  const queue = Math.min(1, Math.max(0, (share - 0.85) / 0.2));
  const excess = share > 1 ? ((share - 1) / share) * 100 : 0;
  return { lossPercent: queue + excess * 0.35, waitMs: 90 * queue };
}

/** Readings that never arrive: the silences, and now and then a single one. The site itself goes on as it was. */
function loseReadings({ parameters, sites, truth }: Run): void {
  const random = createRandom(`${parameters.seed}/silences`);
  const quiet = random.shuffled(sites.filter((site) => !site.faulty));
  for (const [index, silence] of parameters.silences.entries()) {
    const site = quiet[index]?.index ?? 0;
    const to = Math.min(truth.steps, stepOf(truth.startMs, silence.to));
    for (let step = stepOf(truth.startMs, silence.from); step < to; step += 1)
      truth.sent[step * truth.sites + site] = 0;
  }
  for (const site of quiet.slice(-3))
    for (let step = 0; step < truth.steps; step += 1)
      if (random.chance(0.01)) truth.sent[step * truth.sites + site.index] = 0;
}
