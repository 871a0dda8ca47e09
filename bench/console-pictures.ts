/**
 * How long the screens of sites and concentrators take to their first byte, and how many bytes they are, against a page of
 * the same server that shows nothing: for April 2026 (191 sites), for 33 counties of which one is failing as it did, and
 * for 33 counties that all are (6,303 sites). Replays April first, which takes a minute or two.
 * `npx tsx bench/console-pictures.ts [requests]`
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type App, replayScenario, startApp } from '#app';
import { acceptLink, firstAdministratorLink, systemActor } from '#platform/auth';
import { type SimulatedClock, simulatedClock } from '#platform/clock';
import { parseSettings } from '#platform/config';
import type { Db } from '#platform/db';
import { silentLog } from '#platform/log';
import { scenario } from '../scenarios/april-2026/index.ts';

const requests = Number(process.argv[2] ?? 40);
const counties = 33;

const screens = {
  'nothing (no such page)': '/console/nothing',
  'sites over time': '/console/sites-time',
  'sites over time, named': '/console/sites-time?rows=named&group=none',
  'sites over time, CSV': '/console/sites-time.csv',
  'one site': '/console/sites/G99003-1',
  concentrators: '/console/concentrators',
} as const;

interface Measured {
  world: string;
  screen: string;
  medianMs: number;
  p95Ms: number;
  brotliKb: number;
}

async function measureAll(running: App, time: SimulatedClock): Promise<Measured[]> {
  await replayScenario(running, scenario.events(), { clock: time });
  const cookie = await signedIn(running);
  const { db } = running.contextFor(systemActor);
  const found = await measureWorld(running, cookie, 'April: 191 sites');
  await inOneSession(db, [...copyCounties, ...quietReadings]);
  found.push(...(await measureWorld(running, cookie, '6,303 sites, one county failing')));
  await inOneSession(db, [...rememberCopies, ...failingReadings]);
  found.push(...(await measureWorld(running, cookie, '6,303 sites, all counties failing')));
  return found;
}

/** The cookie of an administrator who came in by the one-time link of a new installation. */
async function signedIn(running: App): Promise<string> {
  const context = running.contextFor(systemActor);
  const link = await firstAdministratorLink(context);
  const secret = link?.path.split('/').at(-1) ?? '';
  const started = await acceptLink(
    context,
    secret,
    { name: 'Bench', email: 'bench@demonstration.example', password: 'a long walk along the harbour' },
    {
      caller: { address: '127.0.0.1', agent: 'bench' },
      rules: { idleMinutes: 600, sessionHours: 12, secondFactor: 'optional', issuer: 'Bench' },
    },
  );
  return `allclear_session=${started.secret}`;
}

async function measureWorld(running: App, cookie: string, world: string): Promise<Measured[]> {
  const found: Measured[] = [];
  for (const [screen, path] of Object.entries(screens)) {
    const times: number[] = [];
    let bytes = 0;
    for (let index = 0; index < requests + 3; index += 1) {
      const answer = await get(`${running.address}${path}`, cookie);
      bytes = answer.bytes;
      // The first few warm the compiler and the cache of the database.
      if (index >= 3) times.push(answer.firstByteMs);
    }
    times.sort((a, b) => a - b);
    const at = (share: number): number =>
      Math.round((times[Math.floor((times.length - 1) * share)] ?? 0) * 10) / 10;
    found.push({
      world,
      screen,
      medianMs: at(0.5),
      p95Ms: at(0.95),
      brotliKb: Math.round(bytes / 102.4) / 10,
    });
  }
  return found;
}

