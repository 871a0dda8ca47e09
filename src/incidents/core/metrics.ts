import { formatDateTime, formatNumber, londonParts } from '#platform/clock';
import type { Measurement, MetricParameters } from '../model.ts';

// Each figure is a pure function over evidence that was loaded before. Missing data give null, never zero.
// docs/algorithms/exit-criteria.md has the definitions.

export interface Window {
  from: Date;
  to: Date;
}

export const metricLimits = {
  /** Below this share of known time a figure about sites is not given. */
  knownShare: 0.5,
  /** A call feed that lags more than this says nothing about the end of the window. */
  feedLagMinutes: 60,
  /** Hours of one service desk day: 8am to 6:30pm. */
  deskDayHours: 10.5,
  /** Known readings that make a half hour count. */
  readingsPerHalfHour: 2,
} as const;

const hourMs = 3_600_000;
const halfHourMs = hourMs / 2;

type Figure = Pick<Measurement, 'value' | 'text' | 'evidence'> & { asOf?: Date };

const finish = (window: Window, unit: string, figure: Figure): Measurement => ({
  unit,
  from: window.from,
  to: window.to,
  asOf: window.to,
  ...figure,
});

const missing = (why: string): Figure => ({ value: null, text: `Unknown: ${why}`, evidence: why });

const spanText = (window: Window): string =>
  `from ${formatDateTime(window.from)} to ${formatDateTime(window.to)}`;

const count = (n: number, one: string, many = `${one}s`): string =>
  `${formatNumber(n)} ${n === 1 ? one : many}`;

/** What is known of the calls of an incident. */
export interface CallEvidence {
  /** When calls linked to the incident were opened, in order. */
  linkedAt: readonly Date[];
  untriaged: number;
  /** Until when every feed has told everything; null without any feed. */
  fedUntil: Date | null;
  /** Open hours of the service desk between two instants. */
  openHours(from: Date, to: Date): number;
  incidentStartedAt: Date;
}

function feedFault(window: Window, fedUntil: Date | null): string | null {
  if (fedUntil === null) return 'No call feed has been read.';
  const lagMinutes = (window.to.getTime() - fedUntil.getTime()) / 60_000;
  if (lagMinutes <= metricLimits.feedLagMinutes) return null;
  return `The call feed was last read at ${formatDateTime(fedUntil)}.`;
}

const feedAsOf = (window: Window, fedUntil: Date | null): { asOf: Date } => ({
  asOf: fedUntil && fedUntil.getTime() < window.to.getTime() ? fedUntil : window.to,
});

const untriagedText = (calls: CallEvidence): string =>
  calls.untriaged === 0
    ? 'No calls wait to be checked.'
    : `${count(calls.untriaged, 'call')} wait to be checked and are not counted.`;

/** Calls linked in the window for each service desk day (10.5 open hours). */
export function linkedPerDeskDay(calls: CallEvidence, window: Window): Measurement {
  const unit = 'calls a service desk day';
  const fault = feedFault(window, calls.fedUntil);
  const openHours = calls.openHours(window.from, window.to);
  if (fault !== null) return finish(window, unit, missing(fault));
  if (openHours === 0)
    return finish(window, unit, missing(`The service desk was closed ${spanText(window)}.`));
  const linked = calls.linkedAt.filter((at) => at >= window.from && at < window.to).length;
  const value = linked / (openHours / metricLimits.deskDayHours);
  return finish(window, unit, {
    value,
    ...feedAsOf(window, calls.fedUntil),
    text: `${formatNumber(value)} linked calls a service desk day`,
    evidence: `${count(linked, 'linked call')} in ${formatNumber(openHours)} open hours ${spanText(window)}. ${untriagedText(calls)}`,
  });
}

