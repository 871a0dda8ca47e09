import { scryptSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type TestContext, testContext } from '../../../../test/support/database.ts';
import { AllclearError } from '../../errors/index.ts';
import { type SignInRules, signIn } from '../index.ts';
import { secondsToWait, waitAfter } from './attempts.ts';
import { parameters } from './model.ts';
import { insertStaff } from './store.ts';

const rules: SignInRules = {
  idleMinutes: 30,
  sessionHours: 12,
  secondFactor: 'optional',
  issuer: 'Example board',
};
const password = 'gravel-lantern-otter-42';
const practice = { address: '192.0.2.7', agent: 'Browser' };

/** As `hashPassword` stores it, but quick to check: the limits are tried here, not the strength. */
const quickHash = (): string => {
  const salt = Buffer.alloc(16, 1);
  const key = scryptSync(password, salt, 32, { N: 16, r: 8, p: 1 });
  return ['scrypt', 16, 8, 1, salt.toString('base64'), key.toString('base64')].join('$');
};

describe('the wait after failed sign-ins', () => {
  it.each([
    [0, 0],
    [4, 0],
    [5, 30],
    [6, 60],
    [7, 120],
    [9, 480],
    [10, 900],
    [40, 900],
  ])('after %i failures is %i seconds', (failures, seconds) => {
    expect(waitAfter(failures, 5)).toBe(seconds);
  });

  it('runs from the last failure of the account, and to the end of the window for an address', () => {
    const now = new Date('2026-04-20T09:00:00Z');
    const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
    const none = { count: 0, lastAt: null };
    const quiet = { both: none, account: none, address: { count: 0, firstAt: null } };
    expect(secondsToWait(quiet, now)).toBe(0);
    expect(secondsToWait({ ...quiet, both: { count: 6, lastAt: ago(20) } }, now)).toBe(40);
    expect(secondsToWait({ ...quiet, both: { count: 6, lastAt: ago(61) } }, now)).toBe(0);
    expect(secondsToWait({ ...quiet, account: { count: 31, lastAt: ago(0.5) } }, now)).toBe(60);
    expect(secondsToWait({ ...quiet, address: { count: 300, firstAt: ago(600) } }, now)).toBe(300);
  });
});

describe('limits of sign-in', () => {
  let context: TestContext;
  const attempt = (email: string, tried: string, caller = practice) =>
    signIn(context, { email, password: tried }, { caller, rules });
  const person = (number: number) => `person${number}@example.org`;
  const later = (seconds: number) =>
    context.clock.advanceTo(new Date(context.clock.now().getTime() + seconds * 1000));

  beforeEach(async () => {
    context = await testContext();
    const passwordHash = quickHash();
    for (let number = 1; number <= 50; number += 1)
      await insertStaff(context.db, {
        name: `Person ${number}`,
        email: person(number),
        roles: ['viewer'],
        passwordHash,
        at: context.clock.now(),
      });
  });

  it('let 50 people behind one address in, each after a mistake, while one guesser there is slowed', async () => {
    const victim = 'victim@example.org';
    await insertStaff(context.db, {
      name: 'Victim',
      email: victim,
      roles: ['administrator'],
      passwordHash: quickHash(),
      at: context.clock.now(),
    });
    let guesses = 0;
    const refusals: (number | undefined)[] = [];
    const guess = () =>
      attempt(victim, 'wrong').catch((error: unknown) => {
        if (!(error instanceof AllclearError)) throw error;
        if (error.code === 'unauthenticated') guesses += 1;
        else refusals.push(error.retryAfterSeconds);
      });
    for (let number = 1; number <= 50; number += 1) {
      // Two guesses for each person, a second apart.
      await guess();
      await expect(attempt(person(number), 'wrong')).rejects.toMatchObject({ code: 'unauthenticated' });
      expect(await attempt(person(number), password), person(number)).toMatchObject({ stage: 'full' });
      later(1);
      await guess();
    }
    expect(guesses).toBe(parameters.failures.accountAndAddress.free + 1);
    expect(refusals.length).toBe(100 - guesses);
    for (const seconds of refusals) expect(seconds).toBeGreaterThan(0);
    expect(Math.max(...refusals.map(Number))).toBeGreaterThan(50);
  });

  it('let the owner in from elsewhere while somebody guesses', async () => {
    for (let guess = 0; guess < 8; guess += 1) await attempt(person(1), 'wrong').catch(() => undefined);
    await expect(attempt(person(1), password)).rejects.toMatchObject({
      code: 'rate.limited',
      retryAfterSeconds: 30,
    });
    expect(await attempt(person(1), password, { ...practice, address: '198.51.100.9' })).toMatchObject({
      stage: 'full',
    });
  });

  it('slow one account down that is guessed at from many addresses', async () => {
    const from = (number: number) => ({ ...practice, address: `198.51.100.${number}` });
    for (let number = 1; number <= 30; number += 1)
      await expect(attempt(person(1), 'wrong', from(number))).rejects.toMatchObject({
        code: 'unauthenticated',
      });
    await expect(attempt(person(1), password, from(99))).rejects.toMatchObject({ code: 'rate.limited' });
    later(30);
    expect(await attempt(person(1), password, from(99))).toMatchObject({ stage: 'full' });
  });

  it('count a whole IPv6 network as one address', async () => {
    for (let number = 1; number <= 5; number += 1)
      await attempt(person(1), 'wrong', { ...practice, address: `2001:db8:1:2::${number}` }).catch(
        () => undefined,
      );
    await expect(
      attempt(person(1), password, { ...practice, address: '2001:db8:1:2:ffff::1' }),
    ).rejects.toMatchObject({ code: 'rate.limited' });
    expect(await attempt(person(1), password, { ...practice, address: '2001:db8:1:3::1' })).toMatchObject({
      stage: 'full',
    });
  });
});
