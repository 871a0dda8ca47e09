import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  availabilityPercent,
  filterLines,
  groupLines,
  pageOf,
  type SiteLine,
  sortLines,
  sumOf,
  unknownPercent,
} from './sites-time-model.ts';
import { figureSorts } from './sites-time-query.ts';
import { percentWords } from './sites-time-words.ts';

const line = (
  id: number,
  of: Partial<SiteLine['figures']> & { firmware?: string; town?: string } = {},
): SiteLine => ({
  site: {
    id,
    code: `S${id}`,
    name: `Site ${id}`,
    odsCode: `G99${id}`,
    practiceName: `Practice ${id}`,
    town: of.town ?? 'Amberwick',
  },
  attributes: of.firmware === undefined ? {} : { firmware: of.firmware },
  figures: {
    outages: of.outages ?? 0,
    flaps: of.flaps ?? 0,
    seconds: of.seconds ?? { up: 100, degraded: 0, down: 0, unknown: 0 },
  },
});

const anyLine = fc
  .record({
    id: fc.nat(10_000),
    outages: fc.nat(8),
    flaps: fc.nat(3),
    firmware: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
    seconds: fc.record({ up: fc.nat(50), degraded: fc.nat(50), down: fc.nat(50), unknown: fc.nat(50) }),
  })
  .map(({ id, firmware, ...of }) => line(id, firmware === undefined ? of : { ...of, firmware }));
const anyLines = fc.uniqueArray(anyLine, { selector: ({ site }) => site.id, maxLength: 60 });

const codes = (lines: readonly SiteLine[]) => lines.map(({ site }) => site.code);

describe('shares of time', () => {
  it('leave unknown time out of availability, and say how much it was', () => {
    const seconds = { up: 60, degraded: 20, down: 20, unknown: 100 };
    expect(availabilityPercent(seconds)).toBe(80);
    expect(unknownPercent(seconds)).toBe(50);
  });

  it('are unknown without data, never 0 and never 100', () => {
    expect(availabilityPercent({ up: 0, degraded: 0, down: 0, unknown: 9 })).toBeNull();
    expect(percentWords(null)).toBe('Unknown');
  });

  it('do not reach 100% while there is any failure', () => {
    expect(percentWords(99.9999)).toBe('99.99%');
    expect(percentWords(100)).toBe('100%');
  });
});

describe('sorting', () => {
  it('puts most failures first, then the longest time down, then the name', () => {
    const lines = [
      line(4),
      line(3),
      line(2, { outages: 1, seconds: { up: 1, degraded: 0, down: 9, unknown: 0 } }),
      line(1, { flaps: 1, seconds: { up: 1, degraded: 0, down: 5, unknown: 0 } }),
      line(5, { outages: 1, flaps: 1 }),
    ];
    expect(codes(sortLines(lines, { sort: 'failures', order: 'down' }))).toEqual([
      'S5',
      'S2',
      'S1',
      'S3',
      'S4',
    ]);
  });

  it('puts what is unknown last in either order', () => {
    const lines = [line(1), line(2, { firmware: 'b' }), line(3, { firmware: 'a' })];
    expect(codes(sortLines(lines, { sort: 'firmware', order: 'up' }))).toEqual(['S3', 'S2', 'S1']);
    expect(codes(sortLines(lines, { sort: 'firmware', order: 'down' }))).toEqual(['S2', 'S3', 'S1']);
  });

  it('reads numbers in names as numbers', () => {
    expect(codes(sortLines([line(10), line(9)], { sort: 'name', order: 'up' }))).toEqual(['S9', 'S10']);
  });

  it('keeps every site whatever it sorts by', () => {
    fc.assert(
      fc.property(anyLines, fc.constantFrom(...figureSorts, 'firmware'), (lines, sort) => {
        expect(codes(sortLines(lines, { sort, order: 'up' })).sort()).toEqual(codes(lines).sort());
      }),
    );
  });
});

describe('grouping', () => {
  it('puts the value with most failures for each site first, and "not known" last', () => {
    const lines = [
      line(1, { firmware: 'good' }),
      line(2, { firmware: 'good', outages: 2 }),
      line(3, { firmware: 'bad', outages: 2 }),
      line(4, { outages: 9 }),
    ];
    expect(groupLines(lines, 'firmware').map(({ value }) => value)).toEqual(['bad', 'good', null]);
  });

  it('bands sites by their failures', () => {
    const lines = [
      line(1),
      line(2, { outages: 2 }),
      line(3, { outages: 2, flaps: 1 }),
      line(4, { outages: 6 }),
    ];
    expect(groupLines(lines, 'failures').map(({ value, lines: own }) => [value, codes(own)])).toEqual([
      ['6 or more failures', ['S4']],
      ['3 to 5 failures', ['S3']],
      ['1 or 2 failures', ['S2']],
      ['no failures', ['S1']],
    ]);
  });

  it('has every site on exactly one page, in order, and groups add up to the whole', () => {
    fc.assert(
      fc.property(anyLines, fc.integer({ min: 1, max: 9 }), (lines, perPage) => {
        const groups = groupLines(lines, 'firmware');
        const pages = Array.from({ length: Math.ceil(lines.length / perPage) }, (_, index) =>
          pageOf(groups, index + 1, perPage).flatMap((group) => group.lines),
        );
        expect(pages.every((page) => page.length > 0 && page.length <= perPage)).toBe(true);
        expect(codes(pages.flat())).toEqual(codes(groups.flatMap((group) => group.lines)));
        const whole = sumOf(lines);
        const summed = groups.map((group) => sumOf(group.lines));
        expect(summed.reduce((sum, group) => sum + group.outages, 0)).toBe(whole.outages);
        expect(summed.reduce((sum, group) => sum + group.seconds.down, 0)).toBe(whole.seconds.down);
        expect(summed.reduce((sum, group) => sum + group.failing, 0)).toBe(whole.failing);
      }),
    );
  });
});

describe('finding', () => {
  const lines = [line(1, { town: 'Amberwick' }), line(2, { town: 'Bellfold', outages: 1 })];

  it('looks for every word in names, codes and towns, in capitals or not', () => {
    expect(codes(filterLines(lines, { show: 'all', find: 'BELL s2' }))).toEqual(['S2']);
    expect(codes(filterLines(lines, { show: 'all', find: 'bell amber' }))).toEqual([]);
  });

  it('leaves out sites that did not fail, when told to', () => {
    expect(codes(filterLines(lines, { show: 'failing', find: '' }))).toEqual(['S2']);
  });
});
