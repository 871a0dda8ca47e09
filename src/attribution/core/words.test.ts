import { describe, expect, it } from 'vitest';
import { describeTerms } from './labels.ts';
import type { Comparison } from './rate-ratio.ts';
import {
  cannotTellSentence,
  compoundSentence,
  explanationSentence,
  nothingSentence,
  timesText,
} from './words.ts';

describe('how an attribute is said', () => {
  it.each([
    ['firmware', 'fw-9.4.1', 'sites with firmware fw-9.4.1'],
    ['circuit', 'KPSN', 'sites on a KPSN circuit'],
    ['publicIp', '198.51.100.7', 'sites behind the address 198.51.100.7'],
    ['tag:dispensing', 'yes', "sites tagged 'dispensing'"],
    ['hour', '7:00-10:00', 'sites between 7am and 10am'],
    ['hour', '20:00-24:00', 'sites between 8pm and midnight'],
    ['weekday', 'Monday', 'sites on Mondays'],
    ['day', 'weekend', 'sites at weekends'],
    ['load', '90% or more', 'sites while their concentrator carried 90% or more of its rating'],
    ['sinceFirmwareChange', 'under 1 day', 'sites in the first day after their firmware changed'],
    ['colour', 'red', 'sites with colour red'],
  ])('%s %s', (key, value, expected) => {
    expect(describeTerms([{ key, value }])).toBe(expected);
  });

  it('says the sites first, then the time', () => {
    const terms = [
      { key: 'weekday', value: 'Monday' },
      { key: 'town', value: 'Amberwick' },
    ];
    expect(describeTerms(terms)).toBe('sites in Amberwick and on Mondays');
  });
});

it.each([
  [1.04, '1.04 times as often'],
  [4.13, '4.1 times as often'],
  [12.4, '12 times as often'],
  [54, 'more than 20 times as often'],
])('a ratio of %d', (ratio, expected) => {
  expect(timesText(ratio)).toBe(expected);
});

const firmware = [{ key: 'firmware', value: 'X' }];
const comparison: Comparison = {
  inside: { failures: 88, hours: 9000, sites: 112, failingSites: 60 },
  outside: { failures: 12, hours: 6000, sites: 79, failingSites: 5 },
  ratio: { value: 4.9, low: 2.2, high: 11 },
  share: { value: 0.7, low: 0.48, high: 0.82 },
  z: 4,
  effectiveFailures: 50,
};

describe('sentences', () => {
  it('counts sites where sites are compared, and hours where times are', () => {
    expect(explanationSentence(firmware, comparison, true)).toBe(
      'Sites with firmware X failed 4.9 times as often as the others (2.2 to 11 times): 60 of 112 sites failed, against 5 of 79 of the rest. About 70% of failures go with it (48% to 82%).',
    );
    expect(explanationSentence([{ key: 'weekday', value: 'Monday' }], comparison, false)).toMatch(
      /^Sites on Mondays failed 4\.9 times as often as at other times .* 88 failures in 9,000 site-hours, against 12 in 6,000\./,
    );
  });

  it('makes no ratio of nothing', () => {
    expect(explanationSentence(firmware, { ...comparison, ratio: null }, true)).toBe(
      'Sites with firmware X failed; there is nothing to compare them with.',
    );
  });

  it('says at how many sites a change would tell', () => {
    const model = [{ key: 'firewallModel', value: 'M' }];
    const sites = { count: 4, codes: ['A', 'B', 'C', 'D'] };
    expect(cannotTellSentence(model, firmware, 1, { change: firmware, sites, days: 5 })).toBe(
      'The data cannot tell firmware X from firewallModel M: they differ at 1 site. Change firmware X, and nothing else, at any one of these 4 sites and you will know: A, B, C, D. They failed so often that 5 days without a failure would be chance once in 20 times.',
    );
    const one = { change: model, sites: { count: 1, codes: ['A'] }, days: 1 };
    expect(cannotTellSentence(model, firmware, 0, one)).toBe(
      'The data cannot tell firmware X from firewallModel M: no site has one without the other. Change firewallModel M, and nothing else, at site A and you will know. It failed so often that 1 day without a failure would be chance once in 20 times.',
    );
    expect(cannotTellSentence(model, firmware, 0, null)).toContain('Neither can be changed at a site');
  });

  it('says of an unclear interaction that it is unclear', () => {
    const rate = (per1000Hours: number) => ({ failures: 1, hours: 1000, per1000Hours, interval: null });
    const rates = { neither: rate(1), firstOnly: rate(2), secondOnly: rate(3), both: rate(5) };
    const contrast = { value: 1, low: -2, high: 4 };
    const circuit = [{ key: 'circuit', value: 'KPSN' }];
    const sentence = (verdict: 'unclear' | 'compounding' | 'less than added') =>
      compoundSentence(firmware, circuit, { rates, contrast, excess: null, synergy: null, verdict });
    expect(sentence('unclear')).toBe(
      'It is not clear whether firmware X and circuit KPSN make each other worse: in 1,000 site-hours 5 failures with both, 2 and 3 with only one, 1 with neither; the difference from the two added is 1 (-2 to 4).',
    );
    expect(sentence('compounding')).toContain('That is 1 more than the two added (-2 to 4).');
  });

  it('says that nothing explains it, and what would have been seen', () => {
    const enough = {
      failures: 92,
      failingSites: 60,
      effectiveFailures: 50,
      smallestRatio: 2.35,
      failuresForRatioOf4: 60,
    };
    expect(nothingSentence(enough, 0.05)).toMatch(
      /chance of a false alarm 5%\).* would have been seen if it made failures 2\.4 times as frequent\.$/,
    );
  });
});
