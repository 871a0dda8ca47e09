import { describe, expect, it } from 'vitest';
import { readingAt } from './columns.ts';
import { createInstantParser } from './instant.ts';
import { type ParseRules, parseConcentratorReadings, parseReadings } from './parse.ts';
import { stateName, stateOfStatus } from './status.ts';

const now = Date.parse('2026-04-16T08:00:00Z') / 1000;
const rules: ParseRules = {
  now,
  idOf: (code) => (code === 'S1' || code === 'VPN-A' ? 1 : undefined),
  instantOf: createInstantParser(),
  faultAt: (index, field, reason) => ({ field: `${index}.${field}`, reason }),
};
const at = '2026-04-16T07:05:00Z';

describe('parseReadings', () => {
  it.each([
    [{ tunnel: 'up' }, 'up'],
    [{ firewall: 'online' }, 'up'],
    [{}, 'unknown'],
    [{ lossPercent: 0.2, latencyMs: 20 }, 'unknown'],
    [{ inMbps: 0, outMbps: 0 }, 'unknown'],
    [{ tunnel: 'up', lossPercent: 4.99 }, 'up'],
    [{ tunnel: 'up', lossPercent: 5 }, 'degraded'],
    [{ tunnel: 'up', latencyMs: 150 }, 'degraded'],
    [{ lossPercent: 5 }, 'degraded'],
    [{ tunnel: 'up', firewall: 'alerting' }, 'degraded'],
    [{ tunnel: 'down', firewall: 'online' }, 'down'],
    [{ tunnel: 'up', firewall: 'offline' }, 'down'],
    [{ firewall: 'dormant' }, 'down'],
    [{ tunnel: 'down', lossPercent: 100 }, 'down'],
    [{ tunnel: null, firewall: null, lossPercent: null }, 'unknown'],
  ])('%j is %s', (measures, state) => {
    const { rows, faults } = parseReadings([{ site: 'S1', at, ...measures }], rules);
    expect(faults).toEqual([]);
    expect(stateName(stateOfStatus(readingAt(rows, 0).status))).toBe(state);
  });

  it('keeps an unknown figure unknown and a zero zero', () => {
    const { rows } = parseReadings([{ site: 'S1', at, lossPercent: 0 }], rules);
    expect(readingAt(rows, 0)).toMatchObject({ loss: 0, latency: Number.NaN, inMbps: Number.NaN });
  });

  it.each([
    ['a string', '0.'],
    [{ at }, '0.site'],
    [{ site: 'S9', at }, '0.site'],
    [{ site: 'S1' }, '0.at'],
    [{ site: 'S1', at: 'soon' }, '0.at'],
    [{ site: 'S1', at: 1776322800 }, '0.at'],
    [{ site: 'S1', at: '2026-04-16T08:05:01Z' }, '0.at'],
    [{ site: 'S1', at: '2025-03-01T00:00:00Z' }, '0.at'],
    [{ site: 'S1', at, tunnel: 'sideways' }, '0.tunnel'],
    [{ site: 'S1', at, tunnel: 'constructor' }, '0.tunnel'],
    [{ site: 'S1', at, firewall: 1 }, '0.firewall'],
    [{ site: 'S1', at, lossPercent: 100.1 }, '0.lossPercent'],
    [{ site: 'S1', at, lossPercent: '5' }, '0.lossPercent'],
    [{ site: 'S1', at, latencyMs: -1 }, '0.latencyMs'],
    [{ site: 'S1', at, inMbps: Number.NaN }, '0.inMbps'],
    [{ site: 'S1', at, outMbps: Number.POSITIVE_INFINITY }, '0.outMbps'],
    [{ site: 'S1', at, colour: 'red' }, '0.colour'],
  ])('refuses %j at %s', (row, field) => {
    const { rows, faults, faultCount } = parseReadings([row], rules);
    expect(faults).toEqual([{ field, reason: expect.stringMatching(/\.$/) }]);
    expect(faultCount).toBe(1);
    expect(rows.length).toBe(0);
  });

  it('takes a clock that is five minutes ahead, and leaves the good rows in place', () => {
    const ahead = '2026-04-16T08:05:00Z';
    const { rows, faultCount } = parseReadings(
      [
        { site: 'S1', at: ahead },
        { site: '?', at },
        { site: 'S1', at },
      ],
      rules,
    );
    expect(faultCount).toBe(1);
    expect(rows.length).toBe(2);
    expect(Array.from(rows.at)).toEqual([now + 300, Date.parse(at) / 1000]);
  });

  it('lists at most 1,000 faults and counts all', () => {
    const { faults, faultCount } = parseReadings(
      Array.from({ length: 1200 }, () => ({ site: 'S9', at })),
      rules,
    );
    expect([faults.length, faultCount]).toEqual([1000, 1200]);
  });
});

describe('parseConcentratorReadings', () => {
  it('reads figures, and refuses half a tunnel', () => {
    const list = [
      { concentrator: 'VPN-A', at, inMbps: 1, tunnels: 180 },
      { concentrator: 'VPN-A', at, tunnels: 1.5 },
    ];
    const { rows, faults } = parseConcentratorReadings(list, rules);
    expect(rows).toEqual([
      expect.objectContaining({ concentratorId: 1, inMbps: 1, outMbps: Number.NaN, tunnels: 180 }),
    ]);
    expect(faults).toEqual([{ field: '1.tunnels', reason: '1.5 is not a whole number.' }]);
  });
});
