import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#platform/numbers';
import { type BeforeImage, faultOf, type SiteEvidence, usualStopRule } from './act.ts';
import { runWave } from './run-wave.ts';
import { type Act, runbook } from './runbook.ts';
import { type Failure, simulatedNetwork } from './simulated-network.ts';
import { type PlannedMove, planWaves, type Rated, usualWaveRules } from './waves.ts';
import { changeWindows, mayChangeOn, usualHours } from './windows.ts';

describe('change windows', () => {
  it.each([
    ['a Saturday evening in summer time', '2026-04-25', '2026-04-25T17:00:00.000Z'],
    ['the Saturday before the clocks go back', '2026-10-24', '2026-10-24T17:00:00.000Z'],
    ['the Monday after they went back', '2026-10-25', '2026-10-26T19:00:00.000Z'],
    ['the Saturday before they go forward', '2026-03-28', '2026-03-28T18:00:00.000Z'],
    ['the Monday after they went forward', '2026-03-29', '2026-03-30T18:00:00.000Z'],
    [
      'Good Friday: the day before is left out, and Easter Saturday is clear',
      '2026-04-02',
      '2026-04-04T17:00:00.000Z',
    ],
    ['Easter Monday: the next is Tuesday', '2026-04-05', '2026-04-07T18:00:00.000Z'],
    [
      'Christmas Eve: none until the Tuesday after the substitute day',
      '2026-12-24',
      '2026-12-29T19:00:00.000Z',
    ],
  ])('%s', (_, from, first) => {
    const [window] = changeWindows(from, 1, { hours: usualHours, frozen: [] });
    expect(window?.from.toISOString()).toBe(first);
  });

  it.each([
    ['2026-05-04', false, 'the early May bank holiday'],
    ['2026-05-03', false, 'the day before it'],
    ['2026-05-02', true, 'the Saturday before'],
    ['2026-06-10', false, 'frozen'],
  ])('%s is %s: %s', (isoDate, may) => {
    expect(mayChangeOn(isoDate, [{ from: '2026-06-08', to: '2026-06-12' }])).toBe(may);
  });
});

interface World {
  moves: PlannedMove[];
  concentrators: Rated[];
  homes: Map<string, string>;
  loads: Map<string, Float64Array>;
}

const halfHours = 6;

/** A random estate, some of it over its rating now, with moves from the fullest to the others. */
function drawWorld(seed: number): World {
  const random = createRandom(seed);
  const codes = ['VPN-A', 'VPN-B', 'VPN-C'].slice(0, 2 + Math.floor(random() * 2));
  const count = 8 + Math.floor(random() * 30);
  const homes = new Map<string, string>();
  const loads = new Map<string, Float64Array>();
  const moves: PlannedMove[] = [];
  for (let k = 0; k < count; k++) {
    const site = `S${k}`;
    const from = codes[Math.floor(random() * random() * codes.length)] as string;
    const mbps = Float64Array.from({ length: halfHours }, () => 1 + 9 * random() * random());
    homes.set(site, from);
    loads.set(site, mbps);
    const to = codes[Math.floor(random() * codes.length)] as string;
    if (to !== from && random() < 0.7)
      moves.push({
        site,
        practice: `P${Math.floor(k / (random() < 0.2 ? 3 : 1))}`,
        from,
        to,
        mbps,
        tunnels: 1,
      });
  }
  const concentrators = codes.map((code) => {
    const mbps = new Float64Array(halfHours);
    for (const [site, home] of homes)
      if (home === code)
        for (let t = 0; t < halfHours; t++) mbps[t] = (mbps[t] as number) + (loads.get(site)?.[t] ?? 0);
    const tunnels = [...homes.values()].filter((home) => home === code).length;
    return {
      code,
      mbps,
      tunnels,
      ratedMbps: 60 + 80 * random(),
      ratedTunnels: 10 + Math.floor(40 * random()),
    };
  });
  return { moves, concentrators, homes, loads };
}

const imagesOf = ({ homes }: World): Map<string, BeforeImage> =>
  new Map(
    [...homes].map(
      ([site, concentrator]) => [site, { hubs: [{ concentrator, isDefaultRoute: true }] }] as const,
    ),
  );

