/** A hub that a site's firewall lists, in order of preference. */
export interface Hub {
  concentrator: string;
  /** All traffic goes through it, not only that for the data centre. */
  isDefaultRoute: boolean;
}

/** How a site was set before it was touched; what a roll-back puts back. */
export interface BeforeImage {
  hubs: readonly Hub[];
}

/** What telemetry says of a site since it was moved. Null is unknown, and unknown never verifies. */
export interface SiteEvidence {
  /** Its tunnel to this concentrator answers. */
  isReachable: boolean | null;
  /** Its bytes go through this concentrator. */
  carries: string | null;
  lossPercent: number | null;
  latencyMs: number | null;
  /** Changes of state since the move. */
  flaps: number | null;
  minutes: number;
}

/**
 * How a move is made. A runbook for people, a simulated network, and later a vendor's interface are adapters of it. `read` is
 * asked again before each change: a site that is not as the plan saw it is not touched.
 */
export interface MoveActor {
  read(site: string): Promise<BeforeImage>;
  write(site: string, image: BeforeImage): Promise<void>;
  observe(site: string, concentrator: string): Promise<SiteEvidence>;
  /** Whether something of the site was changed already, in an earlier run of the same wave. Without it none was. */
  hasBegun?(site: string): boolean;
}

/** What an actor throws when an answer is not there yet: a person has not ticked, or time must pass. The move waits, nothing failed. */
export class NotYet extends Error {}

/** When a wave is stopped, in figures that stand before it starts. */
export interface StopRule {
  /** Sites of a wave that may fail, in per cent; one more stops it. */
  failedPercent: number;
  /** Latency worse by more than this, in per cent, fails a site; loss by more than so many points. */
  latencyPercent: number;
  lossPoints: number;
  /** Changes of state after the move that fail it. */
  flaps: number;
  /** Minutes that a site must have worked before it counts. */
  minutes: number;
}

export const usualStopRule: StopRule = {
  failedPercent: 5,
  latencyPercent: 20,
  lossPoints: 1,
  flaps: 1,
  minutes: 30,
};

/** The stop rule in a sentence. */
export const stopRuleWords = (rule: StopRule): string =>
  `The wave stops when more than ${rule.failedPercent}% of its sites fail. A site fails when after ${rule.minutes} minutes its tunnel does not answer, its traffic is elsewhere, ` +
  `its latency is more than ${rule.latencyPercent}% worse, its loss more than ${rule.lossPoints} point worse, or it changed state ${rule.flaps === 1 ? 'even once' : `${rule.flaps} times`}.`;

/** New concentrator first, the old one kept as second: the tunnel to it stands until the second step. */
export const preferring = (image: BeforeImage, to: string): BeforeImage => ({
  hubs: [
    { concentrator: to, isDefaultRoute: image.hubs[0]?.isDefaultRoute ?? false },
    ...image.hubs.filter((hub) => hub.concentrator !== to).map((hub) => ({ ...hub, isDefaultRoute: false })),
  ],
});

/** The second step: the old concentrator is dropped from the list. */
export const dropping = (image: BeforeImage, from: string): BeforeImage => ({
  hubs: image.hubs.filter((hub) => hub.concentrator !== from),
});

export const sameImage = (a: BeforeImage, b: BeforeImage): boolean =>
  a.hubs.length === b.hubs.length &&
  a.hubs.every((hub, k) => {
    const other = b.hubs[k];
    return hub.concentrator === other?.concentrator && hub.isDefaultRoute === other.isDefaultRoute;
  });

/** Why the evidence does not verify a move; null when it does. */
export function faultOf(
  evidence: SiteEvidence,
  to: string,
  before: Pick<SiteEvidence, 'lossPercent' | 'latencyMs'>,
  rule: StopRule,
): string | null {
  const { isReachable, carries, lossPercent, latencyMs, flaps, minutes } = evidence;
  if (
    isReachable === null ||
    carries === null ||
    lossPercent === null ||
    latencyMs === null ||
    flaps === null
  )
    return 'Not all of what would verify it is known.';
  if (minutes < rule.minutes) return `Only ${minutes} of ${rule.minutes} minutes have passed.`;
  if (!isReachable) return `Its tunnel to ${to} does not answer.`;
  if (carries !== to) return `Its traffic goes through ${carries}, not ${to}.`;
  if (flaps >= rule.flaps) return `It changed state ${flaps} times.`;
  if (before.latencyMs !== null && latencyMs > before.latencyMs * (1 + rule.latencyPercent / 100))
    return 'Its latency is worse than before.';
  if (before.lossPercent !== null && lossPercent > before.lossPercent + rule.lossPoints)
    return 'Its loss is worse than before.';
  return null;
}
