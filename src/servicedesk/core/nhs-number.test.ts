import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containsNhsNumber, hasValidCheckDigit, withoutNhsNumber } from './nhs-number.ts';

const nineDigits = fc.stringMatching(/^\d{9}$/);

/** Ten digits with the check digit worked out the other way round, by trying each; nothing when none fits. */
const valid = nineDigits
  .map((nine) => ({ nine, check: [...'0123456789'].find((digit) => weighedSum(nine + digit) % 11 === 0) }))
  .filter((made) => made.check !== undefined)
  .map((made) => `${made.nine}${made.check}`);

/** With the check digit weighed 1, a valid number's weighed sum is a multiple of 11. */
const weighedSum = (ten: string): number =>
  [...ten].reduce((sum, digit, place) => sum + Number(digit) * (10 - place), 0);

const separator = fc.constantFrom('', ' ', '-', '  ', '\u00a0', '–', ' - ');
const grouped = fc
  .tuple(valid, separator, separator)
  .map(([ten, first, second]) => `${ten.slice(0, 3)}${first}${ten.slice(3, 6)}${second}${ten.slice(6)}`);
const words = fc.constantFrom('', 'Patient ', 'NHS no: ', 'NHS', '(', 'ref/', 'seen 12 times, ', 'room 4. ');
const after = fc.constantFrom('', '.', ' cannot be seen', ')', 'x', ', 2 people', '\nThanks');

describe('an NHS number', () => {
  it.each([
    ['943 476 5919', 'the published example'],
    ['9434765919', 'whole'],
    ['943-476-5919', 'with hyphens'],
    ['Pt 943 476 5919 waiting', 'in a sentence'],
    ['NHS:9434765919.', 'between marks'],
    ['９４３ ４７６ ５９１９', 'in full-width digits'],
    ['943\u200b476\u200b5919', 'with invisible spaces'],
    ['room 12 943 476 5919', 'after another number'],
    ['call 01622 123456 about 9434765919', 'beside a telephone number'],
    ['0101011237', 'of Scotland, a date of birth and a check digit'],
  ])('%s is found (%s)', (text) => {
    expect(containsNhsNumber(text)).toBe(true);
  });

  it.each([
    ['943 476 5918', 'the check digit is wrong'],
    ['99434765919', '11 digits'],
    ['943 476 59190', '11 digits in groups'],
    ['94 3476 5919', 'other groups'],
    ['01622 123456', 'telephone'],
    ['020 7946 0958', 'London telephone'],
    ['0800 476 5919', 'telephone in groups of 4, 3 and 4'],
    ['+44 943 476 5919', 'international telephone with the very digits'],
    ['+44 (0)943 476 5919', 'international telephone with a nought'],
    ['0044 943 476 5919', 'international telephone with 0044'],
    ['INC0012345', 'a reference'],
    ['3f2504e0-4f89-4765-9190-0305e82c3301', 'a UUID'],
    ['a9434765919bcdef0123456789abcdef', 'a 32 digit id'],
    ['2026-04-16T07:05:00.000Z', 'a time'],
    ['', 'nothing'],
  ])('%s is not found (%s)', (text) => {
    expect(containsNhsNumber(text)).toBe(false);
  });

  it('is found in any grouping and surroundings', () => {
    fc.assert(
      fc.property(words, grouped, after, (before, number, rest) => {
        expect(containsNhsNumber(`${before}${number}${rest}`)).toBe(true);
        expect(withoutNhsNumber(`${before}${number}${rest}`)).not.toMatch(/\d/);
      }),
    );
  });

  it('has a check digit that notices any one wrong digit', () => {
    fc.assert(
      fc.property(valid, fc.nat(9), fc.integer({ min: 1, max: 9 }), (ten, place, by) => {
        const wrong = [...ten].with(place, String((Number(ten[place]) + by) % 10)).join('');
        expect(hasValidCheckDigit(ten)).toBe(true);
        expect(hasValidCheckDigit(wrong)).toBe(false);
        expect(containsNhsNumber(wrong)).toBe(false);
      }),
    );
  });
});

describe('a telephone number', () => {
  const national = fc.stringMatching(/^0[1-9]\d{9}$/);
  // The ways in which 11 digits are written in the United Kingdom.
  const shapes = [[11], [5, 6], [3, 4, 4], [4, 3, 4], [5, 3, 3], [6, 5], [4, 7]] as const;
  const written = fc
    .tuple(national, fc.constantFrom(...shapes), fc.constantFrom(' ', '-'))
    .map(([digits, shape, gap]) => {
      const groups: string[] = [];
      let start = 0;
      for (const length of shape) {
        groups.push(digits.slice(start, start + length));
        start += length;
      }
      return groups.join(gap);
    });

  it('never trips it, however it is grouped', () => {
    fc.assert(
      fc.property(words, written, after, (before, phone, rest) => {
        expect(containsNhsNumber(`${before}${phone}${rest}`)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never trips it with +44 or 0044, even with the digits of an NHS number', () => {
    const prefix = fc.constantFrom('+44', '+44 ', '0044 ', '+44 (0)', '+44-');
    fc.assert(
      fc.property(prefix, grouped, (before, ten) => {
        fc.pre(!ten.startsWith('0'));
        expect(containsNhsNumber(`${before}${ten}`)).toBe(false);
      }),
    );
  });
});
