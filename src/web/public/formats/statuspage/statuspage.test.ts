import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Statuspage as StatuspageClient, StatuspageUpdates } from 'statuspage.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Bulletin } from '#publishing';
import {
  bulletin,
  calendarEntries,
  incidentBulletin,
  publishedUpdate,
  stoppedClaim,
} from '../../../../../test/support/bulletin.ts';
import {
  type PublicServer,
  publicationOf,
  startPublicServer,
} from '../../../../../test/support/public-server.ts';
import { componentsOf, pageStatus, statusOf } from './components.ts';
import { statuspageDocuments, statuspageOf } from './documents.ts';
import { stableId } from './ids.ts';
import { incidentStatus } from './incidents.ts';
import { componentWebhook, incidentWebhook } from './webhook.ts';

// The shapes of reference 4.1, key by key: strict, so that a key more or less is a fault.

const id = z.string().regex(/^[a-z][a-z0-9]{11}$/);
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|[+-]\d\d:\d\d)$/);
const indicator = z.enum(['none', 'minor', 'major', 'critical', 'maintenance']);
const componentStatus = z.enum([
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
  'under_maintenance',
]);

const page = z.strictObject({
  id,
  name: z.string(),
  // Readers put `/api/v2/…` behind it.
  url: z.url().regex(/[^/]$/),
  time_zone: z.string(),
  updated_at: instant,
});
const component = z.strictObject({
  id,
  name: z.string(),
  status: componentStatus,
  created_at: instant,
  updated_at: instant,
  position: z.number().int().min(1),
  // Readers in Go decode it as a text: never null here.
  description: z.string(),
  showcase: z.boolean(),
  start_date: z.iso.date().nullable(),
  group_id: id.nullable(),
  page_id: id,
  group: z.boolean(),
  only_show_if_degraded: z.boolean(),
  components: z.array(id).optional(),
});
const update = (status: z.ZodType) =>
  z.strictObject({
    id,
    status,
    body: z.string().min(1),
    incident_id: id,
    created_at: instant,
    updated_at: instant,
    display_at: instant,
    affected_components: z
      .array(
        z.strictObject({
          code: id,
          name: z.string(),
          old_status: componentStatus,
          new_status: componentStatus,
        }),
      )
      .min(1)
      .nullable(),
    deliver_notifications: z.boolean(),
    custom_tweet: z.null(),
    tweet_id: z.null(),
  });
const told = (status: z.ZodType) =>
  z.strictObject({
    id,
    name: z.string(),
    status,
    created_at: instant,
    updated_at: instant,
    monitoring_at: instant.nullable(),
    resolved_at: instant.nullable(),
    impact: indicator,
    shortlink: z.url(),
    started_at: instant,
    page_id: id,
    incident_updates: z.array(update(status)).min(1),
    components: z.array(component),
    reminder_intervals: z.null(),
  });
const incident = told(z.enum(['investigating', 'identified', 'monitoring', 'resolved', 'postmortem']));
const maintenance = told(z.enum(['scheduled', 'in_progress', 'verifying', 'completed'])).extend({
  scheduled_for: instant,
  scheduled_until: instant,
});
const status = z.strictObject({ indicator, description: z.string().min(1) });
const incidents = z.strictObject({ page, incidents: z.array(incident) });
const maintenances = z.strictObject({ page, scheduled_maintenances: z.array(maintenance) });

const shapes = {
  summary: z.strictObject({
    page,
    components: z.array(component),
    incidents: z.array(incident),
    scheduled_maintenances: z.array(maintenance),
    status,
  }),
  status: z.strictObject({ page, status }),
  components: z.strictObject({ page, components: z.array(component) }),
  incidents,
  'incidents/unresolved': incidents,
  'scheduled-maintenances': maintenances,
  'scheduled-maintenances/upcoming': maintenances,
  'scheduled-maintenances/active': maintenances,
};
type Name = keyof typeof shapes;

const documents = (of: Bulletin) => statuspageDocuments(statuspageOf(of));
const read = <N extends Name>(of: Bulletin, name: N): z.output<(typeof shapes)[N]> =>
  shapes[name].parse(JSON.parse(JSON.stringify(documents(of)[name]))) as z.output<(typeof shapes)[N]>;

