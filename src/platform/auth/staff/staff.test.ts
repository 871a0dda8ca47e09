import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { type TestContext, testContext } from '../../../../test/support/database.ts';
import { runVerb } from '../../verbs/index.ts';
import {
  acceptLink,
  beginEnrolment,
  breakGlass,
  changeOwnPassword,
  codeAtStep,
  currentSession,
  finishEnrolment,
  firstAdministratorLink,
  lastBreakGlass,
  type SignInRules,
  type StaffSession,
  showLink,
  signIn,
  signOut,
  staffVerbs,
  stepAt,
  verifySecondFactor,
} from '../index.ts';

const rules: SignInRules = {
  idleMinutes: 30,
  sessionHours: 12,
  secondFactor: 'optional',
  issuer: 'Example board',
};
const caller = { address: '192.0.2.7', agent: 'Test browser' };
const how = { caller, rules };
const password = 'gravel-lantern-otter-42';
const robin = { name: 'Robin Admin', email: 'robin@example.org' };

const later = (context: TestContext, minutes: number): void =>
  context.clock.advanceTo(new Date(context.clock.now().getTime() + minutes * 60_000));

const secretOf = ({ path }: { path: string }): string => path.split('/').at(-1) ?? '';

const sessionOf = async (context: TestContext, secret: string): Promise<StaffSession> => {
  const session = await currentSession(context, secret, rules);
  if (!session) throw new Error('There is no such session.');
  return session;
};

const audited = async (context: TestContext): Promise<string[]> =>
  (await sql<{ verb: string }>`select verb from audit order by id`.execute(context.db)).rows.map(
    ({ verb }) => verb,
  );

