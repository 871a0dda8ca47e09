import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Explanation } from '#attribution';
import type { Actor } from '#platform/auth';
import { runVerb } from '#platform/verbs';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenIncident } from '../../test/support/incidents.ts';
import type { Incident, Suggestion } from './model.ts';
import { factors, timeline } from './read.ts';
import { resultsInUse, suggestions, takeSuggestions } from './suggestions.ts';
import { incidentVerbs } from './verbs.ts';

let context: TestContext;
let incident: Incident;
let made = 0;
beforeEach(async () => {
  context = await testContext();
  incident = await givenIncident(context);
});

/** A stored result that says these values explain the failures, each with an interval for its ratio. */
async function givenResult(
  found: Record<string, [low: number, value: number, high: number]>,
  incidentId: number | null = incident.id,
): Promise<number> {
  made += 1;
  const reference = made.toString(16).padStart(12, '0');
  const explanations = Object.entries(found).map(([value, [low, ratio, high]]) => ({
    key: `firmware=${value}`,
    terms: [{ key: 'firmware', value }],
    ratio: { low, value: ratio, high },
    effectiveFailures: 12,
    probability: 0.008,
    insideNotFailing: { count: 2, codes: ['A', 'B'] },
    outsideFailing: { count: 0, codes: [] },
    cannotTellFrom: [],
    sentence: `Sites with firmware ${value} failed more often.`,
  })) as unknown as Explanation[];
  const result = { explanations, compounds: [], tried: { singles: 30, combinations: 0 } };
  const said = ['explained', ...Object.keys(found).map((value) => `firmware=${value}`)].join('; ');
  await sql`insert into attribution_input (sha256, body) values (repeat('a', 64), '') on conflict do nothing`.execute(
    context.db,
  );
  const stored = await sql<{
    id: number;
  }>`insert into attribution_result (reference, incident_id, from_at, to_at,
      computed_at, version, input_sha256, automatic, said, result)
    values (${reference}, ${incidentId}, ${incident.startedAt}, ${context.clock.now()}, ${context.clock.now()}, 'test',
      repeat('a', 64), true, ${said}, ${JSON.stringify(result)}) returning id`.execute(context.db);
  return stored.rows[0]?.id ?? 0;
}

const hoursLater = (hours: number): void =>
  context.clock.advanceTo(new Date(context.clock.now().getTime() + hours * 3_600_000));

const of = (): Promise<Suggestion[]> => suggestions(context.db, incident.id);
const run = (name: string, input: Record<string, unknown>): Promise<unknown> =>
  runVerb(incidentVerbs, context, name, { incident: incident.slug, ...input });

