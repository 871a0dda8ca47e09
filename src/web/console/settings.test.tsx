import { zipSync } from 'fflate';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { audit } from '#platform/audit';
import { permissionsOf } from '#platform/auth';
import { runVerb } from '#platform/verbs';
import { publishingVerbs } from '#publishing';
import { settingsVerbs } from '#settings';
import { type ConsoleOptions, createConsole } from '#web';
import {
  asAdministrator,
  asStaff,
  type Client,
  clientOf,
  consoleOptions,
  consoleVerbs,
  csrfIn,
  origin,
} from '../../../test/support/console-client.ts';
import { type TestContext, testContext } from '../../../test/support/database.ts';

let context: TestContext;
let options: ConsoleOptions;
let administrator: Client;
beforeAll(async () => {
  context = await testContext();
  const verbs = [...consoleVerbs, ...settingsVerbs];
  options = { ...(await consoleOptions(context)), verbs, permissions: await permissionsOf(verbs, context) };
  administrator = await asAdministrator(context, options);
});

const page = async (path: string, client: Client = administrator) => (await client.get(path)).text();

describe('the settings screens', () => {
  it('are shown to administrators alone, and offered to nobody else', async () => {
    const lead = await asStaff(options, administrator, {
      name: 'Lee Lead',
      email: 'lee@example.org',
      roles: ['incident lead'],
    });
    for (const path of ['/console/settings', '/console/settings/organisation'])
      expect((await lead.get(path)).status, path).toBe(403);
    expect(await page('/console', lead)).not.toContain('/console/settings');
    const posted = await lead.post(
      '/console/settings/organisation',
      { organisation: 'Taken over' },
      { from: '/console/account' },
    );
    expect(posted.status).toBe(403);
    expect(await page('/console')).toContain('Example board');
  });

  it('change the header of the next page, keep who did it, and show script as text', async () => {
    const name = '<script>alert(1)</script> Board';
    const saved = await administrator.post('/console/settings/organisation', {
      version: '0',
      organisation: name,
      note: 'A <b>new</b> name',
    });
    expect([saved.status, saved.headers.get('location')]).toEqual([
      303,
      '/console/settings?done=settings.organisation',
    ]);
    const html = await page('/console/settings/organisation');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; Board');
    expect(html).not.toContain('<script>alert(1)');
    expect(html).toMatch(/Changed by Robin Admin/);
    expect(html).toContain('A &lt;b&gt;new&lt;/b&gt; name');
    const signIn = await clientOf(options).get('/console/sign-in');
    expect(await signIn.text()).toContain('&lt;script&gt;alert(1)&lt;/script&gt; Board');
  });

  it('keep what was typed when it cannot be, and name the field', async () => {
    const refused = await administrator.post('/console/settings/service-hours', {
      version: '0',
      monday: '18:00-08:00',
      tuesday: '09:00-10:00',
    });
    expect(refused.status).toBe(422);
    const html = await refused.text();
    expect(html).toContain('href="#monday"');
    expect(html).toContain('value="18:00-08:00"');
    expect(html).toContain('value="09:00-10:00"');
    expect(html).toContain('Error: Service hours');
  });

  it('say so when somebody else changed it meanwhile, and take the form again on purpose', async () => {
    const form = { organisation: 'Later Board', version: '0' };
    const late = await administrator.post('/console/settings/organisation', form);
    expect(late.status).toBe(422);
    const html = await late.text();
    expect(html).toContain('Somebody changed this since you looked');
    expect(html).toContain('value="Later Board"');
    expect(html).toContain('name="version" value="1"');
    const again = await administrator.post('/console/settings/organisation', { ...form, version: '1' });
    expect(again.status).toBe(303);
    const back = await administrator.post('/console/settings/organisation', {
      version: '2',
      standard: 'yes',
    });
    expect(back.headers.get('location')).toBe('/console/settings?done=settings.reset');
    expect(await page('/console/settings')).toContain('As the server was started');
  });
});

describe('the audit screen', () => {
  it('says whether the chain holds, and finds the first row that does not fit', async () => {
    expect(await page('/console/audit')).toContain('The chain has not been checked yet.');
    const checked = await administrator.post('/console/do/audit.verify', { back: '/console/audit' });
    expect(checked.status).toBe(303);
    expect(await page('/console/audit')).toMatch(/The chain holds: \d+ rows were followed/);
    await context.db.connection().execute(async (db) => {
      await sql`set session_replication_role = replica`.execute(db);
      await sql`update audit set actor_name = 'Nobody' where id = 1`.execute(db);
      await sql`set session_replication_role = origin`.execute(db);
    });
    const broken = await administrator.post('/console/do/audit.verify', { back: '/console/audit' });
    expect([broken.status, await broken.text()]).toEqual([
      409,
      expect.stringMatching(
        /The audit trail does not hold\. The first that does not fit: position 1, row 1\./,
      ),
    ]);
    expect(await page('/console/audit')).toContain('The audit trail was changed past the program');
  });

  it('searches by subject, and its file holds nothing that a spreadsheet runs', async () => {
    await audit(context, { verb: 'site.close', subject: '=HYPERLINK("http://evil.example","x")', data: {} });
    await audit(
      { ...context, actor: { ...context.actor, name: '@SUM(1+1)*cmd|calc' } },
      {
        verb: 'site.close',
        subject: '+1+1',
        data: {},
      },
    );
    const html = await page('/console/audit?subject=%2B1');
    expect(html).toContain('@SUM(1+1)*cmd|calc');
    expect(html).not.toContain('HYPERLINK');
    const csv = await page('/console/audit.csv?verb=site.close');
    expect(csv).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")"`);
    expect(csv).toContain(`'@SUM(1+1)*cmd|calc`);
    expect(csv).toContain(`'+1+1`);
    expect(csv.split('\r\n')[0]).toBe('id,at,actor_kind,actor,verb,subject,data,position,sha256');
    expect(csv.split('\r\n')[1]).toMatch(/,\d+,[0-9a-f]{64}$/);
  });
});

