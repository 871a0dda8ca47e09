import { formatDuration, formatNumber, joinWords } from '#platform/clock';
import {
  availabilityPercent,
  type GroupFigures,
  type SiteFigures,
  unknownPercent,
} from './sites-time-model.ts';

const attributeNames: Readonly<Record<string, string>> = {
  concentrator: 'Concentrator',
  circuit: 'Circuit',
  circuitSupplier: 'Circuit supplier',
  circuitMbps: 'Circuit speed (Mbps)',
  firewallModel: 'Firewall model',
  firmware: 'Firmware',
  serial: 'Serial number',
  publicIp: 'Public address',
  template: 'Template',
};

const otherNames: Readonly<Record<string, string>> = {
  none: 'Nothing (all sites together)',
  failures: 'Failures',
  town: 'Town',
  outages: 'Outages',
  flaps: 'Unstable spells',
  down: 'Time down',
  availability: 'Availability',
  unknown: 'Share of time unknown',
  name: 'Site',
};

/** A choice or the key of an attribute as people read it. */
export const keyWords = (key: string): string =>
  attributeNames[key] ?? otherNames[key] ?? (key.startsWith('tag:') ? `Tag ${key.slice(4)}` : key);

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;

/** Whole minutes, as the table and the CSV file give them. */
export const minutesOf = (seconds: number): number => Math.round(seconds / 60);

/** `99.98%`, never rounded up to 100%; null is unknown. */
export function percentWords(percent: number | null): string {
  if (percent === null) return 'Unknown';
  const floored = Math.floor(percent * 100) / 100;
  return `${formatNumber(percent === 100 ? 100 : floored, { decimals: 2 })}%`;
}

/** `3 outages, 2 unstable spells, down 34 minutes, available 99.8%, 2% of the time unknown`. */
export function figureWords(figures: SiteFigures): string {
  const { outages, flaps, seconds } = figures;
  const available = availabilityPercent(seconds);
  return joinWords([
    counted(outages, 'outage'),
    counted(flaps, 'unstable spell'),
    seconds.down === 0 ? 'never down' : `down ${formatDuration(seconds.down)}`,
    available === null ? 'availability unknown' : `available ${percentWords(available)}`,
    `${percentWords(unknownPercent(seconds))} of the time unknown`,
  ]);
}

/** `114 sites, 96 (84%) failing: 402 outages, 201 unstable spells, down 2 days 3 hours`. */
export function groupWords({ sites, failing, outages, flaps, seconds }: GroupFigures): string {
  const share = sites === 0 ? 0 : Math.round((failing / sites) * 100);
  return `${counted(sites, 'site')}, ${formatNumber(failing)} failed (${share}%): ${joinWords([
    counted(outages, 'outage'),
    counted(flaps, 'unstable spell'),
    seconds.down === 0 ? 'never down' : `down ${formatDuration(seconds.down)} in all`,
  ])}`;
}

/** The heading of a group: its value, and that it is not known where it is not. */
export const groupName = (key: string, value: string | null): string => {
  if (key === 'none') return '';
  if (value === null) return `${keyWords(key)} not known`;
  return key === 'failures' || key === 'town' ? value : `${keyWords(key)} ${value}`;
};
