import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importEstate, listSites, setSiteAttribute } from '#estate';
import { updateImpact } from '#incidents';
import { planningVerbs } from '#planning';
import { runVerb } from '#platform/verbs';
import { importCalls } from '#servicedesk';
import { importReadings } from '#telemetry';
import { testContext } from '../../../test/support/database.ts';
import { givenEstate } from '../../../test/support/estate.ts';
import { givenEpisode, givenIncident } from '../../../test/support/incidents.ts';
import { givenStates } from '../../../test/support/telemetry.ts';
import { daysTouching, type StateSpan } from '../charts/index.ts';
import { figuresByDay } from './site-figures.ts';
import { siteScreens, tableRows } from './site-screens/test-support.ts';
import { silentFrom, spansOf } from './site-spans.ts';

const minuteMs = 60_000;
const london = (text: string): Date => new Date(`2026-04-${text}:00+01:00`);

describe('the figures of a day', () => {
  const monday = london('20T00:00').getTime();

  it('are those that counting minutes gives, with nothing counted after now', () => {
    const states = fc.array(fc.constantFrom('up', 'down', 'degraded', 'unknown' as const), {
      minLength: 1,
      maxLength: 96,
    });
    fc.assert(
      fc.property(states, fc.nat(48 * 60), (given, nowMinute) => {
        const spans = given.map(
          (state, index): StateSpan => ({
            fromMs: monday + index * 30 * minuteMs,
            toMs: monday + (index + 1) * 30 * minuteMs,
            state,
          }),
        );
        const days = daysTouching(monday, monday + 48 * 60 * minuteMs);
        const nowMs = monday + nowMinute * minuteMs;
        for (const { day, seconds } of figuresByDay(spans, days, nowMs)) {
          const counted = { up: 0, degraded: 0, down: 0, unknown: 0 };
          for (let at = day.fromMs; at < Math.min(day.toMs, nowMs); at += minuteMs) {
            const state = given[Math.floor((at - monday) / (30 * minuteMs))];
            if (state) counted[state] += 60;
          }
          expect(seconds).toEqual(counted);
        }
      }),
    );
  });
});

describe('the spans of a site', () => {
  const window = { fromMs: 0, toMs: 10_000_000 };
  const interval = (from: number, to: number | null, state: 'up' | 'down' | 'unknown') => ({
    siteId: 1,
    from: new Date(from),
    to: to === null ? null : new Date(to),
    state,
  });

  it('fill the window: what came before the first reading is unknown', () => {
    expect(spansOf([interval(4_000_000, null, 'up')], window)).toEqual([
      { fromMs: 0, toMs: 4_000_000, state: 'unknown' },
      { fromMs: 4_000_000, toMs: 10_000_000, state: 'up' },
    ]);
  });

  it('end one cadence after the last reading when the site fell silent and nobody marked it', () => {
    const from = silentFrom({ lastReadingAt: new Date(5_000_000) }, window.toMs);
    expect(spansOf([interval(-1, null, 'up')], window, from)).toEqual([
      { fromMs: 0, toMs: 5_300_000, state: 'up' },
      { fromMs: 5_300_000, toMs: 10_000_000, state: 'unknown' },
    ]);
    expect(silentFrom({ lastReadingAt: new Date(9_700_000) }, window.toMs)).toBeUndefined();
  });

  it('are unknown all the time without any interval', () => {
    expect(spansOf([], window)).toEqual([{ fromMs: 0, toMs: 10_000_000, state: 'unknown' }]);
  });
});

