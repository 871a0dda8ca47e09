import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenSites } from '../../test/support/telemetry.ts';
import {
  currentStates,
  foldDays,
  hourlyRollups,
  importReadings,
  listIntervals,
  markSilence,
  siteSeries,
} from './index.ts';

const start = Date.parse('2026-04-18T22:00:00Z');
const window = { from: new Date('2026-04-18T00:00:00Z'), to: new Date('2026-04-21T00:00:00Z') };

/** Readings of three sites around a midnight, with conflicts, gaps of every kind and instants off the cadence. */
const reading = fc.record(
  {
    site: fc.constantFrom('S1', 'S2', 'S3'),
    at: fc
      .oneof(
        fc.integer({ min: 0, max: 40 }).map((slot) => slot * 300),
        fc.integer({ min: 0, max: 14_000 }),
      )
      .map((seconds) => new Date(start + seconds * 1000).toISOString()),
    tunnel: fc.constantFrom('up', 'down'),
    firewall: fc.constantFrom('online', 'alerting', 'offline'),
    lossPercent: fc.constantFrom(0, 0.2, 9),
    latencyMs: fc.integer({ min: 0, max: 300 }),
    inMbps: fc.float({ min: 0, max: 50, noNaN: true }),
  },
  { requiredKeys: ['site', 'at'] },
);

type Step = { send: unknown[] } | 'silence' | 'fold';
const steps = fc
  .array(reading, { minLength: 1, maxLength: 40 })
  .chain((readings) =>
    fc.tuple(
      fc.constant(readings),
      fc.shuffledSubarray([...readings, ...readings], {
        minLength: readings.length,
        maxLength: readings.length * 2,
      }),
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 12 }),
      fc.array(fc.constantFrom<Step>('silence', 'fold'), { maxLength: 4 }),
    ),
  )
  .map(([readings, order, sizes, extras]) => ({ readings, steps: cut(readings, order, sizes, extras) }));

/** Batches of the given sizes, with marks of silence and folds between them; then all once more, so none is missing. */
function cut(readings: unknown[], order: unknown[], sizes: number[], extras: Step[]): Step[] {
  const list: Step[] = [];
  let from = 0;
  for (const size of sizes) {
    if (from < order.length) list.push({ send: order.slice(from, from + size) });
    from += size;
    const extra = extras.pop();
    if (extra) list.push(extra);
  }
  return [...list, { send: readings }];
}

async function empty(context: TestContext): Promise<void> {
  await sql`truncate reading_part, reading_day, reading_hour, state_interval, site_current, outbox_event`.execute(
    context.db,
  );
}

async function everything(context: TestContext) {
  return {
    intervals: await listIntervals(context.db, window),
    current: [...(await currentStates(context.db)).values()].sort((a, b) => a.siteId - b.siteId),
    series: await siteSeries(context.db, window),
    hours: await hourlyRollups(context.db, window),
  };
}

it('ends in the same stored result whatever the order, the batches and the repetitions', async () => {
  const context = await testContext({ at: new Date('2026-04-20T07:00:00Z') });
  await givenSites(context, 3);
  await fc.assert(
    fc.asyncProperty(steps, async ({ readings, steps: list }) => {
      await empty(context);
      const inOrder = [...readings].sort((a, b) => a.at.localeCompare(b.at));
      for (const one of inOrder) await importReadings(context, { source: 'test', readings: [one] });
      await markSilence(context);
      const expected = await everything(context);
      await foldDays(context, { before: context.clock.now() });
      expect(await everything(context)).toEqual(expected);

      await empty(context);
      for (const step of list) {
        if (step === 'silence') await markSilence(context);
        else if (step === 'fold') await foldDays(context, { before: context.clock.now() });
        else await importReadings(context, { source: 'test', readings: step.send });
      }
      await markSilence(context);
      expect(await everything(context)).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});
