import { audit } from '../../audit/index.ts';
import type { Actor, Context } from '../../context/index.ts';
import { inTransaction } from '../../db/index.ts';
import { AllclearError } from '../../errors/index.ts';
import { personKey } from '../actor.ts';
import {
  type Base,
  type Caller,
  inMinutes,
  parameters,
  type SessionStage,
  type SessionVia,
  type SignInRules,
  type Staff,
  type StaffSession,
} from './model.ts';
import { endSessions, findSession, insertSession, newSecret, selectSessions, touchSession } from './store.ts';

/** What a sign-in step gives back: the secret for the cookie, and how far it has come. */
export interface Started {
  secret: string;
  stage: SessionStage;
}

export const actorOf = (staff: Staff): Actor => ({
  kind: 'person',
  name: staff.name,
  roles: staff.roles,
  people: [
    ...[staff.email ?? [], ...staff.otherAddresses].flat().map((address) => personKey('address', address)),
    ...staff.identities.map((identity) => personKey('identity', identity)),
  ],
});

const touchAfterMs = 30_000;

/** The live session behind a cookie, or undefined: unknown, ended, idle too long, too old, or its person disabled. `touch` counts as use. */
export async function currentSession(
  base: Base,
  secret: string,
  rules: SignInRules,
  { touch }: { touch: boolean } = { touch: true },
): Promise<StaffSession | undefined> {
  const now = base.clock.now();
  const session = await findSession(base.db, secret, { now, idleSince: idleSince(base, rules) });
  if (touch && session && now.getTime() - session.lastSeenAt.getTime() >= touchAfterMs)
    await touchSession(base.db, session.id, now);
  return session;
}

const idleSince = ({ clock }: Base, { idleMinutes }: SignInRules): Date => inMinutes(clock, -idleMinutes);

/** A new session with a secret of its own: nothing that was in the browser before is carried over. */
export async function startSession(
  base: Base,
  of: {
    staff: Staff;
    stage: SessionStage;
    via: SessionVia;
    caller: Caller;
    rules: SignInRules;
    minutes?: number;
  },
): Promise<Started> {
  const secret = newSecret();
  const full = of.minutes ?? of.rules.sessionHours * 60;
  const minutes = of.stage === 'full' ? full : parameters.pendingMinutes;
  await insertSession(base, {
    secret,
    staffId: of.staff.id,
    stage: of.stage,
    via: of.via,
    expiresAt: inMinutes(base.clock, minutes),
    ...of.caller,
  });
  return { secret, stage: of.stage };
}

/** Throws `unauthenticated` when this session began too long ago for a change of keys. */
export function assertFresh({ clock }: Base, { createdAt }: StaffSession): void {
  if (createdAt.getTime() > inMinutes(clock, -parameters.freshMinutes).getTime()) return;
  throw new AllclearError(
    'unauthenticated',
    'For this you have to have signed in just now. Nothing was changed.',
    {
      remedy: `Sign out and in again, and do it within ${parameters.freshMinutes} minutes.`,
    },
  );
}

/** Throws `forbidden` for somebody whose roles all come from groups at the provider: only there are they looked up. */
export function assertMayWork(staff: Staff): void {
  if (staff.roles.length > 0) return;
  throw new AllclearError(
    'forbidden',
    'You have no roles of your own here. Sign in through your organisation.',
  );
}

/** Ends the session of this browser. */
export function signOut(base: Base, session: StaffSession): Promise<void> {
  return inTransaction({ ...base, actor: actorOf(session.staff) }, async (tx) => {
    await endSessions(tx.db, { staffId: session.staff.id, only: session.id }, 'signed out', tx.clock.now());
    await audit(tx, { verb: 'staff.sign-out', subject: `staff:${session.staff.id}`, data: {} });
  });
}

/** Where this person is signed in now, latest first. */
export const ownSessions = (base: Base, session: StaffSession, rules: SignInRules): Promise<StaffSession[]> =>
  selectSessions(base.db, session.staff.id, { now: base.clock.now(), idleSince: idleSince(base, rules) });

/** Ends every other session of this person. Returns how many. */
export function endOtherSessions(context: Context, session: StaffSession): Promise<number> {
  return inTransaction(context, async (tx) => {
    const ended = await endSessions(
      tx.db,
      { staffId: session.staff.id, except: session.id },
      'ended by its owner',
      tx.clock.now(),
    );
    await audit(tx, {
      verb: 'staff.end-other-sessions',
      subject: `staff:${session.staff.id}`,
      data: { ended },
    });
    return ended;
  });
}