describe('the screen of a site', () => {
  it('shows its history, attributes, calls, contacts and incidents', async () => {
    const context = await testContext({ at: london('22T12:00') });
    const { siteCodes } = await givenEstate(context, 2);
    const site = siteCodes[0] ?? '';
    await givenStates(context, site, [
      [london('20T00:00'), london('21T07:00'), 'up'],
      [london('21T07:00'), london('21T07:35'), 'down'],
      [london('21T07:35'), null, 'up'],
    ]);
    await setSiteAttribute(context, {
      siteCode: site,
      key: 'firmware',
      value: 'fw-1',
      from: london('20T00:00'),
    });
    await setSiteAttribute(context, {
      siteCode: site,
      key: 'firmware',
      value: 'fw-2',
      from: london('22T09:00'),
    });
    const incident = await givenIncident(context);
    const [{ id } = { id: 0 }] = await listSites(context.db);
    const episodeId = await givenEpisode(context, {
      kind: 'outage',
      siteIds: [id],
      from: london('21T07:00').toISOString(),
      to: london('21T07:35').toISOString(),
      text: 'Down for 35 minutes.',
    });
    await updateImpact(context, { episodeIds: [episodeId] });
    await importCalls(context, {
      source: 'desk',
      syncedAt: london('22T12:00').toISOString(),
      calls: [
        {
          externalId: 'C1',
          openedAt: london('21T08:00').toISOString(),
          status: 'open',
          odsCode: 'G99001',
          shortDescription: 'No <b>internet',
        },
        {
          externalId: 'C2',
          openedAt: london('21T08:00').toISOString(),
          status: 'open',
          odsCode: 'G99002',
          shortDescription: 'Printer',
        },
      ],
    });
    await runVerb(planningVerbs, context, 'contact.record', {
      incident: incident.slug,
      site,
      channel: 'phone',
      summary: 'Asked how they are',
      answered: true,
    });
    const page = await (await siteScreens(context).request(`/console/sites/${site.toLowerCase()}`)).text();
    expect(page).toContain('<h1 class="nhsuk-heading-l">Surgery G99001</h1>');
    expect(tableRows(page, 'by-day').slice(0, 3)).toEqual([
      ['Wed 22 Apr', '0', '0', '0', '100%', '0%'],
      ['Tue 21 Apr', '1', '35', '0', '97.56%', '0%'],
      ['Mon 20 Apr', '0', '0', '0', '100%', '0%'],
    ]);
    expect(tableRows(page, 'failures')).toEqual([
      [
        'Outage',
        '7am on Tuesday 21 April',
        '7:35am on Tuesday 21 April',
        '35 minutes',
        'Down for 35 minutes.',
      ],
    ]);
    expect(
      tableRows(page, 'attributes')
        .slice(0, 2)
        .map((row) => row.slice(0, 2)),
    ).toEqual([
      ['Firmware', 'fw-2'],
      ['Firmware', 'fw-1'],
    ]);
    expect(tableRows(page, 'calls').map((row) => row.slice(1, 3))).toEqual([['C1', 'No &lt;b&gt;internet']]);
    expect(page).toContain('It has affected this site once, last 7am on Tuesday 21 April.');
    expect(page).toContain('by phone, Test Operator: Asked how they are');
    expect(page).toContain('Not part of a migration.');
    expect(page).toContain('Nothing has been published.');
    expect(page).not.toContain('<b>internet');
  });

  it('says so of a site without any reading, and does not call it up', async () => {
    const context = await testContext({ at: london('22T12:00') });
    await givenEstate(context, 1);
    const page = await (await siteScreens(context).request('/console/sites/G99001-1')).text();
    expect(page).toContain('None was ever received');
    expect(page).toContain('availability unknown');
    expect(tableRows(page, 'by-day').every((row) => row[4] === 'Unknown' && row[5] === '100%')).toBe(true);
  });

  it('is not found for a code that no site has', async () => {
    const context = await testContext();
    await expect(siteScreens(context).request('/console/sites/NOWHERE')).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('the screen of the concentrators', () => {
  it('holds each day against the rating that was valid on it', async () => {
    const context = await testContext({ at: london('22T12:00') });
    await givenEstate(context, 1);
    const file = [
      'code,name,data_centre,model,rated_mbps,rated_tunnels,rating_source,rating_date',
      'VPN-A,First concentrator,Amberwick DC,MX250,500,3000,Measured,2026-04-21',
    ].join('\n');
    await importEstate(context, { fileName: 'concentrators.csv', bytes: new TextEncoder().encode(file) });
    const concentrators = ['20', '21', '22'].flatMap((day) =>
      ['08:00', '08:05', '08:10'].map((time) => ({
        concentrator: 'VPN-A',
        at: london(`${day}T${time}`).toISOString(),
        inMbps: 300,
        outMbps: 150,
      })),
    );
    await importReadings(context, { source: 'test', readings: [], concentrators });
    const page = await (await siteScreens(context).request('/console/concentrators')).text();
    expect(tableRows(page, 'load-1-table').slice(0, 3)).toEqual([
      ['Wed 22 Apr', '450', '90%', '8am', '450', '90%', '8am', '1 of 24'],
      ['Tue 21 Apr', '450', '90%', '8am', '450', '90%', '8am', '1 of 48'],
      ['Mon 20 Apr', '450', '45%', '8am', '450', '45%', '8am', '1 of 48'],
    ]);
    expect(page).toContain('50 Mbps (10% of its rating) at the worst half hour of 7 days');
  });

  it('says what is not known where there are no readings, and who is on each', async () => {
    const context = await testContext({ at: london('22T12:00') });
    await givenEstate(context, 2);
    const page = await (await siteScreens(context).request('/console/concentrators')).text();
    expect(page).toContain('VPN-A: First concentrator, Amberwick DC');
    expect(page).toContain('Unknown: it takes a rating and readings');
    expect(page).toContain('>2 sites</a>');
    expect(page).toContain('No site has its tunnel on it.');
  });
});
