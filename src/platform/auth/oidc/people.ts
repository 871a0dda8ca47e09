import { audit } from '../../audit/index.ts';
import type { Context } from '../../context/index.ts';
import { AllclearError } from '../../errors/index.ts';
import { nameText, type Staff } from '../staff/model.ts';
import { findByEmail, findById, findByName, insertStaff, updateStaff } from '../staff/store.ts';
import { endLinks, findInvitation, takeInvitation } from '../staff/store-links.ts';
import { rolesOfGroups } from './claims.ts';
import type { ProviderIdentity, ProviderSettings } from './model.ts';
import { findIdentity, insertIdentity, useIdentity } from './store.ts';

/**
 * Whose sign-in it is, by the subject that the provider gave them for ever. Somebody new is let in by an invitation
 * that they hold (`linkDigest`) or that was made for their verified address, or because a group of theirs has a role
 * here. An address alone never opens an account that is already there: addresses change hands. Throws `forbidden`.
 */
export async function personOf(
  tx: Context,
  settings: ProviderSettings,
  identity: ProviderIdentity,
  linkDigest: Buffer | null,
): Promise<Staff> {
  const now = tx.clock.now();
  const known = await findIdentity(tx.db, identity);
  if (known !== undefined) {
    const staff = await findById(tx.db, known);
    if (!staff || staff.disabledAt) throw refused('Your access here was ended.');
    await useIdentity(tx.db, { ...identity, now });
    return staff;
  }
  const invitation =
    linkDigest !== null
      ? await takeInvitation(tx.db, { digest: linkDigest }, now)
      : identity.email !== undefined && (await findInvitation(tx.db, identity.email, now))
        ? await takeInvitation(tx.db, { email: identity.email }, now)
        : undefined;
  if (linkDigest !== null && !invitation) throw refused('This invitation does not work any more.');
  if (invitation) return newPerson(tx, identity, invitation);
  if (rolesOfGroups(identity.groups, settings.groupRoles).length === 0)
    throw unknownPerson(settings, identity);
  if (identity.email === undefined)
    throw refused(`${settings.name} does not say which email address is yours, so no account can be made.`);
  return newPerson(tx, identity, { name: await freeName(tx, identity), email: identity.email, roles: [] });
}

async function newPerson(
  tx: Context,
  identity: ProviderIdentity,
  of: { name: string; email: string | null; roles: Staff['roles'] },
): Promise<Staff> {
  const existing = of.email === null ? undefined : await findByEmail(tx.db, of.email);
  if (existing)
    throw refused('There is already an account with your address here.', {
      remedy: 'Sign in to it with its password, and link the two on the page of your account.',
    });
  if (await findByName(tx.db, of.name)) throw refused('Somebody here already has your name.');
  const now = tx.clock.now();
  if (of.email !== null) await endLinks(tx.db, { email: of.email }, now);
  const staff = await insertStaff(tx.db, { ...of, passwordHash: null, at: now });
  await insertIdentity(tx.db, { ...identity, staffId: staff.id, now });
  const { issuer, subject } = identity;
  await audit(tx, {
    verb: 'staff.provider-joined',
    subject: `staff:${staff.id}`,
    data: { name: of.name, email: of.email, roles: of.roles, issuer, subject },
  });
  return staff;
}

function unknownPerson({ name, groupRoles }: ProviderSettings, identity: ProviderIdentity): AllclearError {
  if (identity.groupsLeftOut) return refused(tooManyGroups(name));
  return refused(
    groupRoles.size > 0
      ? `${name} knows you, but you are in no group that has a role here.`
      : `${name} knows you, but nobody has invited you here.`,
    { remedy: 'Ask an administrator of this service for an invitation.' },
  );
}

const tooManyGroups = (name: string): string =>
  `You are in more groups than ${name} tells us, so your roles are not known.`;

const refused = (message: string, options: { remedy?: string } = {}): AllclearError =>
  new AllclearError('forbidden', `${message} Nobody was signed in.`, options);

/** Names tell people apart in the timeline, so a second one of the same name gets their address beside it. */
async function freeName(tx: Context, { name, email = '' }: ProviderIdentity): Promise<string> {
  const wanted = nameText.safeParse(name).data ?? email;
  return (await findByName(tx.db, wanted)) ? `${wanted} (${email})`.slice(0, 100) : wanted;
}

/**
 * Takes over what the groups give now, at every sign-in: what a group gave is gone once it does not give it any more.
 * Roles given here by hand stay. Returns why nobody can be signed in, when no role is left.
 */
export async function takeGroups(
  tx: Context,
  settings: ProviderSettings,
  staff: Staff,
  identity: ProviderIdentity,
): Promise<AllclearError | undefined> {
  const groupRoles = rolesOfGroups(identity.groups, settings.groupRoles);
  if (groupRoles.join() !== staff.groupRoles.join()) {
    await updateStaff(tx.db, staff.id, { groupRoles });
    await audit(tx, {
      verb: 'staff.group-roles',
      subject: `staff:${staff.id}`,
      data: { name: staff.name, from: staff.groupRoles, to: groupRoles },
    });
  }
  return groupRoles.length + staff.roles.length > 0 ? undefined : unknownPerson(settings, identity);
}

/** Links an account at the provider to the one that is signed in. Throws `conflict` when somebody else has it. */
export async function linkTo(tx: Context, staffId: number, identity: ProviderIdentity): Promise<void> {
  const holder = await findIdentity(tx.db, identity);
  if (holder === staffId) return;
  if (holder !== undefined)
    throw new AllclearError('conflict', 'That account is linked to somebody else here. Nothing was changed.');
  const staff = await findById(tx.db, staffId);
  if (staff?.identities.some((each) => each.startsWith(`${identity.issuer} `)))
    throw new AllclearError('conflict', 'Another account there is linked to yours. Nothing was changed.', {
      remedy: 'Remove that link first.',
    });
  await insertIdentity(tx.db, { ...identity, staffId, now: tx.clock.now() });
  const { issuer, subject, email } = identity;
  await audit(tx, {
    verb: 'staff.identity-linked',
    subject: `staff:${staffId}`,
    data: { issuer, subject, email: email ?? null },
  });
}
