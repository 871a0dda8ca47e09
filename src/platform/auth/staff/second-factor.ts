import { randomBytes, randomInt } from 'node:crypto';
import { audit } from '../../audit/index.ts';
import { inTransaction } from '../../db/index.ts';
import { AllclearError } from '../../errors/index.ts';
import { beginAttempt } from './attempts.ts';
import { type Base, parameters, type SignInRules, type StaffSession } from './model.ts';
import { actorOf, type Started, startSession } from './sessions.ts';
import {
  countRecoveryCodes,
  endSessions,
  lockSecrets,
  replaceRecoveryCodes,
  updateStaff,
  useRecoveryCode,
} from './store.ts';
import { forgetAttempts } from './store-attempts.ts';
import { matchingStep, otpauthAddress, toBase32 } from './totp.ts';

const secretBytes = 20;
const attemptOf = ({ staff, address }: StaffSession) => ({ account: `second factor ${staff.id}`, address });

const wrongCode = (): AllclearError =>
  new AllclearError('unauthenticated', 'That code is not right.', {
    remedy: 'Enter the code that your app shows now. Each code works once.',
  });

/**
 * Finishes a sign-in with a code of the authenticator app or a recovery code. The half-made session ends and a new one
 * begins. Throws `unauthenticated` or `rate.limited`.
 */
export async function verifySecondFactor(
  base: Base,
  session: StaffSession,
  code: string,
  rules: SignInRules,
): Promise<Started> {
  const attempt = attemptOf(session);
  await beginAttempt(base, attempt);
  const { staff } = session;
  const started = await inTransaction({ ...base, actor: actorOf(staff) }, async (tx) => {
    const method = await acceptedMethod(tx, session, code);
    if (!method) return undefined;
    await forgetAttempts(tx.db, attempt);
    await audit(tx, {
      verb: 'staff.sign-in',
      subject: `staff:${staff.id}`,
      data: { address: session.address, method },
    });
    return replaceSession(tx, session, rules);
  });
  if (started) return started;
  await audit(
    { ...base, actor: actorOf(staff) },
    {
      verb: 'staff.sign-in-refused',
      subject: `staff:${staff.id}`,
      data: { address: session.address, step: 'second factor' },
    },
  );
  throw wrongCode();
}

async function acceptedMethod(
  tx: Base,
  { staff }: StaffSession,
  code: string,
): Promise<'app' | 'recovery code' | undefined> {
  const { totpSecret, totpLastStep } = await lockSecrets(tx.db, staff.id);
  const now = tx.clock.now();
  const step = totpSecret && matchingStep(totpSecret, code, { now, lastStep: totpLastStep });
  if (step) {
    await updateStaff(tx.db, staff.id, { totpLastStep: step });
    return 'app';
  }
  const recovery = await useRecoveryCode(tx.db, staff.id, code.replace(/[^a-z0-9]/gi, '').toLowerCase(), now);
  return recovery ? 'recovery code' : undefined;
}

/** The half-made session ends and a whole one begins. */
export async function replaceSession(tx: Base, session: StaffSession, rules: SignInRules): Promise<Started> {
  const { staff, via, address, agent } = session;
  await endSessions(tx.db, { staffId: staff.id, only: session.id }, 'signed in', tx.clock.now());
  return startSession(tx, { staff, stage: 'full', via, caller: { address, agent }, rules });
}

export interface Enrolment {
  /** The secret in base32, in groups of four, for typing. */
  key: string;
  /** Opens an authenticator app. */
  address: string;
}

/** The secret that waits for its first code; made when there is none, so that reloading shows the same. */
export function beginEnrolment(base: Base, { staff }: StaffSession, rules: SignInRules): Promise<Enrolment> {
  return inTransaction(base, async (tx) => {
    const { totpPending } = await lockSecrets(tx.db, staff.id);
    const secret = totpPending ?? randomBytes(secretBytes);
    if (!totpPending) await updateStaff(tx.db, staff.id, { totpPending: secret });
    return {
      key: (toBase32(secret).match(/.{1,4}/g) ?? []).join(' '),
      address: otpauthAddress(secret, rules.issuer, staff.email ?? staff.name),
    };
  });
}

/**
 * Takes the authenticator app into use once it shows the right code. Returns the recovery codes, which are shown once,
 * and a new session; every other session of this person ends. Throws `unauthenticated` for a wrong code.
 */
export async function finishEnrolment(
  base: Base,
  session: StaffSession,
  code: string,
  rules: SignInRules,
): Promise<Started & { recoveryCodes: string[] }> {
  const { staff } = session;
  await beginAttempt(base, attemptOf(session));
  const finished = await inTransaction({ ...base, actor: actorOf(staff) }, async (tx) => {
    const { totpPending } = await lockSecrets(tx.db, staff.id);
    const now = tx.clock.now();
    const step = totpPending && matchingStep(totpPending, code, { now, lastStep: 0 });
    if (!step) return undefined;
    await updateStaff(tx.db, staff.id, { totpSecret: totpPending, totpPending: null, totpLastStep: step });
    const recoveryCodes = await newRecoveryCodes(tx, staff.id);
    await endSessions(tx.db, { staffId: staff.id, except: session.id }, 'second factor changed', now);
    await forgetAttempts(tx.db, attemptOf(session));
    await audit(tx, { verb: 'staff.second-factor-set', subject: `staff:${staff.id}`, data: {} });
    return { ...(await replaceSession(tx, session, rules)), recoveryCodes };
  });
  if (finished) return finished;
  throw wrongCode();
}

/** New codes in place of those before, as they are shown once. */
async function newRecoveryCodes(tx: Base, staffId: number): Promise<string[]> {
  const codes = Array.from({ length: parameters.recoveryCodes }, newRecoveryCode);
  await replaceRecoveryCodes(tx.db, staffId, codes);
  return codes.map(grouped);
}

/** Codes for whoever has none: there must be a way in without the passkey, and without JavaScript. */
export const firstRecoveryCodes = async (tx: Base, staffId: number): Promise<string[]> =>
  (await countRecoveryCodes(tx.db, staffId)) > 0 ? [] : newRecoveryCodes(tx, staffId);

// Without letters and digits that look alike.
const recoveryAlphabet = '23456789abcdefghjkmnpqrstuvwxyz';

/** Twelve characters, about 59 bits. */
const newRecoveryCode = (): string =>
  Array.from({ length: 12 }, () => recoveryAlphabet.charAt(randomInt(recoveryAlphabet.length))).join('');

const grouped = (code: string): string => (code.match(/.{4}/g) ?? []).join('-');
