import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { listSites } from '#estate';
import { createToken, type Role } from '#platform/auth';
import { systemClock } from '#platform/clock';
import { migrate } from '#platform/db';
import { siteSeries } from '#telemetry';
import { post, withDatabase } from './api-client.ts';
import { givenEstate } from './estate.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** What a run of kills left behind. Everything but `rounds` and `acknowledged` must be zero. */
export interface CrashReport {
  rounds: number;
  acknowledged: { readings: number; calls: number; updates: number };
  lost: { readings: number; calls: number; updates: number };
  doubled: { readings: number; calls: number; updates: number };
  /** Updates that say published without frozen claims, a timeline entry or an audit row. */
  halfPublished: number;
  failedStarts: number;
}

interface Acknowledged {
  readings: { site: string; at: string }[];
  calls: string[];
  updates: number[];
}

const siteCount = 20;
const people = {
  collector: ['intake'],
  lead: ['incident lead', 'communications author', 'engineer'],
  approver: ['approver'],
} satisfies Record<string, Role[]>;
type Tokens = Record<keyof typeof people, string>;

/**
 * Runs `allclear serve`, posts readings, calls and updates to it, and kills it with SIGKILL in the middle, again and
 * again on one data directory; every other round its database is killed with it. Then compares what was acknowledged
 * with what is stored.
 */
