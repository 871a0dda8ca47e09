/**
 * Recovery: how often the forecast's 80% interval holds in simulated recoveries with a known end; what the screens, the form and an answer
 * cost in time and queries, for 190 and for 6,200 practices over 60 days; bytes and requests of the form. Run: `npm run bench:recovery`, or
 * `npm run bench:recovery -- coverage` for the first alone, on other seeds with a number after it. Prints tables and, last, one line of JSON. The estate and its answers are written by SQL; the rest runs through the verbs.
 */
import { brotliCompressSync } from 'node:zlib';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { incidentVerbs } from '#incidents';
import { localOperator } from '#platform/auth';
import { simulatedClock } from '#platform/clock';
import type { Context } from '#platform/context';
import { silentLog } from '#platform/log';
import { createRandom } from '#platform/numbers';
import { runVerb } from '#platform/verbs';
import {
  answerByLink,
  forecastRecovery,
  formPage,
  recoveryForecast,
  recoveryVerbs,
  remindPractices,
} from '#recovery';
import { loadAssets, recoveryPage } from '#web';
import { bulletin } from '../test/support/bulletin.ts';
import { recoveryWorld, worldKinds } from '../test/support/recovery-worlds.ts';
import { measure, onBenchDatabase, type Run, seedPractices } from './country.ts';

const days = 60;
const sizes = [190, 6200];
const rounds = 5;
const worlds = Number(process.env.ALLCLEAR_BENCH_WORLDS ?? 500);
const start = new Date('2026-04-01T05:00:00Z');
const slug = 'long-incident';

const coverageAlone = process.argv[2] === 'coverage';
/** Seeds on which nothing was tuned. */
const firstSeed = Number((coverageAlone && process.argv[3]) || 1_000_000);

function backTest() {
  return worldKinds.map((kind) => {
    const counts = { held: 0, tooEarly: 0, tooLate: 0, refused: 0 };
    let width = 0;
    for (let seed = firstSeed; seed < firstSeed + worlds; seed += 1) {
      const { courses, nowDay, truthDay } = recoveryWorld(kind, seed);
      const result = forecastRecovery(courses, nowDay, createRandom(seed));
      if (!result.ok) {
        counts.refused += 1;
        continue;
      }
      const { low, high } = result.forecast;
      width += high - low + 1;
      if (truthDay > high) counts.tooEarly += 1;
      else if (truthDay < low) counts.tooLate += 1;
      else counts.held += 1;
    }
    const said = worlds - counts.refused;
    return {
      world: kind.name,
      runs: worlds,
      coverage: `${((100 * counts.held) / said).toFixed(1)}%`,
      ...counts,
      meanWorkingDays: Number((width / said).toFixed(1)),
    };
  });
}

/** Three in four practices were affected, 60 days long; a third called. */
async function seedIncident(db: Kysely<unknown>, incidentId: number): Promise<void> {
  await sql`insert into impact_period (incident_id, episode_id, site_id, kind, from_at, to_at, evidence)
    select ${incidentId}, s.id * 1000 + n, s.id, 'outage', ${start}::timestamptz + n * interval '1 day',
      ${start}::timestamptz + n * interval '1 day' + interval '12 minutes', 'bench'
    from site s, generate_series(0, ${days - 1}) n where s.id % 4 > 0 and (s.id + n) % 8 = 0`.execute(db);
  await sql`insert into call (source, external_id, opened_at, status, ods_code, practice_id,
      match_method, match_score, raw, digest, received_at, changed_at)
    select 'desk', 'C' || p.id, ${start}::timestamptz + interval '4 hour', 'closed', p.ods_code,
      p.id, 'ods', 1, '{}', '\\x00', ${start}, ${start} from practice p where p.id % 3 = 0`.execute(db);
  await sql`insert into call_link (incident_id, call_id, status, method, score, reasons, at)
    select ${incidentId}, id, 'linked', 'auto', 80, '[]', opened_at from call`.execute(db);
}

