import { describe, expect, it } from 'vitest';
import { attributesAt, findSite, setSiteAttribute } from '#estate';
import { migrationProgress, planningVerbs, verifyMoves } from '#planning';
import { type Actor, systemActor } from '#platform/auth';
import { AllclearError } from '#platform/errors';
import { runVerb } from '#platform/verbs';
import { importReadings } from '#telemetry';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { givenIncident } from '../../test/support/incidents.ts';
import type { PlanProgress, PlanQuestion } from './core/waves/site-plan.ts';
import type { MovePlan, PlanningShown, PlanShown, Rehearsal, RunbookShown } from './index.ts';
import { planApart } from './planner.ts';
import { runPlanning } from './planning-run.ts';
import { advanceDueWaves } from './run-runbook.ts';

const person = (name: string): Actor => ({ kind: 'person', name, roles: ['engineer'] });

const run = async <T>(context: TestContext, name: string, input: Record<string, unknown>): Promise<T> =>
  (await runVerb(planningVerbs, context, name, { incident: 'firewalls', ...input })) as T;

/** Ten sites that carry 90 Mbps each on VPN-A, which is rated 1,000: 90%. VPN-B, 2,000, is empty. */
async function givenCrowded() {
  const context = await testContext();
  const { siteCodes } = await givenEstate(context, 10);
  const { id } = await givenIncident(context);
  const end = context.clock.now().getTime() + 8 * 86_400_000;
  const readings: unknown[] = [];
  for (let at = context.clock.now().getTime(); at < end; at += 900_000)
    for (const site of siteCodes)
      readings.push({
        site,
        at: new Date(at).toISOString(),
        tunnel: 'up',
        inMbps: 70,
        outMbps: 20,
        lossPercent: 0.1,
        latencyMs: 20,
      });
  context.clock.advanceTo(new Date(end));
  await importReadings(context, { source: 'test', onFault: 'refuse', readings });
  return { context, id, siteCodes };
}

