import { sql } from 'kysely';
import type { App } from '#app';
import { systemActor } from '#platform/auth';
import { scenario } from '../../scenarios/april-2026/index.ts';
import type { ScreenPlace } from '../../test/support/console-screens.ts';
import { inviteSomebody } from './people.ts';

const one = async (app: App, query: string): Promise<string> => {
  const { db } = app.contextFor(systemActor);
  const { rows } = await sql.raw<{ found: unknown }>(query).execute(db);
  return String(rows[0]?.found ?? '');
};
/** How many sites there are. */
export const sitesIn = async (app: App): Promise<number> =>
  Number(await one(app, 'select count(*) as found from site'));

/** One of each thing that a screen can be about. */
export async function placeIn(app: App): Promise<ScreenPlace> {
  return {
    slug: scenario.incident,
    site: await one(
      app,
      'select code as found from site join impact_period on site_id = site.id group by code order by count(*) desc, code limit 1',
    ),
    practice: await one(
      app,
      'select ods_code as found from practice join site on practice_id = practice.id join impact_period on site_id = site.id group by ods_code order by count(*) desc, ods_code limit 1',
    ),
    concentrator: await one(app, 'select min(code) as found from concentrator'),
    published: Number(
      await one(app, `select max(number) as found from incident_update where status = 'published'`),
    ),
    draft: Number(await one(app, 'select max(number) as found from incident_update')),
    attribution: await one(app, 'select reference as found from attribution_result order by id desc limit 1'),
    evidence: 1,
    section: 'summary',
    link: await inviteSomebody(app, 'Nobody Yet'),
  };
}