const model = bulletin();
const bare = bulletin({
  current: [incidentBulletin({ updates: [], statusHistory: [], concerns: [] })],
  past: [],
  calendar: [],
  practices: [],
});

describe.each([
  ['a whole bulletin', model],
  ['an incident without updates', bare],
  ['nothing at all', bulletin({ current: [], past: [], calendar: [], practices: [] })],
  ['data that cannot be read', bulletin({ staleSince: '2026-04-29T09:05:00.000Z' })],
])('the documents of %s', (_name, of) => {
  it.each(Object.keys(shapes) as Name[])('%s has its shape', (name) => {
    const outcome = shapes[name].safeParse(JSON.parse(JSON.stringify(documents(of)[name])));
    expect(outcome.error?.issues ?? []).toEqual([]);
  });
});

describe('the sets', () => {
  it('hold what the API says, by mapped status', () => {
    const many = bulletin({
      asOf: '2026-04-29T09:00:00.000Z',
      calendar: [
        ...calendarEntries(),
        {
          ...(calendarEntries()[2] ?? expect.fail()),
          uid: 'now',
          startsAt: '2026-04-29T08:00:00.000Z',
          endsAt: '2026-04-29T10:00:00.000Z',
        },
        {
          ...(calendarEntries()[2] ?? expect.fail()),
          uid: 'moved',
          startsAt: '2026-04-29T07:00:00.000Z',
          progress: { total: 4, moved: 4, verified: 1 },
        },
      ],
    });
    const of = (name: Name) =>
      (read(many, name) as { scheduled_maintenances?: { status: string }[] }).scheduled_maintenances?.map(
        (each) => each.status,
      );
    expect(of('scheduled-maintenances')?.sort()).toEqual([
      'completed',
      'completed',
      'in_progress',
      'scheduled',
      'verifying',
    ]);
    expect(of('scheduled-maintenances/upcoming')).toEqual(['scheduled']);
    expect(of('scheduled-maintenances/active')?.sort()).toEqual(['in_progress', 'verifying']);
    expect(of('summary')?.sort()).toEqual(['in_progress', 'scheduled', 'verifying']);
    expect(read(many, 'incidents').incidents.map((each) => each.status)).toEqual(['monitoring', 'resolved']);
    expect(read(many, 'incidents/unresolved').incidents.map((each) => each.status)).toEqual(['monitoring']);
    expect(read(many, 'summary').incidents.map((each) => each.status)).toEqual(['monitoring']);
  });

  it('are the 50 most recent', () => {
    const [entry] = calendarEntries();
    const calendar = Array.from({ length: 70 }, (_, n) => ({
      ...(entry ?? expect.fail()),
      uid: `wave ${n}`,
    }));
    expect(read(bulletin({ calendar }), 'scheduled-maintenances').scheduled_maintenances).toHaveLength(50);
  });
});

describe('the four states in one', () => {
  it.each([
    ['investigating', 'not started', 'not commissioned', 'investigating'],
    ['cause identified', 'not started', 'not commissioned', 'identified'],
    ['mitigating', 'recovering', 'commissioned', 'identified'],
    ['monitoring', 'recovering', 'not commissioned', 'monitoring'],
    ['restored', 'not started', 'not commissioned', 'monitoring'],
    ['restored', 'recovering', 'evidence', 'monitoring'],
    ['restored', 'recovered', 'evidence', 'resolved'],
    ['stood down', 'recovering', 'published', 'monitoring'],
    ['stood down', 'recovered', 'independent review', 'resolved'],
    ['stood down', 'recovered', 'published', 'postmortem'],
    ['stood down', 'not started', 'closed', 'postmortem'],
  ])('%s, %s, %s is %s', (response, recovery, review, expected) => {
    expect(incidentStatus({ response, recovery, review })).toBe(expected);
  });
});

