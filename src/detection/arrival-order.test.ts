import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { listSites, setSiteAttribute } from '#estate';
import { simulatedClock } from '#platform/clock';
import { createDispatcher } from '#platform/outbox';
import { importReadings, markSilence } from '#telemetry';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { defaultDetectionParameters } from './core/parameters.ts';
import { detect, detectDue, listEpisodes } from './index.ts';

const stepMs = 300_000;
const start = Date.parse('2026-04-14T04:00:00Z');
const end = start + 170 * 3_600_000;
const siteCount = 6;
const wide = { from: new Date(start - 1), to: new Date(end + 1) };
// Six sites on two concentrators: two that fail together are half of one.
const parameters = {
  ...defaultDetectionParameters,
  concentratorOutage: { ...defaultDetectionParameters.concentratorOutage, minimumSites: 2 },
};

interface GivenReading {
  site: number;
  atMs: number;
  state: 'up' | 'degraded' | 'down';
}

/** Runs of a state (or of no readings at all) for one site, in steps of five minutes, now and then a day long. */
const run = fc.record({
  state: fc.constantFrom('up', 'down', 'degraded', 'silent', 'up', 'down'),
  steps: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 3 }) },
    { weight: 6, arbitrary: fc.integer({ min: 2, max: 12 }) },
    { weight: 2, arbitrary: fc.integer({ min: 10, max: 90 }) },
    { weight: 1, arbitrary: fc.integer({ min: 200, max: 700 }) },
  ),
});

/** Down runs that several sites share, so that concentrators fail too. */
const shared = fc.record({
  fromStep: fc.integer({ min: 0, max: 120 }),
  steps: fc.integer({ min: 1, max: 12 }),
  sites: fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 2 }),
});

const histories = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: 0, max: 299 }), fc.array(run, { minLength: 1, maxLength: 14 })), {
      minLength: siteCount,
      maxLength: siteCount,
    }),
    fc.array(shared, { maxLength: 3 }),
  )
  .map(([sites, outages]) =>
    sites.flatMap(([offsetSeconds, runs], site) => readingsOf(site, offsetSeconds * 1000, runs, outages)),
  );

type Run = { state: string; steps: number };
type Shared = { fromStep: number; steps: number; sites: number[] };

/** Readings at each change and, of a long run, only those that the history needs to hold it: two a bridged gap. */
function readingsOf(site: number, offsetMs: number, runs: Run[], outages: Shared[]): GivenReading[] {
  const readings: GivenReading[] = [];
  let step = 0;
  for (const { state, steps } of runs) {
    for (let index = 0; index < steps; index += steps > 100 ? 2 : 1, step += steps > 100 ? 2 : 1) {
      const isShared = outages.some(
        (outage) =>
          outage.sites.includes(site) && step >= outage.fromStep && step < outage.fromStep + outage.steps,
      );
      const seen = isShared ? 'down' : state;
      const atMs = start + step * stepMs + offsetMs;
      if (seen !== 'silent' && atMs < end)
        readings.push({ site, atMs, state: seen as GivenReading['state'] });
    }
  }
  return readings;
}

const plan = histories.chain((readings) =>
  fc.record({
    readings: fc.constant(readings),
    order: fc.shuffledSubarray([...readings.keys()], { minLength: readings.length }),
    sizes: fc.array(fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 10, max: 400 })), {
      minLength: 10,
      maxLength: 10,
    }),
  }),
);

/** Cuts a list into batches of the given sizes; the last size takes the rest in equal parts, so that runs stay short. */
function batches<T>(list: readonly T[], sizes: readonly number[]): T[][] {
  const found: T[][] = [];
  let from = 0;
  for (const size of sizes) {
    if (from < list.length) found.push(list.slice(from, from + size));
    from += size;
  }
  const rest = Math.max(1, Math.ceil((list.length - from) / 15));
  for (; from < list.length; from += rest) found.push(list.slice(from, from + rest));
  return found;
}

