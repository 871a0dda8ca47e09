import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultDeskHours, openHoursBetween } from '#platform/clock';
import {
  availability,
  type CallEvidence,
  deskHoursSinceLast,
  type HourFilter,
  linkedPerDeskDay,
  outagesPerDay,
  peakUtilisation,
  siteCount,
  sitesDown,
  sitesFlapping,
} from './metrics.ts';

// British Summer Time: London is an hour ahead of these.
const at = (iso: string): Date => new Date(`2026-04-${iso}:00Z`);
const allDay: HourFilter = { weekdaysOnly: false, fromHour: 0, toHour: 24 };

const calls = (given: Partial<CallEvidence>): CallEvidence => ({
  linkedAt: [],
  untriaged: 0,
  fedUntil: at('29T09:00'),
  openHours: (from, to) => openHoursBetween(defaultDeskHours, from, to),
  incidentStartedAt: at('16T05:00'),
  ...given,
});

describe('calls', () => {
  const window = { from: at('27T00:00'), to: at('29T09:00') };

  it('counts the open hours since the last linked call: the worked example has 20.5', () => {
    const measured = deskHoursSinceLast(calls({ linkedAt: [at('24T09:00'), at('27T09:30')] }), window);
    expect(measured.value).toBe(20.5);
    expect(measured.text).toBe(
      '20.5 service desk hours since the last linked call, at 10:30am on Monday 27 April 2026',
    );
  });

  it('counts from the start of the incident when no call was ever linked, and says so', () => {
    const fed = deskHoursSinceLast(calls({}), { from: at('16T05:00'), to: at('16T11:00') });
    expect(fed.value).toBe(4);
    expect(fed.text).toContain('no call has been linked');
  });

  it('gives calls for each service desk day', () => {
    // Tuesday 28 April, 8am to 6:30pm, and nothing else: 1 day of 10.5 hours.
    const tuesday = { from: at('27T22:00'), to: at('28T22:00') };
    const measured = linkedPerDeskDay(
      calls({ linkedAt: [at('28T08:00'), at('28T09:00'), at('29T08:00')] }),
      tuesday,
    );
    expect(measured.value).toBe(2);
    expect(measured.evidence).toContain('No calls wait to be checked.');
  });

  it('is unknown, not zero, when the feed stopped, when there is none, and when the desk was closed', () => {
    expect(linkedPerDeskDay(calls({ fedUntil: at('29T07:59') }), window)).toMatchObject({
      value: null,
      text: 'Unknown: The call feed was last read at 8:59am on Wednesday 29 April 2026.',
    });
    expect(linkedPerDeskDay(calls({ fedUntil: at('29T08:00') }), window)).toMatchObject({
      value: 0,
      asOf: at('29T08:00'),
    });
    expect(deskHoursSinceLast(calls({ fedUntil: null }), window).value).toBeNull();
    const sunday = { from: at('26T06:00'), to: at('26T20:00') };
    expect(linkedPerDeskDay(calls({}), sunday).value).toBeNull();
  });

  it('discloses the calls that nobody has looked at', () => {
    expect(linkedPerDeskDay(calls({ untriaged: 3 }), window).evidence).toContain(
      '3 calls wait to be checked',
    );
  });
});

