import { describe, expect, it } from 'vitest';
import type { Measurement, MeasurePromise } from '../model.ts';
import { compare, outcomeOf, outcomeWindow, partlyKept, promiseText } from './promise.ts';

const at = (iso: string): Date => new Date(`2026-04-${iso}:00Z`);

const promise: MeasurePromise = {
  metric: 'concentrator.peakUtilisation',
  parameters: { concentrator: 'VPN-A' },
  baselineFrom: at('20T00:00'),
  baselineTo: at('22T00:00'),
  comparator: 'below',
  expected: 85,
  by: at('27T12:00'),
  settleHours: 0,
  windowHours: null,
  text: 'The peak falls below 85%.',
};
const measure = { startedAt: at('23T00:00'), endedAt: null };

const measured = (value: number | null): Measurement => ({
  value,
  unit: '% of rating',
  from: at('25T00:00'),
  to: at('27T00:00'),
  asOf: at('27T00:00'),
  text: value === null ? 'Unknown: no readings' : `peaked at ${value}%`,
  evidence: '',
});

describe('compare', () => {
  it.each([
    [84.9, 'below', 85, null, true],
    [85, 'below', 85, null, false],
    [85, 'at most', 85, null, true],
    [85, 'above', 85, null, false],
    [85, 'at least', 85, null, true],
    [50, 'falls by at least', 50, 100, true],
    [51, 'falls by at least', 50, 100, false],
    [51, 'falls by at least', 50, null, null],
    [0, 'falls by at least', 50, 0, null],
    [null, 'below', 85, null, null],
  ] as const)('%s %s %s from %s is %s', (value, comparator, expected, baseline, verdict) => {
    expect(compare(value, comparator, expected, baseline)).toBe(verdict);
  });
});

describe('partly kept', () => {
  it.each([
    ['half of the way', 'below', 80, 90, 100, null, true],
    ['just short of half', 'below', 80, 90.1, 100, null, false],
    ['upwards', 'at least', 99, 97, 95, null, true],
    ['the wrong way', 'at least', 99, 94, 95, null, false],
    ['half of a fall in per cent', 'falls by at least', 50, 75, 100, null, true],
    ['a baseline that was good enough', 'below', 80, 82, 79, null, false],
    ['no baseline', 'below', 80, 90, null, null, false],
    ['no figure', 'below', 80, null, 100, null, false],
    ['an effect that is clear', 'below', 80, 85, 100, { low: 0.8, high: 0.9 }, true],
    ['an effect that may be none', 'below', 80, 85, 100, { low: 0.7, high: 1.05 }, false],
  ] as const)('%s', (_, comparator, expected, value, baseline, effect, kept) => {
    expect(partlyKept({ comparator, expected }, value, baseline, effect)).toBe(kept);
  });
});

describe('the window that is measured', () => {
  it.each([
    ['before it took effect', {}, measure, '22T23:00', null],
    ['a day after: only since the start', {}, measure, '24T00:00', ['23T00:00', '24T00:00']],
    ['later: as long as the baseline', {}, measure, '26T00:00', ['24T00:00', '26T00:00']],
    ['after it fell due: it stays there', {}, measure, '29T00:00', ['25T12:00', '27T12:00']],
    ['with a window of its own', { windowHours: 24 }, measure, '26T00:00', ['25T00:00', '26T00:00']],
    ['while it settles', { settleHours: 48 }, measure, '24T12:00', null],
    ['once it settled', { settleHours: 48 }, measure, '25T12:00', ['25T00:00', '25T12:00']],
    ['after it ended', {}, { ...measure, endedAt: at('25T06:00') }, '29T00:00', ['23T06:00', '25T06:00']],
  ] as const)('%s', (_, changes, times, now, expected) => {
    const window = outcomeWindow({ ...promise, ...changes }, times, at(now));
    expect(window).toEqual(expected && { from: at(expected[0]), to: at(expected[1]) });
  });
});

describe('the outcome', () => {
  it.each([
    ['kept early', 80, '25T00:00', 'came true', false],
    ['not kept yet', 90, '25T00:00', 'not yet', false],
    ['not measurable yet', null, '25T00:00', 'not yet', false],
    ['kept when due', 80, '27T12:00', 'came true', true],
    ['most of the way when due', 90, '27T12:00', 'partly came true', true],
    ['less than half of the way', 95, '27T12:00', 'did not come true', true],
    ['worse than before', 110, '27T12:00', 'did not come true', true],
    ['most of the way, but not due', 90, '25T00:00', 'not yet', false],
    ['never measurable', null, '28T00:00', 'cannot be measured', true],
  ] as const)('%s', (_, value, now, status, final) => {
    const outcome = outcomeOf(promise, { value: measured(value), baseline: 104 }, at(now));
    expect(outcome).toMatchObject({ status, final, baseline: 104 });
  });

  it('says what was measured, what it was before and what was promised', () => {
    const outcome = outcomeOf(promise, { value: measured(80), baseline: 104 }, at('28T00:00'));
    expect(outcome.text).toBe('peaked at 80%; before, it was 104; promised: below 85.');
    const blind = outcomeOf(promise, { value: measured(80), baseline: null }, at('28T00:00'));
    expect(blind.text).toContain('what it was before is unknown');
  });

  it('never took effect before it fell due: it cannot be measured', () => {
    expect(outcomeOf(promise, { value: null, baseline: null }, at('28T00:00')).status).toBe(
      'cannot be measured',
    );
  });
});

it('writes the sentence when nobody did', () => {
  expect(promiseText(promise, 'Peak load', '% of rating')).toBe(
    'Peak load: below 85% of rating by 1pm on Monday 27 April 2026',
  );
  expect(
    promiseText({ ...promise, comparator: 'falls by at least', expected: 50 }, 'Unstable sites', 'sites'),
  ).toBe('Unstable sites: falls by at least 50% by 1pm on Monday 27 April 2026');
});
