import { AllclearError } from '../../errors/index.ts';
import { type GuardedFetch, guardedFetch } from '../../http/index.ts';
import type { Log } from '../../log/index.ts';
import { identityOf } from './claims.ts';
import type { ProviderIdentity, ProviderSettings } from './model.ts';

/** The identity provider as sign-in uses it. */
export interface Provider {
  settings: ProviderSettings;
  /** Where a browser goes to sign in. Throws `remote.unavailable`. */
  addressFor(visit: { redirectUri: string; state: string; nonce: string; verifier: string }): Promise<string>;
  /**
   * Who came back, verified: the code exchanged with its PKCE verifier, the ID token's signature, issuer, audience, nonce
   * and times checked. Throws `unauthenticated`, or `remote.unavailable` while the provider does not answer.
   */
  identityFrom(
    visit: { redirectUri: string; state: string; nonce: string; verifier: string },
    query: string,
  ): Promise<ProviderIdentity>;
  /** Where a browser goes to sign out there too; undefined when the provider offers no such thing. */
  signOutAddress(returnTo: string): Promise<string | undefined>;
}

/** Loaded when somebody first signs in through a provider. */
const client = () => import('openid-client');
type Client = Awaited<ReturnType<typeof client>>;
type Configuration = InstanceType<Client['Configuration']>;

const outboundRules = { timeoutMs: 5_000, maxBytes: 1_000_000 };
const isPlain = (issuer: string): boolean => issuer.startsWith('http:');

/**
 * Asks the provider what it offers each time somebody begins, so that it is we who say that it is down, and not the
 * browser on a page of its own. Those who come back use what was last heard.
 */
export function createProvider(settings: ProviderSettings, log: Log): Provider {
  const { hostname } = new URL(settings.issuer);
  const ask = guardedFetch({ ...outboundRules, trustedHosts: [hostname.replace(/^\[|\]$/g, '')] });
  let known: Configuration | undefined;
  let asking: Promise<Configuration> | undefined;
  const askAgain = (): Promise<Configuration> => {
    asking ??= discover(settings, ask)
      .then((config) => {
        known = config;
        return config;
      })
      .catch((error: unknown) => {
        throw unavailable(settings, error, log);
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };
  const configuration = async (): Promise<Configuration> => known ?? askAgain();
  return {
    settings,
    async addressFor({ redirectUri, state, nonce, verifier }) {
      const config = await askAgain();
      const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await client();
      return buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: settings.scopes,
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }).href;
    },
    async identityFrom({ redirectUri, state, nonce, verifier }, query) {
      const config = await configuration();
      const { authorizationCodeGrant } = await client();
      const tokens = await authorizationCodeGrant(config, new URL(`${redirectUri}${query}`), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      }).catch((error: unknown) => {
        throw isUnreachable(error) ? unavailable(settings, error, log) : notLetIn(settings, error, log);
      });
      const claims = tokens.claims();
      if (!claims) throw notLetIn(settings, 'there was no ID token', log);
      return identityOf(claims, settings);
    },
    async signOutAddress(returnTo) {
      const config = await configuration();
      const { buildEndSessionUrl } = await client();
      if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
      return buildEndSessionUrl(config, { post_logout_redirect_uri: returnTo }).href;
    },
  };
}

async function discover(settings: ProviderSettings, ask: GuardedFetch): Promise<Configuration> {
  const { allowInsecureRequests, ClientSecretPost, customFetch, discovery, enableNonRepudiationChecks } =
    await client();
  return discovery(
    new URL(settings.issuer),
    settings.clientId,
    undefined,
    ClientSecretPost(settings.clientSecret),
    {
      [customFetch]: (url: string, options: object) => ask(url, options),
      timeout: outboundRules.timeoutMs / 1000,
      // The token came over a connection of ours, but its signature costs little to check as well.
      execute: [enableNonRepudiationChecks, ...(isPlain(settings.issuer) ? [allowInsecureRequests] : [])],
    },
  );
}

/** Whether it is the provider, or our account with it, that does not work, as against that it refused a person. */
function isUnreachable(error: unknown): boolean {
  if (error instanceof AllclearError) return error.code === 'remote.unavailable';
  if (!(error instanceof Error)) return false;
  // A secret that has run out is ours to mend, not the person's who signs in.
  if ('error' in error && error.error === 'invalid_client') return true;
  if (error.name === 'TimeoutError' || ('code' in error && error.code === 'OAUTH_TIMEOUT')) return true;
  if ('status' in error && typeof error.status === 'number' && error.status >= 500) return true;
  return error.cause instanceof Response ? error.cause.status >= 500 : isUnreachable(error.cause);
}

function unavailable({ name }: ProviderSettings, error: unknown, log: Log): AllclearError {
  log.error({ err: error }, 'the identity provider cannot be used');
  return new AllclearError('remote.unavailable', `Sign-in through ${name} does not work at the moment.`, {
    remedy:
      'Sign in with your password or a passkey. When nobody can, somebody on the server can let an administrator in: allclear staff break-glass.',
    cause: error,
  });
}

function notLetIn({ name }: ProviderSettings, error: unknown, log: Log): AllclearError {
  log.warn({ err: error }, 'a sign-in through the identity provider was refused');
  return new AllclearError('unauthenticated', `${name} did not confirm who you are. Nobody was signed in.`, {
    remedy: 'Try again from the sign-in page.',
    cause: error,
  });
}