describe('an incident', () => {
  const [current] = read(model, 'incidents').incidents;

  it('has its updates newest first, the first with the status of the incident', () => {
    const times = current?.incident_updates.map((each) => each.created_at) ?? [];
    expect(times).toEqual([...times].sort().reverse());
    expect(current?.incident_updates[0]).toMatchObject({
      status: current?.status,
      body: expect.stringContaining('Almost all practices have moved'),
    });
    expect(current?.incident_updates.at(-1)?.body).toContain('Some GP practices lose their connection');
  });

  it('tells a change of state that no update told, so that its status never contradicts its newest update', () => {
    const silent = bulletin({
      current: [incidentBulletin({ updates: incidentBulletin().updates.slice(3) })],
    });
    const [of] = read(silent, 'incidents').incidents;
    expect(of?.incident_updates[0]).toMatchObject({ status: 'monitoring', deliver_notifications: false });
    expect(of?.status).toBe('monitoring');
  });

  it('keeps every id when it is built again later, and marks what stopped being true in place', () => {
    const later = bulletin({
      asOf: '2026-04-30T09:00:00.000Z',
      builtAt: '2026-04-30T09:00:00.000Z',
      current: [
        incidentBulletin({
          updates: [publishedUpdate({ claims: [stoppedClaim()] }), ...incidentBulletin().updates.slice(1)],
        }),
      ],
    });
    const ids = (of: Bulletin) =>
      read(of, 'incidents').incidents.flatMap((each) => [
        each.id,
        ...each.incident_updates.map((one) => one.id),
      ]);
    expect(ids(later)).toEqual(ids(model));
    const [newest] = read(later, 'incidents').incidents[0]?.incident_updates ?? [];
    expect(newest).toMatchObject({
      updated_at: '2026-04-29T09:42:00.000Z',
      created_at: '2026-04-29T09:00:00.000Z',
    });
    expect(newest?.body).toContain('[This has changed since.');
  });

  it('names components in full where they stand alone, with how they stood before and then', () => {
    const affected = current?.incident_updates.flatMap((each) => each.affected_components ?? []) ?? [];
    expect(affected.length).toBeGreaterThan(0);
    for (const each of affected) expect(each.name).toMatch(/^ZZ postcodes - \w|^Coast Primary Care Network$/);
  });

  it('has its impact from the severity that people set', () => {
    const of = (itSeverity: number) =>
      read(bulletin({ current: [incidentBulletin({ itSeverity })] }), 'incidents').incidents[0]?.impact;
    expect([1, 2, 3, 5].map(of)).toEqual(['critical', 'major', 'minor', 'minor']);
  });
});

describe('components', () => {
  const components = read(model, 'components').components;

  it('are areas as groups, towns in them, and named groups on their own', () => {
    const [area, ...rest] = components;
    expect(area).toMatchObject({ name: 'ZZ postcodes', group: true, group_id: null });
    const members = rest.filter((each) => each.group_id === area?.id);
    expect(area?.components).toEqual(members.map((each) => each.id));
    expect(rest.find((each) => each.name === 'Coast Primary Care Network')).toMatchObject({
      group: false,
      group_id: null,
    });
    expect(components.map((each) => each.position)).toEqual(components.map((_each, index) => index + 1));
  });

  it.each([
    [['up', 'up', 'down', 'down'], 'major_outage'],
    [['up', 'up', 'up', 'down'], 'partial_outage'],
    [['up', 'degraded'], 'degraded_performance'],
    [['up', 'unknown'], 'operational'],
    [['unknown', 'unknown'], 'degraded_performance'],
    [['unknown', 'down'], 'major_outage'],
    [[], 'degraded_performance'],
  ] as const)('%j is %s', (states, expected) => {
    const [practice] = model.practices;
    expect(statusOf(states.map((state) => ({ ...(practice ?? expect.fail()), state })))).toBe(expected);
  });

  it('are under maintenance only when nothing worse is true', () => {
    const [practice] = model.practices;
    const one = (state: 'up' | 'down') => [{ ...(practice ?? expect.fail()), state }];
    expect([statusOf(one('up'), true), statusOf(one('down'), true)]).toEqual([
      'under_maintenance',
      'major_outage',
    ]);
  });

  it('say how many practices have no data, since no status can', () => {
    expect(components[0]?.description).toMatch(
      /^190 practices: 1 not connected, 1 slow or unstable, 1 without recent data\.$/,
    );
  });
});