export async function killRepeatedly(rounds: number, random: () => number): Promise<CrashReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'allclear-crash-'));
  try {
    const tokens = await prepare(dataDir);
    const acknowledged: Acknowledged = { readings: [], calls: [], updates: [] };
    let failedStarts = 0;
    for (let round = 0; round < rounds; round += 1) {
      const server = await startServer(dataDir).catch(() => undefined);
      if (!server) {
        failedStarts += 1;
        continue;
      }
      await loadUntilKilled(server, tokens, acknowledged, round, random);
    }
    const last = await startServer(dataDir);
    const report = await inspect(dataDir, acknowledged);
    await last.stop();
    return { ...report, rounds, failedStarts };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Fills the estate, declares an incident and makes the tokens, without a server. */
async function prepare(dataDir: string): Promise<Tokens> {
  return withDatabase(dataDir, async (context) => {
    await migrate(context.db);
    await givenEstate(context, siteCount);
    const tokens = { collector: '', lead: '', approver: '' };
    for (const name of ['collector', 'lead', 'approver'] as const) {
      tokens[name] = await createToken(context, { name, roles: people[name], owner: `${name}@example.org` });
    }
    return tokens;
  });
}

async function loadUntilKilled(
  server: ServerProcess,
  tokens: Tokens,
  acknowledged: Acknowledged,
  round: number,
  random: () => number,
): Promise<void> {
  if (round === 0) await declare(server, tokens);
  let alive = true;
  const running = [
    postReadings(server, tokens, acknowledged, round, () => alive),
    postCalls(server, tokens, acknowledged, round, () => alive),
    publishUpdates(server, tokens, acknowledged, () => alive),
  ];
  await new Promise((resolve) => setTimeout(resolve, 150 + random() * 1200));
  await server.kill(round % 2 === 0 ? 'program' : 'everything');
  alive = false;
  await Promise.all(running);
}

async function declare(server: ServerProcess, tokens: Tokens): Promise<void> {
  await post(server, tokens.lead, '/api/v1/verbs/incident.declare', {
    title: 'Network faults',
    slug: 'network-faults',
    summary: 'Some sites lose their connection.',
    itSeverity: 1,
    startedAt: new Date(systemClock().now().getTime() - 3_600_000).toISOString(),
    symptomWords: ['network'],
  });
}

/** Each batch is the same minute for every site, each time a second later, so that no two are alike. */
async function postReadings(
  server: ServerProcess,
  tokens: Tokens,
  acknowledged: Acknowledged,
  round: number,
  alive: () => boolean,
): Promise<void> {
  const day = systemClock().now().getTime() - 40 * 86_400_000 + round * 3_600_000;
  for (let count = 0; alive() && count < 3_000; count += 1) {
    const at = new Date(Math.floor(day / 1000) * 1000 + count * 1000).toISOString();
    const readings = Array.from({ length: siteCount }, (_, index) => ({
      site: `G99${String(index + 1).padStart(3, '0')}-1`,
      at,
      tunnel: count % 7 === 3 ? 'down' : 'up',
      latencyMs: count,
    }));
    const answer = await post(server, tokens.collector, '/api/v1/readings', { source: 'crash', readings });
    if (answer) acknowledged.readings.push(...readings.map((reading) => ({ site: reading.site, at })));
  }
}

async function postCalls(
  server: ServerProcess,
  tokens: Tokens,
  acknowledged: Acknowledged,
  round: number,
  alive: () => boolean,
): Promise<void> {
  for (let count = 0; alive() && count < 2_000; count += 1) {
    const externalId = `R${round}-${count}`;
    const call = {
      externalId,
      channel: 'phone',
      status: 'open',
      openedAt: new Date(systemClock().now().getTime() - 60_000).toISOString(),
      odsCode: 'G99001',
      shortDescription: 'The network is down',
    };
    const answer = await post(server, tokens.collector, '/api/v1/calls', { source: 'crash', calls: [call] });
    if (answer) acknowledged.calls.push(externalId);
  }
}

async function publishUpdates(
  server: ServerProcess,
  tokens: Tokens,
  acknowledged: Acknowledged,
  alive: () => boolean,
): Promise<void> {
  const verb = (token: string, name: string, input: object) =>
    post(server, token, `/api/v1/verbs/${name}`, input);
  for (let count = 0; alive() && count < 500; count += 1) {
    const nextUpdateDue = new Date(systemClock().now().getTime() + 86_400_000).toISOString();
    const body = 'So far {{claim practices.affectedEver}}.';
    const drafted = await verb(tokens.lead, 'update.draft', {
      incident: 'network-faults',
      title: 'Progress',
      body,
      nextUpdateDue,
    });
    if (!drafted) return;
    const { number } = (await drafted.json()) as { number: number };
    const input = { incident: 'network-faults', number };
    if (!(await verb(tokens.lead, 'update.submit', input))) return;
    if (!(await verb(tokens.approver, 'update.approve', input))) return;
    if (await verb(tokens.approver, 'update.publish', input)) acknowledged.updates.push(number);
  }
}

async function inspect(
  dataDir: string,
  acknowledged: Acknowledged,
): Promise<Omit<CrashReport, 'rounds' | 'failedStarts'>> {
  return withDatabase(dataDir, async (context) => {
    const sites = await listSites(context.db);
    const codes = new Map(sites.map((site) => [site.id, site.code]));
    const window = { from: new Date(0), to: systemClock().now() };
    const stored = (await siteSeries(context.db, { siteIds: [...codes.keys()], ...window })).map(
      (reading) => `${codes.get(reading.siteId)} ${reading.at.toISOString()}`,
    );
    const calls = await sql<{ id: string }>`select external_id as id from call`.execute(context.db);
    const callIds = calls.rows.map((row) => row.id);
    const updates = await sql<{ number: number; whole: boolean }>`
      select u.number, (select count(*) from update_claim c where c.update_id = u.id) = 1
        and (select count(*) from audit a where a.verb = 'update.publish' and a.data->>'number' = u.number::text) = 1 as whole
      from incident_update u where u.status = 'published'`.execute(context.db);
    const numbers = updates.rows.map((row) => row.number);
    return {
      acknowledged: {
        readings: acknowledged.readings.length,
        calls: acknowledged.calls.length,
        updates: acknowledged.updates.length,
      },
      lost: {
        readings: missing(
          acknowledged.readings.map(({ site, at }) => `${site} ${at}`),
          stored,
        ),
        calls: missing(acknowledged.calls, callIds),
        updates: missing(acknowledged.updates, numbers),
      },
      doubled: { readings: repeated(stored), calls: repeated(callIds), updates: repeated(numbers) },
      halfPublished: updates.rows.filter((row) => !row.whole).length,
    };
  });
}

function missing<T>(expected: readonly T[], found: readonly T[]): number {
  const present = new Set(found);
  return expected.filter((each) => !present.has(each)).length;
}

const repeated = (found: readonly unknown[]): number => found.length - new Set(found).size;
