/**
 * What the screens and pages of a review cost: time and queries, for 190 and for 6,200 practices over 60 days, beside the
 * incident's own `incident.show` in the same run. Run: `node --import tsx bench/review.ts`. Prints a table and, last, one line of
 * JSON. The estate, its impact, calls and history are written by SQL; the review runs through its verbs.
 */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { incidentVerbs } from '#incidents';
import type { Actor, Role } from '#platform/auth';
import { simulatedClock } from '#platform/clock';
import type { Context } from '#platform/context';
import { silentLog } from '#platform/log';
import { runVerb } from '#platform/verbs';
import { publicReviews, reviewVerbs } from '#review';
import { loadAssets, renderPublicPages } from '#web';
import { bulletin } from '../test/support/bulletin.ts';
import { measure, onBenchDatabase, type Run, seedPractices } from './country.ts';

const days = 60;
const sizes = [190, 6200];
const rounds = 5;
const start = new Date('2026-04-01T05:00:00Z');
const slug = 'long-incident';

const actor = (name: string, ...roles: Role[]): Actor => ({ kind: 'person', name, roles });
const lead = actor('Lena Marsh', 'incident lead', 'engineer', 'communications author');
const reviewer = actor('Rae Quill', 'reviewer');

/** A tenth of the practices fails twice a day on average over the others; everybody rings now and then. */
async function seedEstate(db: Kysely<unknown>, practices: number): Promise<void> {
  await seedPractices(db, practices);
  await sql`insert into site_attribute (site_id, key, value, valid)
    select id, 'firmware', case when id % 3 = 0 then 'fw-2' else 'fw-1' end, tstzrange('2026-01-01', null) from site`.execute(
    db,
  );
  await sql`insert into state_interval (site_id, from_at, to_at, state)
    select id, ${start}::timestamptz + d * interval '1 day', ${start}::timestamptz + (d + 1) * interval '1 day',
      case when (id + d) % 50 = 0 then 'unknown' else 'up' end
    from site, generate_series(0, ${days - 1}) d`.execute(db);
}

async function seedIncident(db: Kysely<unknown>, incidentId: number): Promise<void> {
  await sql`insert into impact_period (incident_id, episode_id, site_id, kind, from_at, to_at, evidence)
    select ${incidentId}, s.id * 1000 + n, s.id, case when n % 4 = 0 then 'unstable' else 'outage' end,
      ${start}::timestamptz + (n * interval '1 day') + (s.id % 1000) * interval '1 minute',
      ${start}::timestamptz + (n * interval '1 day') + (s.id % 1000 + 12) * interval '1 minute', 'bench'
    from site s, generate_series(0, ${days - 1}) n where s.id % 2 = 0 and (s.id + n) % 4 = 0`.execute(db);
  await sql`insert into call (source, external_id, opened_at, status, ods_code, practice_id,
      match_method, match_score, raw, digest, received_at, changed_at)
    select 'desk', 'C' || p.id || '-' || n, ${start}::timestamptz + n * interval '6 day' + interval '4 hour', 'closed', p.ods_code,
      p.id, 'ods', 1, '{}', '\\x00', ${start}, ${start}
    from practice p, generate_series(0, 9) n where p.id % 3 = 0`.execute(db);
  await sql`insert into call_link (incident_id, call_id, status, method, score, reasons, at)
    select ${incidentId}, id, 'linked', 'auto', 80, '[]', opened_at from call`.execute(db);
  await sql`insert into incident_event (incident_id, type, at, recorded_at, actor, text, data, public)
    select ${incidentId}, 'note', ${start}::timestamptz + n * interval '1 hour', ${start}::timestamptz + n * interval '1 hour',
      'Lena Marsh', 'What was known at hour ' || n, '{}', n % 3 = 0 from generate_series(1, ${days * 24}) n`.execute(
    db,
  );
}

