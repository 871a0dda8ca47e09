import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { setSiteAttribute } from '#estate';
import type { Actor } from '#platform/auth';
import { runVerb } from '#platform/verbs';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { explain } from './explain.ts';
import type { StoredResult } from './model.ts';
import { asFactorSuggestions } from './suggest.ts';
import { givenDay, minutes, start, window } from './test-support.ts';
import { attributionVerbs } from './verbs.ts';

const run = (context: TestContext, name: string, input: Record<string, unknown> = {}): Promise<unknown> =>
  runVerb(attributionVerbs, context, name, input);

describe('the estate’s own question, from the database', () => {
  let context: TestContext;
  let stored: StoredResult;
  beforeAll(async () => {
    context = await givenDay();
    stored = await explain(context, { ...window, incidentId: 7 });
  });

  it('finds the firmware, names who did not fail, and says it in a sentence', () => {
    const { result } = stored;
    expect(result.verdict).toBe('explained');
    expect(result.explanations.map(({ key }) => key)).toEqual(['firmware=fw-9.4.1']);
    const [found] = result.explanations;
    expect(found).toMatchObject({
      inside: { sites: 16, failingSites: 12 },
      outside: { sites: 16, failingSites: 1 },
      insideNotFailing: { count: 4, codes: ['G99004-1', 'G99008-1', 'G99012-1', 'G99016-1'] },
      outsideFailing: { count: 1, codes: ['G99021-1'] },
    });
    expect(found?.sentence).toMatch(
      /^Sites with firmware fw-9\.4\.1 failed .* 12 of 16 sites failed, against 1 of 16/,
    );
  });

  it('suggests it to incidents as a hypothesis with evidence on both sides', () => {
    expect(asFactorSuggestions(stored.result)).toMatchObject([
      {
        key: 'firmware-fw-9-4-1',
        title: 'Firmware fw-9.4.1',
        evidenceAgainst: ['4 sites with it did not fail.', '1 site failed without it.'],
      },
    ]);
  });

  it('stores it with an audit row and tells the others', async () => {
    const told = await sql<{
      data: unknown;
    }>`select data from outbox_event where type = 'attribution.changed'`.execute(context.db);
    expect(told.rows.map(({ data }) => data)).toEqual([{ resultId: stored.id, incidentId: 7 }]);
    const audited = await sql`select 1 from audit where verb = 'attribution.explain'`.execute(context.db);
    expect(audited.rows).toHaveLength(1);
    expect(await run(context, 'attribution.show')).toEqual(stored);
    expect(await run(context, 'attribution.list')).toMatchObject([
      { reference: stored.reference, incidentId: 7 },
    ]);
  });

  it('gives the stored answer again when the data are the same', async () => {
    expect(await explain(context, { ...window, incidentId: 7 })).toEqual(stored);
  });

  it('comes out the same to the byte, and says so when data changed since', async () => {
    const same = { sameBytes: true, inputSha256: stored.inputSha256 };
    expect(await run(context, 'attribution.recompute', { result: stored.reference })).toMatchObject({
      ...same,
      inputSha256Now: stored.inputSha256,
    });
    await setSiteAttribute(context, {
      ...{ siteCode: 'G99001-1', key: 'template', value: 'branch' },
      from: new Date('2026-01-01T00:00:00Z'),
    });
    const later = await run(context, 'attribution.recompute', { result: stored.reference });
    expect(later).toMatchObject(same);
    expect(later).not.toMatchObject({ inputSha256Now: stored.inputSha256 });
  });

  it('says a tampered result is not the same', async () => {
    await sql`update attribution_result set result = replace(result, '16', '15') where id = ${stored.id}`.execute(
      context.db,
    );
    expect(await run(context, 'attribution.recompute', { result: stored.reference })).toMatchObject({
      sameBytes: false,
    });
  });

  it('measures what somebody suspects', async () => {
    const asked = { from: start.toISOString(), to: minutes(1440).toISOString(), key: 'firmware' };
    expect(await run(context, 'attribution.measure', { ...asked, value: 'fw-9.4.1' })).toMatchObject({
      inside: { failingSites: 12 },
      outside: { failingSites: 1 },
    });
    expect(await run(context, 'attribution.measure', { ...asked, value: 'never seen' })).toMatchObject({
      ratio: null,
    });
  });

  it('does not compare before and after a measure by hours that do not match', async () => {
    const asked = {
      from: start.toISOString(),
      to: minutes(1440).toISOString(),
      startedAt: minutes(720).toISOString(),
    };
    expect(
      await run(context, 'attribution.change', { ...asked, key: 'firmware', value: 'fw-9.4.1' }),
    ).toMatchObject({ verdict: 'not enough to say', strata: 'hour of the day' });
  });

  it('refuses empty and future periods, and unknown results', async () => {
    await expect(explain(context, { from: window.to, to: window.from })).rejects.toMatchObject({
      code: 'input.invalid',
    });
    await expect(explain(context, { from: minutes(1600), to: minutes(1700) })).rejects.toMatchObject({
      code: 'input.invalid',
    });
    await expect(run(context, 'attribution.show', { result: '000000000000' })).rejects.toMatchObject({
      code: 'not-found',
    });
    const outside = {
      from: start.toISOString(),
      to: minutes(60).toISOString(),
      startedAt: minutes(90).toISOString(),
    };
    await expect(run(context, 'attribution.change', outside)).rejects.toMatchObject({
      code: 'input.invalid',
    });
  });

  it.each(attributionVerbs.map((verb) => [verb.name, verb] as const))(
    '%s refuses an actor without a role',
    async (_, verb) => {
      const nobody: Actor = { kind: 'person', name: 'Nobody', roles: [] };
      const call = async () =>
        verb.run({ ...context, actor: nobody }, { ...window, result: '000000000000' } as never);
      await expect(call()).rejects.toMatchObject({ code: 'forbidden' });
    },
  );
});

describe('an empty database', () => {
  it('gives an honest answer', async () => {
    const context = await testContext({ at: minutes(1500) });
    const { result } = await explain(context, window);
    expect(result.verdict).toBe('not enough to say');
    expect(result.sentence).toBe(
      'Not enough to say: no failure so far. About 17 failures would show a cause that half of the sites share and that makes failures 4 times as frequent.',
    );
  });
});