/** Open hours of the service desk since the last linked call; since the incident began when there has been none. */
export function deskHoursSinceLast(calls: CallEvidence, window: Window): Measurement {
  const unit = 'service desk hours';
  const fault = feedFault(window, calls.fedUntil);
  if (fault !== null) return finish(window, unit, missing(fault));
  const last = calls.linkedAt.findLast((at) => at < window.to);
  const value = calls.openHours(last ?? calls.incidentStartedAt, window.to);
  const since = last
    ? `the last linked call, at ${formatDateTime(last)}`
    : 'the incident began; no call has been linked';
  return finish(window, unit, {
    value,
    ...feedAsOf(window, calls.fedUntil),
    text: `${formatNumber(value)} service desk hours since ${since}`,
    evidence: `Open hours to ${formatDateTime(window.to)}. ${untriagedText(calls)}`,
  });
}

/** Seconds by state, over all sites. */
export interface KnownTime {
  up: number;
  degraded: number;
  down: number;
  unknown: number;
}

function knownFault(known: KnownTime, window: Window): string | null {
  const knownSeconds = known.up + known.degraded + known.down;
  const total = knownSeconds + known.unknown;
  if (total > 0 && knownSeconds / total >= metricLimits.knownShare) return null;
  const share = total === 0 ? 0 : (knownSeconds / total) * 100;
  return `Readings cover only ${formatNumber(share)}% of the time ${spanText(window)}.`;
}

const unknownText = (known: KnownTime): string => {
  const total = known.up + known.degraded + known.down + known.unknown;
  return `${formatNumber((known.unknown / Math.max(total, 1)) * 100)}% of the time is unknown and left out.`;
};

/** Sites with a flap that touches the window. */
export function sitesFlapping(
  evidence: { siteIds: readonly number[]; known: KnownTime },
  window: Window,
): Measurement {
  const fault = knownFault(evidence.known, window);
  if (fault !== null) return finish(window, 'sites', missing(fault));
  const value = evidence.siteIds.length;
  return finish(window, 'sites', {
    value,
    text: `${count(value, 'site')} with an unstable connection`,
    evidence: `Flap episodes ${spanText(window)}. ${unknownText(evidence.known)}`,
  });
}

/** Sites down at the end of the window. Unknown sites are stated and not counted as up. */
export function sitesDown(states: Readonly<Record<keyof KnownTime, number>>, window: Window): Measurement {
  const known = states.up + states.degraded + states.down;
  const total = known + states.unknown;
  if (known === 0 || known / total < metricLimits.knownShare) {
    return finish(
      window,
      'sites',
      missing(`${formatNumber(states.unknown)} of ${formatNumber(total)} sites are unknown.`),
    );
  }
  return finish(window, 'sites', {
    value: states.down,
    text: `${count(states.down, 'site')} down`,
    evidence: `Of ${count(known, 'site')} with readings at ${formatDateTime(window.to)}; ${formatNumber(states.unknown)} unknown.`,
  });
}

/** Outages that began in the window, counted a site, for each day of 24 hours. */
export function outagesPerDay(
  evidence: { siteOutages: number; known: KnownTime },
  window: Window,
): Measurement {
  const unit = 'site outages a day';
  const fault = knownFault(evidence.known, window);
  if (fault !== null) return finish(window, unit, missing(fault));
  const value = evidence.siteOutages / ((window.to.getTime() - window.from.getTime()) / (24 * hourMs));
  return finish(window, unit, {
    value,
    text: `${formatNumber(value)} site outages a day`,
    evidence: `${count(evidence.siteOutages, 'site outage')} ${spanText(window)}. ${unknownText(evidence.known)}`,
  });
}

/** The share of known time in which sites were up or degraded, in per cent. */
export function availability(known: KnownTime, window: Window): Measurement {
  const fault = knownFault(known, window);
  if (fault !== null) return finish(window, '%', missing(fault));
  const value = ((known.up + known.degraded) / (known.up + known.degraded + known.down)) * 100;
  return finish(window, '%', {
    value,
    text: `${formatNumber(value, { decimals: 2 })}% available`,
    evidence: `All sites ${spanText(window)}. ${unknownText(known)}`,
  });
}

export interface LoadEvidence {
  code: string;
  ratedMbps: number | null;
  readings: readonly { at: Date; mbps: number | null }[];
}

/** Which half hours of the week count; hours are those of a London clock, `toHour` excluded. */
export interface HourFilter {
  weekdaysOnly: boolean;
  fromHour: number;
  toHour: number;
}

