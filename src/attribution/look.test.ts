import { sql } from 'kysely';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { detect } from '#detection';
import { listSites, setSiteAttribute } from '#estate';
import { importReadings } from '#telemetry';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { analystApart, analystHere } from './analyst.ts';
import { explain } from './explain.ts';
import { look } from './look.ts';
import { firstSaying, lastLookAt, latestLook } from './read.ts';
import { givenDay, minutes, start, window } from './test-support.ts';
import { thinResults } from './thin.ts';

const standing = { ...window, incidentId: null };

async function stored(context: TestContext): Promise<{ id: number; said: string }[]> {
  const found = await sql<{
    id: number;
    said: string;
  }>`select id, said from attribution_result order by id`.execute(context.db);
  return found.rows;
}

/** One more site fails, at a time of its own. */
async function givenAnotherFailure(context: TestContext, index: number): Promise<void> {
  const site = (await listSites(context.db)).toSorted((a, b) => a.id - b.id)[index];
  const readings = [0, 1, 2].map((step) => ({
    ...{ site: site?.code ?? '', at: minutes(1300 + step * 5).toISOString(), tunnel: 'down' as const },
    ...{ lossPercent: 0.1, latencyMs: 20 },
  }));
  await importReadings(context, { source: 'late', readings });
  await detect(context, { siteIds: [site?.id ?? 0], from: start, to: minutes(1440) });
}

describe('looking by itself', () => {
  let context: TestContext;
  beforeAll(async () => {
    context = await givenDay();
  });

  it('stores what it finds, says it in one line, and leaves it alone while nothing changes', async () => {
    const found = await look(context, standing, analystHere(context.db));
    expect(found).toMatchObject({ automatic: true, said: 'explained; firmware=fw-9.4.1' });
    expect(await lastLookAt(context.db)).toEqual(context.clock.now());
    expect(await look(context, standing, analystHere(context.db))).toBeNull();
    // An hour later nothing but the clock has changed.
    expect(await look(context, { ...standing, to: minutes(1500) }, analystHere(context.db))).toBeNull();
    expect(await stored(context)).toHaveLength(1);
  });

  it('looks again once a failure or an attribute has changed', async () => {
    await givenAnotherFailure(context, 25);
    const after = await look(context, standing, analystHere(context.db));
    expect(after?.result.explanations[0]?.outside.failingSites).toBe(2);
    await setSiteAttribute(context, {
      ...{ siteCode: 'G99001-1', key: 'template', value: 'branch' },
      from: new Date('2026-01-01T00:00:00Z'),
    });
    expect(await look(context, standing, analystHere(context.db))).not.toBeNull();
  });

  it('gives the same answer in a thread of its own, to the byte, and the one that a person asked for', async () => {
    const apart = analystApart(context.database.url);
    onTestFinished(() => apart.stop());
    const [here, there] = await Promise.all([analystHere(context.db).answer(window), apart.answer(window)]);
    expect(there?.result).toBe(here?.result);
    expect(Buffer.from(there?.body ?? []).equals(Buffer.from(here?.body ?? []))).toBe(true);
    const asked = await explain(context, window);
    expect(JSON.stringify(asked.result)).toBe(here?.result);
  });

  it('two processes that look at once store one result', async () => {
    await givenAnotherFailure(context, 27);
    const before = await stored(context);
    const looks = await Promise.all([1, 2].map(() => look(context, standing, analystHere(context.db))));
    // The second may come so late that nothing is new to it.
    expect(new Set(looks.flatMap((each) => each?.id ?? [])).size).toBe(1);
    expect(await stored(context)).toHaveLength(before.length + 1);
  });

  it('knows since when it says something', async () => {
    const first = (await stored(context))[0]?.id;
    const query = { phrase: 'firmware=fw-9.4.1', incidentId: 9, from: start };
    expect((await firstSaying(context.db, query))?.id).toBe(first);
    expect(await firstSaying(context.db, { ...query, phrase: 'firmware=fw-9.4' })).toBeUndefined();
    expect(await firstSaying(context.db, { ...query, from: minutes(2000) })).toBeUndefined();
  });

  it('has nothing to say of an empty period', async () => {
    expect(await look(context, { ...standing, to: window.from }, analystHere(context.db))).toBeNull();
  });
});

describe('a thread that fails', () => {
  it('fails its question and is replaced for the next one', async () => {
    const context = await testContext({ at: minutes(1500) });
    const hasty = analystApart(context.database.url, { timeoutMs: 1 });
    onTestFinished(() => hasty.stop());
    await expect(hasty.answer(window)).rejects.toThrow('took longer than');
    const patient = analystApart(context.database.url);
    onTestFinished(() => patient.stop());
    const nowhere = new URL(context.database.url);
    nowhere.pathname = '/there_is_no_such_database';
    const lost = analystApart(nowhere.href);
    onTestFinished(() => lost.stop());
    await expect(lost.answer(window)).rejects.toThrow('The analysis failed');
    expect(JSON.parse((await patient.answer(window))?.result ?? '{}')).toMatchObject({
      verdict: 'not enough to say',
    });
  });
});

describe('thinning out', () => {
  let context: TestContext;
  beforeAll(async () => {
    context = await givenDay();
    await look(context, standing, analystHere(context.db));
    for (const index of [25, 26, 27]) {
      await givenAnotherFailure(context, index);
      await look(context, standing, analystHere(context.db));
    }
    await explain(context, { from: window.from, to: minutes(720) });
  });

  it('keeps the first of those that say the same, the latest, what is needed, and what somebody asked for', async () => {
    const [first, second, third, latest, asked] = (await stored(context)).map(({ id }) => id);
    const needs = async () => [third ?? 0];
    expect(await thinResults(context, { keepDays: 400, needs: [needs] })).toBe(1);
    expect((await stored(context)).map(({ id }) => id)).toEqual([first, third, latest, asked]);
    expect(second).toBeDefined();
    expect(await thinResults(context, { keepDays: 400, needs: [needs] })).toBe(0);
    expect((await latestLook(context.db, null))?.id).toBe(latest);
  });

  it('lets old ones go with their inputs, but never what is needed or the latest look', async () => {
    const [first, , latest] = (await stored(context)).map(({ id }) => id);
    context.clock.advanceTo(new Date(context.clock.now().getTime() + 500 * 86_400_000));
    await thinResults(context, { keepDays: 400, needs: [async () => [first ?? 0]] });
    expect((await stored(context)).map(({ id }) => id)).toEqual([first, latest]);
    const inputs = await sql<{ n: number }>`select count(*)::int as n from attribution_input`.execute(
      context.db,
    );
    expect(inputs.rows[0]?.n).toBe(2);
  });
});
