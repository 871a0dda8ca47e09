import { z } from 'zod';
import { audit } from '../../audit/index.ts';
import type { Context } from '../../context/index.ts';
import { inTransaction, lockForTransaction } from '../../db/index.ts';
import { AllclearError, notFound, parseInput } from '../../errors/index.ts';
import { defineVerb, type Verb } from '../../verbs/index.ts';
import { authorise } from '../policy.ts';
import { assertGoodPassword, createLink, type OneTimeLink } from './links.ts';
import { emailText, nameText, roleNames, type Staff, type StaffSession } from './model.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { mayManageStaff } from './policy.ts';
import {
  countAdministrators,
  endSessions,
  findByEmail,
  findByName,
  passwordHashOf,
  selectStaff,
  updateStaff,
} from './store.ts';
import { endLinks } from './store-links.ts';

const inviteInput = z.strictObject({
  name: nameText.describe('As the audit and the timeline will show it'),
  email: emailText.describe('What they sign in with'),
  roles: roleNames,
});

/** Invites a person by a one-time link, which the administrator hands on. */
export function inviteStaff(context: Context, given: z.input<typeof inviteInput>): Promise<OneTimeLink> {
  authorise(context.actor, mayManageStaff);
  const { name, email, roles } = parseInput(inviteInput, given, 'invitation');
  return inTransaction(context, async (tx) => {
    const clash = (await findByEmail(tx.db, email))
      ? 'email'
      : (await findByName(tx.db, name))
        ? 'name'
        : undefined;
    if (clash)
      throw new AllclearError('conflict', `Somebody already has this ${clash}. Nothing was changed.`, {
        faults: [{ field: clash, reason: 'is taken' }],
      });
    await endLinks(tx.db, { email }, tx.clock.now());
    await audit(tx, { verb: 'staff.invite', subject: `staff:${email}`, data: { name, roles } });
    return createLink(tx, { purpose: 'invitation', name, email, roles });
  });
}

const personInput = z.strictObject({ email: emailText });

/** Changes one person under a lock, so that two administrators cannot each remove the other as the last one. */
function changeStaff<T>(
  context: Context,
  verb: string,
  email: string,
  work: (tx: Context, staff: Staff) => Promise<{ data: Record<string, unknown>; result: T }>,
): Promise<T> {
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, 'staff.manage');
    const staff = await findByEmail(tx.db, email);
    if (!staff) throw notFound('person with the address', email);
    const { data, result } = await work(tx, staff);
    if ((await countAdministrators(tx.db)) === 0)
      throw new AllclearError(
        'state.refused',
        'That would leave nobody as an administrator. Nothing was changed.',
      );
    await audit(tx, { verb, subject: `staff:${staff.id}`, data: { name: staff.name, ...data } });
    return result;
  });
}

const rolesInput = personInput.extend({ roles: roleNames });

function changeRoles(
  context: Context,
  given: z.input<typeof rolesInput>,
): Promise<{ roles: readonly string[] }> {
  authorise(context.actor, mayManageStaff);
  const { email, roles } = parseInput(rolesInput, given, 'roles');
  return changeStaff(context, 'staff.roles', email, async (tx, staff) => {
    await updateStaff(tx.db, staff.id, { roles });
    return { data: { from: staff.roles, to: roles }, result: { roles } };
  });
}

function disableStaff(
  context: Context,
  given: z.input<typeof personInput>,
): Promise<{ endedSessions: number }> {
  authorise(context.actor, mayManageStaff);
  const { email } = parseInput(personInput, given, 'person');
  return changeStaff(context, 'staff.disable', email, async (tx, staff) => {
    const now = tx.clock.now();
    await updateStaff(tx.db, staff.id, { disabledAt: now });
    await endLinks(tx.db, { email }, now);
    const endedSessions = await endSessions(tx.db, { staffId: staff.id }, 'disabled', now);
    return { data: { endedSessions }, result: { endedSessions } };
  });
}