/** Seven in eight practices report weekly for 60 days, each with its own pace, and say so when they are back to normal. */
async function seedAnswers(db: Kysely<unknown>, incidentId: number): Promise<void> {
  await sql`insert into recovery_report (incident_id, practice_id, at, state, recorded_by, appointments, results, staff_hours, channel)
    select ${incidentId}, a.practice_id, ${start}::timestamptz + n * interval '1 day' + (a.practice_id % 600) * interval '1 minute',
      case when n > 5 + a.practice_id % 70 then 'recovered' else 'recovering' end, 'bench',
      greatest(0, 100 - 100 * n / (5 + a.practice_id % 70)), greatest(0, 300 - 300 * n / (5 + a.practice_id % 70)), n, 'link'
    from recovery_ask a, generate_series(1, ${days - 1}, 7) n where a.practice_id % 8 > 0`.execute(db);
  await sql`insert into incident_event (incident_id, type, at, recorded_at, actor, text, data, public)
    select r.incident_id, 'recovery.reported', r.at, r.at, 'bench', 'bench',
      jsonb_build_object('practice', p.ods_code, 'state', r.state, 'expectedNormalOn', null), false
    from recovery_report r join practice p on p.id = r.practice_id order by r.at, r.id`.execute(db);
}

const benchSize = (practices: number): Promise<Run[]> =>
  onBenchDatabase('recovery', async (db) => {
    const clock = simulatedClock(start);
    const context: Context = { actor: localOperator('Bench'), clock, db, log: silentLog() };
    const run = (verb: string, input: Record<string, unknown> = {}): Promise<unknown> =>
      runVerb([...incidentVerbs, ...recoveryVerbs], context, verb, { incident: slug, ...input });
    await seedPractices(db, practices);
    const { id } = (await runVerb(incidentVerbs, context, 'incident.declare', {
      ...{
        slug,
        title: 'Long incident',
        summary: 'It lasts.',
        itSeverity: 1,
        startedAt: start.toISOString(),
      },
    })) as { id: number };
    await seedIncident(db, id);
    await sql`analyze`.execute(db);
    let opened: { links: { path: string }[] } = { links: [] };
    const runs = [
      await measure('asking everybody', practices, 1, async () => {
        opened = (await run('recovery.open', { closesOn: '2026-07-31' })) as typeof opened;
      }),
    ];
    await seedAnswers(db, id);
    await sql`analyze`.execute(db);
    clock.advanceTo(new Date(start.getTime() + days * 86_400_000));
    const secret = opened.links[0]?.path.split('/').at(-1) ?? '';
    const answer = (round: number) => ({ state: 'recovering', saidBy: 'Jo', key: `k${round}`, results: 12 });
    runs.push(
      await measure('console: recovery.detail', practices, rounds, () => run('recovery.detail')),
      await measure('recovery.show', practices, rounds, () => run('recovery.show')),
      await measure('export', practices, rounds, () => run('recovery.export')),
      await measure('forecast alone', practices, rounds, async () => {
        const incident = { id, startedAt: start, endedAt: null };
        return recoveryForecast(db, incident, clock.now());
      }),
      await measure('form: show', practices, rounds, () => formPage(context, secret)),
      await measure('form: answer', practices, rounds, (round) =>
        answerByLink(context, secret, answer(round)),
      ),
      await measure('reminders that are due', practices, 1, () => remindPractices(context)),
      await measure('reminders, none due', practices, rounds, () => remindPractices(context)),
    );
    return runs;
  });

/** The form, its style sheet and its script: as sent with brotli. A browser asks for the last two once. */
function formBytes() {
  const [style, , script] = loadAssets();
  const page = {
    incident: { slug, title: 'Network connectivity problems at GP practices' },
    practice: { odsCode: 'Z00001', name: 'Invented Surgery' },
    sites: ['Main Surgery', 'Branch Surgery', 'Village Hall'].map((name, n) => ({
      ...{ code: `Z00001-${n}`, name, address: `${n} High Street`, town: 'Amberwick' },
    })),
    ...{ expiresAt: new Date('2026-07-31T23:00:00Z'), calls: 2, last: null, conflict: null },
  };
  const shown = {
    page,
    typed: new Map(),
    faults: [],
    key: 'aaaaaaaaaaaaaaaa',
    script: script.path,
    sent: false,
    day: 0,
  };
  const html = recoveryPage({ bulletin: bulletin({}, 190), stylesheet: style.path }, shown);
  const [form, css, js] = [Buffer.from(html), style.body, script.body].map(
    (body) => brotliCompressSync(body).length,
  );
  return {
    form,
    css,
    js,
    total: (form ?? 0) + (css ?? 0) + (js ?? 0),
    requests: 3,
    formUncompressed: html.length,
  };
}

const coverage = backTest();
console.table(coverage);
if (coverageAlone) console.log(JSON.stringify({ bench: 'recovery', firstSeed, coverage }));
else {
  const bytes = formBytes();
  console.table([bytes]);
  const runs: Run[] = [];
  for (const size of sizes) runs.push(...(await benchSize(size)));
  console.table(runs);
  console.log(JSON.stringify({ bench: 'recovery', days, rounds, coverage, bytes, runs }));
}