describe('a plan of moves', () => {
  it('is made, compared, approved by somebody else, rehearsed, and gates its waves', async () => {
    const { context, id, siteCodes } = await givenCrowded();
    const [one = '', two = ''] = siteCodes;
    await run(context, 'migration.start', { key: 'second', title: 'Second', from: 'VPN-A', to: 'VPN-B' });
    await run(context, 'migration.cannot-move', { site: one, reason: 'KPSN configuration' });
    const maker = { ...context, actor: person('Mary Maker') };
    const other = { ...context, actor: person('Olive Other') };
    const plan = await run<MovePlan>(maker, 'moves.plan', { seconds: 5, distancePercent: 0, sitesAtMost: 2 });
    const { content } = plan;
    // 900 Mbps over ratings 1,000 and 2,000: three stay and carry 27%, seven go and carry 31.5%; with four 36% and 27%.
    expect(content.shareNow).toBeCloseTo(0.9, 2);
    expect(content.sharePlanned).toBeCloseTo(0.315, 3);
    expect(content.lowestBound).toBeLessThanOrEqual(content.lowestShare + 1e-9);
    const moved = content.waves.flatMap((wave) => wave.moves);
    expect([moved.length, content.movesBound]).toEqual([7, 7]);
    expect(moved.map((move) => move.site)).not.toContain(one);
    expect(content.cannotMove).toEqual([{ site: one, reason: 'KPSN configuration' }]);
    expect(content.waves.map((wave) => wave.moves.length)).toEqual([3, 2, 2]);
    for (const wave of content.waves) expect(new Date(wave.from) > context.clock.now()).toBe(true);

    await expect(run(maker, 'moves.approve', { version: 1 })).rejects.toMatchObject({
      code: 'state.refused',
    });
    await expect(run(other, 'moves.approve', { version: 2 })).rejects.toMatchObject({ code: 'not-found' });
    const second = await run<MovePlan>(maker, 'moves.plan', {
      seconds: 5,
      distancePercent: 20,
      surviveLoss: true,
    });
    expect([second.version, second.content.surviveLoss]).toEqual([2, true]);
    // Either alone can carry the 900: nothing has to be given up for it.
    expect(second.content.losses.every(({ share }) => share !== null && share <= 1)).toBe(true);
    await expect(run(other, 'moves.approve', { version: 1 })).rejects.toMatchObject({
      code: 'state.refused',
    });
    expect(await run(other, 'moves.approve', { version: 2 })).toMatchObject({ approvedBy: 'Olive Other' });
    const shown = await run<PlanShown>(context, 'moves.show', { version: 2 });
    expect(shown.changes?.dropped).toHaveLength(1);
    expect(shown.changes?.added).toEqual([]);
    const rehearsal = await run<Rehearsal>(context, 'moves.rehearse', { version: 2 });
    expect(rehearsal.waves.every((wave) => wave.stopped === null)).toBe(true);
    expect(await migrationProgress(context.db, id)).toMatchObject({ planned: 6, notPlanned: 3 });

    const last = second.content.waves[1]?.moves[0]?.site ?? two;
    await expect(run(context, 'migration.move', { site: last })).rejects.toMatchObject({
      code: 'state.refused',
      message: expect.stringContaining('3 sites of earlier waves are not verified'),
    });
    const first = second.content.waves[0]?.moves[0]?.site ?? '';
    const shownFirst = shown.content.waves[0]?.moves[0];
    expect(shownFirst).toMatchObject({
      before: { concentrator: 'VPN-A' },
      eligible: expect.stringContaining('Its load is known'),
    });
    expect(shown.content.waves[0]?.moves.map((move) => move.plannedFor)[0]).toBe(
      shown.content.waves[0]?.from,
    );
    await run(context, 'contact.record', { site: first, channel: 'phone', summary: 'Told', answered: false });
    const siteId = (await findSite(context.db, first))?.id ?? 0;
    const on = async () => (await attributesAt(context.db, context.clock.now())).get(siteId);
    const attributes = await on();
    await run(context, 'migration.move', { site: first });
    expect((await on())?.concentrator).toBe('VPN-B');
    const then = await run<PlanShown>(context, 'moves.show', { version: 2 });
    expect(then.standings.find((one) => one.site === first)).toMatchObject({
      status: 'moved',
      contact: { channel: 'phone', answered: false, by: 'Test Operator' },
    });
    context.clock.advanceTo(new Date(context.clock.now().getTime() + 60_000));
    const from = context.clock.now();
    await setSiteAttribute(context, { siteCode: first, key: 'template', value: 'Spoke 2', from });
    context.clock.advanceTo(new Date(context.clock.now().getTime() + 60_000));
    expect(await migrationProgress(context.db, id)).toMatchObject({ moved: 1 });
    await run(context, 'moves.roll-back', { site: first, reason: 'Its tunnel does not answer' });
    expect(await migrationProgress(context.db, id)).toMatchObject({ moved: 0, planned: 6 });
    expect(await on()).toEqual(attributes);
    await expect(run(context, 'moves.roll-back', { site: first, reason: 'Again' })).rejects.toMatchObject({
      code: 'state.refused',
    });
    expect(await run<MovePlan[]>(context, 'moves.list', {})).toHaveLength(2);

    const wave = { version: 2, wave: 1 };
    await expect(run(maker, 'moves.tick', { ...wave, version: 1, site: first })).rejects.toMatchObject({
      code: 'state.refused',
    });
    const canary = shown.content.waves[0]?.moves.map((move) => move.site) ?? [];
    const begun = await run<RunbookShown>(context, 'moves.runbook', wave);
    expect(begun.asked).toEqual(
      canary.map((site) => ({ site, step: 'prefer the new concentrator', hubs: ['VPN-B', 'VPN-A'] })),
    );
    /** An hour of readings of a site, up to now. */
    const pass = async (minutes: number, site: string, latencyMs: number): Promise<void> => {
      const since = context.clock.now().getTime();
      context.clock.advanceTo(new Date(since + minutes * 60_000));
      const readings = Array.from({ length: minutes / 5 }, (_, k) => ({
        site,
        at: new Date(since + (k + 1) * 300_000).toISOString(),
        tunnel: 'up',
        inMbps: 7,
        outMbps: 2,
        lossPercent: 0.1,
        latencyMs,
      }));
      await importReadings(context, { source: 'test', onFault: 'refuse', readings });
    };
    const [good = '', bad = ''] = canary;
    for (const site of [good, bad]) await pass(30, site, 20);
    await run(maker, 'moves.tick', { ...wave, site: good });
    const ticked = await run<RunbookShown>(maker, 'moves.runbook', wave);
    expect(ticked.done.map(({ what, by }) => [what, by])).toEqual([
      ['readings looked at', 'Mary Maker'],
      ['prefer the new concentrator', 'Mary Maker'],
    ]);
    expect(await migrationProgress(context.db, id)).toMatchObject({ moved: 1 });
    await expect(run(maker, 'moves.tick', { ...wave, site: good })).rejects.toMatchObject({
      message: expect.stringContaining('30 minutes after the step'),
    });
    const byItself = { ...context, actor: systemActor };
    await pass(25, good, 20);
    expect(await advanceDueWaves(byItself)).toEqual([]);
    await pass(5, good, 20);
    expect(await advanceDueWaves(byItself)).toEqual([{ incidentId: id, ...wave }]);
    expect(await advanceDueWaves(byItself)).toEqual([]);
    const looked = await run<RunbookShown>(maker, 'moves.runbook', wave);
    expect(looked.done.at(-1)).toMatchObject({ site: good, what: 'readings looked at', by: 'Allclear' });
    expect(looked.asked.find((one) => one.site === good)?.hubs).toEqual(['VPN-B']);
    await expect(
      advanceDueWaves({ ...context, actor: { kind: 'person', name: 'Dora Desk', roles: ['desk'] } }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await run(maker, 'moves.tick', { ...wave, site: good });
    await pass(30, good, 20);
    const settled = await run<RunbookShown>(maker, 'moves.advance', wave);
    expect(settled.outcomes.find((one) => one.site === good)?.state).toBe('verified');
    // The next is slower than it was: it is put back, and the wave stops.
    await pass(30, bad, 20);
    await run(maker, 'moves.tick', { ...wave, site: bad });
    await pass(30, bad, 40);
    const slow = await run<RunbookShown>(maker, 'moves.advance', wave);
    expect(slow.asked.find((one) => one.site === bad)).toMatchObject({ step: 'put back as it was' });
    await run(maker, 'moves.tick', { ...wave, site: bad });
    await pass(30, bad, 20);
    const over = await run<RunbookShown>(maker, 'moves.advance', wave);
    expect(over.outcomes.map(({ state }) => state).sort()).toEqual([
      'not touched',
      'rolled back',
      'verified',
    ]);
    expect([over.asked, over.stopped]).toEqual([[], expect.stringContaining('latency is worse')]);
    expect(await migrationProgress(context.db, id)).toMatchObject({ moved: 1 });
  });
});

describe('a site that was on another concentrator when the migration began', () => {
  it('is brought in by the plan that moves it, and verified like the others', async () => {
    const { context, id, siteCodes } = await givenCrowded();
    const late = siteCodes.at(-1) ?? '';
    const on = (value: string) =>
      setSiteAttribute(context, { siteCode: late, key: 'concentrator', value, from: context.clock.now() });
    await on('VPN-B');
    await run(context, 'migration.start', { key: 'second', title: 'Second', from: 'VPN-A', to: 'VPN-B' });
    // All but it and two more stay: of the seven that had better go, these three do.
    for (const site of siteCodes.slice(0, 7))
      await run(context, 'migration.cannot-move', { site, reason: 'KPSN configuration' });
    context.clock.advanceTo(new Date(context.clock.now().getTime() + 60_000));
    await on('VPN-A');
    const maker = { ...context, actor: person('Mary Maker') };
    await run(maker, 'moves.plan', { seconds: 2, distancePercent: 0, sitesAtMost: 3 });
    expect((await migrationProgress(context.db, id))?.elsewhere).toEqual([]);
    await run({ ...context, actor: person('Olive Other') }, 'moves.approve', { version: 1 });
    const progress = await migrationProgress(context.db, id);
    expect(progress).toMatchObject({ total: 9, planned: 2 });
    expect(progress?.elsewhere).toMatchObject([{ siteCode: late, status: 'planned', wave: '1' }]);
    context.clock.advanceTo(new Date(context.clock.now().getTime() + 60_000));
    await run(maker, 'migration.move', { site: late });
    const from = context.clock.now().getTime();
    context.clock.advanceTo(new Date(from + 3_660_000));
    const figures = { tunnel: 'up', inMbps: 7, outMbps: 2, lossPercent: 0.1, latencyMs: 20 };
    const readings = Array.from({ length: 12 }, (_, k) => ({
      site: late,
      at: new Date(from + (k + 1) * 300_000).toISOString(),
      ...figures,
    }));
    await importReadings(context, { source: 'test', onFault: 'refuse', readings });
    await verifyMoves(context);
    expect((await run<PlanShown>(context, 'moves.show', { version: 1 })).standings).toContainEqual(
      expect.objectContaining({ site: late, status: 'verified' }),
    );
    expect(await migrationProgress(context.db, id)).toMatchObject({ total: 9, moved: 0 });
  });
});

const runIdOf = async (context: TestContext): Promise<number> => {
  const { rows } = await context.database.pool.query('select max(id)::int as id from planning_run');
  return rows[0].id;
};

/** Tells once of its best plan, and goes on until it is called off. */
const endless: typeof planApart = (_, { signal, onProgress } = {}) =>
  new Promise((_resolve, reject) => {
    onProgress?.({ share: 0.4, shareBound: 0.3, moves: 8, movesBound: 7, seconds: 1 });
    signal?.addEventListener('abort', () => reject(new AllclearError('state.refused', 'Called off.')));
  });

describe('a plan that is made in the background', () => {
  it('is kept in the name of who asked, once, and can be approved by somebody else only', async () => {
    const { context } = await givenCrowded();
    const maker = { ...context, actor: person('Mary Maker') };
    await run(maker, 'moves.ask', { seconds: 5 });
    expect(await run(context, 'moves.planning', {})).toMatchObject({
      state: 'planning',
      askedBy: 'Mary Maker',
      seconds: 5,
      progress: null,
    });
    await expect(run(context, 'moves.ask', {})).rejects.toMatchObject({
      code: 'state.refused',
      message: expect.stringContaining('Mary Maker has a plan made at this moment'),
    });
    const runId = await runIdOf(context);
    await runPlanning({ ...context, actor: systemActor }, runId);
    await runPlanning({ ...context, actor: systemActor }, runId);
    expect(await run(context, 'moves.planning', {})).toMatchObject({ state: 'done', version: 1 });
    const plans = await run<MovePlan[]>(context, 'moves.list', {});
    expect(plans.map(({ version, madeBy }) => [version, madeBy])).toEqual([[1, 'Mary Maker']]);
    await expect(run(maker, 'moves.approve', { version: 1 })).rejects.toMatchObject({
      code: 'state.refused',
    });
  });

  it('shows the best so far while it goes on, and leaves no plan when it is called off', async () => {
    const { context } = await givenCrowded();
    await expect(run(context, 'moves.call-off', {})).rejects.toMatchObject({ code: 'state.refused' });
    await run(context, 'moves.ask', { seconds: 60 });
    const going = runPlanning(context, await runIdOf(context), endless);
    await expect
      .poll(() => run<PlanningShown>(context, 'moves.planning', {}), { timeout: 10_000 })
      .toMatchObject({ progress: { moves: 8, movesBound: 7 } });
    await run({ ...context, actor: person('Olive Other') }, 'moves.call-off', {});
    await going;
    expect(await run(context, 'moves.planning', {})).toMatchObject({
      state: 'called off',
      said: 'Olive Other called it off',
    });
    expect(await run(context, 'moves.list', {})).toEqual([]);
    // Nothing is in the way of another.
    await run(context, 'moves.ask', {});
  });

  it('that cannot be made says why', async () => {
    const { context } = await givenCrowded();
    await run(context, 'moves.ask', { frozenFrom: '2026-01-01', frozenTo: '2030-01-01', seconds: 2 });
    await runPlanning(context, await runIdOf(context));
    expect(await run(context, 'moves.planning', {})).toMatchObject({
      state: 'refused',
      version: null,
      said: expect.stringContaining('too few change windows'),
    });
  });

  it('is asked for and called off by those who may plan, and seen by whoever may read', async () => {
    const { context } = await givenCrowded();
    const desk = { ...context, actor: { kind: 'person', name: 'Dora Desk', roles: ['desk'] } as Actor };
    const feed = { ...context, actor: { kind: 'token', name: 'Feed', roles: ['intake'] } as Actor };
    for (const verb of ['moves.ask', 'moves.call-off'])
      await expect(run(desk, verb, {})).rejects.toMatchObject({ code: 'forbidden' });
    await expect(run(feed, 'moves.planning', {})).rejects.toMatchObject({ code: 'forbidden' });
    expect(await run(desk, 'moves.planning', {})).toBeNull();
    await expect(run(context, 'moves.ask', { frozenFrom: '2026-05-01' })).rejects.toMatchObject({
      code: 'input.invalid',
    });
  });
});

const question = (ratedMbps: number): PlanQuestion => ({
  sites: Array.from({ length: 6 }, (_, k) => ({
    code: `S${k}`,
    practice: `P${k}`,
    at: 'VPN-A',
    fixed: k === 0 ? 'KPSN configuration' : null,
    mbps: new Float64Array(336).fill(100),
    tunnels: 1,
  })),
  concentrators: ['VPN-A', 'VPN-B'].map((code) => ({
    code,
    dataCentre: code,
    ratedMbps,
    ratedTunnels: null,
    otherMbps: new Float64Array(336),
  })),
  distancePercent: 5,
  preferred: null,
  surviveLoss: false,
  seconds: 5,
});

describe('the thread that plans', () => {
  it('says what conflicts and the least that would help', async () => {
    const { refusal, moves } = await planApart(question(200));
    expect(moves).toEqual([]);
    expect(refusal).toContain('the lowest peak possible is 150.0% of a rating');
    expect(refusal).toContain('1 that cannot move (KPSN configuration)');
    expect(refusal).toContain('about 200 Mbps more rating');
  });

  it('tells how it goes on, and can be called off', async () => {
    const told: PlanProgress[] = [];
    const answer = await planApart(question(400), { onProgress: (progress) => told.push(progress) });
    expect(answer.moves).toHaveLength(3);
    expect(told[0]).toMatchObject({ moves: null, movesBound: null });
    expect(told.at(-1)).toMatchObject({ share: 0.75, shareBound: 0.75, moves: 3, movesBound: 3 });
    const controller = new AbortController();
    const called = planApart(question(400), { signal: controller.signal });
    controller.abort();
    await expect(called).rejects.toMatchObject({ code: 'state.refused' });
  });
});
