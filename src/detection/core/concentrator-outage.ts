import type { DetectionParameters } from './parameters.ts';
import { coarse, type Span, type StateSpan } from './spans.ts';

/** One site as a concentrator sees it: when it was attached, and the states it held. */
export interface AttachedSite {
  siteId: number;
  attached: readonly Span[];
  spans: readonly StateSpan[];
}

export interface ConcentratorOutage {
  fromMs: number;
  toMs: number | null;
  sites: { siteId: number; fromMs: number; toMs: number | null }[];
  /** The greatest share of attached sites of known state that were down at one time. */
  peakShare: number;
}

interface Edge {
  atMs: number;
  down: number;
  known: number;
}

/**
 * Spans in which so many of a concentrator's sites are down together that the concentrator, or what is before it,
 * must be the reason: one episode with many sites. Site counts are swept over time, unknown sites left out of both
 * sides of the share.
 */
export function concentratorOutagesOf(
  sites: readonly AttachedSite[],
  parameters: DetectionParameters['concentratorOutage'],
  asOfMs: number,
): ConcentratorOutage[] {
  const spreadMs = parameters.spreadSeconds * 1000;
  const joined: { fromMs: number; toMs: number; peakShare: number }[] = [];
  for (const span of spansOverShare(sites, parameters)) {
    const last = joined.at(-1);
    if (last && span.fromMs - last.toMs <= spreadMs) {
      last.toMs = span.toMs;
      last.peakShare = Math.max(last.peakShare, span.peakShare);
    } else joined.push({ ...span });
  }
  return joined.map((span) => {
    const members = membersOf(sites, span, spreadMs, asOfMs);
    const fromMs = Math.min(...members.map((member) => member.fromMs));
    return {
      fromMs,
      toMs: span.toMs >= asOfMs ? null : span.toMs,
      sites: members,
      peakShare: span.peakShare,
    };
  });
}

function* spansOverShare(
  sites: readonly AttachedSite[],
  parameters: DetectionParameters['concentratorOutage'],
): Generator<{ fromMs: number; toMs: number; peakShare: number }> {
  const edges = sites.flatMap(edgesOf).sort((a, b) => a.atMs - b.atMs);
  let down = 0;
  let known = 0;
  let open: { fromMs: number; peakShare: number } | undefined;
  for (const [index, edge] of edges.entries()) {
    down += edge.down;
    known += edge.known;
    const next = edges[index + 1];
    if (next && next.atMs === edge.atMs) continue;
    const share = known > 0 ? down / known : 0;
    const over = down >= parameters.minimumSites && share >= parameters.downShare;
    if (over) open = { fromMs: open?.fromMs ?? edge.atMs, peakShare: Math.max(open?.peakShare ?? 0, share) };
    else if (open) {
      yield { ...open, toMs: edge.atMs };
      open = undefined;
    }
  }
}

/** How one site changes the counts of down and of known sites while it is attached. */
function edgesOf(site: AttachedSite): Edge[] {
  const edges: Edge[] = [];
  for (const run of coarse(site.spans)) {
    if (run.kind === 'unknown') continue;
    const down = run.kind === 'down' ? 1 : 0;
    for (const attached of site.attached) {
      const fromMs = Math.max(run.fromMs, attached.fromMs);
      const toMs = Math.min(run.toMs, attached.toMs);
      if (toMs > fromMs) edges.push({ atMs: fromMs, down, known: 1 }, { atMs: toMs, down: -down, known: -1 });
    }
  }
  return edges;
}

function membersOf(
  sites: readonly AttachedSite[],
  span: Span,
  spreadMs: number,
  asOfMs: number,
): ConcentratorOutage['sites'] {
  const members: ConcentratorOutage['sites'] = [];
  for (const site of sites) {
    const down = coarse(site.spans).filter(
      (run) =>
        run.kind === 'down' &&
        run.fromMs < span.toMs &&
        run.toMs > span.fromMs &&
        site.attached.some((attached) => attached.fromMs < run.toMs && attached.toMs > run.fromMs),
    );
    const first = down[0];
    const last = down.at(-1);
    if (!first || !last) continue;
    // A site that was down long before the others has its own reason; it counts from when they joined it.
    const fromMs = Math.max(first.fromMs, span.fromMs - spreadMs);
    members.push({ siteId: site.siteId, fromMs, toMs: last.toMs >= asOfMs ? null : last.toMs });
  }
  return members;
}
