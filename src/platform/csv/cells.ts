import { z } from 'zod';
import { parseLondon } from '../clock/index.ts';

/**
 * Schemas for the text of a cell. Each trims; each required kind refuses a blank cell; each optional kind makes a
 * blank cell, or a column that is not there, `undefined`: absence is unknown, never zero. Reasons never repeat the
 * cell, which may hold what must not be stored.
 */
type Reading<T> = { value: T } | { reason: string };
type Reader<T> = (text: string) => Reading<T>;

/** A bare transform rather than a string schema piped into one: it is also handed `undefined`, for an absent column. */
const cell = <T>(read: (text: string) => Reading<T>): z.ZodType<T> =>
  z.transform((input: unknown, context): T => {
    const reading = typeof input === 'string' || input === undefined ? read(input?.trim() ?? '') : notText;
    if ('value' in reading) return reading.value;
    context.issues.push({ code: 'custom', message: reading.reason, input });
    return z.NEVER;
  });

const notText = { reason: 'is not text' };
const blank = { reason: 'is blank' };
const absent = { value: undefined };

const required = <T>(read: Reader<T>): z.ZodType<T> => cell((text) => (text === '' ? blank : read(text)));
const optional = <T>(read: Reader<T>): z.ZodType<T | undefined> =>
  cell<T | undefined>((text) => (text === '' ? absent : read(text)));

const readText =
  ({ max = 10_000 }: { max?: number } = {}): Reader<string> =>
  (text) =>
    text.length > max ? { reason: `is longer than ${max} characters` } : { value: text };

export const requiredText = (options?: { max?: number }) => required(readText(options));
export const optionalText = (options?: { max?: number }) => optional(readText(options));

const readInstant: Reader<Date> = (text) => {
  const value = parseLondon(text);
  return value
    ? { value }
    : { reason: 'is not a date or time. Write 2026-04-29, 2026-04-29T10:30Z or 29/04/2026 10:30' };
};

/** Text to the instant it names, by `parseLondon`: London time unless it carries an offset. */
export const londonInstant = required(readInstant);
export const optionalLondonInstant = optional(readInstant);

export interface NumberOptions {
  /** A unit that may follow the number, such as `Mbps`, `ms` or `%`; any other is refused. */
  unit?: string;
  min?: number;
  max?: number;
}

const numeral = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/;

const readNumber =
  (kind: 'number' | 'whole number', { unit, min, max }: NumberOptions): Reader<number> =>
  (text) => {
    const hasUnit = unit !== undefined && text.toLowerCase().endsWith(unit.toLowerCase());
    const digits = hasUnit ? text.slice(0, -unit.length).trimEnd() : text;
    const value = numeral.test(digits) ? Number(digits.replaceAll(',', '')) : Number.NaN;
    const wrongKind = kind === 'whole number' ? !Number.isSafeInteger(value) : !Number.isFinite(value);
    if (wrongKind) return { reason: `is not a ${kind}${unit === undefined ? '' : ` (${unit})`}` };
    if (min !== undefined && value < min) return { reason: `is below ${min}` };
    if (max !== undefined && value > max) return { reason: `is above ${max}` };
    return { value };
  };

export const requiredNumber = (options: NumberOptions = {}) => required(readNumber('number', options));
export const optionalNumber = (options: NumberOptions = {}) => optional(readNumber('number', options));
export const requiredInteger = (options: NumberOptions = {}) => required(readNumber('whole number', options));
export const optionalInteger = (options: NumberOptions = {}) => optional(readNumber('whole number', options));

const readChoice =
  <const T extends string>(choices: readonly T[]): Reader<T> =>
  (text) => {
    const value = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
    return value === undefined ? { reason: `is not one of ${choices.join(', ')}` } : { value };
  };

/** One of a closed list of words, in any case. */
export const requiredChoice = <const T extends string>(choices: readonly T[]) =>
  required(readChoice(choices));
export const optionalChoice = <const T extends string>(choices: readonly T[]) =>
  optional(readChoice(choices));
