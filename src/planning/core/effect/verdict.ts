import { partlyShare } from '#incidents';
import { formatNumber } from '#platform/clock';
import type { LoadEffect } from './load-effect.ts';

export const effectVerdicts = [
  'came true',
  'partly came true',
  'did not come true',
  'cannot be told',
] as const;
export type EffectVerdict = (typeof effectVerdicts)[number];

/**
 * What came of an expected change (a factor: 0.8 is a fall by a fifth). Came true: at least the expected change, and the
 * interval excludes none. Partly: at least half of it, and the interval excludes none. Cannot be told: no effect could be
 * measured, or its interval holds both no change and the whole of what was expected. Otherwise it did not.
 */
export function effectVerdict(
  effect: LoadEffect | null,
  expectedFactor: number,
): { verdict: EffectVerdict; text: string } {
  if (effect === null)
    return {
      verdict: 'cannot be told',
      text: 'Cannot be told: fewer than three comparable days with readings on one side.',
    };
  const [expected, measured] = [Math.log(expectedFactor), Math.log(effect.factor)];
  const share = expected === 0 ? 0 : measured / expected;
  const changed = effect.low > 1 || effect.high < 1;
  const holdsExpected = expectedFactor >= effect.low && expectedFactor <= effect.high;
  const verdict: EffectVerdict =
    changed && share >= 1
      ? 'came true'
      : changed && share >= partlyShare
        ? 'partly came true'
        : !changed && holdsExpected
          ? 'cannot be told'
          : 'did not come true';
  return { verdict, text: `${textOf(effect)}; expected was ${changeWords(expectedFactor)}.` };
}

/** `a fall by 21%`, `a rise by 3%`. */
export function changeWords(factor: number): string {
  const percent = formatNumber(Math.abs(100 * (factor - 1)), { decimals: 0 });
  return factor <= 1 ? `a fall by ${percent}%` : `a rise by ${percent}%`;
}

function textOf(effect: LoadEffect): string {
  const range = `from ${changeWords(effect.low)} to ${changeWords(effect.high)}`;
  const against = effect.againstUntouched
    ? ', after the change at sites that were not touched is taken off'
    : '; there are no untouched sites to compare with';
  const days = `${effect.daysBefore} days before and ${effect.daysAfter} after`;
  return `Measured was ${changeWords(effect.factor)} (${range}) over ${days}, each ${effect.strata} against itself${against}`;
}

/** What the sites carry, beside what arrives at the concentrator: the difference is what moving did. */
export const demandText = ({ factor, low, high }: LoadEffect): string =>
  `What the sites carried that were on it before, wherever they are now: ${changeWords(factor)} (from ${changeWords(low)} to ${changeWords(high)}).`;
