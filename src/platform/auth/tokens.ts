import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { audit } from '../audit/index.ts';
import { type Actor, allRoles, type Context, type Role } from '../context/index.ts';
import { inTransaction, rows } from '../db/index.ts';
import { AllclearError, notFound, parseInput } from '../errors/index.ts';
import { personKey, personKeys } from './actor.ts';
import { authorise } from './policy.ts';

const mayManageTokens = {
  sentence: 'Only an administrator may manage API tokens',
  roles: ['administrator'],
} as const;

const tokenInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  roles: z.array(z.enum(allRoles)).min(1),
  expiresAt: z.date().optional(),
  owner: z.string().trim().toLowerCase().pipe(z.email('is not an email address').max(254)).optional(),
});

const listedToken = z.strictObject({
  name: z.string(),
  roles: z.array(z.enum(allRoles)),
  createdAt: z.date(),
  expiresAt: z.date().nullable(),
});

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * Creates an API token and returns its secret, which is shown once: only its SHA-256 is stored. The name is what the
 * audit shows; several tokens may share one, to change from one to the next without a gap. `owner` is the address of
 * the person who uses it; where two people are asked for it counts as them, and without an owner as whoever made it.
 */
export async function createToken(
  context: Context,
  given: { name: string; roles: readonly Role[]; expiresAt?: Date; owner?: string },
): Promise<string> {
  authorise(context.actor, mayManageTokens);
  const input = parseInput(tokenInput, given, 'token');
  if (input.expiresAt && input.expiresAt <= context.clock.now())
    throw new AllclearError('input.invalid', 'The token would have expired already. Nothing was changed.');
  const madeBy = personKeys(context.actor);
  const people = input.owner === undefined ? madeBy : [personKey('address', input.owner)];
  const secret = `ac_${randomBytes(24).toString('base64url')}`;
  await inTransaction(context, async (tx) => {
    await sql`insert into api_token (name, digest, roles, created_at, expires_at, people, made_by)
      values (${input.name}, ${digest(secret)}, ${[...input.roles]}, ${tx.clock.now()}, ${input.expiresAt ?? null},
        ${people}, ${madeBy})`.execute(tx.db);
    await audit(tx, {
      verb: 'token.create',
      subject: `token:${input.name}`,
      data: { roles: input.roles, expiresAt: input.expiresAt ?? null, owner: input.owner ?? null },
    });
  });
  return secret;
}

/** The actor behind a bearer token, or undefined when it is unknown, revoked or expired. */
export async function findTokenActor(
  context: Omit<Context, 'actor'>,
  secret: string,
): Promise<Actor | undefined> {
  const result = await sql<{
    name: string;
    roles: Role[];
    people: string[];
    madeBy: string[];
  }>`select name, roles, people, made_by as "madeBy" from api_token
    where digest = ${digest(secret)} and revoked_at is null
      and (expires_at is null or expires_at > ${context.clock.now()})`.execute(context.db);
  const row = result.rows[0];
  return row && { kind: 'token', ...row };
}

/** Revokes every live token of this name and returns how many; `not-found` when there is none, so that no typing error
 * leaves a lost token alive. */
export async function revokeToken(context: Context, name: string): Promise<number> {
  authorise(context.actor, mayManageTokens);
  return inTransaction(context, async (tx) => {
    const result = await sql`update api_token set revoked_at = ${tx.clock.now()}
      where name = ${name} and revoked_at is null`.execute(tx.db);
    const revoked = Number(result.numAffectedRows ?? 0n);
    if (revoked === 0) throw notFound('live API token named', name);
    await audit(tx, { verb: 'token.revoke', subject: `token:${name}`, data: { revoked } });
    return revoked;
  });
}

/** Names, roles and dates of the tokens that still work; never their secrets. */
export async function listTokens(
  context: Context,
): Promise<{ name: string; roles: Role[]; createdAt: Date; expiresAt: Date | null }[]> {
  authorise(context.actor, mayManageTokens);
  return rows(
    context.db,
    listedToken,
    sql`select name, roles, created_at as "createdAt", expires_at as "expiresAt" from api_token
      where revoked_at is null and (expires_at is null or expires_at > ${context.clock.now()}) order by name, id`,
  );
}
