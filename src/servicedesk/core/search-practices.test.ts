import { describe, expect, it } from 'vitest';
import { searchPractices } from './search-practices.ts';

const practices = [
  { odsCode: 'G99001', name: 'ACORN LANE SURGERY', town: 'DOVER', postcode: 'ZZ1 1AA' },
  { odsCode: 'G99002', name: 'THE LANE MEDICAL CENTRE', town: 'DEAL', postcode: 'ZZ2 2BB' },
  { odsCode: 'G99013', name: 'ST ACORN SURGERY', town: 'HYTHE', postcode: 'ZZ3 3CC' },
  { odsCode: 'H99001', name: 'DEAL SURGERY', town: 'DEAL', postcode: 'ZZ2 2BB' },
];
const found = (typed: string, limit = 10): string[] =>
  searchPractices(practices, typed, limit).map(({ odsCode }) => odsCode);

describe('searchPractices', () => {
  it.each([
    ['an ODS code as far as it is typed', 'g990', ['G99001', 'G99013', 'G99002']],
    ['the beginning of a word of the name, first words first', 'aco', ['G99001', 'G99013']],
    ['several words in any order', 'lane acorn', ['G99001']],
    ['the town, after names', 'deal', ['H99001', 'G99002']],
    ['name and town together', 'lane deal', ['G99002']],
    ['a postcode, written together or not', 'zz22bb', ['H99001', 'G99002']],
    ['the first half of a postcode', 'zz3', ['G99013']],
    ['words as desks shorten them', 'lane ctr', ['G99002']],
    ['a name with its fillers', 'the lane', ['G99002', 'G99001']],
    ['nothing that fits', 'zebra', []],
    ['nothing at all', '  ', []],
  ])('finds by %s', (_what, typed, codes) => {
    expect(found(typed).sort()).toEqual([...codes].sort());
    expect(found(typed)[0]).toBe(codes[0]);
  });

  it('gives no more than asked for', () => {
    expect(found('g99', 2)).toHaveLength(2);
  });
});