describe('the page', () => {
  const up = model.practices.map((practice) => ({ ...practice, state: 'up' as const }));

  it('never shows maintenance as its indicator, which some readers refuse', () => {
    const working = bulletin({
      current: [],
      practices: up,
      calendar: calendarEntries().map((entry) => ({
        ...entry,
        status: 'confirmed' as const,
        startsAt: '2026-04-29T08:00:00.000Z',
        endsAt: '2026-04-29T10:00:00.000Z',
        progress: null,
        recovery: null,
      })),
    });
    expect(read(working, 'status').status).toEqual({
      indicator: 'none',
      description: 'All Systems Operational',
    });
    expect(read(working, 'components').components.some((each) => each.status === 'under_maintenance')).toBe(
      true,
    );
  });

  it.each([
    [0, 0, 'none'],
    [0, 1, 'minor'],
    [1, 0, 'minor'],
    [19, 1, 'major'],
    [95, 1, 'critical'],
  ])('with %i practices down and %i issues open is %s', (down, unresolved, expected) => {
    const practices = up.map((practice, n) =>
      n < down ? { ...practice, state: 'down' as const } : practice,
    );
    expect(pageStatus(bulletin({ practices }), unresolved).indicator).toBe(expected);
  });

  it('is never "all operational" when our own data are old or missing', () => {
    const stale = bulletin({ current: [], practices: up, staleSince: '2026-04-29T09:05:00.000Z' });
    expect(pageStatus(stale, 0)).toEqual({
      indicator: 'minor',
      description: expect.stringContaining('not been able to read our data'),
    });
    const dark = up.map((practice) => ({ ...practice, state: 'unknown' as const }));
    expect(pageStatus(bulletin({ practices: dark }), 0).indicator).toBe('minor');
  });

  it('has an updated_at that moves only with what it shows', () => {
    const later = bulletin({ builtAt: '2026-04-29T09:30:00.000Z', asOf: '2026-04-29T09:30:00.000Z' });
    expect(read(later, 'status').page.updated_at).toBe(read(model, 'status').page.updated_at);
  });

  it('has ids of 12 letters and digits that depend on nothing but their key', () => {
    const ids = Array.from({ length: 5_000 }, (_, n) => stableId('incident', n));
    for (const each of ids) expect(each).toMatch(/^[a-z][a-z0-9]{11}$/);
    expect(new Set(ids).size).toBe(ids.length);
    expect(stableId('incident', 'practice-network-april-2026')).toBe(
      stableId('incident', 'practice-network-april-2026'),
    );
  });
});

describe('the webhook', () => {
  const meta = {
    unsubscribeUrl: 'https://status.northmarsh.example/?unsubscribe=1',
    documentationUrl: 'https://status.northmarsh.example/elsewhere',
    generatedAt: new Date('2026-04-29T09:00:01Z'),
  };
  const statuspage = statuspageOf(model);

  it('tells an incident with its newest text first, and planned work with its times', () => {
    const [told0] = statuspage.incidents;
    expect(incidentWebhook(statuspage, told0 ?? expect.fail(), meta)).toMatchObject({
      meta: { unsubscribe: meta.unsubscribeUrl, generated_at: '2026-04-29T09:00:01.000Z' },
      page: {
        id: statuspage.page.id,
        status_indicator: 'minor',
        status_description: 'Partially Degraded Service',
      },
      incident: {
        id: told0?.id,
        incident_updates: [
          { body: expect.stringContaining('Almost all') },
          ...Array.from({ length: (told0?.incident_updates.length ?? 1) - 1 }, () => expect.anything()),
        ],
        backfilled: false,
        scheduled_for: null,
        postmortem_body: null,
        impact_override: null,
      },
    });
    const planned = statuspage.maintenances[0] ?? expect.fail();
    expect(incidentWebhook(statuspage, planned, meta)).toMatchObject({
      incident: { scheduled_for: planned.scheduled_for, scheduled_auto_completed: true },
    });
  });

  it('tells a component with what it was and what it is', () => {
    const component0 = componentsOf(model, new Set()).components[1] ?? expect.fail();
    expect(
      componentWebhook(statuspage, component0, { from: 'operational', at: meta.generatedAt }, meta),
    ).toMatchObject({
      component: { id: component0.shape.id },
      component_update: {
        component_id: component0.shape.id,
        component_type: 'Component',
        old_status: 'operational',
        new_status: component0.shape.status,
      },
    });
  });
});

