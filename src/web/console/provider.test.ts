import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acceptLink, breakGlass, createProvider, type ProviderSettings } from '#platform/auth';
import { silentLog } from '#platform/log';
import { runVerb } from '#platform/verbs';
import {
  asAdministrator,
  type Client,
  clientOf,
  consoleOptions,
  consoleVerbs,
  origin,
  testPassword,
} from '../../../test/support/console-client.ts';
import { type TestContext, testContext } from '../../../test/support/database.ts';
import { type IdentityProvider, startIdentityProvider } from '../../../test/support/identity-provider.ts';
import type { ConsoleOptions } from './options.ts';

const start = '/console/sign-in/provider';
const lee = { sub: 'lee-1', name: 'Lee Lead', email: 'lee@example.org', email_verified: true };
const groupRoles = new Map<string, ['incident lead'] | ['viewer']>([
  ['leads', ['incident lead']],
  ['everybody', ['viewer']],
]);

describe('sign-in through an identity provider', () => {
  let context: TestContext;
  let identity: IdentityProvider;
  let administrator: Client;

  beforeAll(async () => {
    identity = await startIdentityProvider(origin);
  });
  afterAll(() => identity.stop());

  const optionsWith = async (settings: Partial<ProviderSettings> = {}): Promise<ConsoleOptions> =>
    consoleOptions(context, {
      provider: createProvider({ ...identity.settings, ...settings }, silentLog()),
    });
  let options: ConsoleOptions;

  beforeEach(async () => {
    context = await testContext();
    options = await optionsWith({ groupRoles });
    administrator = await asAdministrator(context, options);
    identity.person = { ...lee, groups: ['leads'] };
  });

  const pathOf = (address: string): string => {
    const { pathname, search } = new URL(address);
    return `${pathname}${search}`;
  };
  /** From our page to the provider; the address it leads back to. */
  const there = async (client: Client, from = start): Promise<string> => {
    const begun = await client.get(from);
    return pathOf(await identity.visit(begun.headers.get('location') ?? ''));
  };
  const signIn = async (client: Client, from = start) => client.get(await there(client, from));
  const roles = async (client: Client): Promise<string> =>
    /Your roles are ([^<]*?)\./.exec(await (await client.get('/console/account')).text())?.[1] ?? '';
  const audited = async (verb: string) =>
    (
      await sql<{ data: unknown; actor: string }>`select data, actor_name as actor from audit
      where verb = ${verb} order by id`.execute(context.db)
    ).rows;
  const refusal = async (response: Response, status: number, words: string) => {
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(words);
    expect(await audited('staff.sign-in')).toEqual([]);
  };

  it('goes with PKCE, state and nonce, and gives whoever is in a mapped group an account', async () => {
    const client = clientOf(options);
    await client.get('/console/sign-in');
    const begun = await client.get(`${start}?back=/console/calls`);
    const asked = new URL(begun.headers.get('location') ?? '').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      client_id: 'allclear',
      redirect_uri: `${origin}/console/sign-in/provider/back`,
      scope: 'openid profile email',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    const back = await client.get(pathOf(await identity.visit(begun.headers.get('location') ?? '')));
    expect([back.status, back.headers.get('location')]).toEqual([303, '/console/calls']);
    expect(await roles(client)).toBe('incident lead');
    expect(await audited('staff.provider-joined')).toMatchObject([
      { data: { name: 'Lee Lead', email: 'lee@example.org', subject: 'lee-1' } },
    ]);
    expect(await audited('staff.sign-in')).toMatchObject([
      { actor: 'Lee Lead', data: { method: 'provider' } },
    ]);
  });

  it('knows people again by their subject, whatever became of name and address', async () => {
    await signIn(clientOf(options));
    identity.person = { ...identity.person, name: 'Lee Married', email: 'other@example.org' };
    const client = clientOf(options);
    await signIn(client);
    expect(await (await client.get('/console/account')).text()).toContain('You are Lee Lead');
    expect((await sql`select from staff`.execute(context.db)).rows).toHaveLength(2);
  });

  describe('is refused', () => {
    const tampered = async (change: (query: URLSearchParams) => void): Promise<Response> => {
      const client = clientOf(options);
      const url = new URL(await there(client), origin);
      change(url.searchParams);
      return client.get(pathOf(url.href));
    };
    const notBegun = 'not begun in this browser';

    it('with a wrong state', async () => {
      await refusal(await tampered((query) => query.set('state', 'x'.repeat(43))), 401, notBegun);
      await refusal(await tampered((query) => query.delete('state')), 401, notBegun);
    });

    it('with a wrong nonce', async () => {
      const client = clientOf(options);
      const back = await there(client);
      await sql`update staff_provider_visit set nonce = 'another'`.execute(context.db);
      await refusal(await client.get(back), 401, 'did not confirm who you are');
    });

    it('with a wrong PKCE verifier: a stolen code is worth nothing', async () => {
      const client = clientOf(options);
      const back = await there(client);
      await sql`update staff_provider_visit set verifier = repeat('v', 43)`.execute(context.db);
      await refusal(await client.get(back), 401, 'did not confirm who you are');
    });

    it('with a code that was used before, or that is another’s', async () => {
      const client = clientOf(options);
      const back = await there(client);
      expect((await client.get(back)).status).toBe(303);
      expect((await client.get(back)).status).toBe(401);
      const code = new URL(back, origin).searchParams.get('code') ?? '';
      const again = await tampered((query) => query.set('code', code));
      expect(again.status).toBe(401);
      expect(await again.text()).toContain('did not confirm who you are');
    });

    it('in another browser than it was begun in: nobody is signed in as somebody else', async () => {
      const back = await there(clientOf(options));
      const victim = clientOf(options);
      await victim.get('/console/sign-in');
      await refusal(await victim.get(back), 401, notBegun);
      expect(victim.cookies.has('allclear_session')).toBe(false);
    });

    it('after a quarter hour', async () => {
      const client = clientOf(options);
      const back = await there(client);
      context.clock.advanceTo(new Date(context.clock.now().getTime() + 16 * 60_000));
      await refusal(await client.get(back), 401, notBegun);
    });

    it('with an issuer that is another', async () => {
      await refusal(
        await tampered((query) => query.set('iss', 'https://evil.example')),
        401,
        'did not confirm who you are',
      );
    });

    it('when the provider says no, in words and without markup of its own', async () => {
      const response = await tampered((query) => {
        query.delete('code');
        query.set('error', 'access_denied');
        query.set('error_description', '<script>alert(1)</script>');
      });
      expect(response.status).toBe(401);
      expect(await response.text()).not.toContain('alert(1)');
    });

    it('to somebody in no group that has a role', async () => {
      identity.person = { ...lee, groups: ['cleaners'] };
      await refusal(await signIn(clientOf(options)), 403, 'in no group that has a role here');
      identity.person = { ...lee };
      await refusal(await signIn(clientOf(options)), 403, 'in no group that has a role here');
      expect(await audited('staff.sign-in-refused')).toHaveLength(2);
    });

    it('to somebody with more groups than the provider tells', async () => {
      identity.person = { ...lee, _claim_names: { groups: 'src1' } };
      await refusal(await signIn(clientOf(options)), 403, 'in more groups than Example ID tells us');
    });

    it('to somebody whose access was ended', async () => {
      await signIn(clientOf(options));
      await runVerb(consoleVerbs, context, 'staff.disable', { email: lee.email });
      const response = await signIn(clientOf(options));
      expect(response.status).toBe(403);
      expect(await response.text()).toContain('Your access here was ended');
    });
  });

  describe('by group', () => {
    it('takes a role away at the next sign-in once the group is gone, also where it was the only one', async () => {
      identity.person = { ...lee, groups: ['leads', 'everybody'] };
      const before = clientOf(options);
      await signIn(before);
      expect(await roles(before)).toBe('incident lead, viewer');

      identity.person = { ...lee, groups: ['everybody'] };
      const after = clientOf(options);
      await signIn(after);
      expect(await roles(after)).toBe('viewer');
      // The older session as well: roles are read with each request.
      expect(await roles(before)).toBe('viewer');

      identity.person = { ...lee, groups: [] };
      expect((await signIn(clientOf(options))).status).toBe(403);
      expect((await before.get('/console')).status).toBe(403);
      expect(await audited('staff.group-roles')).toMatchObject([
        { data: { to: ['incident lead', 'viewer'] } },
        { data: { from: ['incident lead', 'viewer'], to: ['viewer'] } },
        { data: { from: ['viewer'], to: [] } },
      ]);
    });

    it('leaves roles given by hand alone, and counts only in sessions from the provider', async () => {
      await signIn(clientOf(options));
      await runVerb(consoleVerbs, context, 'staff.roles', { email: lee.email, roles: ['desk'] });
      const client = clientOf(options);
      await signIn(client);
      expect(await roles(client)).toBe('desk, incident lead');
      const link = await runVerb(consoleVerbs, context, 'staff.new-password', { email: lee.email });
      const byPassword = clientOf(options);
      await byPassword.post((link as { path: string }).path, { password: testPassword });
      expect(await roles(byPassword)).toBe('desk');
    });
  });

  describe('without groups', () => {
    beforeEach(async () => {
      options = await optionsWith();
    });
    const invite = async (email = lee.email): Promise<string> =>
      (
        (await runVerb(consoleVerbs, context, 'staff.invite', {
          name: 'Lee Invited',
          email,
          roles: ['approver'],
        })) as { path: string }
      ).path;

    it('lets in whoever was invited with the address that the provider verified', async () => {
      await invite();
      const client = clientOf(options);
      expect((await signIn(client)).status).toBe(303);
      expect(await roles(client)).toBe('approver');
      expect(await (await client.get('/console/account')).text()).toContain('You are Lee Invited');
    });

    it('does not believe an address that the provider did not verify', async () => {
      await invite();
      for (const person of [
        { ...lee, email_verified: false },
        { sub: 'lee-1', email: lee.email },
      ]) {
        identity.person = person;
        await refusal(await signIn(clientOf(options)), 403, 'nobody has invited you here');
      }
      options = await optionsWith({ trustedEmailClaim: 'upn' });
      identity.person = { sub: 'lee-1', email: 'forged@example.org', upn: 'LEE@example.org' };
      expect((await signIn(clientOf(options))).status).toBe(303);
    });

    it('lets in whoever holds the invitation, from its page, once', async () => {
      const path = await invite('lee.invited@example.org');
      const client = clientOf(options);
      expect(await (await client.get(path)).text()).toContain('Continue with Example ID');
      expect((await signIn(client, `${path}/provider`)).status).toBe(303);
      expect(await roles(client)).toBe('approver');
      expect((await clientOf(options).get(path)).status).toBe(404);
      identity.person = { sub: 'thief', name: 'Thief' };
      expect((await signIn(clientOf(options), `${path}/provider`)).status).toBe(403);
    });

    it('never opens an account that is there by its address alone', async () => {
      identity.person = { ...lee, email: 'robin@example.org' };
      await refusal(await signIn(clientOf(options)), 403, 'nobody has invited you here');
      options = await optionsWith({ groupRoles });
      identity.person = { ...lee, email: 'robin@example.org', groups: ['leads'] };
      await refusal(await signIn(clientOf(options)), 403, 'already an account with your address');
    });

    it('does not use an invitation up that leads to nothing', async () => {
      const path = await invite();
      await sql`update staff set name = 'Lee Invited'`.execute(context.db);
      expect((await signIn(clientOf(options))).status).toBe(403);
      expect((await clientOf(options).get(path)).status).toBe(200);
    });
  });

  describe('linked by its owner', () => {
    const link = async (client: Client): Promise<Response> => {
      const page = await (
        await client.post('/console/account/provider', {}, { from: '/console/account' })
      ).text();
      const address =
        /href="(http:\/\/localhost:\d+\/auth[^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
      return client.get(pathOf(await identity.visit(address)));
    };

    it('signs in to the account it was linked to, and to none once the link is removed', async () => {
      administrator = clientOf(options);
      await administrator.post('/console/sign-in', { email: 'robin@example.org', password: testPassword });
      expect((await link(administrator)).headers.get('location')).toBe('/console/account?done=saved');
      const client = clientOf(options);
      await signIn(client);
      const account = await (await client.get('/console/account')).text();
      expect(account).toContain('You are Robin Admin');
      expect(account).toContain('lee@example.org');
      await client.post(
        '/console/account/provider/remove',
        { issuer: identity.settings.issuer },
        { from: '/console/account' },
      );
      identity.person = { ...lee };
      expect((await signIn(clientOf(options))).status).toBe(403);
      expect(await audited('staff.identity-linked')).toHaveLength(1);
      expect(await audited('staff.identity-unlinked')).toHaveLength(1);
    });

    it('is nobody else’s: an identity belongs to one account', async () => {
      await signIn(clientOf(options));
      const response = await link(administrator);
      expect(response.status).toBe(409);
      expect(await response.text()).toContain('linked to somebody else here');
    });

    it('has to be finished by the account that began it', async () => {
      const page = await (
        await administrator.post('/console/account/provider', {}, { from: '/console/account' })
      ).text();
      const address =
        /href="(http:\/\/localhost:\d+\/auth[^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
      const back = pathOf(await identity.visit(address));
      await administrator.post('/console/sign-out', {}, { from: '/console' });
      expect((await administrator.get(back)).status).toBe(401);
      expect(await audited('staff.identity-linked')).toEqual([]);
    });

    it('cannot be begun by a link from another site', async () => {
      expect((await administrator.get('/console/account/provider')).status).toBe(404);
      const forged = { csrf: 'AAAA' };
      expect((await administrator.post('/console/account/provider', {}, forged)).status).toBe(403);
    });

    it('stays while it is the only way in', async () => {
      const client = clientOf(options);
      await signIn(client);
      const response = await client.post(
        '/console/account/provider/remove',
        { issuer: identity.settings.issuer },
        { from: '/console/account' },
      );
      expect(response.status).toBe(409);
      expect(await response.text()).toContain('your only way to sign in');
    });
  });

  it('asks for a second factor here where the provider is not trusted with it', async () => {
    options = await consoleOptions(context, {
      provider: createProvider({ ...identity.settings, groupRoles, secondFactor: 'here' }, silentLog()),
      rules: { idleMinutes: 30, sessionHours: 12, secondFactor: 'required', issuer: 'Example board' },
    });
    const client = clientOf(options);
    expect((await signIn(client)).headers.get('location')).toBe('/console/enrol');
    expect((await client.get('/console')).headers.get('location')).toBe('/console/enrol');
  });

  it('signs out here at once, and leads to signing out there', async () => {
    const client = clientOf(options);
    await signIn(client);
    const out = await client.post('/console/sign-out', {}, { from: '/console' });
    expect(out.headers.get('location')).toBe('/console/signed-out');
    expect((await client.get('/console')).status).toBe(303);
    const page = await (await client.get('/console/signed-out')).text();
    const address = /href="(http:\/\/localhost:\d+\/session\/end[^"]+)"/.exec(page)?.[1] ?? '';
    const asked = new URL(address.replaceAll('&amp;', '&')).searchParams;
    expect(asked.get('post_logout_redirect_uri')).toBe(`${origin}/console/sign-in`);
    expect(asked.get('client_id')).toBe('allclear');
  });

  it('says so when the provider is down; passwords and break-glass still work', async () => {
    const client = clientOf(options);
    const back = await there(client);
    await identity.stop();
    try {
      const fresh = await optionsWith({ groupRoles });
      const begun = await clientOf(fresh).get(start);
      expect(begun.status).toBe(503);
      const words = await begun.text();
      expect(words).toContain('Sign-in through Example ID does not work at the moment');
      expect(words).toContain('Sign in with your password or a passkey');
      expect(words).toContain('name="password"');
      await refusal(await client.get(back), 503, 'does not work at the moment');

      const other = clientOf(fresh);
      const signedIn = await other.post('/console/sign-in', {
        email: 'robin@example.org',
        password: testPassword,
      });
      expect(signedIn.headers.get('location')).toBe('/console');
      const { path } = await breakGlass(context, { reason: 'The identity provider is down' });
      const rescuer = clientOf(fresh);
      expect((await rescuer.post(path, {})).status).toBe(303);
      expect(await roles(rescuer)).toBe('administrator, incident lead');
      await expect(
        acceptLink(
          context,
          path.split('/').at(-1) ?? '',
          {},
          { caller: { address: '', agent: '' }, rules: fresh.rules },
        ),
      ).rejects.toMatchObject({ code: 'not-found' });

      await identity.start();
      const again = clientOf(fresh);
      expect((await signIn(again)).status).toBe(303);
    } finally {
      await identity.stop();
      await identity.start();
    }
  });

  it('says so when the secret has run out: that is for the operator, not for the person', async () => {
    options = await optionsWith({ groupRoles, clientSecret: 'an old one' });
    await refusal(await signIn(clientOf(options)), 503, 'does not work at the moment');
  });

  it('is not offered where no provider is set up', async () => {
    const without = await consoleOptions(context);
    expect(await (await clientOf(without).get('/console/sign-in')).text()).not.toContain(start);
    expect((await clientOf(without).get(start)).status).toBe(404);
  });
});
