import { describe, expect, it } from 'vitest';
import { type AttachedSite, concentratorOutagesOf } from './concentrator-outage.ts';
import { defaultDetectionParameters } from './parameters.ts';

const minute = 60_000;
const { concentratorOutage } = defaultDetectionParameters;

function site(siteId: number, downFrom: number | null, downTo = 0, attachedTo = 600): AttachedSite {
  const end = 600 * minute;
  const attached = [{ fromMs: 0, toMs: attachedTo * minute }];
  if (downFrom === null) return { siteId, attached, spans: [{ fromMs: 0, toMs: end, state: 'up' }] };
  return {
    siteId,
    attached,
    spans: [
      { fromMs: 0, toMs: downFrom * minute, state: 'up' },
      { fromMs: downFrom * minute, toMs: downTo * minute, state: 'down' },
      { fromMs: downTo * minute, toMs: end, state: 'up' },
    ],
  };
}

describe('outage of a concentrator', () => {
  it('is one episode with every site that was down, though they failed minutes apart', () => {
    const sites = [1, 2, 3, 4, 5, 6].map((id) => site(id, 100 + id, 160)).concat(site(7, null));
    const found = concentratorOutagesOf(sites, concentratorOutage, 600 * minute);
    expect(found).toHaveLength(1);
    expect(found[0]?.sites.map((each) => each.siteId)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(found[0]).toMatchObject({ fromMs: 101 * minute, toMs: 160 * minute });
  });

  it('is not seen when fewer than half, or fewer than five, are down', () => {
    const fewOfMany = [1, 2, 3, 4, 5]
      .map((id) => site(id, 100, 160))
      .concat([6, 7, 8, 9, 10, 11].map((id) => site(id, null)));
    expect(concentratorOutagesOf(fewOfMany, concentratorOutage, 600 * minute)).toEqual([]);
    expect(
      concentratorOutagesOf(
        [1, 2, 3, 4].map((id) => site(id, 100, 160)),
        concentratorOutage,
        600 * minute,
      ),
    ).toEqual([]);
  });

  it('counts sites only while they are attached', () => {
    const moved = [1, 2, 3, 4, 5].map((id) => site(id, 100, 160, 90));
    expect(concentratorOutagesOf(moved, concentratorOutage, 600 * minute)).toEqual([]);
  });

  it('does not back-date to a site that was down for its own reason', () => {
    const sites = [site(9, 10, 200), ...[1, 2, 3, 4, 5, 6].map((id) => site(id, 100, 160))];
    const found = concentratorOutagesOf(sites, concentratorOutage, 600 * minute);
    expect(found[0]?.fromMs).toBe(90 * minute);
  });

  it('is open while it lasts', () => {
    const sites = [1, 2, 3, 4, 5].map((id) => site(id, 100, 600));
    expect(concentratorOutagesOf(sites, concentratorOutage, 600 * minute)[0]?.toMs).toBeNull();
  });

  /** Down from minute 100, silent from 160 until `backAt`. */
  function silent(siteId: number, backAt: number): AttachedSite {
    const end = 600 * minute;
    return {
      siteId,
      attached: [{ fromMs: 0, toMs: end }],
      spans: [
        { fromMs: 0, toMs: 100 * minute, state: 'up' },
        { fromMs: 100 * minute, toMs: 160 * minute, state: 'down' },
        { fromMs: 160 * minute, toMs: backAt * minute, state: 'unknown' },
        { fromMs: backAt * minute, toMs: end, state: 'up' },
      ],
    };
  }

  it('is not ended by silence, only by sites that are known to be back', () => {
    const sites = [1, 2, 3, 4, 5, 6].map((id) => silent(id, 400)).concat(site(7, null));
    const at = (asOf: number) => concentratorOutagesOf(cut(sites, asOf), concentratorOutage, asOf * minute);
    expect(at(399)).toMatchObject([{ fromMs: 100 * minute, toMs: null, peakShare: 6 / 7 }]);
    expect(at(399)[0]?.sites[0]?.toMs).toBeNull();
    expect(at(410)).toMatchObject([{ fromMs: 100 * minute, toMs: 160 * minute }]);
  });

  it('is one when its sites fall silent and are still down afterwards', () => {
    const sites = [1, 2, 3, 4, 5].map((id) => ({
      ...silent(id, 300),
      spans: silent(id, 300).spans.map((span) =>
        span.fromMs === 300 * minute ? { ...span, state: 'down' as const } : span,
      ),
    }));
    expect(concentratorOutagesOf(sites, concentratorOutage, 600 * minute)).toMatchObject([
      { fromMs: 100 * minute, toMs: null },
    ]);
  });

  it('is lost from sight after six hours of silence', () => {
    const sites = [1, 2, 3, 4, 5].map((id) => silent(id, 600));
    expect(concentratorOutagesOf(cut(sites, 519), concentratorOutage, 519 * minute)[0]?.toMs).toBeNull();
    expect(concentratorOutagesOf(cut(sites, 521), concentratorOutage, 521 * minute)[0]?.toMs).toBe(
      160 * minute,
    );
  });

  it('is not begun by silence', () => {
    const sites = [1, 2, 3, 4].map((id) => site(id, 100, 160)).concat([silent(5, 90), silent(6, 90)]);
    const quiet = sites.map((each) =>
      each.siteId > 4
        ? { ...each, spans: [{ fromMs: 0, toMs: 600 * minute, state: 'unknown' as const }] }
        : each,
    );
    expect(concentratorOutagesOf(quiet, concentratorOutage, 600 * minute)).toEqual([]);
  });
});

/** What was known at an earlier instant. */
function cut(sites: readonly AttachedSite[], asOf: number): AttachedSite[] {
  return sites.map((each) => ({
    ...each,
    spans: each.spans
      .filter((span) => span.fromMs < asOf * minute)
      .map((span) => ({ ...span, toMs: Math.min(span.toMs, asOf * minute) })),
  }));
}
