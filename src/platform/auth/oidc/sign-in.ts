import { audit } from '../../audit/index.ts';
import type { Actor, Context } from '../../context/index.ts';
import { inTransaction } from '../../db/index.ts';
import { AllclearError, required } from '../../errors/index.ts';
import { type Base, type Caller, inMinutes, type SignInRules, type StaffSession } from '../staff/model.ts';
import { actorOf, assertFresh, type Started, startSession } from '../staff/sessions.ts';
import { firstStage } from '../staff/sign-in.ts';
import { digestOf, findById, newSecret } from '../staff/store.ts';
import type { Provider } from './client.ts';
import { type ProviderIdentity, type ProviderVisit, type VisitPurpose, visitMinutes } from './model.ts';
import { linkTo, personOf, takeGroups } from './people.ts';
import { deleteIdentity, insertVisit, type LinkedIdentity, selectIdentities, takeVisit } from './store.ts';

/** The browser that goes to the provider, by its cookie, and the address that it comes back to. */
export interface VisitAsk {
  browser: string;
  redirectUri: string;
  /** Where to go once signed in. */
  back: string;
}

/**
 * Begins a sign-in at the provider: state, nonce and PKCE verifier are kept here, and only this browser can come back
 * with them. `of` is the session whose account is linked, or the secret of an invitation. Returns the address to go to.
 */
export async function beginProviderSignIn(
  base: Base,
  provider: Provider,
  ask: VisitAsk,
  of: { session?: StaffSession; invitation?: string } = {},
): Promise<string> {
  if (of.session) assertFresh(base, of.session);
  const purpose: VisitPurpose = of.session ? 'link' : of.invitation ? 'invitation' : 'sign in';
  const visit = { state: newSecret(), nonce: newSecret(), verifier: newSecret() };
  const address = await provider.addressFor({ ...visit, redirectUri: ask.redirectUri });
  await inTransaction(base, (tx) =>
    insertVisit(tx.db, {
      ...visit,
      purpose,
      staffId: of.session?.staff.id ?? null,
      linkDigest: of.invitation ? digestOf(of.invitation) : null,
      browser: ask.browser,
      back: ask.back,
      now: tx.clock.now(),
      expiresAt: inMinutes(tx.clock, visitMinutes),
    }),
  );
  return address;
}

/** Nobody who is known yet: the name in the audit of a refused sign-in. */
const stranger: Actor = { kind: 'person', name: 'Somebody unknown', roles: [] };

/**
 * Ends a sign-in that comes back from the provider with its query. Returns a session, or none when an account was
 * linked. Throws `unauthenticated` for whoever cannot be confirmed, `forbidden` for whoever has no access here, and
 * `remote.unavailable`.
 */
export async function finishProviderSignIn(
  base: Base,
  provider: Provider,
  query: string,
  how: {
    ask: Omit<VisitAsk, 'back'>;
    caller: Caller;
    rules: SignInRules;
    session?: StaffSession | undefined;
  },
): Promise<{ started?: Started; back: string }> {
  const state = new URLSearchParams(query).get('state') ?? '';
  const { browser, redirectUri } = how.ask;
  const visit = await takeVisit(base.db, { state, browser, now: base.clock.now() });
  if (!visit)
    throw new AllclearError(
      'unauthenticated',
      'This sign-in was not begun in this browser, or took too long.',
      {
        remedy: 'Begin again from the sign-in page.',
      },
    );
  try {
    const identity = await provider.identityFrom({ ...visit, state, redirectUri }, query);
    const settled = await inTransaction({ ...base, actor: stranger }, (tx) =>
      settle(tx, provider, visit, identity, how),
    );
    if ('refused' in settled) throw settled.refused;
    return settled;
  } catch (error) {
    if (error instanceof AllclearError) await auditRefusal(base, how.caller, error);
    throw error;
  }
}

const auditRefusal = (base: Base, { address }: Caller, { code, message }: AllclearError): Promise<void> =>
  audit(
    { ...base, actor: stranger },
    {
      verb: 'staff.sign-in-refused',
      subject: 'staff:unknown',
      data: { address, step: 'provider', code, because: message },
    },
  );

/** A refusal that is returned, not thrown, is kept: what a group gave and does not give any more is gone all the same. */
async function settle(
  tx: Context,
  provider: Provider,
  visit: ProviderVisit,
  identity: ProviderIdentity,
  { caller, rules, session }: { caller: Caller; rules: SignInRules; session?: StaffSession | undefined },
): Promise<{ started?: Started; back: string } | { refused: AllclearError }> {
  const { back } = visit;
  if (visit.purpose === 'link') {
    // The account that began it must still be the one that is signed in here.
    if (session?.stage !== 'full' || session.staff.id !== visit.staffId)
      throw new AllclearError('unauthenticated', 'You were signed out meanwhile. Nothing was linked.');
    await linkTo({ ...tx, actor: actorOf(session.staff) }, session.staff.id, identity);
    return { back };
  }
  const person = await personOf(tx, provider.settings, identity, visit.linkDigest);
  const refused = await takeGroups(tx, provider.settings, person, identity);
  if (refused) return { refused };
  const staff = required(await findById(tx.db, person.id), 'the person who signs in');
  const stage = provider.settings.secondFactor === 'provider' ? 'full' : firstStage(staff, rules);
  const own = { ...tx, actor: actorOf(staff) };
  await audit(own, {
    verb: stage === 'full' ? 'staff.sign-in' : 'staff.provider-accepted',
    subject: `staff:${staff.id}`,
    data: { address: caller.address, method: 'provider', issuer: identity.issuer },
  });
  return { back, started: await startSession(own, { staff, stage, via: 'provider', caller, rules }) };
}

/** The accounts at providers that are linked to one's own. */
export const ownIdentities = (base: Base, { staff }: StaffSession): Promise<LinkedIdentity[]> =>
  selectIdentities(base.db, staff.id);

/** Takes the link to a provider away. Throws `state.refused` when it is the only way in. */
export async function unlinkIdentity(base: Base, session: StaffSession, issuer: string): Promise<void> {
  assertFresh(base, session);
  const { staff } = session;
  if (!staff.hasPassword && staff.passkeys === 0)
    throw new AllclearError('state.refused', 'It is your only way to sign in. Nothing was changed.', {
      remedy: 'Add a passkey first, or ask an administrator for a link to choose a password.',
    });
  await inTransaction({ ...base, actor: actorOf(staff) }, async (tx) => {
    if ((await deleteIdentity(tx.db, staff.id, issuer)) === 0)
      throw new AllclearError('not-found', 'No such account is linked to yours.');
    await audit(tx, { verb: 'staff.identity-unlinked', subject: `staff:${staff.id}`, data: { issuer } });
  });
}
