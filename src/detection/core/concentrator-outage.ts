import type { DetectionParameters } from './parameters.ts';
import { type CoarseRun, coarse, type Span, type StateSpan } from './spans.ts';

type Parameters = DetectionParameters['concentratorOutage'];

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

/** How one site changes the counts at an instant. `lapsed`: last known to be down, and silent since. */
interface Edge {
  atMs: number;
  down: number;
  known: number;
  lapsed: number;
}

interface SharedSpan {
  fromMs: number;
  /** Null while it lasts. */
  toMs: number | null;
  peakShare: number;
}

interface SiteRuns {
  siteId: number;
  attached: readonly Span[];
  runs: readonly CoarseRun[];
}

/**
 * Spans in which so many of a concentrator's sites are down together that the concentrator, or what is before it,
 * must be the reason: one episode with many sites. Site counts are swept over time, unknown sites left out of both
 * sides of the share. Silence does not end one: sites that were down when they fell silent are not known to be back.
 */
export function concentratorOutagesOf(
  sites: readonly AttachedSite[],
  parameters: Parameters,
  asOfMs: number,
): ConcentratorOutage[] {
  const withRuns = sites.map(({ siteId, attached, spans }) => ({ siteId, attached, runs: coarse(spans) }));
  const edges = withRuns.flatMap((site) => edgesOf(site, parameters)).sort((a, b) => a.atMs - b.atMs);
  const joined = joinSpans([...spansOverShare(edges, parameters, asOfMs)], parameters.spreadSeconds * 1000);
  return joined.map((span) => {
    const members = membersOf(withRuns, span, parameters.spreadSeconds * 1000, asOfMs);
    const fromMs = members.reduce((earliest, member) => Math.min(earliest, member.fromMs), span.fromMs);
    return { fromMs, toMs: span.toMs, sites: members, peakShare: span.peakShare };
  });
}

/** Sites need not fail in the same second: spans with a short gap between them are one. */
function joinSpans(spans: readonly SharedSpan[], spreadMs: number): SharedSpan[] {
  const joined: SharedSpan[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && last.toMs !== null && span.fromMs - last.toMs <= spreadMs) {
      last.toMs = span.toMs;
      last.peakShare = Math.max(last.peakShare, span.peakShare);
    } else joined.push({ ...span });
  }
  return joined;
}

function* spansOverShare(
  edges: readonly Edge[],
  parameters: Parameters,
  asOfMs: number,
): Generator<SharedSpan> {
  const enough = (down: number, known: number): boolean =>
    down >= parameters.minimumSites && down / known >= parameters.downShare;
  const now = { down: 0, known: 0, lapsed: 0 };
  let open: SharedSpan | undefined;
  for (const [index, edge] of edges.entries()) {
    if (edge.atMs >= asOfMs) break;
    now.down += edge.down;
    now.known += edge.known;
    now.lapsed += edge.lapsed;
    if (edges[index + 1]?.atMs === edge.atMs) continue;
    if (enough(now.down, now.known)) {
      const share = now.down / now.known;
      open = {
        fromMs: open?.fromMs ?? edge.atMs,
        toMs: null,
        peakShare: Math.max(open?.peakShare ?? 0, share),
      };
      continue;
    }
    if (!open) continue;
    // It ends where it was last seen; whether it ended is decided by those who are known to be back.
    open.toMs ??= edge.atMs;
    if (enough(now.down + now.lapsed, now.known + now.lapsed)) continue;
    yield open;
    open = undefined;
  }
  if (open) yield { ...open, toMs: null };
}

function edgesOf(site: SiteRuns, parameters: Parameters): Edge[] {
  const edges: Edge[] = [];
  const count = (span: Span, change: Omit<Edge, 'atMs'>): void => {
    for (const attached of site.attached) {
      const fromMs = Math.max(span.fromMs, attached.fromMs);
      const toMs = Math.min(span.toMs, attached.toMs);
      if (toMs <= fromMs) continue;
      edges.push({ atMs: fromMs, ...change });
      edges.push({ atMs: toMs, down: -change.down, known: -change.known, lapsed: -change.lapsed });
    }
  };
  for (const [index, run] of site.runs.entries()) {
    if (run.kind !== 'unknown') count(run, { down: run.kind === 'down' ? 1 : 0, known: 1, lapsed: 0 });
    else if (site.runs[index - 1]?.kind === 'down') {
      const toMs = Math.min(run.toMs, run.fromMs + parameters.unknownEndsSeconds * 1000);
      count({ fromMs: run.fromMs, toMs }, { down: 0, known: 0, lapsed: 1 });
    }
  }
  return edges;
}

function membersOf(
  sites: readonly SiteRuns[],
  span: SharedSpan,
  spreadMs: number,
  asOfMs: number,
): ConcentratorOutage['sites'] {
  const members: ConcentratorOutage['sites'] = [];
  const untilMs = span.toMs ?? asOfMs;
  for (const site of sites) {
    const down = site.runs.filter(
      (run) =>
        run.kind === 'down' &&
        run.fromMs < untilMs &&
        run.toMs > span.fromMs &&
        site.attached.some((attached) => attached.fromMs < run.toMs && attached.toMs > run.fromMs),
    );
    const first = down[0];
    const last = down.at(-1);
    if (!first || !last) continue;
    const isBack = site.runs.some((run) => run.kind === 'working' && run.fromMs >= last.toMs);
    const isDown = last.toMs >= asOfMs || (span.toMs === null && !isBack);
    // A site that was down long before the others has its own reason; it counts from when they joined it.
    const fromMs = Math.max(first.fromMs, span.fromMs - spreadMs);
    members.push({ siteId: site.siteId, fromMs, toMs: isDown ? null : last.toMs });
  }
  return members;
}
