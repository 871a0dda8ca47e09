import { beforeAll, expect, it } from 'vitest';
import { aprilWorld } from '../../../scenarios/april-2026/index.ts';
import { aprilQuestion } from '../../../test/support/april-question.ts';
import { dayByDay } from './first-said.ts';
import type { Attribution } from './result.ts';

let days: { date: string; result: Attribution }[];
beforeAll(() => {
  days = dayByDay(aprilQuestion(aprilWorld()), 1);
});

const firstDay = (is: (result: Attribution) => boolean): string | undefined =>
  days.find(({ result }) => is(result))?.date;

const compound = ({ compounds }: Attribution): Attribution['compounds'][number] | undefined =>
  compounds.find(({ first, second }) => first[0]?.key === 'firmware' && second[0]?.key === 'load');

it('blames nothing before the fault, and the firmware on its first day', () => {
  expect(days.filter(({ date }) => date < '2026-04-16').map(({ result }) => result.verdict)).toEqual([
    'not enough to say',
    'not enough to say',
    'not enough to say',
  ]);
  expect(firstDay(({ explanations }) => explanations[0]?.key === 'firmware=fw-9.4.1')).toBe('2026-04-16');
});

it('says on Monday 20 April that the full concentrator makes it worse, and says so from then on', () => {
  expect(firstDay((result) => compound(result)?.verdict === 'compounding')).toBe('2026-04-20');
  const later = days.filter(({ date }) => date >= '2026-04-20');
  expect(later.every(({ result }) => compound(result)?.verdict === 'compounding')).toBe(true);
});

it('finds both factors and no innocent one in the end', () => {
  const last = days.at(-1)?.result;
  expect(last?.explanations.map(({ key }) => key)).toEqual([
    'firmware=fw-9.4.1',
    'load=90% or more',
    'concentrator=VPN-A',
  ]);
  // Mornings are when the concentrator is full; that is all there is to mornings.
  expect(last?.explainedAway.map(({ terms, by }) => [terms, by])).toContainEqual([
    [{ key: 'hour', value: '7:00-10:00' }],
    [{ key: 'load', value: '90% or more' }],
  ]);
  expect(last && compound(last)?.sentence).toMatch(
    /^Firmware fw-9\.4\.1 and load 90% or more make each other worse: in 1,000 site-hours .* failures with both/,
  );
});
