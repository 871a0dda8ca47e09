import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '#platform/numbers';
import { loadOptimiser, type Optimiser } from '../assignment/optimiser.ts';
import { type PlanAnswer, type PlanQuestion, planSites } from './site-plan.ts';

let highs: Optimiser;
beforeAll(async () => {
  highs = await loadOptimiser();
});

/** Time that passes by a look at a time: the same on every machine. */
function plan(given: PlanQuestion): PlanAnswer {
  let ms = 0;
  return planSites(given, { highs, random: createRandom(1), budget: { now: () => ms++, until: 20_000 } });
}

interface Drawn {
  sites: number;
  codes: readonly string[];
  ratedMbps: number;
  /** Load of every site, in Mbps, in all four half-hours. */
  each: number;
}

const drawn = ({ sites, codes, ratedMbps, each }: Drawn, more: Partial<PlanQuestion> = {}): PlanQuestion => ({
  sites: Array.from({ length: sites }, (_, k) => ({
    code: `S${k}`,
    practice: `P${k}`,
    at: codes[0] as string,
    fixed: null,
    mbps: new Float64Array(4).fill(each),
    tunnels: 1,
  })),
  concentrators: codes.map((code) => ({
    code,
    dataCentre: code,
    ratedMbps,
    ratedTunnels: null,
    otherMbps: new Float64Array(4),
  })),
  distancePercent: 100,
  preferred: null,
  surviveLoss: true,
  seconds: 20,
  ...more,
});

const three = ['VPN-A', 'VPN-B', 'VPN-C'];

describe('a plan that must survive the loss of any one concentrator', () => {
  it('leaves the others within their ratings, whichever is lost', () => {
    // Twelve sites of 100: 1,200 over two of 600 when one is lost, so none may be left over.
    const { refusal, losses, moves } = plan(drawn({ sites: 12, codes: three, ratedMbps: 600, each: 100 }));
    expect(refusal).toBeNull();
    expect(losses.map((loss) => loss.concentrator)).toEqual(three);
    for (const { share } of losses) expect(share).toBeLessThanOrEqual(1 + 1e-9);
    expect(moves.length).toBeGreaterThanOrEqual(6);
  });

  it('is refused with how much is missing when no plan survives', () => {
    const { refusal, moves } = plan(drawn({ sites: 12, codes: three, ratedMbps: 480, each: 100 }));
    expect(moves).toEqual([]);
    // 1,200 over two of 480 is 125%; a quarter more of 1,440 is 360.
    expect(refusal).toContain('at 125.0% of its rating or more');
    expect(refusal).toContain('ratings 25.0% higher, about 360 Mbps over all, or 20.0% less load');
    const without = plan(
      drawn({ sites: 12, codes: three, ratedMbps: 480, each: 100 }, { surviveLoss: false }),
    );
    expect(without.refusal).toBeNull();
    expect(without.losses.some(({ share }) => (share ?? 2) > 1)).toBe(true);
  });

  it('is refused as too large beyond 6,000 pairs, with what would help', () => {
    const codes = Array.from({ length: 15 }, (_, k) => `VPN-${k}`);
    // 420 Mbps over 15 of 29.5: at the lowest peak one is lost and 14 of 29.5 hold 413.
    const { refusal } = plan(drawn({ sites: 42, codes, ratedMbps: 29.5, each: 10 }, { distancePercent: 0 }));
    expect(refusal).toContain('9030 pairs of a first and a second place, and at most 6000');
    expect(refusal).toContain('What would help is a greater distance');
  });
});
