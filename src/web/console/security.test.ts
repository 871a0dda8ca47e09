import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acceptLink, breakGlass, isMaskedToken, maskedToken } from '#platform/auth';
import { callerAddress } from '#platform/http';
import { runVerb } from '#platform/verbs';
import {
  asAdministrator,
  asStaff,
  type Client,
  clientOf,
  consoleOptions,
  consoleVerbs,
  csrfIn,
  origin,
  testPassword,
} from '../../../test/support/console-client.ts';
import { type TestContext, testContext } from '../../../test/support/database.ts';
import { givenEstate } from '../../../test/support/estate.ts';
import { givenIncident } from '../../../test/support/incidents.ts';
import { safeBack } from './deps.ts';
import type { ConsoleOptions } from './options.ts';
import { isSameOrigin } from './security.ts';

const credentials = { email: 'robin@example.org', password: testPassword };
const note = (text: string) => ({ incident: 'firewalls', text });

describe('console security', () => {
  let context: TestContext;
  let options: ConsoleOptions;
  let administrator: Client;

  beforeEach(async () => {
    context = await testContext();
    options = await consoleOptions(context);
    administrator = await asAdministrator(context, options);
  });

  const timeline = async (): Promise<string> =>
    JSON.stringify(await runVerb(consoleVerbs, context, 'incident.show', { incident: 'firewalls' }));

  it('shows nothing to strangers: every screen leads to sign-in', async () => {
    const stranger = clientOf(options);
    for (const path of [
      '/console',
      '/console/audit',
      '/console/audit.csv',
      '/console/live',
      '/console/do/incident.note',
      '/console/sites-time',
      '/console/nonsense',
    ]) {
      const response = await stranger.get(path);
      expect([response.status, response.headers.get('location')], path).toEqual([
        303,
        expect.stringMatching(/^\/console\/sign-in/),
      ]);
    }
  });

  it('sends a strict policy with every answer, and no script in the page', async () => {
    for (const response of [
      await administrator.get('/console'),
      await clientOf(options).get('/console/sign-in'),
      await administrator.get('/console/none'),
    ]) {
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self' 'nonce-/);
      expect(policy).not.toMatch(/unsafe|\*/);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      const html = await response.text();
      for (const [tag] of html.matchAll(/<script[^>]*>/g))
        expect(tag).toMatch(
          /^<script type="module" src="\/console\/assets\/(console|passkey)\.[0-9a-f]{12}\.js">$/,
        );
      expect(html).not.toMatch(/<style|\son\w+=|\sstyle=|javascript:/i);
    }
  });

  it('keeps the session in a cookie that scripts cannot read, and over https that only https carries', async () => {
    const response = await clientOf(options).post('/console/sign-in', credentials);
    expect(response.headers.getSetCookie()[0]).toMatch(
      /^allclear_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const https = { ...options, publicUrl: 'https://status.example.org' };
    const secure = await clientOf(https).post('/console/sign-in', credentials);
    expect(secure.headers.getSetCookie()[0]).toMatch(
      /^__Host-allclear_session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(secure.headers.get('strict-transport-security')).toBeTruthy();
  });

  it('session fixation: a cookie planted before sign-in is worth nothing afterwards', async () => {
    const victim = clientOf(options);
    victim.cookies.set('allclear_session', 'planted-planted-planted-planted-planted-pla');
    await victim.post('/console/sign-in', credentials);
    expect(victim.cookies.get('allclear_session')).not.toContain('planted');
    const attacker = clientOf(options);
    attacker.cookies.set('allclear_session', 'planted-planted-planted-planted-planted-pla');
    expect((await attacker.get('/console')).status).toBe(303);
  });

  it('signing out ends the session at the server, not only in the browser', async () => {
    const cookie = administrator.cookies.get('allclear_session') ?? '';
    await administrator.post('/console/sign-out', {}, { from: '/console' });
    const thief = clientOf(options);
    thief.cookies.set('allclear_session', cookie);
    expect((await thief.get('/console')).status).toBe(303);
  });

  describe('forged forms', () => {
    beforeEach(() => givenIncident(context));
    const path = '/console/do/incident.note';

    it.each([
      ['without a token', { csrf: '' }],
      ['with a token that is no token', { csrf: 'AAAA' }],
      ['from another site', { headers: { origin: 'https://evil.example' } }],
      ['from another port', { headers: { origin: 'http://localhost:9999' } }],
      ['from nowhere', { headers: { origin: 'null' } }],
      ['as the browser says, from another site', { headers: { 'sec-fetch-site': 'cross-site' } }],
      ['as the browser says, from a sister site', { headers: { 'sec-fetch-site': 'same-site' } }],
    ])('%s are refused', async (_what, more) => {
      const response = await administrator.post(path, note('forged'), more);
      expect(response.status).toBe(403);
      expect(await timeline()).not.toContain('forged');
    });

    it("with another person's token are refused", async () => {
      const lee = await asStaff(options, administrator, {
        name: 'Lee',
        email: 'lee@example.org',
        roles: ['incident lead'],
      });
      const csrf = csrfIn(await (await lee.get(path)).text());
      expect((await administrator.post(path, note('forged'), { csrf })).status).toBe(403);
      expect((await lee.post(path, note('honest'), { csrf })).status).toBe(200);
    });

    it('of another kind (JSON, files) are refused', async () => {
      for (const type of ['application/json', 'multipart/form-data; boundary=x', 'text/plain'])
        expect(
          (await administrator.post(path, note('forged'), { headers: { 'content-type': type } })).status,
        ).toBe(415);
    });

    it('of sign-in itself are refused: nobody is signed in as somebody else', async () => {
      const victim = clientOf(options);
      expect((await victim.post('/console/sign-in', credentials, { csrf: 'AAAA' })).status).toBe(401);
      expect(
        (await victim.post('/console/sign-in', credentials, { headers: { origin: 'https://evil.example' } }))
          .status,
      ).toBe(403);
      expect(victim.cookies.has('allclear_session')).toBe(false);
    });
  });

  it("another role's verb is refused by the verb, shown to nobody and offered to nobody", async () => {
    await givenIncident(context);
    const viewer = await asStaff(options, administrator, {
      name: 'Vi',
      email: 'vi@example.org',
      roles: ['viewer'],
    });
    expect(await (await viewer.get('/console/incidents/firewalls')).text()).not.toMatch(
      /\/console\/do\/(incident|factor|measure)\./,
    );
    expect((await viewer.get('/console/do/incident.respond')).status).toBe(403);
    const csrf = csrfIn(await (await viewer.get('/console')).text());
    for (const verb of ['incident.note', 'staff.invite', 'audit.list', 'update.draft']) {
      const response = await viewer.post(
        `/console/do/${verb}`,
        { ...note('by a viewer'), title: 'T', body: 'B' },
        { csrf },
      );
      expect([400, 403], verb).toContain(response.status);
    }
    expect((await viewer.get('/console/audit')).status).toBe(403);
    expect((await viewer.get('/console/audit.csv')).status).toBe(403);
    expect((await viewer.get('/console/staff')).status).toBe(403);
    expect(await timeline()).not.toContain('by a viewer');
  });

  it('an author is not offered the approval of their own update, and is refused it', async () => {
    await givenIncident(context);
    const both = await asStaff(options, administrator, {
      name: 'Bo',
      email: 'bo@example.org',
      roles: ['communications author'],
    });
    await runVerb(consoleVerbs, context, 'staff.roles', {
      email: 'bo@example.org',
      roles: ['communications author', 'approver'],
    });
    const base = '/console/incidents/firewalls/updates';
    const saved = await both.post(
      `${base}/write`,
      {
        title: 'News',
        body: 'Text. {{claim practices.affectedNow}}',
        nextUpdateDue: '2026-04-20T16:00',
        save: 'yes',
      },
      { from: `${base}/new` },
    );
    expect(saved.headers.get('location')).toBe(`${base}/1?done=saved`);
    expect(await (await both.get(`${base}/1`)).text()).not.toContain('not evaluated');
    await both.post(`${base}/1`, { step: 'submit' });
    expect(await (await both.get(`${base}/1`)).text()).not.toContain('value="approve"');
    const refused = await both.post(`${base}/1`, { step: 'approve', version: '1' });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('wrote update 1 and so may not approve it');
  });

  it('the emergency override is offered to who runs the incident, keeps what was typed, and is shown afterwards', async () => {
    await givenIncident(context);
    const base = '/console/incidents/firewalls/updates';
    const author = await asStaff(options, administrator, {
      name: 'Au',
      email: 'au@example.org',
      roles: ['communications author'],
    });
    const draft = { title: 'News', body: 'Text.', nextUpdateDue: '2026-04-20T16:00', save: 'yes' };
    await author.post(`${base}/write`, draft, { from: `${base}/new` });
    await author.post(`${base}/1`, { step: 'submit' });
    expect(await (await author.get(`${base}/1`)).text()).not.toContain('value="override"');
    const page = await (await administrator.get(`${base}/1`)).text();
    expect(page).toContain('value="override"');
    expect(page).not.toContain('value="approve"');
    const refused = await administrator.post(`${base}/1`, {
      step: 'override',
      override: 'now <b>',
      version: '1',
    });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('now &lt;b&gt;');
    const why = 'Both approvers are without signal';
    expect(
      (await administrator.post(`${base}/1`, { step: 'override', override: why, version: '1' })).status,
    ).toBe(303);
    expect(await (await author.get(`${base}/1`)).text()).toContain(
      `Approved under emergency override by Robin Admin, because: ${why}`,
    );
  });

  describe('script in every text field', () => {
    const nasty = '"><script>alert(1)</script><img src=x onerror=alert(2)>';

    it('is shown as text on every screen', async () => {
      await givenEstate(context, 2);
      await givenIncident(context, { title: nasty, summary: nasty });
      const run = (name: string, input: Record<string, unknown>) =>
        runVerb(consoleVerbs, context, name, { incident: 'firewalls', ...input });
      await run('incident.note', { text: nasty, evidence: nasty });
      await run('command.group', { group: nasty, purpose: nasty });
      await run('command.assign', { group: nasty, role: nasty, person: nasty, organisation: nasty });
      await run('command.action', { group: nasty, text: nasty, owner: nasty });
      await run('factor.add', { key: 'a', title: nasty, statement: nasty, settledBy: nasty });
      await run('nextstep.add', { text: nasty });
      await run('advice.propose', { kind: 'do', text: nasty });
      await run('update.draft', { title: nasty, body: `${nasty}\n\n[link](javascript:alert(3))` });
      await runVerb(consoleVerbs, context, 'call.import', {
        source: 'desk',
        calls: [
          {
            externalId: nasty,
            openedAt: '2026-04-20T06:00:00Z',
            shortDescription: nasty,
            siteText: nasty,
            status: nasty,
          },
        ],
      });
      const paths = [
        '/console',
        '/console/incidents',
        '/console/incidents/firewalls',
        '/console/calls',
        '/console/calls?q=script',
        '/console/audit',
        '/console/incidents/firewalls/updates/1',
        '/console/incidents/firewalls/updates/1/edit',
        `/console/audit?text=${encodeURIComponent(nasty)}`,
        `/console/do/incident.note?text=${encodeURIComponent(nasty)}`,
        `/console/sign-in?back=${encodeURIComponent(nasty)}`,
        `/console/${encodeURIComponent(nasty)}`,
        `/console?done=${encodeURIComponent(nasty)}`,
      ];
      let shown = 0;
      for (const path of paths) {
        const html = await (await administrator.get(path)).text();
        expect(html.match(/<script/g) ?? [], path).toHaveLength(path.startsWith('/console/sign-in') ? 0 : 1);
        expect(html, path).not.toMatch(/<img|href="javascript:/);
        if (html.includes('&lt;script&gt;')) shown += 1;
      }
      expect(shown).toBeGreaterThan(8);
    });

    it('comes back as text when a form is refused', async () => {
      const response = await administrator.post('/console/do/incident.declare', {
        title: nasty,
        summary: '',
      });
      expect(response.status).toBe(400);
      const html = await response.text();
      expect(html).toContain('There is a problem');
      expect(html.match(/<script/g)).toHaveLength(1);
      expect(html).toContain('&lt;script&gt;alert(1)');
    });
  });

  it('open redirects: nobody is led away from the console', async () => {
    for (const back of [
      'https://evil.example/',
      '//evil.example/console',
      '/\\evil.example',
      '/console/../../evil',
      '/console\r\nx: y',
      '/consoles',
      'javascript:alert(1)',
    ]) {
      const response = await clientOf(options).post('/console/sign-in', { ...credentials, back });
      expect(response.headers.get('location'), back).toBe('/console');
    }
  });

  it('large bodies are refused, small ones before sign-in', async () => {
    const stranger = clientOf(options);
    expect(
      (await stranger.post('/console/sign-in', { ...credentials, more: 'x'.repeat(20_000) })).status,
    ).toBe(413);
    expect((await administrator.post('/console/do/incident.note', note('x'.repeat(1_100_000)))).status).toBe(
      413,
    );
  });

  it('while the database is away it says so, with status 503', async () => {
    const away = clientOf({ ...options, base: () => undefined });
    away.cookies.set('allclear_session', 'x'.repeat(43));
    const response = await away.get('/console');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('The database cannot be reached');
  });

  it('a break-glass visit is announced on every screen', async () => {
    const link = await breakGlass(context, { reason: 'Nobody can sign in' });
    await acceptLink(
      context,
      link.path.split('/').at(-1) ?? '',
      {},
      { caller: { address: '192.0.2.1', agent: '' }, rules: options.rules },
    );
    for (const path of ['/console', '/console/calls', '/console/account'])
      expect(await (await administrator.get(path)).text()).toContain('Break-glass access was used');
  });
});

describe('safeBack', () => {
  it.each(['/console', '/console?done=x', '/console/incidents/a?kind=b#timeline', '/console#x'])(
    'keeps %s',
    (path) => {
      expect(safeBack(path)).toBe(path);
    },
  );
});

describe('form tokens', () => {
  let secret: string;
  beforeAll(() => {
    secret = 'a-secret';
  });

  it('differ each time and belong to one cookie', () => {
    const tokens = Array.from({ length: 5 }, () => maskedToken(secret));
    expect(new Set(tokens).size).toBe(5);
    for (const token of tokens) {
      expect(isMaskedToken(secret, token)).toBe(true);
      expect(isMaskedToken('another', token)).toBe(false);
    }
    expect(isMaskedToken(secret, '')).toBe(false);
  });
});

describe('isSameOrigin', () => {
  it('takes the configured address when a proxy changes the host', () => {
    const headers = { origin: 'https://status.example.org', host: 'internal:8080', site: 'same-origin' };
    expect(isSameOrigin(headers, 'https://status.example.org')).toBe(true);
    expect(isSameOrigin(headers, 'https://other.example.org')).toBe(false);
    expect(isSameOrigin({ ...headers, origin: undefined }, origin)).toBe(false);
  });
});

describe('callerAddress', () => {
  it.each([
    ['ignores the header without known proxies', '10.0.0.1', '203.0.113.5', 0, '10.0.0.1'],
    ['takes what the nearest proxy saw', '10.0.0.1', 'forged, 203.0.113.5', 1, '203.0.113.5'],
    ['counts the proxies from the near end', '10.0.0.1', 'forged, 203.0.113.5, 10.0.0.9', 2, '203.0.113.5'],
    ['falls back to the connection', '10.0.0.1', undefined, 1, '10.0.0.1'],
  ])('%s', (_what, connection, header, hops, address) => {
    expect(callerAddress(connection, header, hops)).toBe(address);
  });
});