describe('the imports screen', () => {
  const send = async (path: string, form: FormData, headers: Record<string, string> = {}) => {
    const cookie = [...administrator.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return createConsole(options).request(`${origin}${path}`, {
      method: 'POST',
      headers: { origin, host: 'localhost:8080', cookie, ...headers },
      body: form,
    });
  };
  const formWith = async (file: File, more: Record<string, string> = {}, token?: string) => {
    const form = new FormData();
    form.set('csrf', token ?? csrfIn(await page('/console/settings/imports')));
    form.set('kind', 'estate');
    form.set('file', file);
    for (const [name, value] of Object.entries(more)) form.set(name, value);
    return form;
  };
  const ods =
    '"G99001","<b>SURGERY</b>","Y59","QKS","1 HIGH STREET","AMBERWICK","KENT","","","ME99 1AA","19740401","","A","B","91Q","20200401","","","","","","0","","91Q","","4",""\n';

  it('previews a file, and imports it once it is confirmed', async () => {
    const sent = await send('/console/settings/imports', await formWith(new File([ods], 'epraccur.csv')));
    expect(sent.status).toBe(303);
    const path = sent.headers.get('location') ?? '';
    const html = await page(path);
    expect(html).toContain('Nothing has been changed yet');
    expect(html).toContain('&lt;b&gt;SURGERY&lt;/b&gt;');
    const confirmed = await administrator.post(path, {});
    expect(confirmed.headers.get('location')).toBe('/console/settings/imports?done=upload.apply');
    expect((await administrator.get(path)).status).toBe(404);
  });

  it('says how many addresses of practices are new, and which are left alone and why', async () => {
    await runVerb(publishingVerbs, context, 'contact.add-address', {
      practice: 'G99001',
      channel: 'email',
      address: 'manager@g99001.example',
    });
    const rows = 'site_code,ods_code,email,mobile\nG99001-1,G99001,manager@g99001.example,07700900123\n';
    const sent = await send('/console/settings/imports', await formWith(new File([rows], 'sites.csv')));
    const counts = (await page(sent.headers.get('location') ?? '')).replaceAll(/<[^>]+>|\s+/g, ' ');
    expect(counts).toMatch(/Addresses of practices added +1 /);
    expect(counts).toMatch(/Addresses left alone, put on record by hand \(G99001-1\) +1 /);
  });

  it('names rows and fields of what cannot be imported, and refuses bad names, bombs and missing files', async () => {
    const rows = await send(
      '/console/settings/imports',
      await formWith(new File(['site_code,ods_code\nX-1,Z00000\n'], 'sites.csv')),
    );
    expect(rows.status).toBe(422);
    expect(await rows.text()).toContain('Z00000 is not a known practice');
    const none = await send('/console/settings/imports', await formWith(new File([], '')));
    expect([none.status, await none.text()]).toEqual([400, expect.stringContaining('href="#file"')]);
    const name = await send('/console/settings/imports', await formWith(new File([ods], '../../x.csv')));
    expect([name.status, await name.text()]).toEqual([400, expect.stringContaining('holds a folder')]);
    const bomb = zipSync({ 'bomb.csv': new Uint8Array(65 * 1024 * 1024).fill(32) }, { level: 9 });
    const large = await send('/console/settings/imports', await formWith(new File([bomb], 'bomb.zip')));
    expect([large.status, await large.text()]).toEqual([
      413,
      expect.stringContaining('unpacks to more than 64 MB'),
    ]);
  });

  it('takes files on its own form alone, with its token, from its own pages, and up to the limit', async () => {
    const file = new File([ods], 'epraccur.csv');
    const token = csrfIn(await page('/console/settings/imports'));
    expect((await send('/console/settings/organisation', await formWith(file, {}, token))).status).toBe(415);
    expect((await send('/console/settings/imports', await formWith(file, {}, 'forged'))).status).toBe(403);
    const elsewhere = { origin: 'https://evil.example' };
    expect((await send('/console/settings/imports', await formWith(file, {}, token), elsewhere)).status).toBe(
      403,
    );
    const huge = new File([new Uint8Array(1024 * 1024 + 1)], 'huge.csv');
    expect((await send('/console/settings/imports', await formWith(huge, {}, token))).status).toBe(413);
    const stranger = await createConsole(options).request(`${origin}/console/settings/imports`, {
      method: 'POST',
      headers: { origin, host: 'localhost:8080' },
      body: await formWith(file, {}, token),
    });
    expect(stranger.status).toBe(415);
    const many = await formWith(file, {}, token);
    for (let n = 0; n < 60; n += 1) many.append('x', 'y');
    expect((await send('/console/settings/imports', many)).status).toBe(413);
  });
});
