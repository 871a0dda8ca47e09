import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseEncoding, rememberedChoice } from './encoding.ts';

describe('chooseEncoding', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['GZIP;Q=0.9, BR;Q=0.8', 'gzip'],
    ['br;q=0.5, gzip;q=1.0', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0, gzip;q=0', 'identity'],
    ['*', 'br'],
    ['br;q=0, *', 'gzip'],
    ['identity, br;q=0.5', 'identity'],
    ['identity;q=0, gzip;q=0.1', 'gzip'],
    ['identity;q=0', 'identity'],
    ['*;q=0', 'identity'],
    ['deflate', 'identity'],
    ['br;q=high', 'br'],
    [',,;;q=1,', 'identity'],
  ])('%s gives %s', (header, expected) => {
    expect(chooseEncoding(header)).toBe(expected);
  });

  it('never chooses a coding that was refused by name', () => {
    fc.assert(
      fc.property(fc.constantFrom('br', 'gzip'), fc.string(), (coding, noise) => {
        const others = noise.replaceAll(coding, '').replaceAll(',', '');
        expect(chooseEncoding(`${others}, ${coding};q=0`)).not.toBe(coding);
      }),
    );
  });
});

describe('rememberedChoice', () => {
  it('answers as the rule does, before and after it has started again', () => {
    const choose = rememberedChoice(2);
    for (const header of ['br', 'gzip', 'br;q=0', 'gzip', 'br', undefined]) {
      expect(choose(header)).toBe(chooseEncoding(header));
    }
  });
});