describe('staff', () => {
  let context: TestContext;
  let first: { secret: string };
  const run = (name: string, input: Record<string, unknown>) => runVerb(staffVerbs, context, name, input);
  const invite = async (person: { name: string; email: string; roles?: string[] }) =>
    secretOf((await run('staff.invite', { roles: ['viewer'], ...person })) as { path: string });

  beforeEach(async () => {
    context = await testContext();
    const link = await firstAdministratorLink(context);
    first = await acceptLink(context, secretOf(link ?? { path: '' }), { ...robin, password }, how);
  });

  it('begin with one administrator, by a link that works once', async () => {
    expect((await sessionOf(context, first.secret)).staff).toMatchObject({
      ...robin,
      roles: ['administrator', 'incident lead'],
    });
    expect(await firstAdministratorLink(context)).toBeUndefined();
  });

  it('a newer link for the first administrator ends the older one', async () => {
    const fresh = await testContext();
    const older = secretOf((await firstAdministratorLink(fresh)) ?? { path: '' });
    const newer = secretOf((await firstAdministratorLink(fresh)) ?? { path: '' });
    await expect(showLink(fresh, older)).rejects.toMatchObject({ code: 'not-found' });
    expect(await showLink(fresh, newer)).toMatchObject({ purpose: 'first administrator' });
  });

  describe('one-time links', () => {
    it('are used once, even by two at the same instant', async () => {
      const secret = await invite({ name: 'Lee', email: 'lee@example.org' });
      const both = await Promise.allSettled([1, 2].map(() => acceptLink(context, secret, { password }, how)));
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      await expect(acceptLink(context, secret, { password }, how)).rejects.toMatchObject({
        code: 'not-found',
      });
    });

    it('stay usable after a password that is refused, and end with their time', async () => {
      const secret = await invite({ name: 'Lee', email: 'lee@example.org' });
      await expect(acceptLink(context, secret, { password: 'password1234' }, how)).rejects.toMatchObject({
        code: 'input.invalid',
        faults: [{ field: 'password' }],
      });
      expect(await showLink(context, secret)).toMatchObject({ email: 'lee@example.org' });
      later(context, 72 * 60);
      await expect(showLink(context, secret)).rejects.toMatchObject({ code: 'not-found' });
    });

    it('give the roles of the invitation, whatever the form says', async () => {
      const secret = await invite({ name: 'Lee', email: 'lee@example.org', roles: ['desk'] });
      const forged = { password, name: 'Robin Admin', email: 'robin@example.org', roles: ['administrator'] };
      const started = await acceptLink(context, secret, forged, how);
      expect((await sessionOf(context, started.secret)).staff).toMatchObject({
        name: 'Lee',
        roles: ['desk'],
      });
    });

    it('are stored, audited and listed without their secret', async () => {
      const secret = await invite({ name: 'Lee', email: 'lee@example.org' });
      const stored = await sql<{ text: string }>`select l::text as text from staff_link l
        union all select s::text from staff_session s union all select a::text from audit a`.execute(
        context.db,
      );
      for (const { text } of stored.rows)
        for (const hidden of [secret, first.secret, password]) expect(text).not.toContain(hidden);
    });
  });

  describe('signing in', () => {
    const attempt = (given: { email?: string; password?: string } = {}, from = caller) =>
      signIn(context, { email: robin.email, password, ...given }, { caller: from, rules });

    it('gives a session that nobody had before', async () => {
      const one = await attempt({ email: ' ROBIN@example.org' });
      const two = await attempt();
      expect(one.stage).toBe('full');
      expect(new Set([one.secret, two.secret, first.secret]).size).toBe(3);
    });

    it('says the same whatever is wrong, and is audited without what was typed', async () => {
      const outcomes = await Promise.all(
        [{ password: 'gravel-lantern-otter-43' }, { email: 'nobody@example.org' }].map((given) =>
          attempt(given).catch((error: Error) => error.message),
        ),
      );
      expect(new Set(outcomes)).toEqual(new Set(['The email address or the password is not right.']));
      const rows = await sql<{
        text: string;
      }>`select a::text as text from audit a where verb = 'staff.sign-in-refused'`.execute(context.db);
      expect(rows.rows).toHaveLength(2);
      for (const { text } of rows.rows) expect(text).not.toMatch(/nobody@|otter/);
    });

    it('is refused after five failures from one address, right password or not, and allowed after a wait', async () => {
      for (let failure = 0; failure < 5; failure += 1)
        await expect(attempt({ password: 'wrong-wrong-wrong' })).rejects.toMatchObject({
          code: 'unauthenticated',
        });
      await expect(attempt()).rejects.toMatchObject({ code: 'rate.limited' });
      expect(await attempt({}, { ...caller, address: '198.51.100.9' })).toMatchObject({ stage: 'full' });
      later(context, 0.5);
      expect(await attempt()).toMatchObject({ stage: 'full' });
    });

    it('many attempts at the same instant do not slip past the limit', async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, () => attempt({ password: 'wrong-wrong-wrong' })),
      );
      const codes = outcomes.map((each) => each.status === 'rejected' && each.reason.code);
      expect(codes.filter((code) => code === 'unauthenticated')).toHaveLength(5);
      expect(codes.filter((code) => code === 'rate.limited')).toHaveLength(3);
    });

    it('tolerates a practice behind one address: others sign in while one person fails', async () => {
      await acceptLink(context, await invite({ name: 'Lee', email: 'lee@example.org' }), { password }, how);
      for (let failure = 0; failure < 6; failure += 1)
        await attempt({ password: 'wrong-wrong-wrong' }).catch(() => undefined);
      expect(await attempt({ email: 'lee@example.org' })).toMatchObject({ stage: 'full' });
    });
  });

  describe('sessions', () => {
    it('end when idle, and in any case after their hours', async () => {
      later(context, 29);
      expect(await currentSession(context, first.secret, rules)).toBeDefined();
      later(context, 31);
      expect(await currentSession(context, first.secret, rules)).toBeUndefined();
      const { secret } = await signIn(context, { email: robin.email, password }, how);
      for (let quarter = 0; quarter < 47; quarter += 1) {
        later(context, 15);
        expect(await currentSession(context, secret, rules), `after ${quarter} quarters`).toBeDefined();
      }
      later(context, 15);
      expect(await currentSession(context, secret, rules)).toBeUndefined();
    });

    it('end when their owner signs out, is signed out, loses access, or changes the password elsewhere', async () => {
      const start = async () => (await signIn(context, { email: 'lee@example.org', password }, how)).secret;
      await acceptLink(context, await invite({ name: 'Lee', email: 'lee@example.org' }), { password }, how);
      const lee = { email: 'lee@example.org' };
      const endings: [string, (secret: string) => Promise<unknown>][] = [
        ['sign out', async (secret) => signOut(context, await sessionOf(context, secret))],
        ['end sessions', () => run('staff.end-sessions', lee)],
        [
          'password',
          async () => {
            const other = await sessionOf(context, await start());
            await changeOwnPassword(context, other, { current: password, password: `${password}-new` });
            await changeOwnPassword(context, other, { current: `${password}-new`, password });
          },
        ],
        ['disable', () => run('staff.disable', lee)],
      ];
      for (const [name, end] of endings) {
        const secret = await start();
        await end(secret);
        expect(await currentSession(context, secret, rules), name).toBeUndefined();
      }
      await expect(start()).rejects.toMatchObject({ code: 'unauthenticated' });
    });

    it('take a change of roles at once', async () => {
      const started = await acceptLink(
        context,
        await invite({ name: 'Lee', email: 'lee@example.org' }),
        { password },
        how,
      );
      await run('staff.roles', { email: 'lee@example.org', roles: ['approver'] });
      expect((await sessionOf(context, started.secret)).staff.roles).toEqual(['approver']);
    });
  });

  describe('the second factor', () => {
    const code = async (offset = 0): Promise<string> => {
      const row = await sql<{
        secret: Buffer;
      }>`select coalesce(totp_pending, totp_secret) as secret from staff limit 1`.execute(context.db);
      return codeAtStep(row.rows[0]?.secret ?? Buffer.alloc(0), stepAt(context.clock.now()) + offset);
    };
    const enrol = async () => {
      const session = await sessionOf(context, first.secret);
      await beginEnrolment(context, session, rules);
      return finishEnrolment(context, session, await code(), rules);
    };
    const half = async () => (await signIn(context, { email: robin.email, password }, how)).secret;

    it('is asked for once set up; a code and a recovery code work once each', async () => {
      const { recoveryCodes, secret } = await enrol();
      expect(recoveryCodes).toHaveLength(10);
      expect(await currentSession(context, first.secret, rules)).toBeUndefined();
      expect(await sessionOf(context, secret)).toMatchObject({ stage: 'full' });
      const pending = await sessionOf(context, await half());
      expect(pending.stage).toBe('second factor');
      // The code that set it up does not also sign in.
      await expect(verifySecondFactor(context, pending, await code(), rules)).rejects.toMatchObject({
        code: 'unauthenticated',
      });
      expect(await verifySecondFactor(context, pending, await code(1), rules)).toMatchObject({
        stage: 'full',
      });
      const [recovery = ''] = recoveryCodes;
      const next = await sessionOf(context, await half());
      expect(await verifySecondFactor(context, next, recovery.toUpperCase(), rules)).toMatchObject({
        stage: 'full',
      });
      const last = await sessionOf(context, await half());
      await expect(verifySecondFactor(context, last, recovery, rules)).rejects.toMatchObject({
        code: 'unauthenticated',
      });
    });

    it('cannot be guessed: five tries, then a wait', async () => {
      await enrol();
      const pending = await sessionOf(context, await half());
      for (let guess = 0; guess < 5; guess += 1)
        await verifySecondFactor(context, pending, `00000${guess}`, rules).catch(() => undefined);
      await expect(verifySecondFactor(context, pending, await code(1), rules)).rejects.toMatchObject({
        code: 'rate.limited',
      });
    });

    it('when required, is the first thing to set up', async () => {
      const strict = { caller, rules: { ...rules, secondFactor: 'required' } as const };
      const started = await signIn(context, { email: robin.email, password }, strict);
      expect(started.stage).toBe('enrol');
    });

    it('is set up anew with a new password, for whoever lost the app', async () => {
      await enrol();
      const link = (await run('staff.new-password', { email: robin.email })) as { path: string };
      const started = await acceptLink(context, secretOf(link), { password: `${password}-new` }, how);
      expect(started.stage).toBe('full');
      await expect(half()).rejects.toMatchObject({ code: 'unauthenticated' });
    });
  });

  it('break-glass lets an administrator in for an hour, without a password, loudly', async () => {
    const link = await breakGlass(context, { reason: 'The identity provider is down' });
    const started = await acceptLink(context, secretOf(link), {}, how);
    expect((await sessionOf(context, started.secret)).staff).toMatchObject({
      name: 'Break-glass (Test Operator)',
      email: null,
      roles: ['administrator', 'incident lead'],
    });
    expect(await audited(context)).toEqual(
      expect.arrayContaining(['staff.break-glass', 'staff.break-glass-used']),
    );
    expect(await lastBreakGlass(context.db, new Date(0))).toMatchObject({
      name: 'Break-glass (Test Operator)',
    });
    await expect(acceptLink(context, secretOf(link), {}, how)).rejects.toMatchObject({ code: 'not-found' });
    const patient = { ...rules, idleMinutes: 600 };
    later(context, 59);
    expect(await currentSession(context, started.secret, patient)).toBeDefined();
    later(context, 1);
    expect(await currentSession(context, started.secret, patient)).toBeUndefined();
  });

  it('never leave nobody as an administrator', async () => {
    for (const [verb, input] of [
      ['staff.disable', {}],
      ['staff.roles', { roles: ['viewer'] }],
    ] as const)
      await expect(run(verb, { email: robin.email, ...input })).rejects.toMatchObject({
        code: 'state.refused',
      });
  });

  it('have names and addresses of their own, whatever the case', async () => {
    await expect(invite({ name: 'ROBIN ADMIN', email: 'other@example.org' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(invite({ name: 'Other', email: 'Robin@Example.org' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('are managed by administrators alone', async () => {
    const lead = { ...context, actor: { kind: 'person', name: 'Lee', roles: ['incident lead'] } as const };
    for (const { name, run } of staffVerbs)
      await expect(async () => run(lead, {} as never), name).rejects.toMatchObject({ code: 'forbidden' });
    await expect(breakGlass(lead, { reason: 'I would like to' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
