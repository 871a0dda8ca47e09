import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import { audit } from '../../audit/index.ts';
import { inTransaction } from '../../db/index.ts';
import { AllclearError, notFound, parseInput } from '../../errors/index.ts';
import { type Base, nameText, type Passkey, type SignInRules, type StaffSession } from './model.ts';
import {
  algorithms,
  answeredChallenge,
  checkedRegistration,
  newChallenge,
  type PasskeyAsk,
  passkeyRefused,
  readResponse,
  registrationResponse,
  webauthn,
} from './passkey-check.ts';
import { firstRecoveryCodes, replaceSession } from './second-factor.ts';
import { actorOf, assertFresh, type Started } from './sessions.ts';
import {
  deletePasskeys,
  insertPasskey,
  lockPasskey,
  renamePasskey,
  selectPasskeys,
  selectStoredPasskeys,
} from './store-passkeys.ts';

/** The most that one person may have. */
const mostPasskeys = 20;

/** One's own passkeys, oldest first. */
export const ownPasskeys = (base: Base, { staff }: StaffSession): Promise<Passkey[]> =>
  selectPasskeys(base.db, staff.id);

/**
 * What a browser needs to make a passkey for this person. Throws `unauthenticated` when the session is not fresh: with a
 * stolen cookie nobody may make themselves a key that lasts.
 */
export async function beginPasskey(
  base: Base,
  session: StaffSession,
  ask: PasskeyAsk,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  assertFresh(base, session);
  const { staff } = session;
  assertHasAddress(session);
  const { generateRegistrationOptions } = await webauthn();
  const known = await selectStoredPasskeys(base.db, staff.id);
  return generateRegistrationOptions({
    rpName: ask.site.name,
    rpID: ask.site.id,
    userName: staff.email ?? staff.name,
    userDisplayName: staff.name,
    // Opaque, and the same each time, so that an authenticator keeps one passkey for each person.
    userID: new TextEncoder().encode(`allclear staff ${staff.id}`),
    challenge: Buffer.from(await newChallenge(base, 'register', ask), 'base64url'),
    attestationType: 'none',
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  });
}

/** A break-glass administrator never comes back: a key of theirs would be a second break-glass without its noise. */
function assertHasAddress({ staff }: StaffSession): void {
  if (staff.email !== null) return;
  throw new AllclearError('forbidden', 'A break-glass administrator cannot have a passkey.');
}

/**
 * Takes a new passkey into use. Returns recovery codes, shown once, when this person had none; and a new session when
 * this was what still lacked to sign in.
 */
export async function finishPasskey(
  base: Base,
  session: StaffSession,
  given: { response: string; name: string },
  { ask, rules }: { ask: PasskeyAsk; rules: SignInRules },
): Promise<{ started: Started | undefined; recoveryCodes: string[] }> {
  assertFresh(base, session);
  assertHasAddress(session);
  const { staff } = session;
  const { name } = parseInput(z.strictObject({ name: nameText }), { name: given.name }, 'name');
  const response = readResponse(registrationResponse, given.response);
  const challenge = await answeredChallenge(base, 'register', ask, response.response.clientDataJSON);
  const credential = await checkedRegistration(base, ask, challenge, response);
  return inTransaction({ ...base, actor: actorOf(staff) }, async (tx) => {
    if (await lockPasskey(tx.db, credential.id)) throw passkeyRefused();
    if ((await selectPasskeys(tx.db, staff.id)).length >= mostPasskeys)
      throw new AllclearError('state.refused', `You have ${mostPasskeys} passkeys. Remove one first.`);
    await insertPasskey(tx.db, {
      staffId: staff.id,
      credentialId: credential.id,
      publicKey: credential.publicKey,
      counter: credential.counter,
      transports: credential.transports ?? [],
      name,
      at: tx.clock.now(),
    });
    await audit(tx, { verb: 'staff.passkey-added', subject: `staff:${staff.id}`, data: { name } });
    return {
      recoveryCodes: await firstRecoveryCodes(tx, staff.id),
      started: session.stage === 'enrol' ? await replaceSession(tx, session, rules) : undefined,
    };
  });
}

const passkeyInput = z.strictObject({ id: z.coerce.number().int().positive() });

/** Gives one of one's own passkeys another name. */
export async function namePasskey(
  base: Base,
  { staff }: StaffSession,
  given: { id: string; name: string },
): Promise<void> {
  const { id, name } = parseInput(passkeyInput.extend({ name: nameText }), given, 'passkey');
  await inTransaction({ ...base, actor: actorOf(staff) }, async (tx) => {
    if (!(await renamePasskey(tx.db, staff.id, id, name))) throw notFound('passkey of yours', id);
    await audit(tx, { verb: 'staff.passkey-named', subject: `staff:${staff.id}`, data: { id, name } });
  });
}

/** Removes one of one's own passkeys; it never signs in again. Throws `unauthenticated` when the session is not fresh. */
export async function removePasskey(base: Base, session: StaffSession, given: { id: string }): Promise<void> {
  assertFresh(base, session);
  const { staff } = session;
  const { id } = parseInput(passkeyInput, given, 'passkey');
  await inTransaction({ ...base, actor: actorOf(staff) }, async (tx) => {
    if ((await deletePasskeys(tx.db, staff.id, id)) === 0) throw notFound('passkey of yours', id);
    await audit(tx, { verb: 'staff.passkey-removed', subject: `staff:${staff.id}`, data: { id } });
  });
}
