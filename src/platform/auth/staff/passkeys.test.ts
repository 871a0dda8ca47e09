import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type TestContext, testContext } from '../../../../test/support/database.ts';
import { type Answer, type SoftPasskey, softPasskey } from '../../../../test/support/soft-passkey.ts';
import { searchAudit } from '../../audit/index.ts';
import { runVerb } from '../../verbs/index.ts';
import {
  acceptLink,
  beginPasskey,
  beginPasskeyFactor,
  beginPasskeySignIn,
  breakGlass,
  currentSession,
  finishPasskey,
  finishPasskeyFactor,
  finishPasskeySignIn,
  firstAdministratorLink,
  namePasskey,
  ownPasskeys,
  removePasskey,
  type SignInRules,
  type StaffSession,
  signIn,
  staffVerbs,
  verifySecondFactor,
} from '../index.ts';

const rules: SignInRules = {
  idleMinutes: 30,
  sessionHours: 12,
  secondFactor: 'optional',
  issuer: 'Example board',
};
const caller = { address: '192.0.2.7', agent: 'Test browser' };
const password = 'gravel-lantern-otter-42';
const email = 'robin@example.org';
const site = { id: 'status.example.org', origin: 'https://status.example.org', name: 'Example board' };
const ask = { site, browser: 'the cookie of one browser' };

