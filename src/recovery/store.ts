import { sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '#platform/context';
import { type Db, maybeOne, one, rows } from '#platform/db';
import type { TimedAnswer } from './core/courses.ts';
import { type Answer, channels, onlineConsultationStates, systems, telephoneStates } from './model.ts';

// SQL of what practices said. Questions, links and contacts: store-asks.ts.

const count = z.number().nullable();

const reportRow = z
  .strictObject({
    practiceId: z.number(),
    at: z.date(),
    state: z.enum(['recovering', 'recovered']),
    expectedNormalOn: z.string().nullable(),
    note: z.string().nullable(),
    fixed: z.enum(['yes', 'no']).nullable(),
    notFixedAt: z.array(z.string()).nullable(),
    notWorking: z.array(z.enum(systems)).nullable(),
    appointments: count,
    prescriptions: count,
    results: count,
    letters: count,
    paperRecords: count,
    onlineConsultations: z.enum(onlineConsultationStates).nullable(),
    telephones: z.enum(telephoneStates).nullable(),
    staffHours: count,
    channel: z.enum(channels),
    saidBy: z.string().nullable(),
    recordedBy: z.string(),
  })
  .transform(
    ({
      practiceId,
      at,
      channel,
      saidBy,
      recordedBy,
      appointments,
      prescriptions,
      results,
      letters,
      paperRecords,
      ...said
    }): StoredReport => ({
      ...{ practiceId, at, channel, saidBy },
      takenBy: channel === 'telephone' ? recordedBy : null,
      answer: { ...said, backlog: { appointments, prescriptions, results, letters, paperRecords } },
    }),
  );

export interface StoredReport {
  practiceId: number;
  at: Date;
  answer: Answer;
  channel: (typeof channels)[number];
  saidBy: string | null;
  takenBy: string | null;
}

const reportColumns = sql`practice_id as "practiceId", at, state,
  to_char(expected_normal_on, 'YYYY-MM-DD') as "expectedNormalOn", note, fixed,
  not_fixed_at as "notFixedAt", not_working as "notWorking", appointments,
  prescriptions, results, letters, paper_records as "paperRecords", online_consultations as "onlineConsultations", telephones,
  staff_hours as "staffHours", channel, said_by as "saidBy", recorded_by as "recordedBy"`;

/** The latest report of each practice, or of one. */
export const selectLatestReports = (
  db: Db,
  incidentId: number,
  practiceId: number | null = null,
): Promise<StoredReport[]> =>
  rows(
    db,
    reportRow,
    sql`select distinct on (practice_id) ${reportColumns} from recovery_report
      where incident_id = ${incidentId} and (${practiceId}::bigint is null or practice_id = ${practiceId})
      order by practice_id, at desc, id desc`,
  );

/** What a practice last said of whether it is fixed, and at which sites it is not; null when it did not say which. */
export interface FixedWord {
  practiceId: number;
  fixed: 'yes' | 'no';
  notFixedAt: string[] | null;
  at: Date;
}

/**
 * What each practice, or one, last said of whether it is fixed. A later answer that says nothing of it takes nothing back, so this may be
 * of an earlier report than the latest. Practices that never said it are left out.
 */
export const selectLatestFixed = (
  db: Db,
  incidentId: number,
  practiceId: number | null = null,
): Promise<FixedWord[]> =>
  rows(
    db,
    z.strictObject({
      practiceId: z.number(),
      fixed: z.enum(['yes', 'no']),
      notFixedAt: z.array(z.string()).nullable(),
      at: z.date(),
    }),
    sql`select distinct on (practice_id) practice_id as "practiceId", fixed, not_fixed_at as "notFixedAt", at
      from recovery_report
      where incident_id = ${incidentId} and fixed is not null
        and (${practiceId}::bigint is null or practice_id = ${practiceId})
      order by practice_id, at desc, id desc`,
  );

/** An answer as far as counts over time and the forecast need it: practice, milliseconds, whether it is back to normal, and its backlog. */
const timedRow = z.tuple([z.number(), z.number(), z.boolean(), count, count, count, count, count]);

/**
 * What all practices said, oldest first. In one piece: a country's answers are tens of thousands, and a row of its own for each takes ten
 * times as long to read.
 */
export async function selectTimedAnswers(db: Db, incidentId: number): Promise<TimedAnswer[]> {
  const { answers } = await one(
    db,
    z.strictObject({ answers: z.array(timedRow) }),
    sql`select coalesce(json_agg(json_build_array(practice_id, floor(extract(epoch from at) * 1000)::bigint, state = 'recovered',
        appointments, prescriptions, results, letters, paper_records) order by at, id), '[]') as answers
      from recovery_report where incident_id = ${incidentId}`,
  );
  return answers.map(
    ([practiceId, ms, recovered, appointments, prescriptions, results, letters, paperRecords]) => ({
      practiceId,
      at: new Date(ms),
      state: recovered ? 'recovered' : 'recovering',
      backlog: { appointments, prescriptions, results, letters, paperRecords },
    }),
  );
}

/** The id of the new report; undefined when this very sending is stored already. */
export async function insertReport(
  tx: Context,
  incidentId: number,
  report: Omit<StoredReport, 'takenBy'> & { digest: Buffer | null },
): Promise<number | undefined> {
  const { answer } = report;
  const { backlog } = answer;
  const row = await maybeOne(
    tx.db,
    z.object({ id: z.number() }),
    sql`insert into recovery_report (incident_id, practice_id, at, state, expected_normal_on, note, recorded_by, fixed, not_fixed_at,
        not_working, appointments, prescriptions, results, letters, paper_records, online_consultations, telephones, staff_hours, said_by,
        channel, digest)
      values (${incidentId}, ${report.practiceId}, ${report.at}, ${answer.state}, ${answer.expectedNormalOn}, ${answer.note},
        ${tx.actor.name}, ${answer.fixed}, ${answer.notFixedAt === null ? null : [...answer.notFixedAt]}::text[], ${answer.notWorking === null ? null : [...answer.notWorking]}::text[],
        ${backlog.appointments}, ${backlog.prescriptions}, ${backlog.results}, ${backlog.letters}, ${backlog.paperRecords},
        ${answer.onlineConsultations}, ${answer.telephones}, ${answer.staffHours}, ${report.saidBy}, ${report.channel},
        ${report.digest})
      on conflict (incident_id, practice_id, digest) where digest is not null do nothing returning id`,
  );
  return row?.id;
}

const concernRow = z
  .strictObject({
    id: z.number(),
    practiceId: z.number(),
    odsCode: z.string(),
    practiceName: z.string(),
    text: z.string(),
    raisedAt: z.date(),
    outcome: z.enum(['no harm', 'harm', 'cannot be known']).nullable(),
    settledAs: z.string().nullable(),
    settledAt: z.date().nullable(),
    settledBy: z.string().nullable(),
  })
  .transform(({ outcome, settledAs, settledAt, settledBy, ...concern }) => ({
    ...concern,
    settled:
      outcome !== null && settledAs !== null && settledAt !== null && settledBy !== null
        ? { outcome, text: settledAs, at: settledAt, by: settledBy }
        : null,
  }));

/** Every concern, those not settled first, then the newest. */
export const selectConcerns = (db: Db, incidentId: number) =>
  rows(
    db,
    concernRow,
    sql`select c.id, c.practice_id as "practiceId", p.ods_code as "odsCode", p.name as "practiceName", c.text,
        c.raised_at as "raisedAt", c.outcome, c.settled_as as "settledAs", c.settled_at as "settledAt", c.settled_by as "settledBy"
      from recovery_concern c join practice p on p.id = c.practice_id where c.incident_id = ${incidentId}
      order by c.settled_at is not null, c.raised_at desc, c.id desc`,
  );

export async function insertConcern(
  tx: Context,
  incidentId: number,
  concern: { practiceId: number; reportId: number; text: string; at: Date },
): Promise<number> {
  const row = await one(
    tx.db,
    z.object({ id: z.number() }),
    sql`insert into recovery_concern (incident_id, practice_id, report_id, text, raised_at)
      values (${incidentId}, ${concern.practiceId}, ${concern.reportId}, ${concern.text}, ${concern.at}) returning id`,
  );
  return row.id;
}

/** The practice's code; undefined when there is no such concern that is not settled. */
export async function settleConcern(
  tx: Context,
  incidentId: number,
  settled: { concern: number; outcome: string; text: string },
): Promise<string | undefined> {
  const row = await maybeOne(
    tx.db,
    z.object({ odsCode: z.string() }),
    sql`update recovery_concern c set outcome = ${settled.outcome}, settled_as = ${settled.text},
        settled_at = ${tx.clock.now()}, settled_by = ${tx.actor.name}
      from practice p where p.id = c.practice_id and c.incident_id = ${incidentId} and c.id = ${settled.concern}
        and c.outcome is null returning p.ods_code as "odsCode"`,
  );
  return row?.odsCode;
}

/** Of each incident: who last said that it is not fixed, and how many concerns wait. Those with neither are left out. */
export const selectTroubles = (db: Db) =>
  rows(
    db,
    z.strictObject({
      slug: z.string(),
      title: z.string(),
      notFixed: z.array(z.strictObject({ odsCode: z.string(), sites: z.array(z.string()).nullable() })),
      openConcerns: z.number(),
    }),
    sql`with latest as (
        select distinct on (incident_id, practice_id) incident_id, practice_id, fixed, not_fixed_at from recovery_report
        where fixed is not null order by incident_id, practice_id, at desc, id desc)
      select i.slug, i.title, coalesce((select json_agg(json_build_object('odsCode', p.ods_code, 'sites', l.not_fixed_at) order by p.ods_code)
          from latest l join practice p on p.id = l.practice_id
          where l.incident_id = i.id and l.fixed = 'no'), '[]') as "notFixed",
        (select count(*)::int from recovery_concern c where c.incident_id = i.id and c.outcome is null) as "openConcerns"
      from incident i
      where exists (select 1 from latest l where l.incident_id = i.id and l.fixed = 'no')
        or exists (select 1 from recovery_concern c where c.incident_id = i.id and c.outcome is null)
      order by i.started_at desc`,
  );
