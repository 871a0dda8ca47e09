import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { listSites } from '#estate';
import { aprilWorld } from '../../../scenarios/april-2026/index.ts';
import { msOfStep, type Truth } from '../../../scenarios/support/truth.ts';
import { testContext } from '../../../test/support/database.ts';
import { givenEstate } from '../../../test/support/estate.ts';
import { givenEpisode, givenIncident } from '../../../test/support/incidents.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { type GivenState, givenStates } from '../../../test/support/telemetry.ts';
import type { StateSpan } from '../charts/index.ts';
import { secondsIn } from './site-figures.ts';
import { siteScreens, tableRows } from './site-screens/test-support.ts';
import { SitesTimeScreen } from './sites-time.tsx';
import type { DrawnLine, SitesTimeModel } from './sites-time-load.ts';
import { groupLines, sortLines, sumOf } from './sites-time-model.ts';
import { parseSitesTimeQuery, periodOf } from './sites-time-query.ts';

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
// Midnight on Monday 20 April, and 10am on Wednesday 29 April, in London.
const monday = Date.parse('2026-04-19T23:00:00Z');
const now = new Date('2026-04-29T09:00:00Z');

async function screensAt(at: Date) {
  const context = await testContext({ at });
  const { siteCodes } = await givenEstate(context, 6);
  return { context, siteCodes, screens: siteScreens(context) };
}

const read = async (screens: ReturnType<typeof siteScreens>, path: string): Promise<string> =>
  (await screens.request(path)).text();

/** Spans of whole readings that follow each other; a gap is long enough to be silence. */
function randomHistory(random: () => number, fromMs: number, toMs: number): GivenState[] {
  const spans: GivenState[] = [];
  for (let atMs = fromMs; atMs < toMs; ) {
    const endMs = Math.min(toMs, atMs + (3 + Math.floor(random() ** 3 * 400)) * 5 * minuteMs);
    const state = (['up', 'up', 'down', 'degraded', 'unknown'] as const)[Math.floor(random() * 5)] ?? 'up';
    if (state !== 'unknown') spans.push([new Date(atMs), new Date(endMs), state]);
    atMs = endMs;
  }
  return spans;
}

/** Minutes of each state, counted one by one. */
function countMinutes(history: readonly GivenState[], fromMs: number, toMs: number) {
  const minutes = { up: 0, degraded: 0, down: 0, unknown: 0 };
  for (let atMs = fromMs; atMs < toMs; atMs += minuteMs) {
    const held = history.find(
      ([from, to]) => new Date(from).getTime() <= atMs && atMs < new Date(to ?? toMs).getTime(),
    );
    minutes[held?.[2] ?? 'unknown'] += 1;
  }
  return minutes;
}

const cut = (percent: number): string => `${Math.floor(percent * 100) / 100}%`;