function get(address: string, cookie: string): Promise<{ firstByteMs: number; bytes: number }> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const sent = request(address, { headers: { cookie, 'accept-encoding': 'br' } }, (response) => {
      const firstByteMs = performance.now() - startedAt;
      if (response.statusCode === 303) reject(new Error(`${address} leads to ${response.headers.location}`));
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('end', () => resolve({ firstByteMs, bytes }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** Temporary tables live in one session. */
const inOneSession = (db: Db, statements: readonly string[]): Promise<void> =>
  db.connection().execute(async (session) => {
    for (const statement of statements) await sql.raw(statement).execute(session);
  });

const copyOf = (code: string): string => `'K' || lpad(n::text, 2, '0') || substr(${code}, 2)`;
const rememberCopies = [
  `create temp table if not exists k as select generate_series(1, ${counties - 1}) as n`,
  `create temp table if not exists m as select s.id as old, t.id as new from site s cross join k
     join site t on t.code = ${copyOf('s.code')} where s.code like 'G%'`,
  'create index on m (old)',
  'analyze m',
];
const copyCounties = [
  `create temp table k as select generate_series(1, ${counties - 1}) as n`,
  `insert into practice (ods_code, name, address_lines, town, postcode, phone, icb_code, sub_icb_code, status,
       prescribing_setting, is_gp_practice, opened_on, closed_on)
     select ${copyOf('ods_code')}, name || ' ' || n, address_lines, town, postcode, phone, icb_code, sub_icb_code,
       status, prescribing_setting, is_gp_practice, opened_on, closed_on from practice, k`,
  `insert into site (code, practice_id, name, address, town, postcode, phone, opened_on, closed_on)
     select ${copyOf('s.code')}, q.id, s.name || ' ' || n, s.address, s.town, s.postcode, s.phone, s.opened_on,
       s.closed_on
     from site s join practice p on p.id = s.practice_id cross join k
       join practice q on q.ods_code = ${copyOf('p.ods_code')} where s.code like 'G%'`,
  ...rememberCopies,
  'insert into site_attribute (site_id, key, value, valid) select new, key, value, valid from site_attribute join m on old = site_id',
  `insert into site_current select new, 'up', since, last_reading_at, loss, latency, in_mbps, out_mbps
     from site_current join m on old = site_id`,
  `insert into call (source, external_id, channel, opened_at, updated_at, closed_at, status, ods_code, site_text,
       short_description, description, practice_id, match_method, match_score, raw, digest, received_at, changed_at)
     select c.source, c.external_id || '-' || n, c.channel, c.opened_at, c.updated_at, c.closed_at, c.status, c.ods_code,
       c.site_text, c.short_description, c.description, q.id, c.match_method, c.match_score, c.raw, c.digest,
       c.received_at, c.changed_at
     from call c join practice p on p.id = c.practice_id cross join k
       join practice q on q.ods_code = ${copyOf('p.ods_code')}`,
];
const quietReadings = [
  `insert into state_interval select new, min(from_at), 'infinity', 'up' from state_interval join m on old = site_id
     group by new`,
  'analyze',
];
const failingReadings = [
  'delete from state_interval using m where site_id = new',
  'insert into state_interval select new, from_at, to_at, state from state_interval join m on old = site_id',
  `create temp table e as select id as old, nextval(pg_get_serial_sequence('episode', 'id')) as new, n
     from episode cross join k where kind in ('outage', 'flap')`,
  `insert into episode (id, kind, subject, started_at, ended_at, evidence, recorded_at, changed_at, withdrawn_at)
     overriding system value
     select e.new, x.kind, x.subject || ':' || e.n, x.started_at, x.ended_at, x.evidence, x.recorded_at, x.changed_at,
       x.withdrawn_at from e join episode x on x.id = e.old`,
  `insert into episode_site select e.new, t.id, s.from_at, s.to_at from e join episode_site s on s.episode_id = e.old
     join site o on o.id = s.site_id join site t on t.code = ${copyOf('o.code')}`,
  `insert into impact_period (incident_id, episode_id, site_id, kind, from_at, to_at, evidence)
     select i.incident_id, e.new, t.id, i.kind, i.from_at, i.to_at, i.evidence from e
       join impact_period i on i.episode_id = e.old join site o on o.id = i.site_id
       join site t on t.code = ${copyOf('o.code')}`,
  'analyze',
];

const dataDir = await mkdtemp(join(tmpdir(), 'allclear-pictures-'));
const clock = simulatedClock(scenario.startsAt);
const app = await startApp({
  settings: { ...parseSettings({ ...scenario.environment, ALLCLEAR_DATA: dataDir }), port: 0 },
  clock,
  log: silentLog(),
  mode: 'stepped',
  demonstration: true,
  scratch: true,
});
try {
  const measured = await measureAll(app, clock);
  console.table(measured);
  const out = join(import.meta.dirname, 'out');
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'console-pictures.json'), `${JSON.stringify(measured, null, 2)}\n`);
} finally {
  await app.stop();
  await rm(dataDir, { recursive: true, force: true });
}
