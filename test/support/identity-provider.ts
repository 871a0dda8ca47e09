import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import Provider from 'oidc-provider';
import type { ProviderSettings } from '../../src/platform/auth/index.ts';
import { freePort } from './server-process.ts';

/** Who is signed in at the provider, with the claims that go into the ID token. */
export interface ProviderPerson {
  sub: string;
  name?: string;
  email?: string;
  email_verified?: boolean;
  groups?: string[];
  [claim: string]: unknown;
}

export interface IdentityProvider {
  settings: ProviderSettings;
  /** Signs this person in without asking, as somebody who is signed in to their computer. */
  person: ProviderPerson;
  /** Goes through the provider as a browser would; returns the address that it leads back to. */
  visit(address: string): Promise<string>;
  stop(): Promise<void>;
  /** Again at the same address. */
  start(): Promise<void>;
}

const clientId = 'allclear';
const clientSecret = 'a-secret-that-only-tests-know-of';

/** A real provider of OpenID Connect on this machine, whose client comes back to `origin`. */
export async function startIdentityProvider(
  origin: string,
  settings: Partial<ProviderSettings> = {},
): Promise<IdentityProvider> {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const own: IdentityProvider = {
    settings: {
      name: 'Example ID',
      issuer,
      clientId,
      clientSecret,
      scopes: 'openid profile email',
      groupClaim: 'groups',
      groupRoles: new Map(),
      trustedEmailClaim: undefined,
      secondFactor: 'provider',
      ...settings,
    },
    person: { sub: 'person-1' },
    visit: (address) => follow(address, issuer),
    stop: async () => undefined,
    start: async () => undefined,
  };
  const provider = createProvider(issuer, origin, (sub) => (sub === own.person.sub ? own.person : { sub }));
  const answer = provider.callback();
  let server: Server | undefined;
  own.start = async () => {
    server = createServer((request, response) => {
      if (!request.url?.startsWith('/sign-in/')) return answer(request, response);
      return void provider.interactionFinished(request, response, { login: { accountId: own.person.sub } });
    });
    await new Promise<void>((resolve) => server?.listen(port, 'localhost', resolve));
  };
  own.stop = async () => {
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    server = undefined;
  };
  await own.start();
  return own;
}

function createProvider(issuer: string, origin: string, claimsOf: (sub: string) => ProviderPerson): Provider {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const provider: Provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${origin}/console/sign-in/provider/back`],
        post_logout_redirect_uris: [`${origin}/console/sign-in`],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [{ ...key, use: 'sig', alg: 'RS256', kid: 'one' }] },
    cookies: { keys: ['only for tests'] },
    claims: {
      openid: ['sub'],
      profile: ['name', 'groups', 'roles', 'upn', '_claim_names'],
      email: ['email', 'email_verified'],
    },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/sign-in/${uid}` },
    findAccount: (_context: unknown, accountId: string) => ({
      accountId,
      claims: async () => claimsOf(accountId),
    }),
    loadExistingGrant: async ({ oidc }: { oidc: { session: { accountId: string } } }) => {
      const grant = new provider.Grant({ clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  });
  return provider;
}

/** Follows redirects inside the provider with its cookies, and stops at the first that leads out of it. */
async function follow(address: string, issuer: string): Promise<string> {
  const cookies = new Map<string, string>();
  let next = address;
  for (let step = 0; step < 10; step += 1) {
    if (!next.startsWith(issuer)) return next;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(next, { redirect: 'manual', headers: cookie ? { cookie } : {} });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (!location) throw new Error(`The provider answered ${answer.status}: ${await answer.text()}`);
    next = new URL(location, next).href;
  }
  throw new Error('The provider leads in a circle.');
}
