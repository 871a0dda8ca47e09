import { z } from 'zod';
import { audit } from '../../audit/index.ts';
import type { Actor } from '../../context/index.ts';
import { inTransaction } from '../../db/index.ts';
import { AllclearError, parseInput } from '../../errors/index.ts';
import { type Attempt, beginAttempt } from './attempts.ts';
import type { Base, Caller, SessionStage, SignInRules, Staff } from './model.ts';
import { verifyPassword } from './password.ts';
import { actorOf, assertMayWork, type Started, startSession } from './sessions.ts';
import { findByEmail, passwordHashOf } from './store.ts';
import { forgetAttempts } from './store-attempts.ts';

const signInInput = z.strictObject({
  email: z.string().trim().toLowerCase().min(1).max(254),
  password: z.string().min(1).max(1_000),
});

/** Nobody who is known: the name in the audit of a failed attempt. */
const stranger: Actor = { kind: 'person', name: 'Somebody unknown', roles: [] };

/**
 * Checks a password and starts a session. Throws `rate.limited`, and `unauthenticated` in the same words whether the
 * address, the password or both are wrong.
 */
export async function signIn(
  base: Base,
  given: z.input<typeof signInInput>,
  { caller, rules }: { caller: Caller; rules: SignInRules },
): Promise<Started> {
  const { email, password } = parseInput(signInInput, given, 'sign-in');
  const attempt = { account: email, address: caller.address };
  await beginAttempt(base, attempt);
  const staff = await findByEmail(base.db, email);
  const hash = staff ? await passwordHashOf(base.db, staff.id) : null;
  const right = await verifyPassword(password, hash);
  if (!staff || !right || staff.disabledAt) {
    await refuse(base, staff, attempt);
    throw new AllclearError('unauthenticated', 'The email address or the password is not right.');
  }
  assertMayWork(staff);
  const stage = firstStage(staff, rules);
  return inTransaction({ ...base, actor: actorOf(staff) }, async (tx) => {
    await forgetAttempts(tx.db, attempt);
    await audit(tx, {
      verb: stage === 'full' ? 'staff.sign-in' : 'staff.password-accepted',
      subject: `staff:${staff.id}`,
      data: { address: caller.address },
    });
    return startSession(tx, { staff, stage, via: 'password', caller, rules });
  });
}

/** What comes after the password. */
export function firstStage(staff: Staff, rules: SignInRules): SessionStage {
  if (staff.hasSecondFactor) return 'second factor';
  return rules.secondFactor === 'required' ? 'enrol' : 'full';
}

/** What was typed is not kept: a password typed into the wrong field would stay for ever. */
function refuse(base: Base, staff: Staff | undefined, { address }: Attempt): Promise<void> {
  return audit(
    { ...base, actor: staff ? actorOf(staff) : stranger },
    { verb: 'staff.sign-in-refused', subject: `staff:${staff?.id ?? 'unknown'}`, data: { address } },
  );
}
