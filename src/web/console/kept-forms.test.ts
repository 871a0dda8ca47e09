import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { runVerb } from '#platform/verbs';
import {
  asAdministrator,
  asStaff,
  type Client,
  clientOf,
  consoleOptions,
  consoleVerbs,
  csrfIn,
  testPassword,
} from '../../../test/support/console-client.ts';
import { type TestContext, testContext } from '../../../test/support/database.ts';
import { givenIncident } from '../../../test/support/incidents.ts';
import type { ConsoleOptions } from './options.ts';

const path = '/console/do/incident.note';
const text = 'A long text\nwith <b>signs</b> & "quotes"';
const robin = { email: 'robin@example.org', password: testPassword };

describe('a form that comes after its session has ended', () => {
  let context: TestContext;
  let options: ConsoleOptions;
  let writer: Client;

  beforeEach(async () => {
    context = await testContext();
    options = await consoleOptions(context);
    writer = await asAdministrator(context, options);
    await givenIncident(context);
  });

  const later = (minutes: number) =>
    context.clock.advanceTo(new Date(context.clock.now().getTime() + minutes * 60_000));
  const note = { incident: 'firewalls', text };
  /** The page was open when the session ended; what was typed is sent afterwards. */
  const sendTooLate = async (form: Record<string, string> = note, at = path) => {
    const csrf = csrfIn(await (await writer.get(at)).text());
    later(31);
    return writer.post(at, form, { csrf });
  };
  const signIn = (client: Client, who: Record<string, string> = robin, back = '/console/kept') =>
    client.post('/console/sign-in', { ...who, back }, { from: '/console/sign-in' });
  const timeline = async (): Promise<string> =>
    JSON.stringify(await runVerb(consoleVerbs, context, 'incident.show', { incident: 'firewalls' }));
  const keptFields = async () =>
    (await sql<{ fields: string }>`select fields::text as fields from staff_kept_form`.execute(context.db))
      .rows;

  it('is kept, offered again after signing in, and does what it would have done: nothing is lost', async () => {
    const answered = await sendTooLate();
    expect([answered.status, answered.headers.get('location')]).toEqual([
      303,
      '/console/sign-in?back=%2Fconsole%2Fkept',
    ]);
    expect(await timeline()).not.toContain('A long text');
    const page = await (await writer.get('/console/sign-in?back=%2Fconsole%2Fkept')).text();
    expect(page).toContain('It is kept: sign in to go on');

    expect((await signIn(writer)).headers.get('location')).toBe('/console/kept');
    const kept = await (await writer.get('/console/kept')).text();
    expect(kept).toContain('A long text\nwith &lt;b&gt;signs&lt;/b&gt;');
    const id = /name="kept" value="(\d+)"/.exec(kept)?.[1] ?? '';
    const sent = await writer.post(path, { ...note, kept: id }, { from: '/console/kept' });
    expect(sent.status).toBe(200);
    expect(await timeline()).toContain('A long text');
    expect(await (await writer.get('/console/kept')).text()).toContain('Nothing waits for you here');
  });

  it('is announced on every screen until it is dealt with', async () => {
    await sendTooLate();
    await signIn(writer, robin, '/console');
    expect(await (await writer.get('/console/account')).text()).toContain('What you wrote is kept');
    const kept = await (await writer.get('/console/kept')).text();
    const drop = /action="(\/console\/kept\/\d+\/drop)"/.exec(kept)?.[1] ?? '';
    await writer.post(drop, {}, { from: '/console/kept' });
    expect(await (await writer.get('/console/account')).text()).not.toContain('What you wrote is kept');
    expect(await timeline()).not.toContain('A long text');
  });

  it('stays kept when it is refused on its second way', async () => {
    await sendTooLate({ incident: 'firewalls', text: '' });
    await signIn(writer);
    const kept = await (await writer.get('/console/kept')).text();
    const id = /name="kept" value="(\d+)"/.exec(kept)?.[1] ?? '';
    const refused = await writer.post(
      path,
      { incident: 'nothing', text, kept: id },
      { from: '/console/kept' },
    );
    expect(refused.status).toBe(404);
    expect(await (await writer.get('/console/kept')).text()).toContain('Sent at');
  });

  it('belongs to its writer: nobody else who signs in sees it, sends it or drops it', async () => {
    const lee = await asStaff(options, writer, {
      name: 'Lee',
      email: 'lee@example.org',
      roles: ['incident lead'],
    });
    await sendTooLate();
    await lee.post('/console/sign-in', { email: 'lee@example.org', password: testPassword });
    expect(await (await lee.get('/console/kept')).text()).toContain('Nothing waits for you here');
    const id = (await sql<{ id: number }>`select id from staff_kept_form`.execute(context.db)).rows[0]?.id;
    expect((await lee.post(`/console/kept/${id}/drop`, {}, { from: '/console/kept' })).status).toBe(404);
    await lee.post(
      path,
      { incident: 'firewalls', text: 'mine', kept: String(id) },
      { from: '/console/kept' },
    );
    expect(await keptFields()).toHaveLength(1);
  });

  it('is as long as what can be written', async () => {
    const long = 'x'.repeat(60_000);
    expect((await sendTooLate({ incident: 'firewalls', text: long })).status).toBe(303);
    await signIn(writer);
    expect(await (await writer.get('/console/kept')).text()).toContain(long);
  });

  it('is not kept for a stranger, for a forged form, or from another site', async () => {
    const csrf = csrfIn(await (await writer.get(path)).text());
    later(31);
    const cookie = writer.cookies.get('allclear_session') ?? '';
    const forged = await writer.post(path, note, { csrf: 'AAAA' });
    expect(forged.status).toBe(401);
    expect(await forged.text()).toContain('A long text');
    const foreign = await writer.post(path, note, { csrf, headers: { origin: 'https://evil.example' } });
    expect(foreign.status).toBe(403);
    const stranger = clientOf(options);
    stranger.cookies.set('allclear_session', `${cookie.slice(0, -1)}_`);
    expect((await stranger.post(path, note, { csrf })).status).toBe(401);
    expect(await keptFields()).toEqual([]);
  });

  it('never holds a password, a code or a token', async () => {
    await sendTooLate({ ...note, password: 'hush-hush', current: 'hush-hush', code: '123456' });
    await sendTooLate({ current: 'hush-hush', password: 'hush-hush' }, '/console/account/password');
    const [{ fields } = { fields: '' }] = await keptFields();
    expect(await keptFields()).toHaveLength(1);
    expect(fields).not.toMatch(/hush|123456|csrf/);
  });

  it('is gone after a day, and only the latest ten stay', async () => {
    const csrf = csrfIn(await (await writer.get(path)).text());
    later(31);
    for (let number = 1; number <= 12; number += 1)
      await writer.post(path, { incident: 'firewalls', text: `Note ${number}.` }, { csrf });
    await signIn(writer);
    const kept = await (await writer.get('/console/kept')).text();
    expect(kept).toContain('Note 12.');
    expect(kept).toContain('Note 3.');
    expect(kept).not.toContain('Note 2.');
    later(24 * 60);
    await signIn(writer);
    expect(await (await writer.get('/console/kept')).text()).toContain('Nothing waits for you here');
  });

  it('given with the token of an older session is shown again, to be sent with the new one', async () => {
    const old = csrfIn(await (await writer.get(path)).text());
    await writer.post('/console/sign-out', {}, { from: '/console' });
    await signIn(writer);
    const refused = await writer.post(path, note, { csrf: old });
    expect(refused.status).toBe(403);
    const page = await refused.text();
    expect(page).toContain('send it again');
    expect(page).toContain('A long text\nwith &lt;b&gt;');
    expect(csrfIn(page)).not.toBe('');
    expect(await timeline()).not.toContain('A long text');
    expect((await writer.post(path, note, { csrf: csrfIn(page) })).status).toBe(200);
  });
});
