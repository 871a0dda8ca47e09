import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import { inTransaction } from '../../db/index.ts';
import { AllclearError } from '../../errors/index.ts';
import { type Base, type ChallengePurpose, inMinutes, type PasskeySite, parameters } from './model.ts';
import { newSecret } from './store.ts';
import { insertChallenge, type StoredPasskey, takeChallenge } from './store-passkeys.ts';

// The protocol is that of WebAuthn, level 3. What it has of traps (CBOR, COSE keys, the order of checks) is the
// library's; what is asked of whom, and what is taken once, is ours.

/** Loaded with the first passkey: it takes a quarter second and 25 MB, which many installations never need. */
export const webauthn = () => import('@simplewebauthn/server');

/** EdDSA, ES256 and RS256: what authenticators have. Named, so that the library does not try experiments of the runtime. */
export const algorithms = [-8, -7, -257];

/** The browser that was asked, by its cookie, and the address at which it was asked. */
export interface PasskeyAsk {
  site: PasskeySite;
  /** The secret of the browser's cookie: only it may answer. */
  browser: string;
}

const base64url = z
  .string()
  .regex(/^[\w-]+$/)
  .max(64_000);

const shared = {
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).nullish(),
  clientExtensionResults: z.object({}).default({}),
};

export const registrationResponse = z.object({
  ...shared,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(20)).max(10).optional(),
  }),
});

export const assertionResponse = z.object({
  ...shared,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.nullish(),
  }),
});

/** The same words whatever is wrong; what it was is in the log. */
export const passkeyRefused = (cause?: unknown): AllclearError =>
  new AllclearError('unauthenticated', 'That passkey could not be checked. Nothing was changed.', {
    remedy: 'Try again. If it goes on, sign in another way.',
    ...(cause === undefined ? {} : { cause }),
  });

/** Reads what the page's script sent. Throws `unauthenticated` for anything that no authenticator would send. */
export function readResponse<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  const parsed = schema.safeParse(parsedJson(text));
  if (!parsed.success) throw passkeyRefused(parsed.error);
  return parsed.data;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A new challenge, kept until it is answered or too old. */
export async function newChallenge(
  base: Base,
  purpose: ChallengePurpose,
  { browser }: PasskeyAsk,
): Promise<string> {
  const challenge = newSecret();
  await inTransaction(base, (tx) =>
    insertChallenge(tx.db, {
      challenge,
      purpose,
      browser,
      now: tx.clock.now(),
      expiresAt: inMinutes(tx.clock, parameters.challengeMinutes),
    }),
  );
  return challenge;
}

/**
 * The challenge that an answer says it answers, taken: it can never be answered again, whether the answer is right or
 * not. Throws `unauthenticated` when this browser was not asked it for this purpose.
 */
export async function answeredChallenge(
  base: Base,
  purpose: ChallengePurpose,
  { browser }: PasskeyAsk,
  clientDataJSON: string,
): Promise<string> {
  const text = Buffer.from(clientDataJSON, 'base64url').toString('utf8');
  const { challenge } = readResponse(z.object({ challenge: base64url }), text);
  if (await takeChallenge(base.db, { challenge, purpose, browser, now: base.clock.now() })) return challenge;
  base.log.warn({ purpose }, 'a passkey answered a challenge that this browser was not asked');
  throw passkeyRefused();
}

/** What a new authenticator says of itself, checked: its key and where its counter stands. */
export async function checkedRegistration(
  base: Base,
  { site }: PasskeyAsk,
  challenge: string,
  response: z.output<typeof registrationResponse>,
) {
  const { verifyRegistrationResponse } = await webauthn();
  const checked = await verifyRegistrationResponse({
    // The library's types say less of an absent field than ours.
    response: response as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    requireUserVerification: false,
    supportedAlgorithmIDs: algorithms,
  }).catch((error: unknown) => refuse(base, error));
  if (!checked.verified) throw passkeyRefused();
  return checked.registrationInfo.credential;
}

/**
 * Whether a known passkey signed the challenge at this address. The counter is left to the caller, who holds the row
 * locked: the library is told that it stands at 0.
 */
export async function checkedAssertion(
  base: Base,
  { site }: PasskeyAsk,
  of: {
    challenge: string;
    response: z.output<typeof assertionResponse>;
    passkey: StoredPasskey;
    verification: 'required' | 'preferred';
  },
): Promise<{ counter: number }> {
  const { verifyAuthenticationResponse } = await webauthn();
  const { credentialId, publicKey } = of.passkey;
  const checked = await verifyAuthenticationResponse({
    response: of.response as AuthenticationResponseJSON,
    expectedChallenge: of.challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    credential: { id: credentialId, publicKey: new Uint8Array(publicKey), counter: 0 },
    requireUserVerification: of.verification === 'required',
  }).catch((error: unknown) => refuse(base, error));
  if (!checked.verified) throw passkeyRefused();
  return { counter: checked.authenticationInfo.newCounter };
}

function refuse(base: Base, error: unknown): never {
  base.log.warn({ err: error }, 'a passkey was refused');
  throw passkeyRefused(error);
}
