import type { DetectionParameters } from './parameters.ts';
import { coarse, type StateSpan } from './spans.ts';

export interface Outage {
  fromMs: number;
  /** Null while it lasts, or until it has been clear long enough. */
  toMs: number | null;
  downSeconds: number;
  /** Number of separate down runs that it joins. */
  runs: number;
  endedBy: 'clear' | 'unknown' | null;
}

/**
 * Outages of one site. A down run of at least `confirmSeconds` opens one; it ends where the last down run ended, once
 * the site has worked for `clearSeconds` (hysteresis: a blink of service does not end an outage). Unknown time neither
 * confirms nor clears; `unknownEndsSeconds` of it ends what is known.
 */
export function outagesOf(spans: readonly StateSpan[], parameters: DetectionParameters['outage']): Outage[] {
  const outages: Outage[] = [];
  let open: Outage | undefined;
  let lastDownMs = 0;
  let workingMs = 0;
  let unknownMs = 0;

  const close = (endedBy: 'clear' | 'unknown'): void => {
    if (open) outages.push({ ...open, toMs: lastDownMs, endedBy });
    open = undefined;
  };

  for (const run of coarse(spans)) {
    const lengthMs = run.toMs - run.fromMs;
    if (run.kind === 'down') {
      const confirmed = lengthMs >= parameters.confirmSeconds * 1000;
      if (!open && confirmed)
        open = { fromMs: run.fromMs, toMs: null, downSeconds: 0, runs: 0, endedBy: null };
      if (open) {
        open.downSeconds += lengthMs / 1000;
        open.runs += 1;
        lastDownMs = run.toMs;
      }
      workingMs = 0;
      unknownMs = 0;
    } else if (run.kind === 'working') {
      workingMs += lengthMs;
      unknownMs = 0;
      if (open && workingMs >= parameters.clearSeconds * 1000) close('clear');
    } else {
      unknownMs += lengthMs;
      if (open && unknownMs >= parameters.unknownEndsSeconds * 1000) close('unknown');
    }
  }
  if (open) outages.push(open);
  return outages;
}