describe('sites over time', () => {
  it('has the figures that counting minutes gives, in the table and in the file', async () => {
    const { context, siteCodes, screens } = await screensAt(now);
    const random = seededRandom(7);
    const from = monday - dayMs;
    const expected = new Map<string, string[]>();
    for (const code of siteCodes.slice(0, 5)) {
      const history = randomHistory(random, from - dayMs / 2, now.getTime());
      await givenStates(context, code, history);
      const { up, degraded, down, unknown } = countMinutes(history, from, now.getTime());
      const known = up + degraded + down;
      expected.set(`Surgery ${code.slice(0, -2)}`, [
        down.toLocaleString('en-GB'),
        cut(((up + degraded) / known) * 100),
        cut((unknown / (known + unknown)) * 100),
      ]);
    }
    expected.set('Surgery G99006', ['0', 'Unknown', '100%']);
    const rows = tableRows(await read(screens, '/console/sites-time?days=11&group=none'), 'sites');
    expect(new Map(rows.map((row) => [row[0] ?? '', row.slice(-3)]))).toEqual(expected);
    const csv = await read(screens, '/console/sites-time.csv?days=11&group=none');
    for (const line of csv.trim().split('\r\n').slice(1)) {
      const cells = line.split(',');
      const [minutes, available, unknown] = expected.get(cells[1] ?? '') ?? [];
      expect(cells[10]).toBe(minutes?.replace(',', ''));
      expect(cells[12]).toBe(available === 'Unknown' ? '' : available?.slice(0, -1));
      expect(cells[13]).toBe(unknown?.slice(0, -1));
    }
  });

  it('counts outages, those of a concentrator too, and unstable spells, for each site', async () => {
    const { context, screens } = await screensAt(now);
    const sites = await read(screens, '/console/sites-time.csv');
    expect(sites.split('\r\n')).toHaveLength(8);
    const [first, second] = (await listSites(context.db)).map((site) => site.id);
    const from = '2026-04-21T08:00:00Z';
    await givenEpisode(context, { kind: 'outage', siteIds: [first ?? 0], from, to: '2026-04-21T09:00:00Z' });
    await givenEpisode(context, { kind: 'concentrator-outage', siteIds: [first ?? 0, second ?? 0], from });
    await givenEpisode(context, { kind: 'flap', siteIds: [first ?? 0], from });
    await givenEpisode(context, {
      kind: 'outage',
      siteIds: [first ?? 0],
      from: '2026-04-01T08:00:00Z',
      to: '2026-04-01T09:00:00Z',
    });
    const rows = tableRows(await read(screens, '/console/sites-time?group=failures'), 'sites');
    expect(rows.slice(0, 4).map((row) => [row[0], ...row.slice(5, 7)])).toEqual([
      ['3 to 5 failures'],
      ['Surgery G99001', '2', '1'],
      ['1 or 2 failures'],
      ['Surgery G99002', '1', '0'],
    ]);
  });

  it('draws what was down where it was down', async () => {
    const { context, siteCodes, screens } = await screensAt(now);
    const downFrom = new Date(monday + 2 * dayMs);
    await givenStates(context, siteCodes[0] ?? '', [
      [new Date(monday), downFrom, 'up'],
      [downFrom, new Date(monday + 3 * dayMs), 'down'],
      [new Date(monday + 3 * dayMs), null, 'up'],
    ]);
    const page = await read(screens, '/console/sites-time?days=10&rows=wall&group=none&find=G99001');
    // Ten days from 20 April take 1,584 units from 8.
    expect(page).toContain(`<path d="M324.8 `);
    expect(page.match(/<path d="M324\.8 [\d.]+h158\.4" stroke="#8a1509"/g)).toHaveLength(1);
  });

  it('marks the incident, names every site with a link, and says the figures in words', async () => {
    const { context, screens } = await screensAt(now);
    await givenIncident(context);
    const page = await read(screens, '/console/sites-time');
    expect(page).toContain('Firewalls drop their connection</text>');
    expect(page).toContain('Firewalls drop their connection began at 6am on Thursday 16 April 2026.');
    expect(page.match(/<a href="\/console\/sites\/G9900\d-1"><rect/g)).toHaveLength(6);
    expect(page).toContain(
      'role="group" aria-labelledby="sites-time-title" aria-describedby="sites-time-description"',
    );
  });

  it('keeps what was typed wrongly, and leads to the field', async () => {
    const { screens } = await screensAt(now);
    const page = await read(screens, '/console/sites-time?to=31/04/2026&days=0');
    expect(page).toContain('<a href="#sites-to">Last day must be a real date, such as 29/04/2026</a>');
    expect(page).toContain('value="31/04/2026" aria-describedby="sites-to-error"');
  });

  it('escapes what people looked for, and what sites are called', async () => {
    const { screens } = await screensAt(now);
    const page = await read(screens, `/console/sites-time?find=${encodeURIComponent('"><script>')}`);
    expect(page).toContain('No site matches.');
    expect(page).not.toContain('<script>');
  });

  it.each([
    '/console/sites-time',
    '/console/sites-time.csv',
    '/console/sites/G99001-1',
    '/console/concentrators',
  ])('is refused to somebody who may not read the network: %s', async (path) => {
    const { context } = await screensAt(now);
    const screens = siteScreens({
      ...context,
      actor: { kind: 'token', name: 'desk feed', roles: ['intake'] },
    });
    await expect(screens.request(path)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

/** One site's truth as spans; a reading that never came is unknown. */
function spansOfTruth(truth: Truth, index: number): StateSpan[] {
  const spans: StateSpan[] = [];
  for (let step = 0; step < truth.steps; step += 1) {
    const at = step * truth.sites + index;
    const slow = (truth.lossTenths[at] ?? 0) >= 50 || (truth.latencyMs[at] ?? 0) >= 150;
    const sent = truth.sent[at] === 1;
    const state = !sent ? 'unknown' : truth.state[at] === 2 ? 'down' : slow ? 'degraded' : 'up';
    const last = spans.at(-1);
    if (last?.state === state) last.toMs = msOfStep(truth, step + 1);
    else spans.push({ fromMs: msOfStep(truth, step), toMs: msOfStep(truth, step + 1), state });
  }
  return spans;
}

function aprilModel(rows: string): SitesTimeModel {
  const { query } = parseSitesTimeQuery({ rows }, now);
  const period = periodOf(query);
  const passed = { from: period.from, to: now };
  const { estate, truth } = aprilWorld();
  const lines = estate.sites.map((site, index): DrawnLine => {
    const spans = spansOfTruth(truth, index);
    const down = spans.filter((span) => span.state === 'down' && span.fromMs >= period.from.getTime());
    return {
      site: {
        id: index,
        code: site.code,
        name: site.name,
        odsCode: site.practice.odsCode,
        practiceName: site.practice.name,
        town: site.practice.town,
      },
      attributes: { firmware: site.firmware, circuit: site.circuit, concentrator: 'VPN-A' },
      figures: {
        outages: down.length,
        flaps: 0,
        seconds: secondsIn(spans, period.from.getTime(), now.getTime()),
      },
      spans,
      changesMs: [Date.parse('2026-04-25T08:00:00Z') + index * 600_000],
    };
  });
  const drawn = new Map(lines.map((line) => [line.site.id, line]));
  const groups = groupLines(sortLines(lines, query), query.group);
  return {
    query,
    now,
    period,
    passed,
    attributeKeys: ['circuit', 'concentrator', 'firmware'],
    changedKeys: ['concentrator', 'firmware'],
    incidents: [],
    groups: groups.map((group) => ({
      value: group.value,
      figures: sumOf(group.lines),
      lines: group.lines.flatMap((line) => drawn.get(line.site.id) ?? []),
    })),
    total: sumOf(lines),
    page: { number: 1, pages: 1, from: 1, to: lines.length },
  };
}

describe('the picture of April 2026', () => {
  it.each(['wall', 'named'])('of 191 sites and two weeks is far under 150 kB, drawn as %s', (rows) => {
    const page = String(<SitesTimeScreen model={aprilModel(rows)} faults={[]} typed={{}} />);
    const picture = /<svg xmlns[\s\S]*?<\/svg>/.exec(page)?.[0] ?? '';
    expect(picture.length).toBeGreaterThan(20_000);
    expect(brotliCompressSync(picture).length).toBeLessThan(40_000);
    expect(brotliCompressSync(page).length).toBeLessThan(150_000);
  });

  it('draws every site that was down, and no state twice', () => {
    const page = String(<SitesTimeScreen model={aprilModel('wall')} faults={[]} typed={{}} />);
    expect(page.match(/stroke="#8a1509"/g)).toHaveLength(1);
    const path = /<path d="([^"]+)" stroke="#8a1509"/.exec(page)?.[1] ?? '';
    const failed = aprilModel('wall').groups.flatMap((group) =>
      group.lines.filter((line) => line.figures.seconds.down > 0),
    );
    expect(path.match(/M/g)).toHaveLength(failed.length);
  });
});