function enableStaff(context: Context, given: z.input<typeof personInput>): Promise<{ email: string }> {
  authorise(context.actor, mayManageStaff);
  const { email } = parseInput(personInput, given, 'person');
  return changeStaff(context, 'staff.enable', email, async (tx, staff) => {
    await updateStaff(tx.db, staff.id, { disabledAt: null });
    return { data: {}, result: { email } };
  });
}

function endStaffSessions(
  context: Context,
  given: z.input<typeof personInput>,
): Promise<{ endedSessions: number }> {
  authorise(context.actor, mayManageStaff);
  const { email } = parseInput(personInput, given, 'person');
  return changeStaff(context, 'staff.end-sessions', email, async (tx, staff) => {
    const because = `ended by ${tx.actor.name}`;
    const endedSessions = await endSessions(tx.db, { staffId: staff.id }, because, tx.clock.now());
    return { data: { endedSessions }, result: { endedSessions } };
  });
}

/** A link to choose a new password; using it also removes the authenticator app and passkeys, which may be what was lost. */
function newPasswordLink(context: Context, given: z.input<typeof personInput>): Promise<OneTimeLink> {
  authorise(context.actor, mayManageStaff);
  const { email } = parseInput(personInput, given, 'person');
  return changeStaff(context, 'staff.new-password', email, async (tx, staff) => {
    await endLinks(tx.db, { email }, tx.clock.now());
    const { name, roles } = staff;
    return { data: {}, result: await createLink(tx, { purpose: 'new password', name, email, roles }) };
  });
}

async function listStaff(context: Context): Promise<Staff[]> {
  authorise(context.actor, mayManageStaff);
  return selectStaff(context.db);
}

/** Changes one's own password; every other session ends. Throws `unauthenticated` when the old one is wrong. */
export async function changeOwnPassword(
  context: Context,
  { staff, id }: StaffSession,
  given: { current: string; password: string },
): Promise<void> {
  if (!(await verifyPassword(given.current, await passwordHashOf(context.db, staff.id))))
    throw new AllclearError(
      'unauthenticated',
      'The password you have now is not right. Nothing was changed.',
      {
        faults: [{ field: 'current', reason: 'is not right' }],
      },
    );
  assertGoodPassword(given.password, [staff.name, staff.email ?? '']);
  const passwordHash = await hashPassword(given.password);
  await inTransaction(context, async (tx) => {
    await updateStaff(tx.db, staff.id, { passwordHash });
    await endSessions(tx.db, { staffId: staff.id, except: id }, 'password changed', tx.clock.now());
    await audit(tx, { verb: 'staff.password-changed', subject: `staff:${staff.id}`, data: {} });
  });
}

/** What an administrator does about the people who may sign in. */
export const staffVerbs: Verb[] = [
  defineVerb({
    name: 'staff.invite',
    summary: 'Invite a person to the console by a one-time link, which is shown once',
    input: inviteInput,
    run: inviteStaff,
  }),
  defineVerb({
    name: 'staff.list',
    summary: 'List who may sign in, with their roles',
    changes: false,
    input: z.strictObject({}),
    run: listStaff,
  }),
  defineVerb({
    name: 'staff.roles',
    summary: 'Change what a person may do, from their next request on',
    input: rolesInput,
    run: changeRoles,
  }),
  defineVerb({
    name: 'staff.new-password',
    summary: 'Make a one-time link with which a person chooses a new password and a new authenticator app',
    input: personInput,
    run: newPasswordLink,
  }),
  defineVerb({
    name: 'staff.end-sessions',
    summary: 'Sign a person out everywhere',
    input: personInput,
    run: endStaffSessions,
  }),
  defineVerb({
    name: 'staff.disable',
    summary: 'End the access of a person; what they did stays',
    input: personInput,
    run: disableStaff,
  }),
  defineVerb({
    name: 'staff.enable',
    summary: 'Give a person their access back',
    input: personInput,
    run: enableStaff,
  }),
];
