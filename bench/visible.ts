/**
 * How long it takes until the world can see a change: from sending the request that publishes an update, or that brings
 * a call which makes a published sentence untrue, to the first answer that shows it, in every pull format. On a
 * real server process with 190 sites. `npx tsx bench/visible.ts [rounds]`
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createToken } from '#platform/auth';
import { migrate } from '#platform/db';
import { post, withDatabase } from '../test/support/api-client.ts';
import { givenEstate } from '../test/support/estate.ts';
import { type ServerProcess, startServer } from '../test/support/server-process.ts';

const rounds = Number(process.argv[2] ?? 20);
const slug = 'network-faults';
const pages = {
  HTML: `/incidents/${slug}`,
  JSON: `/incidents/${slug}.json`,
  Atom: '/feed.atom',
  RSS: '/feed.rss',
  'Atom of a practice': '/practices/G99001/feed.atom',
  Statuspage: '/api/v2/incidents.json',
  history: '/history.atom',
  CAP: '/cap.atom',
};
type Format = keyof typeof pages;
const formats = (): Format[] => Object.keys(pages) as Format[];

const dataDir = await mkdtemp(join(tmpdir(), 'allclear-visible-'));
const { collector, staff, approver } = await withDatabase(dataDir, async (context) => {
  await migrate(context.db);
  await givenEstate(context, 190);
  return {
    collector: await createToken(context, { name: 'collector', roles: ['intake'] }),
    staff: await createToken(context, {
      name: 'staff',
      roles: ['incident lead', 'communications author'],
      owner: 'author@example.org',
    }),
    approver: await createToken(context, {
      name: 'approver',
      roles: ['approver'],
      owner: 'approver@example.org',
    }),
  };
});
const server = await startServer(dataDir);
const results: Record<string, number[]> = {};
try {
  await run(server);
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const at = (values: readonly number[], share: number): number =>
  Math.round(sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN);
const table = Object.entries(results).map(([name, values]) => ({
  change: name,
  rounds: values.length,
  medianMs: at(values, 0.5),
  p95Ms: at(values, 0.95),
  worstMs: at(values, 1),
}));
console.table(table);
await mkdir(join(import.meta.dirname, 'out'), { recursive: true });
await writeFile(join(import.meta.dirname, 'out/visible.json'), `${JSON.stringify(table, null, 2)}\n`);

async function run(target: ServerProcess): Promise<void> {
  await verb(target, staff, 'incident.declare', {
    title: 'Network faults',
    slug,
    summary: 'Some sites lose their connection.',
    itSeverity: 1,
    startedAt: new Date(Date.now() - 86_400_000).toISOString(),
    symptomWords: ['network'],
  });
  // A sign of life: without it no claim about calls may be made.
  await post(target, collector, '/api/v1/calls', { source: 'desk', calls: [] });
  // The feed of a practice holds what concerns it: a call of its own, for one.
  await linkedCall(target, 'FIRST');
  for (let round = 0; round < rounds; round += 1) {
    const title = `Update ${round} of the benchmark`;
    const body = 'In the last day there were {{claim calls.linked days=1 against=no}}.';
    const number = await approvedUpdate(target, title, body);
    await measure(target, 'an update is published', title, () =>
      verb(target, approver, 'update.publish', { incident: slug, number }),
    );
    const externalId = `C${round}`;
    await measure(target, 'a sentence is withdrawn', /changed since|"holds": ?false/i, () =>
      linkedCall(target, externalId),
    );
  }
}

async function linkedCall(target: ServerProcess, externalId: string): Promise<void> {
  await call(target, externalId);
  const reason = 'It is about this.';
  await verb(target, staff, 'call.confirm', { incident: slug, source: 'desk', externalId, reason });
}

async function approvedUpdate(target: ServerProcess, title: string, body: string): Promise<number> {
  const nextUpdateDue = new Date(Date.now() + 86_400_000).toISOString();
  const { number } = (await verb(target, staff, 'update.draft', {
    incident: slug,
    title,
    body,
    nextUpdateDue,
  })) as { number: number };
  await verb(target, staff, 'update.submit', { incident: slug, number });
  await verb(target, approver, 'update.approve', { incident: slug, number });
  return number;
}

async function verb(target: ServerProcess, token: string, name: string, input: object): Promise<unknown> {
  const answer = await post(target, token, `/api/v1/verbs/${name}`, input);
  return answer?.json();
}

async function call(target: ServerProcess, externalId: string): Promise<void> {
  await post(target, collector, '/api/v1/calls', {
    source: 'desk',
    calls: [
      {
        externalId,
        channel: 'phone',
        status: 'open',
        openedAt: new Date(Date.now() - 60_000).toISOString(),
        odsCode: 'G99001',
        shortDescription: 'The network is down',
      },
    ],
  });
}

/** Counts what matches now, makes the change, and times until each page shows one more. */
async function measure(
  target: ServerProcess,
  name: string,
  mark: string | RegExp,
  change: () => Promise<unknown>,
): Promise<void> {
  const before = await Promise.all(formats().map((format) => count(target, format, mark)));
  const start = performance.now();
  await change();
  await Promise.all(
    formats().map(async (format, index) => {
      while ((await count(target, format, mark)) <= (before[index] ?? 0)) {
        if (performance.now() - start > 60_000)
          throw new Error(`${JSON.stringify(results)} ${name} was not seen in ${format} within a minute`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const key = `${name}: ${format}`;
      results[key] = [...(results[key] ?? []), performance.now() - start];
    }),
  );
}

async function count(target: ServerProcess, format: Format, mark: string | RegExp): Promise<number> {
  const text = await (await fetch(`${target.url}${pages[format]}`)).text();
  return text.split(mark).length - 1;
}
