import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { importEstate, listPractices, listSites } from '#estate';
import { affectedSites, findIncident, timeline, updateImpact } from '#incidents';
import { type Actor, type Role, systemActor } from '#platform/auth';
import { inTransaction } from '#platform/db';
import { runVerb } from '#platform/verbs';
import {
  answerByLink,
  askWhenRestored,
  concernCounts,
  formPage,
  recoveryForecast,
  recoveryProgress,
  recoveryTroubles,
  recoveryVerbs,
  remindPractices,
  takeContacts,
} from '#recovery';
import { importCalls } from '#servicedesk';
import { importReadings } from '#telemetry';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { givenEpisode, givenIncident } from '../../test/support/incidents.ts';

interface Link {
  odsCode: string;
  path: string;
}
interface Message {
  kind: string;
  channel: string;
  address: string;
  text: string;
  path: string;
  practiceId: string;
}

const secretOf = (link: Link | undefined): string => link?.path.split('/').at(-1) ?? '';
const said = { state: 'recovering', saidBy: 'Jo, practice manager', key: 'k1' };

// One database, on one clock: the tests are a timeline.
describe('asking practices how they recover', () => {
  let context: TestContext;
  let id: number;
  let links: Link[];
  const link = (odsCode: string): Link | undefined => links.find((each) => each.odsCode === odsCode);
  const as = (role: Role): TestContext => {
    const actor: Actor = { kind: 'person', name: `A ${role}`, roles: [role] };
    return { ...context, actor };
  };
  const plain = <T>(role: Role, verb: string, input: Record<string, unknown>): Promise<T> =>
    runVerb(recoveryVerbs, as(role), verb, input) as Promise<T>;
  const run = <T>(role: Role, verb: string, input: Record<string, unknown> = {}): Promise<T> =>
    plain(role, verb, { incident: 'firewalls', ...input });
  const at = (iso: string): void => context.clock.advanceTo(new Date(iso));
  const messages = async (): Promise<Message[]> => {
    const found = await sql<{
      data: Message;
    }>`select data from outbox_event where type = 'message.requested' order by id`.execute(context.db);
    return found.rows.map(({ data }) => data);
  };
  const told = async (type: string): Promise<string[]> =>
    (await timeline(context.db, id)).filter((entry) => entry.type === type).map(({ text }) => text);
  const progress = () => recoveryProgress(context.db, id);

  beforeAll(async () => {
    context = await testContext();
    await givenEstate(context, 5);
    ({ id } = await givenIncident(context));
    const siteIds = (await listSites(context.db)).slice(0, 2).map((site) => site.id);
    const period = { from: '2026-04-20T05:00:00Z', to: '2026-04-20T05:30:00Z' };
    const episode = await givenEpisode(context, { kind: 'outage', siteIds, ...period });
    await updateImpact(context, { episodeIds: [episode] });
    await importCalls(context, {
      source: 'desk',
      calls: [
        {
          externalId: 'C1',
          openedAt: '2026-04-20T06:00:00Z',
          shortDescription: 'internet down',
          odsCode: 'G99003',
        },
      ],
    });
    await sql`insert into call_link (incident_id, call_id, status, method, score, reasons, at)
      select ${id}, id, 'linked', 'auto', 90, '[]', opened_at from call`.execute(context.db);
  });

  it('takes over where messages for practices go', async () => {
    const idOf = new Map((await listPractices(context.db)).map((each) => [each.odsCode, each.id]));
    const at = (odsCode: string, email: string | null, mobile: string | null) => ({
      practiceId: idOf.get(odsCode) ?? 0,
      email,
      mobile,
    });
    await inTransaction({ ...context, actor: systemActor }, (tx) =>
      takeContacts(tx, [
        at('G99001', 'manager@g99001.example', null),
        at('G99002', 'old@g99002.example', null),
        at('G99003', null, '+447700900123'),
      ]),
    );
    await inTransaction({ ...context, actor: systemActor }, (tx) =>
      takeContacts(tx, [at('G99002', null, null)]),
    );
  });

  it('asks by itself once the response is restored: who was affected, and who called', async () => {
    await askWhenRestored(context, id);
    expect(await messages()).toEqual([]);
    const opened = await run<{ asked: number; withoutAddress: number; links: Link[] }>(
      'incident lead',
      'recovery.open',
    );
    expect(opened).toMatchObject({ asked: 3, withoutAddress: 1 });
    ({ links } = opened);
    expect(links.map(({ odsCode }) => odsCode)).toEqual(['G99001', 'G99002', 'G99003']);
    expect((await findIncident(context.db, 'firewalls')).states.recovery).toBe('recovering');
    expect(await progress()).toMatchObject({ total: 3, recovered: 0, notReplied: 3 });
    expect(await run('incident lead', 'recovery.open')).toMatchObject({ asked: 0, links: [] });
  });

  it('sends each its own link, where its messages go', async () => {
    const sent = await messages();
    expect(sent).toMatchObject([
      {
        kind: 'recovery-asked',
        channel: 'email',
        address: 'manager@g99001.example',
        path: link('G99001')?.path,
      },
      { kind: 'recovery-asked', channel: 'sms', address: '+447700900123', path: link('G99003')?.path },
    ]);
    for (const { text } of sent) expect(text).toContain('{link}');
    // One that called is asked whether it is fixed, and its link opens there.
    expect(sent[0]?.text).not.toContain('is it?');
    expect(sent[1]?.text).toMatch(/fixed at your site: is it\?.*\{link\}#is-it-fixed$/);
  });

  it('cannot be guessed, and shows a practice nothing about others', async () => {
    expect(new Set(links.map((each) => secretOf(each).length))).toEqual(new Set([43]));
    const kept = await sql<{
      text: string;
    }>`select encode(digest, 'escape') as text from recovery_link`.execute(context.db);
    expect(JSON.stringify(kept.rows)).not.toContain(secretOf(links[0]));
    const page = await formPage(context, secretOf(link('G99001')));
    expect(page).toMatchObject({ practice: { odsCode: 'G99001' }, calls: 0, last: null, conflict: null });
    expect(JSON.stringify(page)).not.toMatch(/G9900[2-5]/);
    expect(await formPage(context, `${secretOf(links[0]).slice(0, -1)}x`)).toBeUndefined();
    expect((await formPage(context, secretOf(link('G99003'))))?.calls).toBe(1);
  });

  it.each([
    ['no choice', { saidBy: 'Jo', key: 'k' }, 'state'],
    ['no name', { state: 'recovering', saidBy: ' ', key: 'k' }, 'saidBy'],
    ['a count that is none', { ...said, results: '-3' }, 'results'],
    ['a part of an appointment', { ...said, appointments: '1.5' }, 'appointments'],
    ['a date that is none', { ...said, expectedNormalOn: '2026-02-30' }, 'expectedNormalOn'],
    ['all works and does not', { ...said, allWorking: true, notWorking: ['clinical records'] }, 'notWorking'],
    ['somebody else’s practice', { ...said, practice: 'G99002' }, ''],
  ])('refuses an answer with %s, naming the field', async (_, input, field) => {
    await expect(answerByLink(context, secretOf(links[0]), input)).rejects.toMatchObject({
      code: 'input.invalid',
      faults: [{ field }],
    });
    expect((await progress()).notReplied).toBe(3);
  });

  it.each(['note', 'safetyConcern', 'saidBy'])('takes no patient in %s', async (field) => {
    const input = { ...said, [field]: 'Patient 943 476 5919 waits.' };
    await expect(answerByLink(context, secretOf(links[0]), input)).rejects.toMatchObject({
      code: 'privacy.nhs-number',
      faults: [{ field }],
    });
    await expect(
      run('desk', 'recovery.report', { ...input, key: 'x', practice: 'G99001' }),
    ).rejects.toMatchObject({
      code: 'privacy.nhs-number',
    });
  });

  it('stores an answer once however often it is pressed; a changed one counts, and what is left empty is not known', async () => {
    const secret = secretOf(link('G99001'));
    const answer = { ...said, appointments: 40, results: 0, staffHours: 12.5, telephones: 'working' };
    await answerByLink(context, secret, answer);
    await answerByLink(context, secret, answer);
    await answerByLink(context, secret, { ...answer, appointments: 44 });
    const stored = await sql<{ n: number }>`select count(*)::int as n from recovery_report`.execute(
      context.db,
    );
    expect(stored.rows).toEqual([{ n: 2 }]);
    const own = (await progress()).practices[0];
    expect(own?.answer?.backlog).toEqual({
      ...{ appointments: 44, prescriptions: null, results: 0, letters: null, paperRecords: null },
    });
    expect(own?.answer).toMatchObject({ notWorking: null, onlineConsultations: null });
    expect((await progress()).staffHours).toEqual({ hours: 12.5, practices: 1 });
  });

  it('opens the impact of a site again when its practice says that it is not fixed, and leaves its call alone', async () => {
    at('2026-04-20T08:00:00Z');
    await answerByLink(context, secretOf(link('G99003')), { ...said, fixed: 'no' });
    const [, , third] = await listSites(context.db);
    expect(await affectedSites(context.db, id, context.clock.now())).toEqual([third?.id]);
    expect(await told('recovery.not-fixed')).toEqual([
      'Not fixed, says G99003: impact is open again at G99003-1. The desk has to look into it',
    ]);
    // A rebuild of what episodes show must not undo it.
    await updateImpact(context, { episodeIds: [] });
    at('2026-04-20T09:00:00Z');
    expect(await affectedSites(context.db, id, context.clock.now())).toEqual([third?.id]);
    await run('desk', 'recovery.report', { practice: 'G99003', state: 'recovering', fixed: 'yes' });
    expect(await affectedSites(context.db, id, context.clock.now())).toEqual([]);
    const asked = await run<{
      practices: { report: { odsCode: string }; called: boolean; saysFixed: string | null }[];
    }>('viewer', 'recovery.detail');
    expect(
      asked.practices.map(({ report, called, saysFixed }) => [report.odsCode, called, saysFixed]),
    ).toEqual(
      expect.arrayContaining([
        ['G99001', false, null],
        ['G99003', true, 'yes'],
      ]),
    );
    const calls = await sql<{ status: string }>`select status from call`.execute(context.db);
    expect(calls.rows[0]?.status).not.toBe('closed');
  });

  it('opens the impact of the site alone that a practice with several names, and tells the desk which', async () => {
    const bytes = new TextEncoder().encode(
      [
        'site_code,ods_code,name,address,town,postcode,phone,opened,closed',
        'G99002-2,G99002,Branch,2 Low Road,Amberwick,ME99 1AB,,,',
        'G99002-3,G99002,Old branch,3 Low Road,Amberwick,ME99 1AC,,,2026-01-31',
      ].join('\n'),
    );
    await importEstate(context, { fileName: 'sites.csv', bytes });
    const secret = secretOf(link('G99002'));
    const page = await formPage(context, secret);
    expect(page?.sites.map(({ code }) => code)).toEqual(['G99002-1', 'G99002-2']);
    const ids = new Map((await listSites(context.db)).map((site) => [site.code, site.id]));
    const open = async () => affectedSites(context.db, id, context.clock.now());
    // Not of the practice; closed; both fixed and not.
    for (const given of [
      { fixed: 'no', notFixedAt: ['G99001-1'] },
      { fixed: 'no', notFixedAt: ['G99002-3'] },
      { fixed: 'yes', notFixedAt: ['G99002-2'] },
    ])
      await expect(answerByLink(context, secret, { ...said, ...given })).rejects.toMatchObject({
        code: 'input.invalid',
        faults: [{ field: 'notFixedAt' }],
      });
    expect(await open()).toEqual([]);
    await answerByLink(context, secret, { ...said, key: 'n1', fixed: 'no', notFixedAt: ['g99002-2'] });
    expect(await open()).toEqual([ids.get('G99002-2')]);
    expect((await told('recovery.not-fixed')).at(-1)).toBe(
      'Not fixed, says G99002: impact is open again at G99002-2. The desk has to look into it',
    );
    const [trouble] = await recoveryTroubles(context.db);
    expect(trouble?.notFixed).toEqual([{ odsCode: 'G99002', sites: ['G99002-2'] }]);
    const { practices } = await run<{
      practices: { report: { odsCode: string }; notFixed: unknown; because: string }[];
    }>('viewer', 'recovery.detail');
    expect(practices.find(({ report }) => report.odsCode === 'G99002')).toMatchObject({
      because: 'says it is not fixed at G99002-2',
      notFixed: { sites: [{ code: 'G99002-2', name: 'Branch' }] },
    });
    const { csv } = await run<{ csv: string }>('desk', 'recovery.export');
    expect(csv).toContain(',fixed,not_fixed_at,');
    expect(csv).toMatch(/,G99002,.*,no,G99002-2,/);
    // It happens at the other now, and there alone: named without the choice, it is a no.
    await answerByLink(context, secret, { ...said, key: 'n2', notFixedAt: ['G99002-1'] });
    expect(await open()).toEqual([ids.get('G99002-1')]);
    expect((await told('recovery.fixed')).at(-1)).toContain('ended at G99002-2');
    await answerByLink(context, secret, { ...said, key: 'n3', fixed: 'yes' });
    expect(await open()).toEqual([]);
  });

  it('shows both when readings and the practice disagree, and says so kindly', async () => {
    await importReadings(context, {
      source: 'test',
      onFault: 'refuse',
      readings: [0, 5, 10, 15, 20].map((minute) => ({
        site: 'G99003-1',
        at: new Date(Date.parse('2026-04-20T08:35:00Z') + minute * 60_000).toISOString(),
        tunnel: 'down',
      })),
    });
    const page = await formPage(context, secretOf(link('G99003')));
    expect(page?.last?.answer?.fixed).toBe('yes');
    expect(page?.conflict?.practice).toMatch(/^Thank you for telling us.*We may be wrong/);
    const detail = await run<{
      practices: { report: { odsCode: string }; conflict: { kind: string } | null }[];
    }>('viewer', 'recovery.detail');
    expect(detail.practices.filter(({ conflict }) => conflict).map(({ report }) => report.odsCode)).toEqual([
      'G99003',
    ]);
  });

  it('tells the clinical safety lead of a concern at once, and the timeline without its words', async () => {
    await sql`insert into staff (name, email, roles, created_at) values ('Dr Nadia Colby', 'nadia@board.example',
      '{clinical safety lead}', ${context.clock.now()})`.execute(context.db);
    const words = 'Two urgent results were found late.';
    await answerByLink(context, secretOf(link('G99002')), { ...said, safetyConcern: words });
    expect((await messages()).at(-1)).toMatchObject({
      kind: 'recovery-safety-concern',
      address: 'nadia@board.example',
    });
    expect(JSON.stringify([(await messages()).at(-1), await timeline(context.db, id)])).not.toContain(
      'urgent results',
    );
    expect(await told('recovery.concern')).toHaveLength(1);
    await expect(run('desk', 'recovery.concerns')).rejects.toMatchObject({ code: 'forbidden' });
    const [concern] = await run<{ id: number; text: string }[]>('clinical safety lead', 'recovery.concerns');
    expect(concern?.text).toBe(words);
    const { csv } = await run<{ csv: string }>('desk', 'recovery.export');
    expect(csv.split('\r\n')[1]).toMatch(/^1,open safety concern,G99002,/);
    const settled = { concern: concern?.id, outcome: 'harm', text: 'One patient was treated a day late.' };
    await expect(run('incident lead', 'recovery.settle-concern', settled)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await run('clinical safety lead', 'recovery.settle-concern', settled);
    expect(await concernCounts(context.db, id)).toMatchObject({ raised: 1, open: 0, harm: 1 });
    await expect(run('clinical safety lead', 'recovery.settle-concern', settled)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('refuses to forecast from so little', async () => {
    const incident = await findIncident(context.db, 'firewalls');
    expect(await recoveryForecast(context.db, incident, context.clock.now())).toMatchObject({
      ok: false,
      refused: expect.stringContaining('practices have shown how fast they recover'),
    });
  });

  it('reminds over a new link, and stops at an answer that all is well or after three in a row', async () => {
    const reminders = async () => (await messages()).filter(({ kind }) => kind === 'recovery-reminder');
    at('2026-04-24T09:00:00Z');
    expect(await remindPractices(context)).toEqual({ reminded: 0 });
    // A week after they said that they still recover; on a Monday at 9am.
    at('2026-04-27T09:00:00Z');
    expect(await remindPractices(context)).toEqual({ reminded: 2 });
    expect(await remindPractices(context)).toEqual({ reminded: 0 });
    const again = (await reminders()).find(({ channel }) => channel === 'email');
    await answerByLink(context, again?.path.split('/').at(-1) ?? '', { ...said, state: 'recovered' });
    for (const day of ['05', '12', '13', '20', '27']) {
      at(`2026-05-${day}T09:00:00Z`);
      await remindPractices(context);
    }
    expect((await reminders()).map(({ channel }) => channel).sort()).toEqual(['email', 'sms', 'sms', 'sms']);
    // The first link still works: somebody may be writing on it.
    expect(await formPage(context, secretOf(link('G99001')))).toBeDefined();
  });

  it('shares a new link with the desk, audited, and ends the earlier ones when asked to', async () => {
    const shared = await run<{ sent: boolean; links: Link[] }>('desk', 'recovery.link', {
      practice: 'g99001',
      endOthers: true,
    });
    expect(await formPage(context, secretOf(link('G99001')))).toBeUndefined();
    expect(await formPage(context, secretOf(shared.links[0]))).toBeDefined();
    await expect(run('viewer', 'recovery.link', { practice: 'G99001' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(run('desk', 'recovery.link', { practice: 'G99002', send: true })).rejects.toMatchObject({
      code: 'state.refused',
    });
    const audited = await sql<{
      text: string;
    }>`select data::text from audit where verb = 'recovery.link'`.execute(context.db);
    expect(audited.rows).toHaveLength(1);
    expect(JSON.stringify(audited.rows)).not.toContain(secretOf(shared.links[0]));
  });

  it('ends: links die, nobody is reminded, and who did not reply is not recovered', async () => {
    await run('incident lead', 'recovery.close', { note: 'Nothing more comes.' });
    expect(await formPage(context, secretOf(link('G99003')))).toBeUndefined();
    await expect(answerByLink(context, secretOf(link('G99003')), said)).rejects.toMatchObject({
      code: 'not-found',
    });
    expect((await findIncident(context.db, 'firewalls')).states.recovery).toBe('recovering');
    expect(await progress()).toMatchObject({ total: 3, recovered: 1, recovering: 2 });
    // By telephone the desk still takes what a practice says.
    await run('desk', 'recovery.report', { practice: 'G99002', state: 'recovered' });
    await run('desk', 'recovery.report', { practice: 'G99003', state: 'recovered' });
    expect((await findIncident(context.db, 'firewalls')).states.recovery).toBe('recovered');
  });

  it('keeps what practices said as it was', async () => {
    await expect(sql`update recovery_report set state = 'recovered'`.execute(context.db)).rejects.toThrow(
      /stays as it was/,
    );
  });
});
