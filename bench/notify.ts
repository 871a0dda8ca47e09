/**
 * From one publish to 10,000 recipients at a local mail server, against nodemailer alone in the same run; then the same with
 * the sending process killed by SIGKILL twenty times in the middle.
 * `npm run bench:notify [recipients] [kills]` prints tables and writes bench/out/notify.json.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Recipient, RecipientsOf } from '#messages';
import { localOperator } from '#platform/auth';
import { systemClock } from '#platform/clock';
import type { Context } from '#platform/context';
import { connect, migrate, startEmbedded } from '#platform/db';
import { silentLog } from '#platform/log';
import { runVerb } from '#platform/verbs';
import { publishingVerbsFor } from '#publishing';
import { givenEstate } from '../test/support/estate.ts';
import { givenIncident } from '../test/support/incidents.ts';

const recipients = Number(process.argv[2] ?? 10_000);
const kills = Number(process.argv[3] ?? 20);
const pageSize = 1_000;

const scratch = await mkdtemp(join(tmpdir(), 'allclear-notify-'));
const embedded = await startEmbedded({ dataDir: join(scratch, 'data'), log: silentLog(), durable: true });
const database = connect(embedded.url);
const context: Context = {
  actor: localOperator('Bench'),
  clock: systemClock(),
  db: database.db,
  log: silentLog(),
};

/** Publishes one update to so many and says how long the verb took, in milliseconds. */
async function publish(number: number, count: number): Promise<number> {
  const recipientsOf: RecipientsOf = async function* () {
    for (let from = 0; from < count; from += pageSize)
      yield Array.from({ length: Math.min(pageSize, count - from) }, (_, index) => recipient(from + index));
  };
  const verbs = publishingVerbsFor(recipientsOf);
  const as = (name: string, verb: string, input: object) =>
    runVerb(verbs, { ...context, actor: { ...localOperator(name) } }, verb, {
      incident: 'firewalls',
      ...input,
    });
  await as('Author', 'update.draft', {
    title: 'Where we are',
    body: 'Work goes on. Practices that have moved report no problems.\n\n- Please report problems.\n- We answer them all.',
    nextUpdateDue: new Date(context.clock.now().getTime() + 86_400_000).toISOString(),
  });
  await as('Author', 'update.submit', { number });
  await as('Approver', 'update.approve', { number });
  const start = performance.now();
  await as('Author', 'update.publish', { number });
  return performance.now() - start;
}

const recipient = (index: number): Recipient => ({
  recipientId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  kind: 'subscriber',
  channel: 'email',
  address: `person${index}@amberwick.example`,
  unsubscribeUrl: `https://status.example/u/${index}`,
  oneClickUrl: `https://status.example/u/one-click/${index}`,
});

async function startServer(name: string) {
  const path = join(scratch, `${name}.txt`);
  await writeFile(path, '');
  const child = fork(join(import.meta.dirname, 'notify-server.ts'), [path], {
    execArgv: ['--import', 'tsx'],
  });
  const [port] = (await once(child, 'message')) as [number];
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken: async () => (await readFile(path, 'utf8')).split('\n').filter(Boolean),
    stop: () => child.kill(),
  };
}

async function startSender(...given: string[]): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'notify-sender.ts'), given, { execArgv: ['--import', 'tsx'] });
  await once(child, 'message');
  return child;
}

const ended = async (child: ChildProcess): Promise<Record<string, unknown>> =>
  ((await once(child, 'message')) as [Record<string, unknown>])[0];

interface Counts {
  missing: number;
  twice: number;
}

function count(taken: readonly string[]): Counts {
  const times = new Map<string, number>();
  for (const line of taken) {
    const [address = ''] = line.split(' ');
    times.set(address, (times.get(address) ?? 0) + 1);
  }
  const missing = Array.from({ length: recipients }, (_, index) => recipient(index).address).filter(
    (address) => !times.has(address),
  ).length;
  return { missing, twice: taken.length - times.size };
}

const doubtsOf = async (number: number): Promise<number> => {
  const found = await sql<{ doubts: number }>`select coalesce(sum(doubts), 0) as doubts from message m
    join notice n on n.id = m.notice_id where n.update_number = ${number}`.execute(database.db);
  return found.rows[0]?.doubts ?? 0;
};

/** Kills the sender again and again in the middle, at another place each time. */
async function killed(number: number) {
  const server = await startServer('killed');
  const rounds: { takenBefore: number; inDoubt: number }[] = [];
  const step = recipients / (kills + 1);
  for (let round = 1; round <= kills; round += 1) {
    const before = await doubtsOf(number);
    const sender = await startSender('courier', server.url, embedded.url);
    while ((await server.taken()).length < round * step) await pause(2);
    sender.kill('SIGKILL');
    await once(sender, 'exit');
    const held = await sql<{
      held: number;
    }>`select count(*) as held from message where handing_at is not null`.execute(database.db);
    rounds.push({ takenBefore: (await server.taken()).length, inDoubt: held.rows[0]?.held ?? 0 });
    if (before > recipients) break;
  }
  const last = await startSender('courier', server.url, embedded.url);
  await ended(last);
  const result = count(await server.taken());
  server.stop();
  return { kills: rounds.length, rounds, doubts: await doubtsOf(number), ...result };
}

try {
  await migrate(database.db);
  await givenEstate(context, 40);
  await givenIncident(context);
  const publishNobodyMs = await publish(1, 0);
  const publishMs = await publish(2, recipients);
  const whole = await startServer('whole');
  const sender = await ended(await startSender('courier', whole.url, embedded.url));
  const wholeCounts = count(await whole.taken());
  whole.stop();
  const plain = await startServer('alone');
  const alone = await ended(await startSender('alone', plain.url, '', String(recipients)));
  plain.stop();
  await publish(3, recipients);
  const crash = await killed(3);
  const report = {
    cores: availableParallelism(),
    recipients,
    publishMs: { toNobody: Math.round(publishNobodyMs), toAll: Math.round(publishMs) },
    allclear: { ...sender, ...wholeCounts },
    nodemailerAlone: alone,
    crash,
  };
  const { rounds: _rounds, ...crashed } = crash;
  console.log(
    `publishing: ${report.publishMs.toNobody} ms to nobody, ${report.publishMs.toAll} ms to ${recipients}`,
  );
  console.table({ Allclear: flat(report.allclear), 'nodemailer alone': flat(alone) });
  console.table({ killed: crashed });
  const out = join(import.meta.dirname, 'out');
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'notify.json'), `${JSON.stringify(report, null, 2)}\n`);
  const lost =
    crash.missing + wholeCounts.missing + wholeCounts.twice + Math.max(0, crash.twice - crash.doubts);
  process.exitCode = lost === 0 ? 0 : 1;
} finally {
  await database.close();
  await embedded.stop();
  await rm(scratch, { recursive: true, force: true });
}

function flat(given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typeof value === 'number' ? Number(value.toFixed(1)) : JSON.stringify(value),
    ]),
  );
}
