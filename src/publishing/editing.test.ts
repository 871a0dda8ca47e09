import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { findIncident, timeline } from '#incidents';
import { runVerb } from '#platform/verbs';
import { audienceOf, countAudience } from './audience.ts';
import { fillTemplate, standardTemplates, withoutLines } from './core/templates.ts';
import { type Finding, type ListedTemplate, publishingVerbs, type Update } from './index.ts';
import { approver, author, givenDesk, person } from './test-support.ts';

const due = '2026-04-21T09:00:00Z';
const lead = person('Lee Lead', 'incident lead');

describe('two people editing one update', () => {
  it('tells the second one, changes nothing, and keeps every version', async () => {
    const desk = await givenDesk();
    const first = (await desk.as(author, 'update.draft', { title: 'T', body: 'As begun.' })) as Update;
    expect(first.version).toBe(1);
    await desk.as(lead, 'update.edit', { number: 1, body: 'As Lee has it.', version: 1 });
    const late = desk.as(author, 'update.edit', { number: 1, body: 'As Ada has it.', version: 1 });
    await expect(late).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Lee Lead saved update 1 while you were writing'),
    });
    expect(await desk.as(author, 'update.show', { number: 1 })).toMatchObject({
      body: 'As Lee has it.',
      version: 2,
      authors: ['Ada Author', 'Lee Lead'],
    });
    await desk.as(author, 'update.edit', { number: 1, body: 'Both.', version: 2 });
    const bodies = [];
    for (const version of [1, 2, 3])
      bodies.push(((await desk.as(author, 'update.version', { number: 1, version })) as Update).body);
    expect(bodies).toEqual(['As begun.', 'As Lee has it.', 'Both.']);
    await expect(desk.as(author, 'update.version', { number: 1, version: 4 })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('keeps versions as they are, in the database too', async () => {
    const desk = await givenDesk();
    await desk.as(author, 'update.draft', { title: 'T', body: 'As begun.' });
    const change = sql`update incident_update_version set body = 'Other'`.execute(desk.context.db);
    await expect(change).rejects.toThrow('Versions of an update are kept');
  });

  it('saves without a version as before: from scripts nobody looks on', async () => {
    const desk = await givenDesk();
    await desk.as(author, 'update.draft', { title: 'T', body: 'As begun.' });
    await desk.as(lead, 'update.edit', { number: 1, body: 'Changed.' });
    expect(await desk.as(author, 'update.edit', { number: 1, title: 'U' })).toMatchObject({ version: 3 });
  });
});

describe('a text that changed after it was read', () => {
  it('is neither approved nor published by whoever read the earlier one', async () => {
    const desk = await givenDesk();
    const given = { number: 1 };
    await desk.as(author, 'update.draft', { title: 'T', body: 'As read.', nextUpdateDue: due });
    await desk.as(author, 'update.submit', given);
    await desk.as(lead, 'update.edit', { number: 1, body: 'As slipped in.' });
    await desk.as(author, 'update.submit', given);
    const blind = desk.as(approver, 'update.approve', { number: 1, version: 1 });
    await expect(blind).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('changed after you opened it'),
    });
    await desk.as(approver, 'update.approve', { number: 1, version: 2 });
    await expect(desk.as(approver, 'update.publish', { number: 1, version: 1 })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await desk.as(approver, 'update.publish', { number: 1, version: 2 })).toMatchObject({
      status: 'published',
      body: 'As slipped in.',
    });
  });
});

describe('checks before an update is submitted', () => {
  it('are told, and let through for a reason that the timeline keeps', async () => {
    const desk = await givenDesk();
    await desk.as(author, 'update.draft', { title: 'T', body: 'It failed at 10.30am.', nextUpdateDue: due });
    const refused = desk.as(author, 'update.submit', { number: 1, onWarning: 'refuse' });
    await expect(refused).rejects.toMatchObject({
      code: 'state.refused',
      faults: [{ field: 'body', line: 1, reason: expect.stringContaining('10.30am') }],
    });
    await desk.as(author, 'update.submit', { number: 1, reason: 'Quoted from the supplier' });
    const { id } = await findIncident(desk.context.db, 'firewalls');
    const entries = await timeline(desk.context.db, id);
    expect(entries.find(({ type }) => type === 'update.checks-overridden')).toMatchObject({
      public: false,
      actor: 'Ada Author',
      text: 'Update 1 submitted with 1 open check: Quoted from the supplier',
    });
  });

  it('look at figures as they would read, and at the grade of factors', async () => {
    const desk = await givenDesk();
    await desk.as(lead, 'factor.add', { key: 'fw', title: 'Firmware', statement: 'It restarts.' });
    const findings = (await desk.as(author, 'update.check', {
      body: 'Firmware makes {{claim practices.affectedEver}} lose their connection.',
    })) as Finding[];
    expect(findings.map(({ rule }) => rule)).toEqual(['next update', 'unconfirmed factor']);
  });

  it('never let anything about a patient through, for no reason', async () => {
    const desk = await givenDesk();
    const patient = { title: 'T', body: 'Fine.\nPatient 943 476 5919 waited.', nextUpdateDue: due };
    await expect(desk.as(author, 'update.draft', patient)).rejects.toMatchObject({
      code: 'privacy.nhs-number',
      faults: [{ field: 'body', line: 2 }],
    });
    await desk.as(author, 'update.draft', { ...patient, body: 'Fine.' });
    const edit = desk.as(author, 'update.edit', { number: 1, title: 'About 943 476 5919' });
    await expect(edit).rejects.toMatchObject({ code: 'privacy.nhs-number', faults: [{ field: 'title' }] });
    await sql`update incident_update set body = 'Patient 943 476 5919'`.execute(desk.context.db);
    const submit = desk.as(author, 'update.submit', { number: 1, reason: 'I must' });
    await expect(submit).rejects.toMatchObject({ code: 'privacy.nhs-number' });
  });
});

