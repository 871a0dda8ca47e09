import type { Change } from './before-after.ts';
import type { Enough } from './enough.ts';
import type { Interaction } from './interaction.ts';
import { describeTerms, isOfTime, nameTerms } from './labels.ts';
import type { Interval } from './numbers.ts';
import type { Term } from './question.ts';
import type { Comparison } from './rate-ratio.ts';
import type { ToTell } from './result.ts';

// Sentences for the results. The table of words stands in docs/algorithms/attribution.md.

const whole = (value: number): string => Math.round(value).toLocaleString('en-GB');

/** A figure to two significant digits, three between 1 and 2, where a hundredth matters: `0.53`, `1.04`, `4.2`, `21`. */
const figure = (value: number): string => {
  const size = Math.abs(value);
  if (size >= 10) return whole(value);
  return String(Number(value.toPrecision(size >= 1 && size < 2 ? 3 : 2)));
};

const percent = (share: number): string => `${whole(Math.max(0, share) * 100)}%`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `4.1 times as often`; beyond 20 times only that. */
export const timesText = (ratio: number): string =>
  ratio > 20 ? 'more than 20 times as often' : `${figure(ratio)} times as often`;

/** `(2.9 to 5.6 times)`, the 95% interval. */
const rangeText = ({ low, high }: Interval): string =>
  high > 100 ? `(at least ${figure(low)} times)` : `(${figure(low)} to ${figure(high)} times)`;

const sitesText = (n: number, m: number): string => `${whole(n)} of ${whole(m)} sites`;

/** What an explanation says, for people who are not analysts. `apart`: no site is on both sides. */
export function explanationSentence(terms: readonly Term[], comparison: Comparison, apart: boolean): string {
  const { inside, outside, ratio, share } = comparison;
  const subject = capital(describeTerms(terms));
  if (!ratio) return `${subject} failed; there is nothing to compare them with.`;
  const than = apart ? 'the others' : terms.every(isOfTime) ? 'at other times' : 'otherwise';
  const counts = apart
    ? `${sitesText(inside.failingSites, inside.sites)} failed, against ${whole(outside.failingSites)} of ${whole(outside.sites)} of the rest`
    : `${whole(inside.failures)} failures in ${whole(inside.hours)} site-hours, against ${whole(outside.failures)} in ${whole(outside.hours)}`;
  const explained =
    share && share.value > 0.05
      ? ` About ${percent(share.value)} of failures go with it (${percent(share.low)} to ${percent(share.high)}).`
      : '';
  return `${subject} failed ${timesText(ratio.value)} as ${than} ${rangeText(ratio)}: ${counts}.${explained}`;
}

export function explainedAwaySentence(terms: readonly Term[], by: readonly Term[]): string {
  return `${capital(describeTerms(terms))} failed more often too, but only because many of them are ${describeTerms(by)}: compared among like sites, nothing is left of it.`;
}

export function cannotTellSentence(
  terms: readonly Term[],
  found: readonly Term[],
  separating: number,
  toTell: ToTell | null,
): string {
  const apart =
    separating === 0
      ? 'no site has one without the other'
      : `they differ at ${separating === 1 ? '1 site' : `${whole(separating)} sites`}`;
  const start = `The data cannot tell ${nameTerms(found)} from ${nameTerms(terms)}: ${apart}.`;
  if (!toTell) return `${start} Neither can be changed at a site, so only time will tell.`;
  const { change, sites, days } = toTell;
  const where = sites.count === 1 ? `at site ${sites.codes[0]}` : `at any one of these ${sites.count} sites`;
  const which = sites.count === 1 ? '' : `: ${sites.codes.join(', ')}`;
  const wait = days === 1 ? '1 day' : `${whole(days)} days`;
  return `${start} Change ${nameTerms(change)}, and nothing else, ${where} and you will know${which}. ${sites.count === 1 ? 'It' : 'They'} failed so often that ${wait} without a failure would be chance once in 20 times.`;
}

export function compoundSentence(
  first: readonly Term[],
  second: readonly Term[],
  { rates, contrast, verdict }: Interaction,
): string {
  const names = `${capital(nameTerms(first))} and ${nameTerms(second)}`;
  const rate = (value: number | null): string => (value === null ? 'unknown' : figure(value));
  const figures = `in 1,000 site-hours ${rate(rates.both.per1000Hours)} failures with both, ${rate(rates.firstOnly.per1000Hours)} and ${rate(rates.secondOnly.per1000Hours)} with only one, ${rate(rates.neither.per1000Hours)} with neither`;
  if (!contrast) return `${names}: no site-hours of one kind, so it cannot be said whether they compound.`;
  const range = `(${figure(contrast.low)} to ${figure(contrast.high)})`;
  if (verdict === 'compounding')
    return `${names} make each other worse: ${figures}. That is ${figure(contrast.value)} more than the two added ${range}.`;
  if (verdict === 'less than added')
    return `${names} together do less than the two added: ${figures}. That is ${figure(-contrast.value)} fewer ${range}.`;
  return `It is not clear whether ${nameTerms(first)} and ${nameTerms(second)} make each other worse: ${figures}; the difference from the two added is ${figure(contrast.value)} ${range}.`;
}

export function nothingSentence(enough: Enough, familyWiseError: number): string {
  const reach = enough.smallestRatio;
  const seen = reach
    ? ` A value that half of the sites hold would have been seen if it made failures ${figure(reach)} times as frequent.`
    : '';
  return `Nothing that we know of the sites or the times sets the failures apart (chance of a false alarm ${percent(familyWiseError)}). The cause may be outside, or in something not recorded.${seen}`;
}

export function notEnoughSentence(enough: Enough): string {
  const have = `${enough.failures === 1 ? '1 failure' : `${whole(enough.failures)} failures`} at ${enough.failingSites === 1 ? '1 site' : `${whole(enough.failingSites)} sites`}`;
  return `Not enough to say: ${enough.failures === 0 ? 'no failure' : have} so far. About ${whole(enough.failuresForRatioOf4)} failures would show a cause that half of the sites share and that makes failures 4 times as frequent.`;
}

export function changeSentence(terms: readonly Term[], change: Change): string {
  const who = terms.length === 0 ? 'all sites' : describeTerms(terms);
  const counts = `${whole(change.before.failures)} failures in ${whole(change.before.hours)} site-hours before, ${whole(change.after.failures)} in ${whole(change.after.hours)} after`;
  if (change.verdict === 'not enough to say' || !change.ratio)
    return `Not enough to say whether failures changed at ${who}: ${counts}.`;
  const size = `${figure(change.ratio.value)} times what it was ${rangeText(change.ratio)}`;
  if (change.verdict === 'no clear change')
    return `No clear change at ${who}: ${counts}; the rate is ${size}.`;
  const trend = change.trendBefore;
  const already =
    trend && (change.verdict === 'fell' ? trend.high < 1 : trend.low > 1)
      ? ` It was already ${change.verdict === 'fell' ? 'falling' : 'rising'} before.`
      : '';
  return `Failures ${change.verdict} at ${who}: ${counts}; by like hours the rate is ${size}.${already}`;
}