export const hourFilter = (parameters: MetricParameters): HourFilter => ({
  weekdaysOnly: parameters.weekdaysOnly === true,
  fromHour: typeof parameters.fromHour === 'number' ? parameters.fromHour : 0,
  toHour: typeof parameters.toHour === 'number' ? parameters.toHour : 24,
});

function counts(filter: HourFilter, atMs: number): boolean {
  const { weekday, hour } = londonParts(new Date(atMs));
  return hour >= filter.fromHour && hour < filter.toHour && (!filter.weekdaysOnly || weekday <= 5);
}

/** The half hours of a window that count, by their start. Half hours of London and of UTC begin together. */
function halfHoursOf(window: Window, filter: HourFilter): number[] {
  const starts: number[] = [];
  const firstMs = Math.floor(window.from.getTime() / halfHourMs) * halfHourMs;
  for (let atMs = firstMs; atMs < window.to.getTime(); atMs += halfHourMs)
    if (counts(filter, atMs)) starts.push(atMs);
  return starts;
}

/** The mean load of each half hour that has enough known readings, by its start. */
export function halfHourMeans(load: LoadEvidence, window: Window, filter: HourFilter): Map<number, number> {
  const wanted = new Map(halfHoursOf(window, filter).map((startMs) => [startMs, { sum: 0, n: 0 }]));
  for (const { at, mbps } of load.readings) {
    if (mbps === null || at < window.from || at >= window.to) continue;
    const bin = wanted.get(Math.floor(at.getTime() / halfHourMs) * halfHourMs);
    if (bin) {
      bin.sum += mbps;
      bin.n += 1;
    }
  }
  const known = [...wanted].filter(([, bin]) => bin.n >= metricLimits.readingsPerHalfHour);
  return new Map(known.map(([startMs, bin]) => [startMs, bin.sum / bin.n]));
}

/** The highest half-hour mean load of a concentrator, in per cent of its rating. */
export function peakUtilisation(load: LoadEvidence, window: Window, filter: HourFilter): Measurement {
  const unit = '% of rating';
  const fault = loadFault(load, window, filter);
  if (fault !== null) return finish(window, unit, missing(fault));
  const means = halfHourMeans(load, window, filter);
  const [peakAtMs, peakMbps] = [...means].reduce((best, next) => (next[1] > best[1] ? next : best));
  const ratedMbps = load.ratedMbps ?? 0;
  const value = (peakMbps / ratedMbps) * 100;
  return finish(window, unit, {
    value,
    text: `${load.code} peaked at ${formatNumber(value, { decimals: 0 })}% of its rating`,
    evidence: `${formatNumber(peakMbps, { decimals: 0 })} of ${formatNumber(ratedMbps)} Mbps in the half hour from ${formatDateTime(new Date(peakAtMs))}; the highest of ${count(means.size, 'half hour')} ${spanText(window)}.`,
  });
}

function loadFault(load: LoadEvidence, window: Window, filter: HourFilter): string | null {
  if (load.ratedMbps === null || load.ratedMbps <= 0) return `${load.code} has no rating.`;
  const expected = halfHoursOf(window, filter).length;
  if (expected === 0) return `None of the hours that count lies ${spanText(window)}.`;
  const known = halfHourMeans(load, window, filter).size;
  if (known > 0 && known / expected >= metricLimits.knownShare) return null;
  return `Readings of ${load.code} cover only ${formatNumber(known)} of ${count(expected, 'half hour')} ${spanText(window)}.`;
}

/** Sites whose tunnel ends on a concentrator at the end of the window. */
export function siteCount(
  evidence: { code: string; sites: number; known: number },
  window: Window,
): Measurement {
  if (evidence.known === 0) return finish(window, 'sites', missing('No site has a concentrator on record.'));
  return finish(window, 'sites', {
    value: evidence.sites,
    text: `${count(evidence.sites, 'site')} on ${evidence.code}`,
    evidence: `Of ${count(evidence.known, 'site')} with a concentrator on record at ${formatDateTime(window.to)}.`,
  });
}
