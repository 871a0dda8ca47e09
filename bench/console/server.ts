import { sql } from 'kysely';
import { z } from 'zod';
import type { App } from '#app';
import { foreseeHere, foreseePeaks } from '#planning';
import { systemActor } from '#platform/auth';
import type { ScreenPlace } from '../../test/support/console-screens.ts';
import { copyCounties } from './counties.ts';
import { countQueries, takeQueries } from './counting.ts';
import { signInAdministrator, signInSomebody } from './people.ts';
import { placeIn, sitesIn } from './place.ts';
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
  // As the job of a serving process has done it before anybody looks.
  if (given.mode === 'stepped') await foreseePeaks(app.contextFor(systemActor), foreseeHere(db));
  const people: string[] = [];
  for (let index = 0; index < given.people; index += 1)
    people.push(await signInSomebody(app, `Person ${index + 1}`));
  const serving: Serving = {
    address: app.address,
    cookie: await signInAdministrator(app),
    people,
    place: await placeIn(app),
    sites: await sitesIn(app),
  };
  process.send?.(serving);
  return app;
}

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
  'recovery_report',
];

/** Leaves a mark of change on every area, as a write would, so that nothing that was kept is used again. */
async function touch(app: App): Promise<void> {
  const { db } = app.contextFor(systemActor);
  for (const table of changed) await sql`delete from ${sql.table(table)} where false`.execute(db);
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