describe('passkeys', () => {
  let context: TestContext;
  let session: StaffSession;
  let passkey: SoftPasskey;

  const sessionOf = async (secret: string): Promise<StaffSession> => {
    const found = await currentSession(context, secret, rules);
    if (!found) throw new Error('There is no such session.');
    return found;
  };
  const add = async (key: SoftPasskey, more: Answer = {}, of = session) =>
    finishPasskey(
      context,
      of,
      { name: 'My phone', response: key.register(await beginPasskey(context, of, ask), more) },
      { ask, rules },
    );
  const signInWith = async (key: SoftPasskey, more: Answer = {}) =>
    finishPasskeySignIn(
      context,
      { response: key.answer(await beginPasskeySignIn(context, ask), more) },
      { ask, caller, rules },
    );
  const half = async () => sessionOf((await signIn(context, { email, password }, { caller, rules })).secret);
  const refused = { code: 'unauthenticated', message: expect.stringContaining('could not be checked') };
  const later = (minutes: number) =>
    context.clock.advanceTo(new Date(context.clock.now().getTime() + minutes * 60_000));

  beforeEach(async () => {
    context = await testContext();
    const link = await firstAdministratorLink(context);
    const started = await acceptLink(
      context,
      link?.path.split('/').at(-1) ?? '',
      { name: 'Robin Admin', email, password },
      { caller, rules },
    );
    session = await sessionOf(started.secret);
    passkey = softPasskey(site);
  });

  it('are made, listed, named, used alone and as the second factor, and removed', async () => {
    const { recoveryCodes, started } = await add(passkey);
    expect(recoveryCodes).toHaveLength(10);
    expect(started).toBeUndefined();
    const [listed] = await ownPasskeys(context, session);
    expect(listed).toMatchObject({ name: 'My phone', lastUsedAt: null, suspendedAt: null });
    const id = String(listed?.id);
    await namePasskey(context, session, { id, name: 'Blue phone' });

    expect(await signInWith(passkey)).toMatchObject({ stage: 'full' });
    const waiting = await half();
    expect(waiting.stage).toBe('second factor');
    const response = passkey.answer(await beginPasskeyFactor(context, waiting, ask), { verified: false });
    expect(await finishPasskeyFactor(context, waiting, { response }, { ask, rules })).toMatchObject({
      stage: 'full',
    });
    expect(await ownPasskeys(context, session)).toMatchObject([
      { name: 'Blue phone', lastUsedAt: context.clock.now() },
    ]);

    await removePasskey(context, session, { id });
    await expect(signInWith(passkey)).rejects.toMatchObject(refused);
    const verbs = (await searchAudit(context.db, { verb: 'staff.', limit: 20 })).map(({ verb }) => verb);
    for (const verb of ['staff.passkey-added', 'staff.passkey-named', 'staff.passkey-removed'])
      expect(verbs).toContain(verb);
  });

  it('leave a way in without them: a recovery code opens where the passkey is not at hand', async () => {
    const { recoveryCodes } = await add(passkey);
    const waiting = await half();
    expect(await verifySecondFactor(context, waiting, recoveryCodes[0] ?? '', rules)).toMatchObject({
      stage: 'full',
    });
    expect(await add(softPasskey(site))).toMatchObject({ recoveryCodes: [] });
  });

  it('finish the first sign-in where a second factor is required', async () => {
    const strict: SignInRules = { ...rules, secondFactor: 'required' };
    const started = await signIn(context, { email, password }, { caller, rules: strict });
    expect(started.stage).toBe('enrol');
    const enrolling = await sessionOf(started.secret);
    expect((await add(passkey, {}, enrolling)).started).toMatchObject({ stage: 'full' });
  });

  describe('are refused at registration', () => {
    it.each<[string, Answer]>([
      ['from a wrong origin', { origin: 'https://status.example.org.evil.example' }],
      ['from the right host on another port', { origin: 'https://status.example.org:8443' }],
      ['with a wrong challenge', { challenge: Buffer.alloc(32, 7).toString('base64url') }],
      ['as an answer to something else', { type: 'webauthn.get' }],
    ])('%s', async (_what, more) => {
      await expect(add(passkey, more)).rejects.toMatchObject(refused);
      expect(await ownPasskeys(context, session)).toEqual([]);
    });

    it('for another host', async () => {
      const elsewhere = softPasskey({ id: 'evil.example', origin: site.origin });
      await expect(add(elsewhere)).rejects.toMatchObject(refused);
    });

    it('with a challenge that was answered before', async () => {
      const options = await beginPasskey(context, session, ask);
      const given = (key: SoftPasskey) => ({ name: 'x', response: key.register(options) });
      await finishPasskey(context, session, given(passkey), { ask, rules });
      await expect(
        finishPasskey(context, session, given(softPasskey(site)), { ask, rules }),
      ).rejects.toMatchObject(refused);
    });

    it('twice, for anybody', async () => {
      await add(passkey);
      await expect(add(passkey)).rejects.toMatchObject(refused);
    });

    it('in a session that began too long ago, so a stolen cookie makes no key that lasts', async () => {
      const options = await beginPasskey(context, session, ask);
      later(16);
      const given = { name: 'x', response: passkey.register(options) };
      await expect(finishPasskey(context, session, given, { ask, rules })).rejects.toThrow(
        'signed in just now',
      );
      await expect(beginPasskey(context, session, ask)).rejects.toThrow('signed in just now');
      await expect(removePasskey(context, session, { id: '1' })).rejects.toThrow('signed in just now');
    });

    it('to a break-glass administrator, who is never to come back', async () => {
      const { path } = await breakGlass(context, { reason: 'Nobody can sign in' });
      const started = await acceptLink(context, path.split('/').at(-1) ?? '', {}, { caller, rules });
      await expect(beginPasskey(context, await sessionOf(started.secret), ask)).rejects.toMatchObject({
        code: 'forbidden',
      });
    });
  });

  describe('are refused at sign-in', () => {
    beforeEach(() => add(passkey));

    it.each<[string, Answer]>([
      ['from a wrong origin', { origin: 'https://evil.example' }],
      ['with a wrong challenge', { challenge: Buffer.alloc(32, 7).toString('base64url') }],
      ['with a registration in place of an answer', { type: 'webauthn.create' }],
      ['without having made sure of their owner', { verified: false }],
      ['with another key', { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }],
    ])('%s', async (_what, more) => {
      await expect(signInWith(passkey, more)).rejects.toMatchObject(refused);
    });

    it('with a challenge that was answered before, right or wrong', async () => {
      const finish = (response: string) => finishPasskeySignIn(context, { response }, { ask, caller, rules });
      const options = await beginPasskeySignIn(context, ask);
      const response = passkey.answer(options);
      await finish(response);
      await expect(finish(response)).rejects.toMatchObject(refused);
      await expect(finish(passkey.answer(options))).rejects.toMatchObject(refused);
      const next = await beginPasskeySignIn(context, ask);
      await expect(finish(passkey.answer(next, { origin: 'https://evil.example' }))).rejects.toMatchObject(
        refused,
      );
      await expect(finish(passkey.answer(next))).rejects.toMatchObject(refused);
    });

    it('with a challenge that another browser was asked, or for another purpose, or too late', async () => {
      const finish = (response: string) => finishPasskeySignIn(context, { response }, { ask, caller, rules });
      const others = await beginPasskeySignIn(context, { site, browser: 'another browser' });
      await expect(finish(passkey.answer(others))).rejects.toMatchObject(refused);
      const factor = await beginPasskeyFactor(context, await half(), ask);
      await expect(finish(passkey.answer(factor))).rejects.toMatchObject(refused);
      const old = await beginPasskeySignIn(context, ask);
      later(6);
      await expect(finish(passkey.answer(old))).rejects.toMatchObject(refused);
    });

    it('when nobody has them here, or what is sent is no passkey at all', async () => {
      await expect(signInWith(softPasskey(site))).rejects.toMatchObject(refused);
      for (const response of ['', '{}', 'null', '[1]', '{"id":"x"}'])
        await expect(
          finishPasskeySignIn(context, { response }, { ask, caller, rules }),
        ).rejects.toMatchObject(refused);
    });

    it('as the second factor of somebody else', async () => {
      const invited = await runVerb(staffVerbs, context, 'staff.invite', {
        name: 'Lee',
        email: 'lee@example.org',
        roles: ['viewer'],
      });
      const { path } = invited as { path: string };
      const lee = await acceptLink(context, path.split('/').at(-1) ?? '', { password }, { caller, rules });
      const own = softPasskey(site);
      await add(own, {}, await sessionOf(lee.secret));
      const waiting = await half();
      const response = own.answer(await beginPasskeyFactor(context, waiting, ask));
      await expect(finishPasskeyFactor(context, waiting, { response }, { ask, rules })).rejects.toMatchObject(
        refused,
      );
    });

    it('when their counter goes backwards: a copy is suspended, loudly, and so is the passkey', async () => {
      const copy = passkey.copy();
      await signInWith(passkey);
      await signInWith(passkey);
      await expect(signInWith(copy)).rejects.toThrow('may have been copied');
      await expect(signInWith(passkey)).rejects.toMatchObject(refused);
      expect(await ownPasskeys(context, session)).toMatchObject([{ suspendedAt: context.clock.now() }]);
      const audited = await searchAudit(context.db, { verb: 'staff.passkey-suspended', limit: 5 });
      expect(audited).toMatchObject([{ actorName: 'Robin Admin', data: { name: 'My phone' } }]);
    });

    it('after access was ended, or the password was set anew because a device was lost', async () => {
      const { path } = (await runVerb(staffVerbs, context, 'staff.new-password', { email })) as {
        path: string;
      };
      await acceptLink(
        context,
        path.split('/').at(-1) ?? '',
        { password: `${password}-new` },
        { caller, rules },
      );
      await expect(signInWith(passkey)).rejects.toMatchObject(refused);
    });

    it('and every refusal is audited', async () => {
      await signInWith(passkey, { origin: 'https://evil.example' }).catch(() => undefined);
      const [entry] = await searchAudit(context.db, { verb: 'staff.sign-in-refused', limit: 1 });
      expect(entry).toMatchObject({
        actorName: 'Robin Admin',
        data: { step: 'passkey, passwordless', address: caller.address },
      });
    });
  });
});