/** Detection as the program wires it: after each batch, over the windows that telemetry announced. */
function detectionOf(context: TestContext) {
  return createDispatcher(context, {
    'telemetry.changed': [
      async (tx, data) => {
        const { siteIds, concentratorIds, from, to } = data as {
          siteIds: number[];
          concentratorIds: number[];
          from: string;
          to: string;
        };
        const window = { siteIds, concentratorIds, from: new Date(from), to: new Date(to) };
        await detect(tx, window, parameters);
      },
    ],
  });
}

async function deliver(
  context: TestContext,
  codes: readonly string[],
  parts: readonly GivenReading[][],
  clock: 'follows' | 'stands at the end',
): Promise<void> {
  const moving = simulatedClock(new Date(clock === 'follows' ? start : end));
  const here = { ...context, clock: moving };
  const detection = detectionOf(here);
  for (const part of parts) {
    const lastMs = Math.max(...part.map((reading) => reading.atMs));
    if (lastMs + 5000 > moving.now().getTime()) moving.advanceTo(new Date(lastMs + 5000));
    await importReadings(here, { source: 'test', readings: part.map((reading) => toBody(reading, codes)) });
    await markSilence(here);
    await detection.drain();
    await detectDue(here, parameters);
  }
  moving.advanceTo(new Date(end));
  await markSilence(here);
  await detection.drain();
  await detectDue(here, parameters);
}

const toBody = ({ site, atMs, state }: GivenReading, codes: readonly string[]) => ({
  site: codes[site],
  at: new Date(atMs).toISOString(),
  tunnel: state === 'down' ? 'down' : 'up',
  lossPercent: state === 'degraded' ? 9 : 0.1,
});

async function emptyHistory(context: TestContext): Promise<void> {
  await sql`truncate reading_part, reading_day, reading_hour, state_interval, site_current, outbox_event`.execute(
    context.db,
  );
  await emptyEpisodes(context);
}

const emptyEpisodes = (context: TestContext) =>
  sql`truncate episode, episode_site, detection_watch restart identity cascade`.execute(context.db);

async function everyEpisode(context: TestContext): Promise<string[]> {
  const minutes = (at: Date | null) => (at === null ? 'open' : (at.getTime() - start) / 60_000);
  const found = await listEpisodes(context.db, wide);
  return found
    .map(
      (each) =>
        `${each.kind} of ${each.concentratorId ?? 'site'} ${minutes(each.startedAt)} to ${minutes(each.endedAt)}: ${each.siteIds}`,
    )
    .sort();
}

it('finds the same episodes in whatever order readings come, and as if it had known all from the start', async () => {
  const context = await testContext({ at: new Date(end) });
  const { siteCodes } = await givenEstate(context, siteCount);
  for (const siteCode of siteCodes.slice(3)) {
    // The last three have another concentrator; one of them moved to it in the middle.
    const from = new Date(siteCode === siteCodes[3] ? start + 60 * stepMs : '2025-06-01T00:00:00Z');
    await setSiteAttribute(context, { siteCode, key: 'concentrator', value: 'VPN-B', from });
  }
  const siteIds = (await listSites(context.db)).map((site) => site.id);
  await fc.assert(
    fc.asyncProperty(plan, async ({ readings, order, sizes }) => {
      await emptyHistory(context);
      const inOrder = readings.toSorted((a, b) => a.atMs - b.atMs);
      await deliver(context, siteCodes, batches(inOrder, sizes), 'follows');
      const live = await everyEpisode(context);

      await emptyEpisodes(context);
      await detect(context, { siteIds, from: new Date(start), to: new Date(end) }, parameters);
      expect(live).toEqual(await everyEpisode(context));

      await emptyHistory(context);
      const shuffled = order.flatMap((index) => readings[index] ?? []);
      await deliver(context, siteCodes, batches(shuffled, sizes), 'stands at the end');
      expect(await everyEpisode(context)).toEqual(live);
    }),
    { numRuns: Number(process.env.ALLCLEAR_TEST_RUNS ?? 12) },
  );
}, 120_000);