describe('a client written for Statuspage', () => {
  let server: PublicServer;
  beforeAll(async () => {
    server = await startPublicServer(publicationOf(model));
  });
  afterAll(() => server.close());

  /** `statuspage.js` from npm as it is, but for where it asks. */
  function client(): StatuspageClient {
    const made = new StatuspageClient('northmarsh');
    pointAt(made);
    return made;
  }

  /** Its HTTP client is private: the address is all that is changed. */
  const pointAt = (made: StatuspageClient): void => {
    const { axios } = made as unknown as { axios: { defaults: { baseURL: string } } };
    axios.defaults.baseURL = `${server.address}/api/v2`;
  };

  it('reads every document, its dates as dates', async () => {
    const made = client();
    const summary = await made.summary();
    expect(summary.page.name).toBe('IT and digital issues');
    expect(summary.page.updated_at).toBeInstanceOf(Date);
    expect((await made.status()).status.indicator).toBe('minor');
    expect((await made.components()).components.length).toBeGreaterThan(10);
    expect((await made.allIncidents()).incidents.map((each) => each.status)).toEqual([
      'monitoring',
      'resolved',
    ]);
    expect((await made.unresolvedIncidents()).incidents).toHaveLength(1);
    expect((await made.allScheduledMaintenances()).scheduled_maintenances).toHaveLength(3);
    expect((await made.upcomingScheduledMaintenances()).scheduled_maintenances).toHaveLength(1);
    expect((await made.activeScheduledMaintenances()).scheduled_maintenances).toHaveLength(0);
  });

  it('is told of a new update once', async () => {
    /** It asks its real address as soon as it is made; here it waits until it is pointed at ours. */
    let isOurs = false;
    class Watcher extends StatuspageUpdates {
      override async fetch() {
        return isOurs ? super.fetch() : undefined;
      }
    }
    const watcher = new Watcher('northmarsh');
    pointAt(watcher.statuspage);
    isOurs = true;
    const heard: string[] = [];
    watcher.on('incident_update', (told0) => heard.push(told0.incident_updates[0]?.id ?? ''));
    const poll = async () => {
      await watcher.fetch();
      watcher.checkUpdate();
    };
    await poll();
    const next = publishedUpdate({
      number: 9,
      publishedAt: '2026-04-29T12:00:00.000Z',
      path: '/incidents/x/updates/9',
    });
    server.show(
      publicationOf(
        bulletin({ current: [incidentBulletin({ updates: [next, ...incidentBulletin().updates] })] }),
      ),
    );
    for (let round = 0; round < 4; round += 1) await poll();
    server.show(publicationOf(model));
    expect(heard).toEqual([stableId('incident', 'practice-network-april-2026', 'update', 9)]);
  });

  describe('of the name statuspage.io, in a process of its own', () => {
    interface Answer {
      value?: Record<string, unknown>;
      refused?: number | string;
    }
    let answers: Record<string, Answer>;
    beforeAll(async () => {
      const script = join(import.meta.dirname, '../../../../../test/support/statuspage-io.ts');
      const run = promisify(execFile);
      const { stdout } = await run(process.execPath, ['--import', 'tsx', script, server.address]);
      answers = JSON.parse(stdout) as Record<string, Answer>;
    });
    /** What a method gave back, which has to be the whole document. */
    const answerOf = <N extends Name>(method: string, name: N): z.output<(typeof shapes)[N]> => {
      const expected = read(model, name);
      expect(answers[method]).toEqual({ value: expected });
      return expected;
    };

    it('has every method tried, and no other', () => {
      expect(Object.keys(answers).sort()).toEqual([
        'getComponents',
        'getStatus',
        'getSummary',
        'incidents.getAll',
        'incidents.getUnresolved',
        'scheduledMaintenances.getActive',
        'scheduledMaintenances.getAll',
        'scheduledMaintenances.getUpcoming',
        'subscribers.createComponentSubscription',
        'subscribers.createIncidentSubscription',
        'subscribers.createPageSubscription',
        'subscribers.getSubscription',
        'subscribers.removeSubscription',
      ]);
    });

    it('reads every document whole', () => {
      const { page: of, status: told0 } = answerOf('getStatus', 'status');
      expect([of.name, told0.indicator]).toEqual(['IT and digital issues', 'minor']);
      expect(answerOf('getSummary', 'summary').incidents).toHaveLength(1);
      expect(answerOf('getComponents', 'components').components.length).toBeGreaterThan(10);
      expect(answerOf('incidents.getAll', 'incidents').incidents.map((each) => each.status)).toEqual([
        'monitoring',
        'resolved',
      ]);
      const [unresolved] = answerOf('incidents.getUnresolved', 'incidents/unresolved').incidents;
      expect([unresolved?.name, unresolved?.impact]).toEqual([
        'Network problems at GP practices',
        'critical',
      ]);
      const upcoming = 'scheduled-maintenances/upcoming';
      expect(
        answerOf('scheduledMaintenances.getUpcoming', upcoming).scheduled_maintenances.map(
          (each) => each.status,
        ),
      ).toEqual(['scheduled']);
      // A fault of its own: it asks for upcoming work whatever of work it is asked for.
      answerOf('scheduledMaintenances.getActive', upcoming);
      answerOf('scheduledMaintenances.getAll', upcoming);
    });

    it('is refused where it would subscribe, which it does with GET', () => {
      const refused = Object.entries(answers).filter(([method]) => method.startsWith('subscribers.'));
      expect(Object.fromEntries(refused)).toEqual({
        'subscribers.createComponentSubscription': { refused: 404 },
        'subscribers.createIncidentSubscription': { refused: 404 },
        'subscribers.createPageSubscription': { refused: 404 },
        'subscribers.getSubscription': { refused: 404 },
        // It asks to delete the list of incidents.
        'subscribers.removeSubscription': { refused: 405 },
      });
    });
  });

  it('gets there as other tools ask: without a slash, from any page, with a validator, and by an incident’s id', async () => {
    const { page: of } = read(model, 'status');
    const path = `${of.url}/api/v2/summary.json`.replace(of.url, server.address);
    const answer = await fetch(path, { headers: { origin: 'https://elsewhere.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const etag = answer.headers.get('etag') ?? '';
    expect((await fetch(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const preflight = await fetch(path, {
      method: 'OPTIONS',
      headers: { 'access-control-request-headers': 'if-none-match' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('If-None-Match');
    const [told0] = read(model, 'incidents').incidents;
    const moved = await fetch(`${server.address}/incidents/${told0?.id}`, { redirect: 'manual' });
    expect([moved.status, moved.headers.get('location')]).toEqual([
      302,
      '/incidents/practice-network-april-2026',
    ]);
    expect((await fetch(`${server.address}/incidents/zzzzzzzzzzzz`)).status).toBe(404);
  });

  it('reads the history by pages of three months', async () => {
    const month = z.object({
      name: z.string(),
      year: z.number(),
      days: z.number(),
      starts_on: z.number(),
      incidents: z.array(z.object({ name: z.string(), impact: indicator, timestamp: z.string() })),
    });
    const history = async (page0: string) =>
      z
        .object({ months: z.array(month) })
        .parse(await (await fetch(`${server.address}/history.json${page0}`)).json());
    const first = await history('');
    expect(first.months.map(({ name, year }) => `${name} ${year}`)).toEqual([
      'April 2026',
      'March 2026',
      'February 2026',
    ]);
    expect(first.months[0]).toMatchObject({
      days: 30,
      starts_on: 3,
      incidents: [{ name: 'Network problems at GP practices', impact: 'critical' }],
    });
    expect((await history('?page=2')).months[2]).toMatchObject({
      name: 'November',
      year: 2025,
      incidents: [{ name: 'Phones at 12 practices' }],
    });
    expect(JSON.stringify(first)).not.toContain('<var');
    for (const bad of ['?page=0', '?page=-1', '?page=999999999', '?page=x'])
      expect((await fetch(`${server.address}/history.json${bad}`)).status).toBe(404);
  });
});
