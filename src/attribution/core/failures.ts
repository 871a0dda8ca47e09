import type { SiteSpan } from './question.ts';

/**
 * Joins the episodes of each site that overlap or follow each other within `mergeMinutes`: an outage inside a flap, and a
 * burst of outages, are one failure. Sorted by site and time.
 */
export function mergeFailures(episodes: readonly SiteSpan[], mergeMinutes: number): SiteSpan[] {
  const sorted = [...episodes].sort((a, b) => a.siteId - b.siteId || a.fromMs - b.fromMs || a.toMs - b.toMs);
  const merged: SiteSpan[] = [];
  for (const episode of sorted) {
    const last = merged.at(-1);
    const joins = last?.siteId === episode.siteId && episode.fromMs - last.toMs <= mergeMinutes * 60_000;
    if (last && joins) last.toMs = Math.max(last.toMs, episode.toMs);
    else merged.push({ ...episode });
  }
  return merged;
}

/** `spans` without `holes`, both of any order; the result is sorted by site and time and does not overlap. */
export function subtractSpans(spans: readonly SiteSpan[], holes: readonly SiteSpan[]): SiteSpan[] {
  const cuts = new Map<number, SiteSpan[]>();
  for (const hole of mergeFailures(holes, 0)) {
    const list = cuts.get(hole.siteId);
    if (list) list.push(hole);
    else cuts.set(hole.siteId, [hole]);
  }
  const left: SiteSpan[] = [];
  for (const span of mergeFailures(spans, 0)) {
    let fromMs = span.fromMs;
    for (const hole of cuts.get(span.siteId) ?? []) {
      if (hole.toMs <= fromMs) continue;
      if (hole.fromMs >= span.toMs) break;
      if (hole.fromMs > fromMs) left.push({ siteId: span.siteId, fromMs, toMs: hole.fromMs });
      fromMs = Math.max(fromMs, hole.toMs);
    }
    if (fromMs < span.toMs) left.push({ siteId: span.siteId, fromMs, toMs: span.toMs });
  }
  return left;
}
