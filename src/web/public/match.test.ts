import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { practiceBulletin } from '../../../test/support/bulletin.ts';
import { matchPractices, oneSlipApart } from './match.ts';

const practice = (odsCode: string, name: string, town: string, postcode: string) => ({
  ...practiceBulletin(0),
  odsCode,
  name,
  town,
  postcode,
});

const practices = [
  practice('G99001', "St Hilda's Surgery", 'Northmarsh', 'ZZ1 1AA'),
  practice('G99002', 'Orchard House Surgery', 'Kingsferry', 'ZZ1 2BB'),
  practice('G99003', 'Orchard Medical Centre', 'Northmarsh', 'ZZ12 1AA'),
  practice('G99004', 'Café Lane Practice', 'Ashcombe', 'ZZ1 2BB'),
];

const found = (query: string) => matchPractices(practices, query).practices.map(({ odsCode }) => odsCode);

describe('matchPractices', () => {
  it.each([
    ['G99002', ['G99002']],
    [' g99002 ', ['G99002']],
    ['ZZ1 1AA', ['G99001']],
    ['zz11aa', ['G99001']],
    ['ZZ1 2bb', ['G99002', 'G99004']],
    ['ZZ1', ['G99001', 'G99002', 'G99004']],
    ['zz12', ['G99003']],
    ['ZZ12 9XX', ['G99003']],
    ['orchard', ['G99002', 'G99003']],
    ['orch', ['G99002', 'G99003']],
    ['orchard northmarsh', ['G99003']],
    ['house orchard', ['G99002']],
    ['orchrad house', ['G99002']],
    ['orhard house', ['G99002']],
    ['st hildas', ['G99001']],
    ['Saint Hilda’s', ['G99001']],
    ['cafe', ['G99004']],
    ['medical center', ['G99003']],
    ['nowhere', []],
    ['G99', []],
    ['!!', []],
  ])('%s finds %j', (query, expected) => {
    expect(found(query)).toEqual(expected);
  });

  it('says how it understood the query', () => {
    expect(matchPractices(practices, 'g99001').how).toBe('code');
    expect(matchPractices(practices, 'zz1 1aa').how).toBe('postcode');
    expect(matchPractices(practices, 'zz12 9xx').how).toBe('area');
    expect(matchPractices(practices, 'hilda').how).toBe('name');
    expect(matchPractices(practices, '  ').how).toBe('nothing asked');
  });

  it('finds a practice by its name with any one letter left out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), (at) => {
        expect(found(`${'orchard'.slice(0, at)}${'orchard'.slice(at + 1)} house`)).toEqual(['G99002']);
      }),
    );
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (query) => {
        expect(matchPractices(practices, query).practices.length).toBeLessThanOrEqual(practices.length);
      }),
    );
  });
});

describe('oneSlipApart', () => {
  it.each([
    ['orchard', 'orchard', true],
    ['orchard', 'orchrad', true],
    ['orchard', 'orhard', true],
    ['orchard', 'oorchard', true],
    ['orchard', 'orchare', true],
    ['orchard', 'orcahrdx', false],
    ['orchard', 'ocrhrad', false],
    ['', 'a', true],
    ['', 'ab', false],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(oneSlipApart(a, b)).toBe(expected);
    expect(oneSlipApart(b, a)).toBe(expected);
  });
});
