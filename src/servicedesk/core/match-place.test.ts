import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CallPlace,
  indexPlaces,
  matchPlace,
  normalisePhone,
  normalisePostcode,
  type PlacePractice,
} from './match-place.ts';

const practice = (id: number, name: string, more: Partial<PlacePractice> = {}): PlacePractice => ({
  id,
  odsCode: `G9900${id}`,
  name,
  town: 'DOVER',
  postcode: `ZZ${id} ${id}AA`,
  phone: `01632 96000${id}`,
  status: 'active',
  ...more,
});
const site = (id: number, practiceId: number, more = {}) => ({
  id,
  code: `G9900${practiceId}-${id}`,
  practiceId,
  name: `Site ${id}`,
  town: 'DOVER',
  postcode: `ZZ${practiceId} ${practiceId}AA`,
  phone: null,
  closedOn: null,
  ...more,
});

const practices = [
  practice(1, 'ACORN LANE SURGERY'),
  practice(2, 'BRAMBLE MEDICAL CENTRE', { postcode: 'ZZ9 9ZZ' }),
  practice(3, 'CEDAR HEALTH CENTRE', { postcode: 'ZZ9 9ZZ' }),
  practice(4, 'THE SURGERY', { town: 'DEAL', phone: '01632 960099' }),
  practice(5, 'THE SURGERY', { town: 'HYTHE', phone: '01632 960099' }),
  practice(6, 'ELDER & FERN PRACTICE'),
  practice(7, 'GORSE HILL SURGERY', { status: 'closed' }),
];
const sites = [
  site(11, 1),
  site(61, 6),
  site(62, 6, { postcode: 'ZZ66 6BB', phone: '01632 960666', name: 'Fern Branch' }),
  site(63, 6, { postcode: 'ZZ67 6BB', closedOn: '2026-01-01' }),
];
const index = indexPlaces(practices, sites, '2026-04-20');

const match = (place: Partial<CallPlace>) =>
  matchPlace(index, { odsCode: null, siteText: null, callerPhone: null, ...place });

describe('the practice of a call', () => {
  it.each<[string, Partial<CallPlace>, number, string]>([
    ['its ODS code', { odsCode: 'g99001' }, 1, 'ods'],
    ['the ODS code of a closed practice', { odsCode: 'G99007' }, 7, 'ods'],
    ['a site code', { odsCode: 'G99006-62' }, 6, 'ods'],
    ['an ODS code in the text', { siteText: 'Caller at G99001 (reception)' }, 1, 'ods'],
    [
      'an ODS code although the text names another',
      { odsCode: 'G99001', siteText: 'Bramble Medical Centre' },
      1,
      'ods',
    ],
    ['a postcode', { siteText: 'somewhere, zz1  1aa' }, 1, 'postcode'],
    [
      'a postcode after an ODS code that is not known',
      { odsCode: 'X12345', siteText: 'ZZ1 1AA' },
      1,
      'postcode',
    ],
    ['a telephone number', { callerPhone: '+44 1632 960001' }, 1, 'phone'],
    [
      'a shared postcode and a telephone number',
      { siteText: 'ZZ9 9ZZ', callerPhone: '01632960003' },
      3,
      'phone',
    ],
    ['a shared postcode and a name', { siteText: 'Cedar Hlth Center, ZZ9 9ZZ' }, 3, 'name'],
    ['a name', { siteText: 'bramble medical centre' }, 2, 'name'],
    ['a shortened name with its town', { siteText: 'Bramble Med Ctr, Dover' }, 2, 'name'],
    ['a name with an ampersand', { siteText: 'Elder and Fern' }, 6, 'name'],
  ])('is found by %s', (_by, place, practiceId, method) => {
    expect(match(place)).toMatchObject({ practiceId, method });
  });

  it.each<[string, Partial<CallPlace>]>([
    ['nothing is said', {}],
    ['two practices share the name', { siteText: 'The Surgery' }],
    ['two practices share the telephone number', { callerPhone: '01632 960099' }],
    ['two practices share the postcode', { siteText: 'ZZ9 9ZZ' }],
    ['two postcodes are named', { siteText: 'ZZ1 1AA or ZZ6 6AA' }],
    ['methods contradict each other', { siteText: 'ZZ9 9ZZ', callerPhone: '01632 960001' }],
    ['only a word of the name is there', { siteText: 'Bramble' }],
    ['the name is of a closed practice', { siteText: 'Gorse Hill Surgery' }],
    ['the postcode is of a site that is closed', { siteText: 'ZZ67 6BB' }],
  ])('is not guessed when %s', (_case, place) => {
    expect(match(place)).toBeUndefined();
  });

  it.each<[string, Partial<CallPlace>, number | null]>([
    ['the only site', { odsCode: 'G99001' }, 11],
    ['the site of the code', { odsCode: 'G99006-62' }, 62],
    ['the site of the postcode', { odsCode: 'G99006', siteText: 'ZZ66 6BB' }, 62],
    ['the site of the telephone number', { callerPhone: '01632 960666' }, 62],
    ['the site named', { odsCode: 'G99006', siteText: 'the fern branch' }, 62],
    ['none, when it may be either', { odsCode: 'G99006' }, null],
    ['none, when the estate has none', { odsCode: 'G99002' }, null],
  ])('comes with %s', (_site, place, siteId) => {
    expect(match(place)?.siteId).toBe(siteId);
  });

  it('is always the one with the very name, unless another has it too', () => {
    const word = fc.constantFrom(
      'Acorn',
      'Bramble',
      'Hill',
      'Road',
      'Medical',
      'Health',
      'Centre',
      'Surgery',
      'New',
    );
    const names = fc.array(fc.array(word, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(names, fc.nat(29), (made, pick) => {
        const all = made.map((words, id) =>
          practice(id, words.join(' '), { postcode: '', phone: null, town: '' }),
        );
        const meant = all[pick % all.length];
        const found = matchPlace(indexPlaces(all, [], '2026-04-20'), {
          odsCode: null,
          siteText: meant?.name ?? '',
          callerPhone: null,
        });
        const key = (name: string) => [...new Set(name.split(' '))].sort().join(' ');
        const twins = all.filter((other) => key(other.name) === key(meant?.name ?? ''));
        expect(found?.practiceId).toBe(twins.length === 1 ? meant?.id : undefined);
      }),
    );
  });
});

describe('one spelling', () => {
  it.each([
    ['+44 (0)1632 960001', '01632960001'],
    ['0044 1632 960001', '01632960001'],
    ['01632-960001 ext 12', '01632960001'],
    ['1632 960001', '01632960001'],
    ['441632960001', '01632960001'],
    ['960001', undefined],
    ['', undefined],
  ])('of the telephone number %s is %s', (text, expected) => {
    expect(normalisePhone(text)).toBe(expected);
  });

  it.each([
    ['me1 4aa', 'ME14AA'],
    ['EC1A  1BB', 'EC1A1BB'],
    ['ME1', undefined],
    ['', undefined],
  ])('of the postcode %s is %s', (text, expected) => {
    expect(normalisePostcode(text)).toBe(expected);
  });
});
