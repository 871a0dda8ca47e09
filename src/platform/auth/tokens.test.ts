import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { type TestContext, testContext } from '../../../test/support/database.ts';
import type { Role } from '../context/index.ts';
import { createToken, findTokenActor, listTokens, revokeToken } from './index.ts';

const minutes = (context: TestContext, count: number): Date =>
  new Date(context.clock.now().getTime() + count * 60_000);

describe('API tokens', () => {
  it('let their holder act under their name with their roles', async () => {
    const context = await testContext();
    const secret = await createToken(context, { name: 'collector', roles: ['intake', 'viewer'] });
    expect(await findTokenActor(context, secret)).toMatchObject({
      kind: 'token',
      name: 'collector',
      roles: ['intake', 'viewer'],
    });
    expect(await findTokenActor(context, `${secret}x`)).toBeUndefined();
    expect(await findTokenActor(context, '')).toBeUndefined();
  });

  it('are never stored, audited or listed with their secret', async () => {
    const context = await testContext();
    const secret = await createToken(context, { name: 'collector', roles: ['intake'] });
    const stored = await sql<{ text: string }>`select t::text as text from api_token t
      union all select a::text from audit a union all select o::text from outbox_event o`.execute(context.db);
    const everything = [...stored.rows.map((row) => row.text), JSON.stringify(await listTokens(context))];
    expect(everything.length).toBeGreaterThan(2);
    for (const text of everything) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('hex'));
    }
    expect(secret).toMatch(/^ac_[\w-]{32}$/);
    expect(await createToken(context, { name: 'collector', roles: ['intake'] })).not.toBe(secret);
  });

  it('end when they expire, at the very instant, and are no longer listed', async () => {
    const context = await testContext();
    const expiresAt = minutes(context, 60);
    const secret = await createToken(context, { name: 'short', roles: ['viewer'], expiresAt });
    expect(await listTokens(context)).toMatchObject([{ name: 'short', expiresAt }]);
    context.clock.advanceTo(new Date(expiresAt.getTime() - 1));
    expect(await findTokenActor(context, secret)).toBeDefined();
    context.clock.advanceTo(expiresAt);
    expect(await findTokenActor(context, secret)).toBeUndefined();
    expect(await listTokens(context)).toEqual([]);
  });

  it('end when they are revoked: all of that name, and no other', async () => {
    const context = await testContext();
    const lost = [
      await createToken(context, { name: 'lost', roles: ['viewer'] }),
      await createToken(context, { name: 'lost', roles: ['viewer'] }),
    ];
    const kept = await createToken(context, { name: 'kept', roles: ['viewer'] });
    expect(await revokeToken(context, 'lost')).toBe(2);
    for (const secret of lost) expect(await findTokenActor(context, secret)).toBeUndefined();
    expect(await findTokenActor(context, kept)).toBeDefined();
  });

  it('that do not exist are not said to be revoked', async () => {
    const context = await testContext();
    await createToken(context, { name: 'collector', roles: ['intake'] });
    await expect(revokeToken(context, 'colector')).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each([
    ['an unknown role', { name: 'a', roles: ['root' as Role] }],
    ['no role', { name: 'a', roles: [] }],
    ['no name', { name: '', roles: ['viewer'] as Role[] }],
    ['a blank name', { name: ' ', roles: ['viewer'] as Role[] }],
    ['a long name', { name: 'x'.repeat(101), roles: ['viewer'] as Role[] }],
    [
      'an end in the past',
      { name: 'a', roles: ['viewer'] as Role[], expiresAt: new Date('2026-04-20T07:00:00Z') },
    ],
  ])('are refused with %s', async (_what, input) => {
    const context = await testContext({ at: new Date('2026-04-20T07:00:00Z') });
    await expect(createToken(context, input)).rejects.toMatchObject({ code: 'input.invalid' });
    expect(await listTokens(context)).toEqual([]);
  });

  it('are managed by administrators alone', async () => {
    const context = await testContext({
      actor: { kind: 'token', name: 'lead', roles: ['incident lead', 'intake'] },
    });
    const attempts = [
      createToken(context, { name: 'a', roles: ['administrator'] }),
      revokeToken(context, 'a'),
      listTokens(context),
    ];
    for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('leave an audit row each time', async () => {
    const context = await testContext();
    await createToken(context, { name: 'collector', roles: ['intake'] });
    await revokeToken(context, 'collector');
    const found = await sql`select verb, subject, actor_name as actor from audit order by id`.execute(
      context.db,
    );
    expect(found.rows).toEqual([
      { verb: 'token.create', subject: 'token:collector', actor: 'Test Operator' },
      { verb: 'token.revoke', subject: 'token:collector', actor: 'Test Operator' },
    ]);
  });
});
