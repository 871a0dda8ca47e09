import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, maybeOne, one } from '#platform/db';

/** Throws when the database does not answer. */
export async function ping(db: Db): Promise<void> {
  await sql`select 1`.execute(db);
}

const factsSchema = z.object({ waiting: z.number(), parked: z.number(), lastError: z.string().nullable() });

/** Facts that wait, and those that could not be handled after several tries: nothing is lost, somebody must look. */
export function factCounts(db: Db): Promise<z.output<typeof factsSchema>> {
  return one(
    db,
    factsSchema,
    sql`select count(*) filter (where attempts < 5) as waiting, count(*) filter (where attempts >= 5) as parked,
        max(last_error) filter (where attempts >= 5) as "lastError"
      from outbox_event where done_at is null`,
  );
}

const serverSchema = z.object({ version: z.string(), number: z.number(), migrations: z.number() });

/** The server's version, in words and as PostgreSQL numbers it (150004 is 15.4), and the migrations applied. */
export function serverFacts(db: Db): Promise<z.output<typeof serverSchema>> {
  return one(
    db,
    serverSchema,
    sql`select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
        (select count(*) from migration) as migrations`,
  );
}

/** The path of the latest link to its recovery form that a practice was sent: what its mailbox would show. Undefined without one. */
export async function latestLinkSent(db: Db, odsCode: string): Promise<string | undefined> {
  const found = await maybeOne(
    db,
    z.object({ path: z.string() }),
    sql`select e.data ->> 'path' as path from outbox_event e join practice p on p.id = (e.data ->> 'practiceId')::bigint
      where e.type = 'message.requested' and p.ods_code = ${odsCode}
        and e.data ->> 'kind' in ('recovery-asked', 'recovery-reminder', 'recovery-link')
      order by e.id desc limit 1`,
  );
  return found?.path;
}