describe('templates', () => {
  it('make a holding statement in one step, which can be approved as it is', async () => {
    const desk = await givenDesk();
    const made = (await desk.as(lead, 'update.from-template')) as Update;
    expect(made).toMatchObject({
      status: 'submitted',
      title: 'Firewalls drop their connection',
      nextUpdateDueAt: new Date('2026-04-20T10:00:00Z'),
    });
    expect(made.body).toContain('It began at 6am on Thursday 16 April.');
    // Nobody has readings yet, so how many are affected cannot be said: the paragraph is left out.
    expect(made.body).not.toContain('practices.affectedNow');
    await desk.as(approver, 'update.approve', { number: made.number });
    const whole = (await desk.as(lead, 'update.show', { number: made.number })) as { text: string };
    expect(whole.text).toContain('Next update: 11am on Monday 20 April');
  });

  it('that come with the program pass every check', async () => {
    const desk = await givenDesk();
    for (const { key } of standardTemplates) {
      const { number } = (await desk.as(lead, 'update.from-template', {
        template: key,
        submit: false,
      })) as Update;
      await desk.as(lead, 'update.submit', { number, onWarning: 'refuse' });
    }
  });

  it('can be changed, added and put back', async () => {
    const desk = await givenDesk();
    const keys = async () =>
      ((await runPlain(desk, 'template.list')) as ListedTemplate[]).map(({ key, standard }) => [
        key,
        standard,
      ]);
    const mine = { key: 'holding', name: 'Ours', title: 'We know', body: 'We know.', nextUpdateMinutes: 30 };
    await runPlain(desk, 'template.set', mine);
    await runPlain(desk, 'template.set', { ...mine, key: 'power', name: 'Power cut' });
    expect(await keys()).toEqual([
      ['holding', false],
      ['no-change', true],
      ['improving', true],
      ['power', false],
    ]);
    expect(await desk.as(lead, 'update.from-template')).toMatchObject({ title: 'We know', body: 'We know.' });
    await runPlain(desk, 'template.reset', { key: 'holding' });
    await runPlain(desk, 'template.reset', { key: 'power' });
    expect(await keys()).toHaveLength(3);
    await expect(runPlain(desk, 'template.reset', { key: 'power' })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(desk.as(lead, 'update.from-template', { template: 'power' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('that could not be used are refused, each fault by name', async () => {
    const desk = await givenDesk();
    const bad = { key: 'x', name: 'X', title: 'About [incident mood]', nextUpdateMinutes: 60 };
    await expect(runPlain(desk, 'template.set', { ...bad, body: 'Fine.' })).rejects.toMatchObject({
      faults: [{ field: 'body', reason: expect.stringContaining('[incident mood]') }],
    });
    await expect(
      runPlain(desk, 'template.set', { ...bad, title: 'T', body: '{{claim nothing.known}}' }),
    ).rejects.toMatchObject({ code: 'input.invalid' });
    const viewer = person('Vi', 'viewer');
    for (const verb of ['template.set', 'template.reset', 'update.from-template'])
      await expect(runPlain(desk, verb, { ...bad, body: 'B' }, viewer)).rejects.toMatchObject({
        code: expect.stringMatching(/forbidden|input.invalid/),
      });
  });

  it('fill in what the incident is called, cut at a word when it is too long', () => {
    const [holding] = standardTemplates;
    const incident = {
      title: 'Connections of practices in the whole of the county drop every few minutes',
      summary: '',
      reference: 'INC-2026-001',
      startedAt: new Date('2026-04-20T06:30:00Z'),
    };
    const filled = fillTemplate(holding ?? never(), incident, new Date('2026-04-20T07:04:00Z'));
    expect(filled.title).toBe('Connections of practices in the whole of the county drop every…');
    expect(filled.nextUpdateDueAt).toEqual(new Date('2026-04-20T08:15:00Z'));
    expect(withoutLines('a\n\nb\n\nc', new Set([3]))).toBe('a\n\nc');
  });
});

describe('who is told', () => {
  it('is counted from the estate, and says so when nobody is', async () => {
    const desk = await givenDesk();
    const context = { ...desk.context, actor: author };
    expect(await audienceOf(context, { incident: 'firewalls' })).toEqual({
      practices: 40,
      practicesTold: 0,
      people: 0,
      channels: [],
      practicesWithTelephone: 40,
    });
    const subscribed = async () => [
      { channel: 'email', people: 3, practiceIds: [1, 2] },
      { channel: 'text message', people: 1, practiceIds: [2] },
    ];
    expect(await audienceOf(context, { incident: 'firewalls' }, [subscribed])).toMatchObject({
      practicesTold: 2,
      people: 4,
      practicesWithTelephone: 38,
      channels: [
        { channel: 'email', people: 3, practices: 2 },
        { channel: 'text message', people: 1, practices: 1 },
      ],
    });
  });

  it('does not count practices that are not of the estate', () => {
    const shares = [{ channel: 'email', people: 2, practiceIds: [1, 99] }];
    expect(countAudience([{ id: 1, hasTelephone: false }], shares)).toMatchObject({ practicesTold: 1 });
  });
});

function never(): never {
  throw new Error('There is no template.');
}

/** Runs a verb that is not about one incident. */
const runPlain = (
  desk: Awaited<ReturnType<typeof givenDesk>>,
  verb: string,
  input: Record<string, unknown> = {},
  actor = lead,
): Promise<unknown> => runVerb(publishingVerbs, { ...desk.context, actor }, verb, input);