/** Takes the review through its verbs to the accuracy check, answered by some; returns how long the large steps took. */
async function runReview(
  context: Context,
  timed: (what: string, work: () => Promise<unknown>) => Promise<void>,
) {
  const verbs = [...reviewVerbs, ...incidentVerbs];
  const by = (who: Actor, verb: string, input: Record<string, unknown> = {}) =>
    runVerb(verbs, { ...context, actor: who }, verb, { incident: slug, ...input });
  for (const key of ['software', 'capacity']) {
    await by(lead, 'factor.add', { key, title: key, statement: `About ${key}.`, settledBy: 'A test.' });
    await by(lead, 'factor.grade', { key, grade: 'supported', evidenceFor: ['Seen.'], reason: 'Seen.' });
  }
  await by(lead, 'measure.add', { key: 'restart', title: 'Restarts', description: 'Each morning.' });
  await by(lead, 'criterion.add', {
    key: 'quiet',
    title: 'Quiet',
    metric: 'sites.downNow',
    comparator: 'at most',
    threshold: 0,
  });
  await by(lead, 'incident.respond', { to: 'mitigating', note: 'Yes.' });
  await by(lead, 'incident.respond', { to: 'restored', note: 'Yes.' });
  await by(lead, 'review.commission', {
    independentReviewer: reviewer.name,
    reviewerOrganisation: 'Elsewhere',
    dueBy: '2026-09-01',
    termsOfReference: 'All of it.',
  });
  await by(reviewer, 'review.declare-interests', { interests: 'None' });
  await timed('gathering the evidence', () => by(lead, 'review.advance', { to: 'evidence', note: 'Go.' }));
  await timed('gathering it again', () => by(lead, 'review.gather'));
  await by(lead, 'review.advance', { to: 'analysis', note: 'Go.' });
  for (const section of ['summary', 'what-happened', 'went-well', 'lucky', 'went-badly', 'unknown'])
    await by(lead, 'review.section', {
      section,
      text: `About ${section}. {{claim practices.affectedEver}} were affected.`,
    });
  await by(lead, 'review.advance', { to: 'accuracy check', note: 'Go.' });
  await timed('opening the accuracy check', () => by(lead, 'review.accuracy-open'));
}

const benchSize = (practices: number): Promise<Run[]> =>
  onBenchDatabase('review', async (db) => {
    const clock = simulatedClock(new Date(start.getTime() + days * 86_400_000));
    const context: Context = { actor: lead, clock, db, log: silentLog() };
    await seedEstate(db, practices);
    const { id } = (await runVerb(incidentVerbs, context, 'incident.declare', {
      slug,
      title: 'Long incident',
      summary: 'Sixty days.',
      itSeverity: 1,
      startedAt: start,
    })) as { id: number };
    await seedIncident(db, id);
    await sql`analyze`.execute(db);
    const runs: Run[] = [];
    await runReview(context, async (what, work) => void runs.push(await measure(what, practices, 1, work)));
    const read = (verb: string, input: Record<string, unknown> = { incident: slug }) =>
      runVerb([...reviewVerbs, ...incidentVerbs], context, verb, input);
    for (const verb of [
      'incident.show',
      'review.show',
      'review.evidence',
      'review.preview',
      'review.board-summary',
      'review.service-report',
    ])
      runs.push(await measure(verb, practices, rounds, () => read(verb)));
    runs.push(await measure('action.list', practices, rounds, () => read('action.list', {})));
    runs.push(
      await measure('public model of reviews', practices, rounds, () => publicReviews(db, clock.now())),
    );
    const { report } = (await read('review.preview')) as { report: never };
    runs.push(await measure('rendering the public report', practices, rounds, async () => render(report)));
    return runs;
  });

/** The report's page beside an otherwise empty site. */
function render(report: never): number {
  const path = `/incidents/${slug}/review/1`;
  const model = bulletin(
    {
      reviews: [
        {
          ...{
            slug,
            incidentTitle: 'Long incident',
            reference: 'INC-2026-001',
            state: 'published',
            reviewer: 'Rae Quill',
          },
          ...{ reviewerOrganisation: 'Elsewhere', commissionedAt: start.toISOString(), dueBy: '2026-09-01' },
          ...{ termsOfReference: 'All of it.', interests: 'None' },
          versions: [
            {
              ...{
                version: 1,
                path,
                document: { path: `${path}.docx`, bytes: 40_000 },
                publishedAt: start.toISOString(),
              },
              ...{ changes: [], report },
            },
          ],
        },
      ],
    },
    1,
  );
  const file = renderPublicPages(model, loadAssets()).find((each) => each.path === path);
  return String(file?.body).length;
}

const all: Run[] = [];
for (const size of sizes) all.push(...(await benchSize(size)));
console.table(all);
console.log(JSON.stringify({ bench: 'review', days, rounds, runs: all }));
