import type { FC } from 'hono/jsx';
import {
  namePasskey,
  ownIdentities,
  ownPasskeys,
  type Passkey,
  removePasskey,
  type StaffSession,
  unlinkIdentity,
} from '#platform/auth';
import { formatDateTime } from '#platform/clock';
import { Button, Details, Input } from '../components/index.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { doneAt } from './do.tsx';
import { PostForm } from './forms/form-page.tsx';
import { typedText } from './forms/read.ts';
import { baseOf } from './guard.ts';
import type { ConsoleOptions } from './options.ts';
import { NoPasskeysHere, PasskeyForm } from './passkey-forms.tsx';
import { passkeySite } from './passkey-site.ts';
import { beginVisit } from './provider.tsx';

const at = `${consolePaths.account}/passkeys`;
const providerAt = `${consolePaths.account}/provider`;

/** Changes of one's own passkeys and of the account at the identity provider. */
export function mountAccountKeys(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const saved = (request: ConsoleRequest) => request.redirect(doneAt(consolePaths.account, 'saved'), 303);
  app.post(`${at}/:id/name`, async (request) => {
    const given = { id: request.req.param('id'), name: typedText(request.get('typed'), 'name') };
    await namePasskey(baseOf(options), request.get('session'), given);
    return saved(request);
  });
  app.post(`${at}/:id/remove`, async (request) => {
    await removePasskey(baseOf(options), request.get('session'), { id: request.req.param('id') });
    return saved(request);
  });
  // A form, so that nobody is led into linking somebody else's account to theirs; then a link, as no form may lead away.
  app.post(providerAt, async (request) => {
    const session = request.get('session');
    const address = await beginVisit(request, options, consolePaths.account, { session });
    const name = options.provider?.settings.name;
    return deps.page(request, {
      title: 'Link your account',
      content: (
        <>
          <h1>Link your account</h1>
          <p>You sign in there once. From then on you can use it to sign in here.</p>
          <Button text={`Go to ${name}`} href={address} />
        </>
      ),
    });
  });
  app.post(`${providerAt}/remove`, async (request) => {
    const issuer = typedText(request.get('typed'), 'issuer');
    await unlinkIdentity(baseOf(options), request.get('session'), issuer);
    return saved(request);
  });
}

/** Passkeys on the page of one's account: which there are, their names, and a new one. */
export async function passkeysPart(request: ConsoleRequest, options: ConsoleOptions) {
  const passkeys = await ownPasskeys(baseOf(options), request.get('session'));
  const csrf = request.get('csrf');
  return (
    <>
      <h2>Passkeys</h2>
      <p>
        A passkey is kept by your phone, your computer or a security key. You sign in with your finger, your
        face or a PIN, without a password, and nobody can trick you out of it.
      </p>
      {passkeys.map((passkey) => (
        <PasskeyItem passkey={passkey} csrf={csrf} />
      ))}
      {passkeySite(request, options) ? (
        <PasskeyForm
          use="add"
          csrf={csrf}
          without="To add a passkey you need JavaScript, which this browser does not run. You can still name and remove those you have."
        />
      ) : (
        <NoPasskeysHere />
      )}
    </>
  );
}

const PasskeyItem: FC<{ passkey: Passkey; csrf: string }> = ({ passkey, csrf }) => {
  const { id, name, createdAt, lastUsedAt, suspendedAt } = passkey;
  const used = lastUsedAt ? `last used ${formatDateTime(lastUsedAt)}` : 'not used yet';
  return (
    <Details summary={suspendedAt ? `${name} (suspended)` : name}>
      <p>
        Added {formatDateTime(createdAt)}, {used}.
        {suspendedAt
          ? ` It was suspended ${formatDateTime(suspendedAt)}, because there may be a copy of it. Remove it.`
          : ''}
      </p>
      <PostForm csrf={csrf} action={`${at}/${id}/name`} button="Change its name" secondary>
        <Input
          name="name"
          id={`passkey-name-${id}`}
          label="Name"
          width={30}
          value={name}
          autocomplete="off"
        />
      </PostForm>
      <PostForm csrf={csrf} action={`${at}/${id}/remove`} button={`Remove ${name}`} warning />
    </Details>
  );
};

/** The account at the identity provider on the page of one's account; nothing where none is set up. */
export async function providerPart(
  request: ConsoleRequest,
  session: StaffSession,
  { provider, ...options }: ConsoleOptions,
) {
  if (!provider) return null;
  const identities = await ownIdentities(baseOf({ provider, ...options }), session);
  const { name } = provider.settings;
  const csrf = request.get('csrf');
  return (
    <>
      <h2>Account at {name}</h2>
      {identities.length === 0 ? (
        <>
          <p>You can sign in through {name} once you have linked your account there.</p>
          <PostForm csrf={csrf} action={providerAt} button={`Link your account at ${name}`} secondary />
        </>
      ) : (
        identities.map(({ issuer, email, createdAt, lastUsedAt }) => (
          <PostForm csrf={csrf} action={`${providerAt}/remove`} button="Remove the link" secondary>
            <p>
              You sign in through {name}
              {email ? ` as ${email}` : ''}, since {formatDateTime(createdAt)}, last{' '}
              {formatDateTime(lastUsedAt)}.
            </p>
            <input type="hidden" name="issuer" value={issuer} />
          </PostForm>
        ))
      )}
    </>
  );
}
