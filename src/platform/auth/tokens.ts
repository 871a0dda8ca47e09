import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { audit } from '../audit/index.ts';
import { type Actor, allRoles, type Context, type Role } from '../context/index.ts';
import { inTransaction } from '../db/index.ts';
import { AllclearError } from '../errors/index.ts';
import { authorise } from './policy.ts';

const mayManageTokens = {
  sentence: 'Only an administrator may manage API tokens',
  roles: ['administrator'],
} as const;

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Creates an API token and returns its secret, which is shown once: only its SHA-256 is stored. */
export async function createToken(
  context: Context,
  input: { name: string; roles: readonly Role[]; expiresAt?: Date },
): Promise<string> {
  authorise(context.actor, mayManageTokens);
  const unknown = input.roles.filter((role) => !allRoles.includes(role));
  if (unknown.length > 0) throw new AllclearError('input.invalid', `Unknown role: ${unknown.join(', ')}.`);
  const secret = `ac_${randomBytes(24).toString('base64url')}`;
  await inTransaction(context, async (tx) => {
    await sql`insert into api_token (name, digest, roles, created_at, expires_at)
      values (${input.name}, ${digest(secret)}, ${[...input.roles]}, ${tx.clock.now()}, ${input.expiresAt ?? null})`.execute(
      tx.db,
    );
    await audit(tx, {
      verb: 'token.create',
      subject: `token:${input.name}`,
      data: { roles: [...input.roles] },
    });
  });
  return secret;
}

/** The actor behind a bearer token, or undefined when it is unknown, revoked or expired. */
export async function findTokenActor(
  context: Omit<Context, 'actor'>,
  secret: string,
): Promise<Actor | undefined> {
  const result = await sql<{ name: string; roles: Role[] }>`select name, roles from api_token
    where digest = ${digest(secret)} and revoked_at is null
      and (expires_at is null or expires_at > ${context.clock.now()})`.execute(context.db);
  const row = result.rows[0];
  return row && { kind: 'token', name: row.name, roles: row.roles };
}

/** Revokes every live token of this name; returns how many. */
export async function revokeToken(context: Context, name: string): Promise<number> {
  authorise(context.actor, mayManageTokens);
  return inTransaction(context, async (tx) => {
    const result = await sql`update api_token set revoked_at = ${tx.clock.now()}
      where name = ${name} and revoked_at is null`.execute(tx.db);
    await audit(tx, { verb: 'token.revoke', subject: `token:${name}`, data: {} });
    return Number(result.numAffectedRows ?? 0n);
  });
}

/** Names, roles and dates of all tokens; never their secrets. */
export async function listTokens(
  context: Context,
): Promise<{ name: string; roles: Role[]; createdAt: Date }[]> {
  authorise(context.actor, mayManageTokens);
  const result = await sql<{ name: string; roles: Role[]; createdAt: Date }>`
    select name, roles, created_at as "createdAt" from api_token where revoked_at is null order by name`.execute(
    context.db,
  );
  return result.rows;
}
