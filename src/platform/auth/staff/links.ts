import { z } from 'zod';
import { audit } from '../../audit/index.ts';
import type { Actor, Context, Role } from '../../context/index.ts';
import { inTransaction, lockForTransaction } from '../../db/index.ts';
import { AllclearError, parseInput } from '../../errors/index.ts';
import { emit } from '../../outbox/index.ts';
import { authorise } from '../policy.ts';
import {
  type Base,
  type Caller,
  emailText,
  inMinutes,
  type LinkPurpose,
  nameText,
  parameters,
  type SignInRules,
  type Staff,
  type StaffLink,
} from './model.ts';
import { hashPassword, passwordFault } from './password.ts';
import { mayManageStaff } from './policy.ts';
import { actorOf, type Started, startSession } from './sessions.ts';
import { firstStage } from './sign-in.ts';
import {
  countAdministrators,
  endSessions,
  findByEmail,
  findByName,
  insertStaff,
  newSecret,
  replaceRecoveryCodes,
  updateStaff,
} from './store.ts';
import { endLinks, findLink, insertLink, takeLink } from './store-links.ts';
import { deletePasskeys } from './store-passkeys.ts';

/** A one-time link: its path below the address of the service, shown once, and until when it works. */
export interface OneTimeLink {
  path: string;
  expiresAt: Date;
}

const allclear: Actor = { kind: 'system', name: 'Allclear', roles: [] };

export async function createLink(
  tx: Context,
  link: { purpose: LinkPurpose; name: string; email: string | null; roles: readonly Role[] },
): Promise<OneTimeLink> {
  const secret = newSecret();
  const expiresAt = inMinutes(tx.clock, parameters.linkHours[link.purpose] * 60);
  const { purpose, name, email } = link;
  await insertLink(tx.db, {
    purpose,
    name,
    email,
    roles: [...link.roles],
    createdBy: tx.actor.name,
    expiresAt,
    secret,
    at: tx.clock.now(),
  });
  return { path: `/console/welcome/${secret}`, expiresAt };
}

/**
 * The link that makes the first administrator, for the terminal of `allclear serve`; undefined once there is one. A new
 * link ends the one before.
 */
export function firstAdministratorLink(base: Base): Promise<OneTimeLink | undefined> {
  return inTransaction({ ...base, actor: allclear }, async (tx) => {
    await lockForTransaction(tx, 'staff.first-administrator');
    if ((await countAdministrators(tx.db)) > 0) return undefined;
    await endLinks(tx.db, { purpose: 'first administrator' }, tx.clock.now());
    const roles: Role[] = ['administrator', 'incident lead'];
    return createLink(tx, {
      purpose: 'first administrator',
      name: 'First administrator',
      email: null,
      roles,
    });
  });
}

/**
 * A link for the command line of the machine that makes its holder an administrator for an hour, without a password,
 * while nobody else can get in. Never offered over HTTP. Loudly audited: here, when it is used, and on every screen.
 */
export async function breakGlass(context: Context, given: { reason: string }): Promise<OneTimeLink> {
  authorise(context.actor, mayManageStaff);
  const { reason } = parseInput(
    z.strictObject({ reason: z.string().trim().min(10).max(500) }),
    given,
    'reason',
  );
  return inTransaction(context, async (tx) => {
    await audit(tx, { verb: 'staff.break-glass', subject: `staff:${tx.actor.name}`, data: { reason } });
    tx.log.error({ by: tx.actor.name, reason }, 'a break-glass link was made');
    await emit(tx, 'staff.break-glass', {
      text: `A break-glass link was made by ${tx.actor.name}, because: ${reason}`,
    });
    return createLink(tx, {
      purpose: 'break-glass',
      name: `Break-glass (${tx.actor.name})`.slice(0, 100),
      email: null,
      roles: ['administrator', 'incident lead'],
    });
  });
}

/** The link behind a secret, or `not-found` once it was used or has expired. Looking does not use it. */
export async function showLink(base: Base, secret: string): Promise<StaffLink> {
  const link = await findLink(base.db, secret, base.clock.now());
  if (!link) throw linkGone();
  return link;
}

const linkGone = (): AllclearError =>
  new AllclearError(
    'not-found',
    'This link does not work any more. Each link works once, and only for a time.',
    {
      remedy: 'Ask an administrator for a new one.',
    },
  );