/** Replays a plan; after every single change of the network looks at every half-hour of every concentrator. */
async function replay(world: World, failureOf: (wave: number) => Failure | null) {
  const plan = planWaves(world.moves, world.concentrators, { ...usualWaveRules, sitesAtMost: 6 });
  const announced = new Map(world.concentrators.map((one) => [one.code, one.mbps.slice()] as const));
  const broken: string[] = [];
  const network = simulatedNetwork(imagesOf(world), { minutes: usualStopRule.minutes, onChange: look });
  let lost: string | null = null;
  function look(): void {
    for (const { code, ratedMbps, ratedTunnels, tunnels } of world.concentrators) {
      if (code === lost || lost !== null) continue;
      const load = new Float64Array(halfHours);
      for (const [site, mbps] of world.loads)
        if (network.carrierOf(site) === code)
          for (let t = 0; t < halfHours; t++) load[t] = (load[t] as number) + (mbps[t] as number);
      for (let t = 0; t < halfHours; t++)
        if ((load[t] as number) > Math.max(ratedMbps ?? Infinity, announced.get(code)?.[t] ?? 0) * (1 + 1e-6))
          broken.push(`${code} at ${t}: ${load[t]} of ${ratedMbps}`);
      if (network.tunnelsOn(code) > Math.max(ratedTunnels ?? Infinity, tunnels))
        broken.push(`${code}: tunnels`);
    }
  }
  const outcomes = [];
  for (const wave of plan.waves) {
    const failure = failureOf(wave.number);
    const target = wave.moves[Math.floor(wave.moves.length / 2)] as PlannedMove;
    if (failure) {
      if (failure.kind === 'concentrator lost') lost = target.to;
      network.fail(
        failure.kind === 'concentrator lost'
          ? { kind: failure.kind, concentrator: target.to }
          : failure.kind === 'site dead'
            ? { kind: failure.kind, site: target.site }
            : { kind: failure.kind, site: target.site, to: target.to },
      );
    }
    const outcome = await runWave(wave.moves, network, usualStopRule);
    outcomes.push(outcome);
    if (outcome.stopped !== null) break;
  }
  return { plan, broken, outcomes, network };
}

describe('waves', () => {
  it('of 200 random estates: every move once, practices whole, never over a rating that was not over before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), async (seed) => {
        const world = drawWorld(seed);
        const { plan, broken, outcomes, network } = await replay(world, () => null);
        expect(broken).toEqual([]);
        const planned = plan.waves.flatMap((wave) => wave.moves);
        expect([...planned, ...plan.blocked.map(({ move }) => move)].map((move) => move.site).sort()).toEqual(
          world.moves.map((move) => move.site).sort(),
        );
        expect(outcomes.every((one) => one.stopped === null)).toBe(true);
        for (const move of planned) expect(network.carrierOf(move.site)).toBe(move.to);
        const waveOf = new Map(
          plan.waves.flatMap((wave) => wave.moves.map((move) => [move.site, wave.number] as const)),
        );
        for (const group of Map.groupBy(planned, (move) => move.practice).values())
          expect(new Set(group.map((move) => waveOf.get(move.site))).size).toBe(1);
      }),
      { numRuns: 200 },
    );
  });

  it.each(['site does not come back', 'wrong default route', 'concentrator lost', 'site dead'] as const)(
    'with "%s" in every wave in turn: rolled back or stopped, no site left behind',
    async (kind) => {
      for (let seed = 1; seed <= 40; seed++) {
        const world = drawWorld(seed);
        const waves = planWaves(world.moves, world.concentrators, { ...usualWaveRules, sitesAtMost: 6 }).waves
          .length;
        for (let at = 1; at <= waves; at++) {
          const { broken, outcomes, network } = await replay(world, (wave) =>
            wave === at ? ({ kind, site: '', to: '', concentrator: '' } as Failure) : null,
          );
          expect(broken).toEqual([]);
          const last = outcomes.at(-1);
          expect(last?.stopped).not.toBeNull();
          for (const { site, state } of outcomes.flatMap((one) => one.outcomes)) {
            if (state === 'rolled back') expect(network.carrierOf(site)).toBe(world.homes.get(site));
            if (state === 'left to people') expect(kind).toMatch(/site dead|concentrator lost/);
          }
        }
      }
    },
  );

  it('begins with the lightest, and keeps the large apart', () => {
    const mbps = (value: number) => new Float64Array(halfHours).fill(value);
    const moves = Array.from(
      { length: 30 },
      (_, k): PlannedMove => ({
        site: `S${k}`,
        practice: `P${k}`,
        from: 'VPN-A',
        to: 'VPN-B',
        mbps: mbps(k + 1),
        tunnels: 1,
      }),
    );
    const concentrators: Rated[] = [
      { code: 'VPN-A', ratedMbps: 500, ratedTunnels: 100, mbps: mbps(465), tunnels: 30 },
      { code: 'VPN-B', ratedMbps: 1000, ratedTunnels: 100, mbps: mbps(0), tunnels: 0 },
    ];
    const { waves, blocked } = planWaves(moves, concentrators);
    expect(waves[0]?.moves.map((move) => move.site)).toEqual(['S0', 'S1', 'S2']);
    const large = new Set(['S27', 'S28', 'S29']);
    for (const wave of waves)
      expect(wave.moves.filter((move) => large.has(move.site)).length).toBeLessThanOrEqual(2);
    expect(waves.every((wave) => wave.moves.length <= 20)).toBe(true);
    expect(blocked).toEqual([]);
  });
});