describe('suggestions of attribution', () => {
  it('become hypotheses with evidence on both sides, once', async () => {
    const id = await givenResult({ 'fw-1': [2, 3, 4.5] });
    expect(await takeSuggestions(context, id)).toBe(true);
    expect(await takeSuggestions(context, id)).toBe(false);
    expect(await of()).toMatchObject([
      {
        key: 'firmware-fw-1',
        statement: 'Sites with firmware fw-1 failed more often.',
        evidenceAgainst: ['2 sites with it did not fail.'],
        first: { resultId: id },
        decision: null,
      },
    ]);
    const told = await timeline(context.db, incident.id);
    expect(told.filter(({ type }) => type === 'suggestion.made')).toMatchObject([{ public: false }]);
  });

  it('remember that they were said before anybody declared the incident', async () => {
    const before = await givenResult({ 'fw-1': [2, 3, 4.5] }, null);
    hoursLater(5);
    await takeSuggestions(context, await givenResult({ 'fw-1': [2, 3, 4.5] }));
    expect((await of())[0]?.first.resultId).toBe(before);
  });

  it('lapse when a later result does not say them, and come back with one that does', async () => {
    await takeSuggestions(context, await givenResult({ 'fw-1': [2, 3, 4.5], 'fw-2': [2, 3, 4] }));
    const older = await givenResult({});
    hoursLater(1);
    const newer = await givenResult({ 'fw-2': [2, 3, 4] });
    await takeSuggestions(context, newer);
    expect((await of()).map(({ lapsedAt }) => lapsedAt)).toEqual([context.clock.now(), null]);
    // An older result that comes late changes nothing.
    expect(await takeSuggestions(context, older)).toBe(false);
    expect((await of())[1]?.lapsedAt).toBeNull();
    await takeSuggestions(context, await givenResult({ 'fw-1': [2, 3, 4.5] }));
    expect((await of()).map(({ lapsedAt }) => lapsedAt === null)).toEqual([true, false]);
  });

  it('are accepted as a factor through the incident’s own verb, evidence and reason kept', async () => {
    const id = await givenResult({ 'fw-1': [2, 3, 4.5] });
    await takeSuggestions(context, id);
    await run('suggestion.accept', { key: 'firmware-fw-1', reason: 'It fits what we saw.' });
    expect(await factors(context.db, incident.id)).toMatchObject([
      {
        key: 'firmware-fw-1',
        grade: 'hypothesis',
        evidenceAgainst: ['2 sites with it did not fail.'],
        reason: 'It fits what we saw.',
      },
    ]);
    expect((await of())[0]?.decision).toMatchObject({ decision: 'accepted', factorKey: 'firmware-fw-1' });
    const audited = await sql<{
      verb: string;
    }>`select verb from audit where verb like 'suggestion.%' or verb like 'factor.%'
      order by id`.execute(context.db);
    expect(audited.rows.map(({ verb }) => verb)).toEqual(['factor.add', 'factor.grade', 'suggestion.accept']);
    await expect(run('suggestion.reject', { key: 'firmware-fw-1', reason: 'No.' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('are accepted as evidence for a factor that is there, whose grade stays', async () => {
    await run('factor.add', { key: 'software', title: 'Software', statement: 'It fails.' });
    await run('factor.grade', {
      key: 'software',
      grade: 'supported',
      evidenceFor: ['Seen.'],
      reason: 'Seen.',
    });
    await takeSuggestions(context, await givenResult({ 'fw-1': [2, 3, 4.5] }));
    await run('suggestion.accept', { key: 'firmware-fw-1', factor: 'software', reason: 'Yes.' });
    const [factor, ...others] = await factors(context.db, incident.id);
    expect(others).toEqual([]);
    expect(factor).toMatchObject({ grade: 'supported', evidenceFor: expect.arrayContaining(['Seen.']) });
    expect(factor?.evidenceFor).toHaveLength(4);
  });

  it('change nothing when accepting fails half-way', async () => {
    await takeSuggestions(context, await givenResult({ 'fw-1': [2, 3, 4.5] }));
    await expect(
      run('suggestion.accept', { key: 'firmware-fw-1', factor: 'no-such-factor', reason: 'Yes.' }),
    ).rejects.toMatchObject({ code: 'not-found' });
    expect((await of())[0]?.decision).toBeNull();
    expect(await factors(context.db, incident.id)).toEqual([]);
  });

  it('stay rejected while the evidence is the same, and come back with the reason when it is stronger', async () => {
    await takeSuggestions(context, await givenResult({ 'fw-1': [2, 3, 4.5] }));
    await run('suggestion.reject', { key: 'firmware-fw-1', reason: 'The lab did not see it.' });
    await takeSuggestions(context, await givenResult({ 'fw-1': [2.5, 3.1, 3.9] }));
    expect((await of())[0]?.decision).toMatchObject({
      decision: 'rejected',
      reason: 'The lab did not see it.',
    });
    await takeSuggestions(context, await givenResult({ 'fw-1': [3.5, 6, 9] }));
    const [back] = await of();
    expect(back?.decision).toBeNull();
    expect(back?.returnedBecause).toMatch(/rejected it at .*: The lab did not see it\. Since then/);
    const types = (await timeline(context.db, incident.id)).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['suggestion.rejected', 'suggestion.returned']));
  });

  it('leave a closed incident alone', async () => {
    await sql`update incident set response = 'stood down' where id = ${incident.id}`.execute(context.db);
    expect(await takeSuggestions(context, await givenResult({ 'fw-1': [2, 3, 4.5] }))).toBe(false);
  });

  it('keep the results that they, or the timeline, rest on', async () => {
    const [one, two, three] = [
      await givenResult({ 'fw-1': [2, 3, 4.5] }),
      await givenResult({ 'fw-1': [2, 3, 4.5] }),
      await givenResult({ 'fw-1': [2, 3, 4.5] }, null),
    ];
    await takeSuggestions(context, two);
    const reference = three.toString();
    await run('incident.note', { text: `The review rests on ${reference.padStart(12, 'f')}.` });
    const results = [one, two, three].map((id) => ({ id, reference: `${id}`.padStart(12, 'f') }));
    const used = await resultsInUse(context, results);
    expect(used).toContain(two);
    expect(used).toContain(three);
    await expect(sql`delete from attribution_result where id = ${two}`.execute(context.db)).rejects.toThrow();
  });

  it.each(['suggestion.list', 'suggestion.accept', 'suggestion.reject'])(
    '%s refuses an actor without a role',
    async (name) => {
      const nobody: Actor = { kind: 'person', name: 'Nobody', roles: [] };
      const input = {
        incident: incident.slug,
        ...(name === 'suggestion.list' ? {} : { key: 'a', reason: 'b' }),
      };
      await expect(runVerb(incidentVerbs, { ...context, actor: nobody }, name, input)).rejects.toMatchObject({
        code: 'forbidden',
      });
    },
  );
});
