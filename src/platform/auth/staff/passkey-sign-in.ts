import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { z } from 'zod';
import { audit } from '../../audit/index.ts';
import type { Context } from '../../context/index.ts';
import { inTransaction } from '../../db/index.ts';
import { AllclearError } from '../../errors/index.ts';
import type { Base, Caller, ChallengePurpose, SignInRules, Staff, StaffSession } from './model.ts';
import {
  answeredChallenge,
  assertionResponse,
  checkedAssertion,
  newChallenge,
  type PasskeyAsk,
  passkeyRefused,
  readResponse,
  webauthn,
} from './passkey-check.ts';
import { replaceSession } from './second-factor.ts';
import { actorOf, assertMayWork, type Started, startSession } from './sessions.ts';
import { findById } from './store.ts';
import {
  lockPasskey,
  type StoredPasskey,
  selectStoredPasskeys,
  suspendPasskey,
  usePasskey,
} from './store-passkeys.ts';

/** What a browser needs to sign in with any passkey that it has for this address. */
export async function beginPasskeySignIn(
  base: Base,
  ask: PasskeyAsk,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await webauthn();
  return generateAuthenticationOptions({
    rpID: ask.site.id,
    challenge: Buffer.from(await newChallenge(base, 'passwordless', ask), 'base64url'),
    // In place of a password and a code: the authenticator has to know its owner, by a finger, a face or a PIN.
    userVerification: 'required',
  });
}

/** What a browser needs to use a passkey of this person as the second factor. */
export async function beginPasskeyFactor(
  base: Base,
  { staff }: StaffSession,
  ask: PasskeyAsk,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await webauthn();
  const passkeys = (await selectStoredPasskeys(base.db, staff.id)).filter(
    ({ suspendedAt }) => suspendedAt === null,
  );
  return generateAuthenticationOptions({
    rpID: ask.site.id,
    challenge: Buffer.from(await newChallenge(base, 'second factor', ask), 'base64url'),
    allowCredentials: passkeys.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    userVerification: 'preferred',
  });
}

/** Signs in with a passkey alone. Throws `unauthenticated`, in the same words whatever is wrong. */
export async function finishPasskeySignIn(
  base: Base,
  given: { response: string },
  { ask, caller, rules }: { ask: PasskeyAsk; caller: Caller; rules: SignInRules },
): Promise<Started> {
  const used = await usedPasskey(base, 'passwordless', ask, given.response);
  return finish(base, used, caller, async (tx, staff) => {
    assertMayWork(staff);
    await audit(tx, {
      verb: 'staff.sign-in',
      subject: `staff:${staff.id}`,
      data: { address: caller.address, method: 'passkey' },
    });
    return startSession(tx, { staff, stage: 'full', via: 'passkey', caller, rules });
  });
}

/** Finishes a sign-in with a passkey in place of a code. */
export async function finishPasskeyFactor(
  base: Base,
  session: StaffSession,
  given: { response: string },
  { ask, rules }: { ask: PasskeyAsk; rules: SignInRules },
): Promise<Started> {
  const used = await usedPasskey(base, 'second factor', ask, given.response);
  return finish(base, used, session, async (tx, staff) => {
    if (staff.id !== session.staff.id) throw passkeyRefused();
    await audit(tx, {
      verb: 'staff.sign-in',
      subject: `staff:${staff.id}`,
      data: { address: session.address, method: 'second factor: passkey' },
    });
    return replaceSession(tx, session, rules);
  });
}

interface Used {
  purpose: ChallengePurpose;
  ask: PasskeyAsk;
  challenge: string;
  response: z.output<typeof assertionResponse>;
}

async function usedPasskey(
  base: Base,
  purpose: ChallengePurpose,
  ask: PasskeyAsk,
  text: string,
): Promise<Used> {
  const response = readResponse(assertionResponse, text);
  const challenge = await answeredChallenge(base, purpose, ask, response.response.clientDataJSON);
  return { purpose, ask, challenge, response };
}

type Outcome = { done: Started } | { refused: AllclearError; staff?: Staff };

/** Checks the signature and the counter, then goes on; a refusal is audited, and a copied passkey suspended. */
async function finish(
  base: Base,
  used: Used,
  { address }: { address: string },
  goOn: (tx: Context, staff: Staff) => Promise<Started>,
): Promise<Started> {
  const stranger = { kind: 'person', name: 'Somebody unknown', roles: [] } as const;
  const outcome = await inTransaction({ ...base, actor: stranger }, async (tx): Promise<Outcome> => {
    const passkey = await lockPasskey(tx.db, used.response.id);
    const staff = passkey && (await findById(tx.db, passkey.staffId));
    if (!passkey || !staff || staff.disabledAt || passkey.suspendedAt) return { refused: passkeyRefused() };
    const verification = used.purpose === 'passwordless' ? 'required' : 'preferred';
    const checked = await checkedAssertion(tx, used.ask, { ...used, passkey, verification }).catch(
      (error: unknown) => onlyRefusal(error),
    );
    if (checked instanceof AllclearError) return { refused: checked, staff };
    const own = { ...tx, actor: actorOf(staff) };
    if (isCopied(passkey, checked.counter)) return { refused: await suspend(own, passkey), staff };
    await usePasskey(tx.db, passkey.id, { counter: checked.counter, at: tx.clock.now() });
    return { done: await goOn(own, staff) };
  });
  if ('done' in outcome) return outcome.done;
  const { staff, refused } = outcome;
  await audit(
    { ...base, actor: staff ? actorOf(staff) : stranger },
    {
      verb: 'staff.sign-in-refused',
      subject: `staff:${staff?.id ?? 'unknown'}`,
      data: { address, step: `passkey, ${used.purpose}` },
    },
  );
  throw refused;
}

const onlyRefusal = (error: unknown): AllclearError => {
  if (error instanceof AllclearError && error.code === 'unauthenticated') return error;
  throw error;
};

/** An authenticator that counts its uses counts up (WebAuthn 6.1.1): whoever is behind holds a copy, or the other does. */
const isCopied = (passkey: StoredPasskey, counter: number): boolean =>
  (counter > 0 || passkey.counter > 0) && counter <= passkey.counter;

async function suspend(tx: Context, passkey: StoredPasskey): Promise<AllclearError> {
  await suspendPasskey(tx.db, passkey.id, tx.clock.now());
  tx.log.error({ by: tx.actor.name, passkey: passkey.name }, 'a passkey may have been copied: suspended');
  await audit(tx, {
    verb: 'staff.passkey-suspended',
    subject: `staff:${passkey.staffId}`,
    data: { name: passkey.name, because: 'its counter went backwards' },
  });
  return new AllclearError(
    'unauthenticated',
    'This passkey may have been copied, so it was suspended. Nobody was signed in.',
    { remedy: 'Sign in another way, remove it on the page of your account, and tell an administrator.' },
  );
}