describe('a wave done by people', () => {
  const moves = ['S0', 'S1'].map((site) => ({ site, from: 'VPN-A', to: 'VPN-B' }));
  const seen = (given: Partial<SiteEvidence> = {}): SiteEvidence => ({
    isReachable: true,
    carries: 'VPN-B',
    lossPercent: 0.1,
    latencyMs: 12,
    flaps: 0,
    minutes: 30,
    ...given,
  });
  /** Plays what is kept; `now` is what the readings say of every site since its last step. */
  async function play(acts: readonly Act[], now: SiteEvidence) {
    const actor = runbook(acts, {
      imageOf: () => ({ hubs: [{ concentrator: 'VPN-A', isDefaultRoute: true }] }),
      look: async () => now,
      minutes: 30,
    });
    const { outcomes, stopped } = await runWave(moves, actor, usualStopRule);
    const hubs = new Map(
      actor.asked.map(({ site, image }) => [site, image.hubs.map((hub) => hub.concentrator).join()]),
    );
    const states = new Map(outcomes.map((one) => [one.site, one.state]));
    return { actor, stopped, hubs, states };
  }
  const at = new Date('2026-04-25T18:00:00Z');
  /** Ticks what the site waits for, and keeps the looks before it. */
  async function ticked(acts: readonly Act[], site: string, now: SiteEvidence): Promise<Act[]> {
    const { actor } = await play(acts, now);
    const image = actor.asked.find((one) => one.site === site)?.image ?? { hubs: [] };
    const looks = actor.fresh.filter((one) => one.site === site);
    return [
      ...acts,
      ...looks.map(({ evidence }) => ({ site, kind: 'look' as const, evidence, at, by: 'Ann' })),
      { site, kind: 'step', image, at, by: 'Ann' },
    ];
  }

  it('waits for each tick and for each look, and goes on from what is kept', async () => {
    const before = seen({ carries: 'VPN-A' });
    expect((await play([], before)).hubs).toEqual(
      new Map([
        ['S0', 'VPN-B,VPN-A'],
        ['S1', 'VPN-B,VPN-A'],
      ]),
    );
    let acts = await ticked([], 'S0', before);
    const soon = await play(acts, seen({ minutes: 29 }));
    expect([soon.hubs.has('S0'), soon.states.get('S0')]).toEqual([false, 'waiting']);
    expect((await play(acts, seen())).hubs.get('S0')).toBe('VPN-B');
    acts = await ticked(acts, 'S0', seen());
    const { states, stopped } = await play(acts, seen());
    expect([states.get('S0'), states.get('S1'), stopped]).toEqual(['verified', 'waiting', null]);
  });

  it('asks that a site which does not verify be put back, begins nothing more, and ends what was begun', async () => {
    let acts = await ticked([], 'S0', seen({ carries: 'VPN-A' }));
    const unknown = await play(acts, seen({ latencyMs: null, minutes: 59 }));
    expect(unknown.states.get('S0')).toBe('waiting');
    const bad = seen({ isReachable: false });
    expect((await play(acts, bad)).hubs.get('S0')).toBe('VPN-A');
    acts = await ticked(acts, 'S0', bad);
    const { states, stopped, hubs } = await play(acts, seen({ carries: 'VPN-A' }));
    expect([states.get('S0'), states.get('S1'), hubs.size]).toEqual(['rolled back', 'not touched', 0]);
    expect(stopped).toContain('S0: Its tunnel to VPN-B does not answer.');
    const dead = await play(acts, bad);
    expect(dead.states.get('S0')).toBe('left to people');
  });
});

describe('evidence', () => {
  const good: SiteEvidence = {
    isReachable: true,
    carries: 'VPN-B',
    lossPercent: 0.2,
    latencyMs: 12,
    flaps: 0,
    minutes: 30,
  };
  it.each<[string, Partial<SiteEvidence>, string | null]>([
    ['all is well', {}, null],
    ['latency unknown', { latencyMs: null }, 'Not all of what would verify it is known.'],
    ['too soon', { minutes: 29 }, 'Only 29 of 30 minutes have passed.'],
    ['no tunnel', { isReachable: false }, 'Its tunnel to VPN-B does not answer.'],
    ['bytes elsewhere', { carries: 'VPN-A' }, 'Its traffic goes through VPN-A, not VPN-B.'],
    ['a flap', { flaps: 1 }, 'It changed state 1 times.'],
    ['latency 21% worse', { latencyMs: 12.2 }, 'Its latency is worse than before.'],
    ['loss worse', { lossPercent: 1.3 }, 'Its loss is worse than before.'],
  ])('%s', (_, given, fault) => {
    expect(faultOf({ ...good, ...given }, 'VPN-B', { lossPercent: 0.2, latencyMs: 10 }, usualStopRule)).toBe(
      fault,
    );
  });
});
