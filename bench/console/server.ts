import { sql } from 'kysely';
import { z } from 'zod';
import type { App } from '#app';
import { systemActor } from '#platform/auth';
import { scenario } from '../../scenarios/april-2026/index.ts';
import type { ScreenPlace } from '../../test/support/console-screens.ts';
import { copyCounties } from './counties.ts';
import { countQueries, takeQueries } from './counting.ts';
import { inviteSomebody, signInAdministrator, signInSomebody } from './people.ts';
import { writeReview } from './review.ts';
import { openWorld } from './world.ts';

// The product in a process of its own, so that whoever measures it does not slow it. Started by bench/console.ts.

export const orders = z.object({
  dataDir: z.string(),
  /** What is made of April before it serves. */
  prepare: z.array(z.enum(['counties', 'review'])),
  mode: z.enum(['live', 'stepped']),
  /** People who sign in beside the administrator. */
  people: z.number(),
});
export type Orders = z.infer<typeof orders>;

/** What the process says once it serves. */
export interface Serving {
  address: string;
  cookie: string;
  people: string[];
  place: ScreenPlace;
  sites: number;
}

async function serve(given: Orders): Promise<App> {
  const { app } = await openWorld(given.dataDir, { mode: given.mode });
  const { db } = app.contextFor(systemActor);
  if (given.prepare.includes('counties')) await copyCounties(db);
  if (given.prepare.includes('review')) await writeReview(app);
  await sql`analyze`.execute(db);
  const people: string[] = [];
  for (let index = 0; index < given.people; index += 1)
    people.push(await signInSomebody(app, `Person ${index + 1}`));
  const serving: Serving = {
    address: app.address,
    cookie: await signInAdministrator(app),
    people,
    place: await placeIn(app),
    sites: await count(app, 'site'),
  };
  process.send?.(serving);
  return app;
}

const one = async (app: App, query: string): Promise<string> => {
  const { db } = app.contextFor(systemActor);
  const { rows } = await sql.raw<{ found: unknown }>(query).execute(db);
  return String(rows[0]?.found ?? '');
};
const count = async (app: App, table: string): Promise<number> =>
  Number(await one(app, `select count(*) as found from ${table}`));

/** A table of each area of `platform/kept`. */
const changed = [
  'site',
  'state_interval',
  'reading_day',
  'concentrator_reading',
  'episode',
  'incident',
  'impact_period',
  'call',
];

/** Leaves a mark of change on every area, as a write would, so that nothing that was kept is used again. */
async function touch(app: App): Promise<void> {
  const { db } = app.contextFor(systemActor);
  for (const table of changed) await sql`delete from ${sql.table(table)} where false`.execute(db);
}

async function placeIn(app: App): Promise<ScreenPlace> {
  return {
    slug: scenario.incident,
    site: await one(
      app,
      'select code as found from site join impact_period on site_id = site.id group by code order by count(*) desc, code limit 1',
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

countQueries();
process.once('message', (message) => {
  serve(orders.parse(message)).then(
    (app) => {
      process.on('message', (asked) => {
        if (asked === 'figures')
          process.send?.({ ...takeQueries(), memory: process.memoryUsage(), cpu: process.cpuUsage() });
        if (asked === 'touch') void touch(app).then(() => process.send?.('touched'));
        if (asked === 'stop') void app.stop().then(() => process.exit(0));
      });
    },
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
