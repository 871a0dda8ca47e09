import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSitesTimeQuery, periodOf, sitesTimeHref } from './sites-time-query.ts';

// 0:30am on Wednesday 29 April in London.
const now = new Date('2026-04-28T23:30:00Z');
const parse = (given: Record<string, string>) => parseSitesTimeQuery(given, now);
const read = (href: string) => Object.fromEntries(new URL(href, 'http://test.invalid').searchParams);

describe('what is asked of the picture', () => {
  it('is the last 14 London days of all sites by firmware, most failures first, unless told otherwise', () => {
    const { query, faults } = parse({});
    expect(query).toMatchObject({
      to: '2026-04-29',
      fixed: false,
      days: 14,
      group: 'firmware',
      sort: 'failures',
      order: 'down',
    });
    expect(faults).toEqual([]);
    expect(periodOf(query)).toEqual({
      from: new Date('2026-04-15T23:00:00Z'),
      to: new Date('2026-04-29T23:00:00Z'),
    });
  });

  it('takes a last day as people write it, and no day that has not come', () => {
    expect(parse({ to: '20/04/2026' }).query).toMatchObject({ to: '2026-04-20', fixed: true });
    expect(parse({ to: '2027-01-01' }).query).toMatchObject({ to: '2026-04-29', fixed: false });
  });

  it('names what was typed wrongly, and shows the usual', () => {
    const { query, faults } = parse({ to: '31/04/2026', days: '99' });
    expect(faults.map(({ field }) => field)).toEqual(['to', 'days']);
    expect(query).toMatchObject({ to: '2026-04-29', days: 14 });
  });

  it.each([
    [{ group: 'firmwares', sort: 'drop table', order: 'sideways', page: '-1', rows: '', show: 'x', as: 'y' }],
    [{ find: 'x'.repeat(200), page: '1e9', days: '' }],
  ])('answers %o with the usual choices', (given: Record<string, string>) => {
    const { query, faults } = parse(given);
    expect(faults).toEqual([]);
    expect(query).toMatchObject({ group: 'firmware', sort: 'failures', find: '', page: 1, rows: 'auto' });
  });

  it('groups and sorts by any attribute, a tag included', () => {
    expect(parse({ group: 'tag:pilot', sort: 'circuitSupplier' }).query).toMatchObject({
      group: 'tag:pilot',
      sort: 'circuitSupplier',
      order: 'up',
    });
  });

  it('is the same after it has been an address', () => {
    const given = fc.record({
      to: fc.constantFrom('', '2026-04-20'),
      days: fc.constantFrom('', '1', '7', '28'),
      group: fc.constantFrom('none', 'failures', 'town', 'concentrator', 'tag:a b&c'),
      sort: fc.constantFrom('failures', 'name', 'down', 'availability', 'firmware'),
      order: fc.constantFrom('up', 'down'),
      show: fc.constantFrom('all', 'failing'),
      as: fc.constantFrom('start', 'end'),
      rows: fc.constantFrom('auto', 'wall', 'named'),
      find: fc.constantFrom('', 'amber & co?'),
      page: fc.constantFrom('1', '3'),
    });
    fc.assert(
      fc.property(given, (typed) => {
        const { query } = parse(typed);
        expect(parse(read(sitesTimeHref(query, { page: query.page }))).query).toEqual(query);
      }),
    );
  });

  it('goes back to the first page, and to the usual order, when what it is sorted by changes', () => {
    const { query } = parse({ sort: 'name', order: 'down', page: '4' });
    expect(read(sitesTimeHref(query, { sort: 'outages' }))).toEqual({ sort: 'outages' });
  });
});
