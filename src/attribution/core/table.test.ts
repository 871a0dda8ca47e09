import { describe, expect, it } from 'vitest';
import { worldStartMs } from '../../../test/support/attribution-worlds.ts';
import { candidateOf, maskOf, rowsInside, singlesOf, termsOf } from './candidates.ts';
import { defaultAttributionParameters, type EstateQuestion } from './question.ts';
import { buildTable, type Table } from './table.ts';

const hourMs = 3_600_000;
const at = (hour: number): number => worldStartMs + hour * hourMs;

/** 12 sites over two days; site 1 is upgraded after 30 hours and fails in the 31st and, for long, the 40th. */
function question(change: Partial<EstateQuestion> = {}): EstateQuestion {
  const sites = Array.from({ length: 12 }, (_, index) => ({ id: index + 1, code: `S${index + 1}` }));
  const held = (siteId: number, key: string, value: string, from = -1000, to = 48) => ({
    ...{ siteId, key, value, fromMs: at(from), toMs: at(to) },
  });
  return {
    fromMs: at(0),
    toMs: at(48),
    sites,
    spells: [
      held(1, 'firmware', 'old', -1000, 30),
      held(1, 'firmware', 'new', 30),
      ...sites.slice(1, 6).map(({ id }) => held(id, 'firmware', 'old')),
      ...sites.slice(6).map(({ id }) => held(id, 'firmware', 'new')),
      ...sites.map(({ id }) => held(id, 'concentrator', 'VPN-A')),
    ],
    known: sites.map(({ id }) => ({ siteId: id, fromMs: at(0), toMs: at(48) })),
    episodes: [
      { siteId: 1, fromMs: at(31), toMs: at(31.5) },
      { siteId: 1, fromMs: at(40), toMs: at(44) },
    ],
    loads: [{ concentrator: 'VPN-A', fromMs: at(8), toMs: at(9), share: 0.95 }],
    ...change,
  };
}

const build = (change?: Partial<EstateQuestion>): Table =>
  buildTable(question(change), defaultAttributionParameters);

function sumInside(table: Table, key: string, value: string): { hours: number; failures: number } {
  const side = rowsInside(table, maskOf(table, candidateOf(table, [{ key, value }])));
  const sum = { hours: 0, failures: 0 };
  for (let row = 0; row < table.rows.count; row++) {
    if (side[row] !== 1) continue;
    sum.hours += table.rows.hours[row] ?? 0;
    sum.failures += table.rows.failures[row] ?? 0;
  }
  return sum;
}

describe('the exposure table', () => {
  it('gives each hour and failure to the attributes held then; time down is not at risk', () => {
    const table = build();
    expect(sumInside(table, 'firmware', 'old')).toEqual({ hours: 30 + 5 * 48, failures: 0 });
    expect(sumInside(table, 'firmware', 'new')).toEqual({ hours: 18 - 4.5 + 6 * 48, failures: 2 });
    expect(sumInside(table, 'sinceFirmwareChange', 'over 7 days').hours).toBe(11 * 48 + 30);
  });

  it('knows hours, weekdays and the load of the concentrator', () => {
    const table = build();
    // Site 1 was down from 7:00 to 7:30 on the second day.
    expect(sumInside(table, 'hour', '7:00-10:00').hours).toBe(12 * 6 - 0.5);
    expect(sumInside(table, 'weekday', 'Monday').hours).toBe(12 * 24);
    expect(sumInside(table, 'load', '90% or more').hours).toBe(12);
    // A load that nobody measured is unknown, not low.
    expect(sumInside(table, 'load', 'under 70%').hours).toBe(0);
  });

  it('leaves unknown time out', () => {
    const known = question().known.map((span) => (span.siteId === 7 ? { ...span, toMs: at(10) } : span));
    expect(sumInside(build({ known }), 'firmware', 'new').hours).toBe(18 - 4.5 + 5 * 48 + 10);
  });

  it('does not count a failure that began before, nor the time it lasts', () => {
    const episodes = [{ siteId: 8, fromMs: at(-3), toMs: at(5) }];
    const table = build({ episodes });
    expect(table.events.count).toBe(0);
    expect(sumInside(table, 'firmware', 'new').hours).toBe(18 + 5 * 48 + 43);
  });

  it('looks only at values that at least 5 sites hold', () => {
    const keys = singlesOf(build())
      .flatMap((single) => termsOf(build(), single))
      .filter(({ key }) => key === 'firmware' || key === 'sinceFirmwareChange')
      .map(({ value }) => value);
    expect(keys).toEqual(['old', 'new', 'over 7 days']);
  });
});
