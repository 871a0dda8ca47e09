import { z } from 'zod';
import type { Fault } from '#platform/errors';

/** How a site is doing. `unknown` is the absence of data: never up, never down. */
export const siteStates = ['unknown', 'up', 'degraded', 'down'] as const;
export type SiteState = (typeof siteStates)[number];

/** A state held from `from` (included) to `to` (excluded); `to` is null while it still holds. */
export interface StateInterval {
  siteId: number;
  from: Date;
  to: Date | null;
  state: SiteState;
}

/** The state now and the figures of the last reading; null means the reading did not say. */
export interface CurrentState {
  siteId: number;
  state: SiteState;
  since: Date;
  lastReadingAt: Date;
  lossPercent: number | null;
  latencyMs: number | null;
  inMbps: number | null;
  outMbps: number | null;
}

/** One stored reading of a site. */
export interface SiteReading {
  siteId: number;
  at: Date;
  state: SiteState;
  lossPercent: number | null;
  latencyMs: number | null;
  inMbps: number | null;
  outMbps: number | null;
}

/** One stored reading of a concentrator. `mbps` is in plus out, and null unless both are known. */
export interface ConcentratorReading {
  concentratorId: number;
  at: Date;
  inMbps: number | null;
  outMbps: number | null;
  mbps: number | null;
  loadScore: number | null;
  tunnels: number | null;
}

/** Seconds spent in each state; the four always add up to the window asked for. */
export type StateSeconds = Record<SiteState, number>;

/** One site in one UTC hour. The figures are over known values only; null when there were none. */
export interface HourRollup {
  siteId: number;
  hour: Date;
  /** Readings stored for the hour. */
  readings: number;
  seconds: StateSeconds;
  lossMaxPercent: number | null;
  lossMeanPercent: number | null;
  latencyMeanMs: number | null;
  latencyP95Ms: number | null;
  latencyMaxMs: number | null;
  inMeanMbps: number | null;
  outMeanMbps: number | null;
  /** Highest in plus out of one reading. */
  peakMbps: number | null;
}

/** A window of time, `from` included and `to` excluded, over some sites or, without `siteIds`, all of them. */
export interface SiteWindow {
  siteIds?: readonly number[];
  /** Only intervals of these states; `listIntervals` alone heeds it. */
  states?: readonly SiteState[];
  from: Date;
  to: Date;
}

/** What an intake did. Readings that brought nothing new are `repeated`; they are stored once. */
export interface IntakeReport {
  accepted: number;
  repeated: number;
  /** The first 1,000 faults; `faultCount` counts all of them. */
  faults: Fault[];
  faultCount: number;
  /** How many sites have a different history than before. */
  changedSites: number;
  dryRun: boolean;
}

/** What a fold did. */
export interface FoldReport {
  parts: number;
  siteDays: number;
  hours: number;
}

/** The rules of intake. `docs/algorithms/intervals.md` gives the reason for each figure. */
export const telemetryParameters = {
  /** Seconds between readings of a healthy source. */
  cadenceSeconds: 300,
  /** A gap up to this many cadences is bridged; a longer one is silence. */
  bridgedCadences: 2.5,
  degradedLossPercent: 5,
  degradedLatencyMs: 150,
  /** How far ahead of our clock a reading may be: clocks differ a little, not by hours. */
  futureToleranceSeconds: 300,
  oldestDays: 400,
  maxReadingsPerBatch: 1_000_000,
  maxFaultsListed: 1000,
} as const;

/** The longest gap that a state is held across, in seconds. */
export const bridgedSeconds = telemetryParameters.cadenceSeconds * telemetryParameters.bridgedCadences;

const instant = z.union([z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))]);

export const foldInput = z.strictObject({ before: instant.optional() });
export const currentInput = z.strictObject({ site: z.string().optional() });
export const availabilityInput = z.strictObject({ from: instant, to: instant, site: z.string().optional() });
export const silenceInput = z.strictObject({});
