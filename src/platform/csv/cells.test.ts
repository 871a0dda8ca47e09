import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  londonInstant,
  optionalChoice,
  optionalInteger,
  optionalLondonInstant,
  optionalNumber,
  optionalText,
  requiredChoice,
  requiredInteger,
  requiredNumber,
  requiredText,
} from './cells.ts';
import { parseRows } from './parse-rows.ts';
import { readCsv } from './read.ts';

const reasonOf = (schema: z.ZodType, text: string): string | undefined =>
  schema.safeParse(text).error?.issues[0]?.message;

describe('cells', () => {
  it('trims text and refuses blanks where text is required', () => {
    expect(requiredText().parse('  St Mary’s ')).toBe('St Mary’s');
    expect(reasonOf(requiredText(), '  ')).toBe('is blank');
    expect(reasonOf(requiredText({ max: 3 }), 'abcd')).toBe('is longer than 3 characters');
  });

  it('makes a blank or absent optional cell unknown, never zero', () => {
    for (const schema of [
      optionalText(),
      optionalNumber(),
      optionalInteger(),
      optionalLondonInstant,
      optionalChoice(['up', 'down']),
    ]) {
      expect(schema.parse('  ')).toBeUndefined();
      expect(z.strictObject({ cell: schema }).parse({}).cell).toBeUndefined();
    }
  });

  it.each([
    ['12.5', 12.5],
    ['12.5 Mbps', 12.5],
    ['100mbps', 100],
    ['1,250', 1250],
    ['-3', -3],
    ['0', 0],
  ])('reads %s', (text, expected) => {
    expect(requiredNumber({ unit: 'Mbps' }).parse(text)).toBe(expected);
  });

  it.each(['100 Gbps', '1,25', 'Mbps', '0x10', '1e3', 'NaN', 'Infinity', '1 2', '--1', '.'])(
    'refuses %s',
    (text) => {
      expect(reasonOf(requiredNumber({ unit: 'Mbps' }), text)).toBe('is not a number (Mbps)');
    },
  );

  it('holds numbers to their bounds and kind', () => {
    expect(reasonOf(requiredNumber({ min: 0, max: 100 }), '-0.1')).toBe('is below 0');
    expect(reasonOf(optionalNumber({ min: 0, max: 100, unit: '%' }), '100.1%')).toBe('is above 100');
    expect(reasonOf(requiredInteger(), '1.5')).toBe('is not a whole number');
    expect(reasonOf(optionalInteger(), '99999999999999999999')).toBe('is not a whole number');
    expect(requiredInteger().parse('1,000')).toBe(1000);
  });

  it('reads instants as London writes them', () => {
    expect(londonInstant.parse('29/04/2026 10:30').toISOString()).toBe('2026-04-29T09:30:00.000Z');
    expect(reasonOf(londonInstant, '31/04/2026')).toMatch(/^is not a date or time/);
    expect(reasonOf(londonInstant, '')).toBe('is blank');
  });

  it('reads a closed list in any case', () => {
    expect(requiredChoice(['KPSN', 'HSCN']).parse('kpsn')).toBe('KPSN');
    expect(reasonOf(requiredChoice(['KPSN', 'HSCN']), 'N3')).toBe('is not one of KPSN, HSCN');
  });

  it('never repeats the cell in a reason', () => {
    const schemas = [
      requiredNumber(),
      requiredInteger(),
      londonInstant,
      requiredChoice(['up']),
      requiredText({ max: 1 }),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...schemas), fc.stringMatching(/^Q[a-z0-9]{11}Q$/), (schema, text) => {
        expect(reasonOf(schema, text)).toBeDefined();
        expect(reasonOf(schema, text)).not.toContain(text);
      }),
    );
  });
});

describe('parseRows', () => {
  const schema = z.strictObject({
    site: requiredText(),
    at: londonInstant,
    latency_ms: optionalNumber({ min: 0 }),
  });

  it('reports every bad cell with line, column and reason, keeps the good rows, and joins the faults of shape', () => {
    const text =
      'site,at,latency_ms\nA,2026-04-29T10:00Z,5\n,soon,-1\nB,2026-04-29T10:05Z\nC,2026-04-29T10:05Z,\n';
    const { rows, faults } = parseRows(readCsv(text, { header: true }), schema);
    expect(rows).toEqual([
      { line: 2, value: { site: 'A', at: new Date('2026-04-29T10:00Z'), latency_ms: 5 } },
      { line: 5, value: { site: 'C', at: new Date('2026-04-29T10:05Z'), latency_ms: undefined } },
    ]);
    expect(faults).toEqual([
      { line: 3, field: 'site', reason: 'is blank' },
      { line: 3, field: 'at', reason: expect.stringContaining('is not a date or time') },
      { line: 3, field: 'latency_ms', reason: 'is below 0' },
      { line: 4, reason: 'The row has 2 columns where 3 are expected.' },
    ]);
  });

  it('reports a fault of the whole row without a column', () => {
    const whole = schema.refine((row) => row.site !== 'A', 'is not a site we know');
    const { faults } = parseRows(readCsv('site,at\nA,2026-04-29\n', { header: true }), whole);
    expect(faults).toEqual([{ line: 2, reason: 'is not a site we know' }]);
  });
});
