import { stepMs } from '../../scenarios/support/time.ts';
import { down, noReading } from '../../scenarios/support/truth.ts';
import type { World } from '../../scenarios/support/world.ts';
import type { EstateQuestion, LoadSpan, SiteSpan, SiteSpell } from '../../src/attribution/index.ts';

/** The April scenario as attribution is asked about it, straight from what was sent, without a database. */
export function aprilQuestion({ parameters, estate, plan, truth }: World): EstateQuestion {
  const fromMs = truth.startMs;
  const toMs = parameters.endsAt.getTime();
  const spells = estate.sites.flatMap((site): SiteSpell[] => {
    const move = plan.get(site.index);
    const movesMs = move && 'movesAt' in move ? Math.min(toMs, move.movesAt.getTime()) : toMs;
    const held = (key: string, value: string, start = fromMs, end = toMs): SiteSpell[] =>
      start < end ? [{ siteId: site.index + 1, key, value, fromMs: start, toMs: end }] : [];
    return [
      ...held('firmware', site.firmware),
      ...held('firewallModel', site.model),
      ...held('circuit', site.circuit),
      ...held('circuitSupplier', site.supplier),
      ...held('circuitMbps', String(site.bandwidthMbps)),
      ...held('serial', site.serial),
      ...held('town', site.practice.town),
      ...held('concentrator', truth.concentrators[0].code, fromMs, movesMs),
      ...held('concentrator', truth.concentrators[1].code, movesMs, toMs),
    ];
  });
  return {
    ...{ fromMs, toMs, spells },
    sites: estate.sites.map(({ index, code }) => ({ id: index + 1, code })),
    known: spansOf(truth, toMs, (at) => truth.sent[at] === 1 && truth.state[at] !== noReading),
    episodes: spansOf(truth, toMs, (at) => truth.sent[at] === 1 && truth.state[at] === down),
    loads: loadsOf(truth, toMs),
  };
}

function spansOf(truth: World['truth'], untilMs: number, is: (at: number) => boolean): SiteSpan[] {
  const spans: SiteSpan[] = [];
  const steps = Math.floor((untilMs - truth.startMs) / stepMs);
  for (let site = 0; site < truth.sites; site++) {
    for (let step = 0; step < steps; step++) {
      if (!is(step * truth.sites + site)) continue;
      const fromMs = truth.startMs + step * stepMs;
      while (step < steps && is(step * truth.sites + site)) step++;
      spans.push({ siteId: site + 1, fromMs, toMs: truth.startMs + step * stepMs });
    }
  }
  return spans;
}

function loadsOf(truth: World['truth'], untilMs: number): LoadSpan[] {
  const steps = Math.floor((untilMs - truth.startMs) / stepMs);
  return truth.concentrators.flatMap(({ code, ratedMbps, inTenths, outTenths, liveFromStep }) =>
    Array.from({ length: Math.max(0, steps - liveFromStep) }, (_, index) => {
      const step = liveFromStep + index;
      const fromMs = truth.startMs + step * stepMs;
      const mbps = ((inTenths[step] ?? 0) + (outTenths[step] ?? 0)) / 10;
      return { concentrator: code, fromMs, toMs: fromMs + stepMs, share: mbps / ratedMbps };
    }),
  );
}