describe('sites', () => {
  const day = { from: at('28T00:00'), to: at('29T00:00') };
  const known = { up: 90, degraded: 5, down: 5, unknown: 100 };
  const dark = { up: 40, degraded: 0, down: 0, unknown: 100 };

  it('leaves the unknown out of availability and says how much that was', () => {
    expect(availability(known, day)).toMatchObject({ value: 95, text: '95% available' });
    expect(availability(known, day).evidence).toContain('50% of the time is unknown');
  });

  it('gives no figure when most of the time is unknown', () => {
    expect(availability(dark, day).value).toBeNull();
    expect(sitesFlapping({ siteIds: [], known: dark }, day).value).toBeNull();
    expect(outagesPerDay({ siteOutages: 0, known: dark }, day).value).toBeNull();
    expect(availability({ up: 0, degraded: 0, down: 0, unknown: 0 }, day).value).toBeNull();
  });

  it('counts flapping sites, outages a day, and sites that are down', () => {
    expect(sitesFlapping({ siteIds: [3, 9], known }, day).value).toBe(2);
    expect(outagesPerDay({ siteOutages: 6, known }, { from: at('26T00:00'), to: at('29T00:00') }).value).toBe(
      2,
    );
    expect(sitesDown({ up: 8, degraded: 1, down: 1, unknown: 4 }, day)).toMatchObject({
      value: 1,
      text: '1 site down',
    });
    expect(sitesDown({ up: 1, degraded: 0, down: 0, unknown: 4 }, day).value).toBeNull();
    expect(siteCount({ code: 'VPN-A', sites: 7, known: 190 }, day).text).toBe('7 sites on VPN-A');
    expect(siteCount({ code: 'VPN-A', sites: 0, known: 0 }, day).value).toBeNull();
  });
});

describe('concentrator.peakUtilisation', () => {
  const series = (from: Date, mbps: (number | null)[]) =>
    mbps.map((value, index) => ({ at: new Date(from.getTime() + index * 300_000), mbps: value }));
  const load = (readings: { at: Date; mbps: number | null }[], ratedMbps: number | null = 1000) => ({
    code: 'VPN-A',
    ratedMbps,
    readings,
  });

  it('is the highest half-hour mean, not the highest reading', () => {
    const readings = [
      ...series(at('27T06:00'), [500, 500, 1400, 500, 500, 500]),
      ...series(at('27T06:30'), [800, 800, 800, 800, 800, 800]),
    ];
    const measured = peakUtilisation(load(readings), { from: at('27T06:00'), to: at('27T07:00') }, allDay);
    expect(measured.value).toBe(80);
    expect(measured.text).toBe('VPN-A peaked at 80% of its rating');
    expect(measured.evidence).toContain('in the half hour from 7:30am on Monday 27 April 2026');
  });

  it('looks only at the hours and days asked for, by the London clock', () => {
    const readings = [
      ...series(at('26T06:00'), [900, 900]), // Sunday 7am
      ...series(at('27T04:30'), [950, 950]), // Monday 5:30am
      ...series(at('27T05:00'), [700, 700]), // Monday 6am
      ...series(at('27T09:00'), [990, 990]), // Monday 10am
    ];
    const morning: HourFilter = { weekdaysOnly: true, fromHour: 6, toHour: 10 };
    const halfHour = { from: at('27T05:00'), to: at('27T05:30') };
    expect(peakUtilisation(load(readings), halfHour, morning).value).toBe(70);
    const weekend = { from: at('25T00:00'), to: at('26T22:00') };
    expect(peakUtilisation(load(readings), weekend, morning).text).toContain('None of the hours');
  });

  it('is unknown without a rating, and when most half hours have no readings', () => {
    const readings = series(at('27T06:00'), [500, 500, null, null, null, null]);
    const window = { from: at('27T06:00'), to: at('27T07:00') };
    expect(peakUtilisation(load(readings), window, allDay).value).toBe(50);
    expect(peakUtilisation(load(readings, null), window, allDay).value).toBeNull();
    expect(
      peakUtilisation(load(readings), { from: at('27T06:00'), to: at('27T08:00') }, allDay).value,
    ).toBeNull();
    expect(peakUtilisation(load([]), window, allDay).value).toBeNull();
  });

  it('does not depend on the order of readings and never passes the highest one', () => {
    const window = { from: at('27T06:00'), to: at('27T08:00') };
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 24, maxLength: 24 }), (mbps) => {
        const readings = series(window.from, mbps);
        const value = peakUtilisation(load(readings), window, allDay).value ?? Number.NaN;
        expect(peakUtilisation(load(readings.toReversed()), window, allDay).value).toBeCloseTo(value, 9);
        expect(value).toBeLessThanOrEqual(Math.max(...mbps) / 10 + 1e-9);
      }),
    );
  });
});
