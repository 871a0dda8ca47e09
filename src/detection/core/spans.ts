import type { SiteState } from '#telemetry';

/** A state held over [fromMs, toMs) by one site. The last one of a site may reach to the instant of evaluation. */
export interface StateSpan {
  fromMs: number;
  toMs: number;
  state: SiteState;
}

export interface Span {
  fromMs: number;
  toMs: number;
}

/** Working for the purpose of outages: traffic passes, if badly. */
export const isWorking = (state: SiteState): boolean => state === 'up' || state === 'degraded';

export interface CoarseRun extends Span {
  kind: 'working' | 'down' | 'unknown';
}

/** Joins neighbouring spans that are both working, both down or both unknown; input sorted by time. */
export function coarse(spans: readonly StateSpan[]): CoarseRun[] {
  const joined: CoarseRun[] = [];
  for (const span of spans) {
    const kind = isWorking(span.state) ? 'working' : span.state === 'down' ? 'down' : 'unknown';
    const last = joined.at(-1);
    if (last && last.kind === kind && last.toMs === span.fromMs) last.toMs = span.toMs;
    else joined.push({ fromMs: span.fromMs, toMs: span.toMs, kind });
  }
  return joined;
}
