import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseInput } from './index.ts';

const schema = z.strictObject({
  text: z.string().optional(),
  rows: z.array(z.object({ name: z.string(), at: z.date().optional() })).optional(),
  more: z.record(z.string(), z.unknown()).optional(),
  bytes: z.instanceof(Uint8Array).optional(),
});

describe('parseInput', () => {
  it.each([
    ['a text', { text: 'a\0' }, 'text'],
    ['a list', { rows: [{ name: 'a' }, { name: '\0' }] }, 'rows.1.name'],
    ['a value inside', { more: { a: { b: ['x', 'y\0'] } } }, 'more.a.b.1'],
    ['a name', { more: { 'a\0': 1 } }, 'more'],
  ])('refuses the character NUL in %s, and says where it is', (_what, input, field) => {
    expect(() => parseInput(schema, input, 'input')).toThrow(
      expect.objectContaining({
        code: 'input.invalid',
        faults: [{ field, reason: 'holds a character that cannot be stored' }],
      }),
    );
  });

  it('lets everything else through as it is: dates, bytes with zeros, other signs', () => {
    const input = {
      text: 'a\u0001\u{1f600}',
      rows: [{ name: 'a', at: new Date(0) }],
      bytes: new Uint8Array([0, 1]),
      more: { none: null, yes: true, number: 1 },
    };
    expect(parseInput(schema, input, 'input')).toEqual(input);
  });

  it('leaves the one field alone whose texts its caller checks, and no other', () => {
    const own = { nulLeftIn: 'more' };
    expect(() => parseInput(schema, { more: { note: 'a\0' } }, 'input', own)).not.toThrow();
    expect(() => parseInput(schema, { text: 'a\0', more: { note: 'a\0' } }, 'input', own)).toThrow(
      expect.objectContaining({ faults: [expect.objectContaining({ field: 'text' })] }),
    );
  });
});
