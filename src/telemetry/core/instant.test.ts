import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInstantParser } from './instant.ts';

const parse = createInstantParser();

describe('createInstantParser', () => {
  it.each([
    ['2026-04-16T07:05:00Z', '2026-04-16T07:05:00Z'],
    ['2026-04-16T08:05:00+01:00', '2026-04-16T07:05:00Z'],
    ['2026-04-16T07:05:00.999Z', '2026-04-16T07:05:00Z'],
    ['2026-04-15T23:30:00-02:30', '2026-04-16T02:00:00Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
  ])('reads %s', (text, expected) => {
    expect(parse(text)).toBe(Date.parse(expected) / 1000);
  });

  it.each([
    '2026-04-16T07:05:00',
    '2026-04-16 07:05:00Z',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-04-16T24:00:00Z',
    '2026-04-16T07:60:00Z',
    '2026-04-16T07:05:00.Z',
    '2026-04-16T07:05:00Zulu',
    '2026-04-16T07:05:00+1:00',
    '',
    'yesterday',
    '2026-04-16T07:05Z',
    '16/04/2026 07:05:00Z....',
    '2026-04-16T07:05:00+01:00x',
    '-026-04-16T07:05:00Z',
  ])('refuses %j', (text) => {
    expect(parse(text)).toBeNaN();
  });

  it('agrees with Date for every instant', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('1970-01-01T00:00:00Z'),
          max: new Date('2100-01-01T00:00:00Z'),
          noInvalidDate: true,
        }),
        (date) => {
          expect(parse(date.toISOString())).toBe(Math.floor(date.getTime() / 1000));
        },
      ),
    );
  });
});
