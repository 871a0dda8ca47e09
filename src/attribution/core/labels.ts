import type { Term } from './question.ts';

// How an attribute is said: the table stands in docs/algorithms/attribution.md.

const siteLabels: Record<string, (value: string) => string> = {
  firmware: (value) => `with firmware ${value}`,
  firewallModel: (value) => `with a ${value} firewall`,
  concentrator: (value) => `on concentrator ${value}`,
  circuit: (value) => `on a ${value} circuit`,
  circuitSupplier: (value) => `with a line from ${value}`,
  circuitMbps: (value) => `with a line of ${value} Mbps`,
  template: (value) => `on the template ${value}`,
  publicIp: (value) => `behind the address ${value}`,
  town: (value) => `in ${value}`,
};

const plural = (value: string): string => `${value}s`;

const timeLabels: Record<string, (value: string) => string> = {
  hour: (value) => `between ${value.split('-').map(clockTime).join(' and ')}`,
  load: (value) => `while their concentrator carried ${value} of its rating`,
  weekday: (value) => `on ${plural(value)}`,
  day: (value) => (value === 'weekend' ? 'at weekends' : 'from Monday to Friday'),
  sinceFirmwareChange: (value) => `${sinceText(value)} their firmware changed`,
};

const sinceText = (value: string): string =>
  value === 'under 1 day'
    ? 'in the first day after'
    : value === '1 to 7 days'
      ? '1 to 7 days after'
      : 'more than 7 days after';

/** `7:00` as `7am`; `24:00` as `midnight`. */
function clockTime(text: string): string {
  const hour = Number(text.split(':')[0]);
  if (hour % 24 === 0) return 'midnight';
  if (hour === 12) return 'midday';
  return hour < 12 ? `${hour}am` : `${hour - 12}pm`;
}

/** Whether the words speak of a time rather than of sites. */
export const isOfTime = ({ key }: Term): boolean => key in timeLabels;

const labelOf = ({ key, value }: Term): string => {
  const label = siteLabels[key] ?? timeLabels[key];
  if (label) return label(value);
  if (key.startsWith('tag:')) return `tagged '${key.slice(4)}'${value === 'yes' ? '' : ` as ${value}`}`;
  return `with ${key} ${value}`;
};

/** `Sites with firmware fw-9.4.1`, `Sites on Mondays`, `Sites with firmware fw-9.4.1 and on a KPSN circuit`. */
export const describeTerms = (terms: readonly Term[]): string =>
  `sites ${[...terms.filter((term) => !isOfTime(term)), ...terms.filter(isOfTime)].map(labelOf).join(' and ')}`;

/** A short name of the explanation: `firmware fw-9.4.1`. */
export const nameTerms = (terms: readonly Term[]): string =>
  terms.map(({ key, value }) => `${key} ${value}`).join(' and ');

const fixed = new Set(['town', 'serial', ...Object.keys(timeLabels)]);

/** Whether somebody could change it at one site: firmware, yes; the town or the hour, no. */
export const isChangeable = ({ key }: Term): boolean => !fixed.has(key);