const accountInput = z.strictObject({
  name: nameText,
  email: emailText,
  password: z.string().min(1).max(1_000),
});

/**
 * Uses a link and signs its holder in. The first administrator says who they are; others are who the link says.
 * Throws `input.invalid` with every fault in the account (the link can then still be used), and `not-found`.
 */
export async function acceptLink(
  base: Base,
  secret: string,
  given: { name?: string; email?: string; password?: string },
  { caller, rules }: { caller: Caller; rules: SignInRules },
): Promise<Started> {
  const link = await showLink(base, secret);
  const account = link.purpose === 'break-glass' ? undefined : readAccount(link, given);
  const passwordHash = account ? await hashPassword(account.password) : null;
  return inTransaction({ ...base, actor: allclear }, async (tx) => {
    const taken = await takeLink(tx.db, secret, tx.clock.now());
    if (!taken) throw linkGone();
    const who = account ?? { name: await freeName(tx, link.name), email: null };
    const staff = await settle(tx, taken, { ...who, passwordHash });
    const signedIn = { ...tx, actor: actorOf(staff) };
    await audit(signedIn, {
      verb: link.purpose === 'break-glass' ? 'staff.break-glass-used' : 'staff.link-used',
      subject: `staff:${staff.id}`,
      data: { purpose: link.purpose, roles: staff.roles, createdBy: link.createdBy, address: caller.address },
    });
    if (account)
      return startSession(signedIn, { staff, stage: firstStage(staff, rules), via: 'link', caller, rules });
    tx.log.error({ name: staff.name, address: caller.address }, 'a break-glass administrator came in');
    await emit(tx, 'staff.break-glass', { text: `${staff.name} came in as an administrator` });
    const minutes = parameters.breakGlassSessionMinutes;
    return startSession(signedIn, { staff, stage: 'full', via: 'break-glass', caller, rules, minutes });
  });
}

function readAccount(
  link: StaffLink,
  given: { name?: string; email?: string; password?: string },
): z.output<typeof accountInput> {
  const known = link.purpose === 'first administrator' ? given : { name: link.name, email: link.email };
  const account = parseInput(accountInput, { ...known, password: given.password ?? '' }, 'account');
  assertGoodPassword(account.password, [account.name, account.email]);
  return account;
}

/** Throws `input.invalid` when a password may not be used. */
export function assertGoodPassword(password: string, about: readonly string[]): void {
  const reason = passwordFault(password, [...about, 'allclear']);
  if (reason)
    throw new AllclearError('input.invalid', 'The password cannot be used. Nothing was changed.', {
      faults: [{ field: 'password', reason }],
    });
}

/** Makes the account, or gives an existing one its new password; old sessions and other links to it end. */
async function settle(
  tx: Context,
  link: StaffLink,
  { name, email, passwordHash }: { name: string; email: string | null; passwordHash: string | null },
): Promise<Staff> {
  const now = tx.clock.now();
  const existing = email === null ? undefined : await findByEmail(tx.db, email);
  if (email !== null) await endLinks(tx.db, { email }, now);
  if (existing && link.purpose === 'new password' && passwordHash) {
    await updateStaff(tx.db, existing.id, { passwordHash, totpSecret: null, totpPending: null });
    await replaceRecoveryCodes(tx.db, existing.id, []);
    await deletePasskeys(tx.db, existing.id);
    await endSessions(tx.db, { staffId: existing.id }, 'new password', now);
    return { ...existing, hasApp: false, passkeys: 0, hasSecondFactor: false };
  }
  const clash = existing ? 'email' : (await findByName(tx.db, name)) ? 'name' : undefined;
  if (clash)
    throw new AllclearError('conflict', `Somebody else already has this ${clash}. Nothing was changed.`, {
      faults: [{ field: clash, reason: 'is taken' }],
    });
  return insertStaff(tx.db, { name, email, roles: link.roles, passwordHash, at: now });
}

/** Each break-glass visit is somebody of its own in the audit. */
async function freeName(tx: Context, name: string): Promise<string> {
  for (let visit = 1; ; visit += 1) {
    const candidate = visit === 1 ? name : `${name} ${visit}`;
    if (!(await findByName(tx.db, candidate))) return candidate;
  }
}
