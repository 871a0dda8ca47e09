import { type SiteState, siteStates, telemetryParameters } from '../model.ts';

/** States by rank: the worse state has the larger code, and absence of data has the smallest. */
export const stateCodes = { unknown: 0, up: 1, degraded: 2, down: 3 } as const satisfies Record<
  SiteState,
  number
>;
export const stateNames: readonly SiteState[] = siteStates;

export const tunnelCodes: Readonly<Record<string, number>> = { up: 1, down: 2 };
export const firewallCodes: Readonly<Record<string, number>> = {
  online: 1,
  alerting: 2,
  dormant: 3,
  offline: 4,
};

const tunnelDown = 2;
const firewallAlerting = 2;
const firewallDormant = 3;

/**
 * What a reading says, in seven bits: state (2), tunnel (2), firewall (3). The vendor's words are kept beside the state
 * that was derived from them, so that a stored reading can still be explained. `NaN` is an unknown figure.
 */
export function statusOf(tunnel: number, firewall: number, lossPercent: number, latencyMs: number): number {
  return stateOf(tunnel, firewall, lossPercent, latencyMs) | (tunnel << 2) | (firewall << 4);
}

function stateOf(tunnel: number, firewall: number, lossPercent: number, latencyMs: number): number {
  if (tunnel === tunnelDown || firewall >= firewallDormant) return stateCodes.down;
  const poor =
    lossPercent >= telemetryParameters.degradedLossPercent ||
    latencyMs >= telemetryParameters.degradedLatencyMs;
  if (poor || firewall === firewallAlerting) return stateCodes.degraded;
  // A tunnel that is up, or, where nothing is said of the tunnel, a firewall that is online.
  return tunnel !== 0 || firewall !== 0 ? stateCodes.up : stateCodes.unknown;
}

export const stateOfStatus = (status: number): number => status & 3;

export const stateName = (code: number): SiteState => stateNames[code] ?? 'unknown';

/** Two statuses of one instant: part by part, the worse one. */
export function joinStatus(a: number, b: number): number {
  if (a === b) return a;
  return Math.max(a & 3, b & 3) | Math.max(a & 12, b & 12) | Math.max(a & 112, b & 112);
}
