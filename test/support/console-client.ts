import { estateVerbs } from '#estate';
import { incidentVerbs } from '#incidents';
import { auditVerbs, firstAdministratorLink, permissionsOf, staffVerbs } from '#platform/auth';
import { publishingVerbs } from '#publishing';
import { servicedeskVerbs } from '#servicedesk';
import { type ConsoleOptions, createConsole } from '#web';
import type { TestContext } from './database.ts';

export const origin = 'http://localhost:8080';

/** The verbs of the domains whose screens are tested. */
export const consoleVerbs = [
  ...estateVerbs,
  ...servicedeskVerbs,
  ...incidentVerbs,
  ...publishingVerbs,
  ...staffVerbs,
  ...auditVerbs,
];

export async function consoleOptions(
  context: TestContext,
  more: Partial<ConsoleOptions> = {},
): Promise<ConsoleOptions> {
  return {
    verbs: consoleVerbs,
    permissions: await permissionsOf(consoleVerbs, context),
    rules: { idleMinutes: 30, sessionHours: 12, secondFactor: 'optional', issuer: 'Example board' },
    publicUrl: origin,
    organisation: 'Example board',
    serviceName: 'IT issues',
    demonstration: false,
    callFeedStaleMinutes: 60,
    proxyHops: 0,
    maxBodyBytes: 1024 * 1024,
    base: () => context,
    settle: async () => undefined,
    onChange: () => () => undefined,
    ...more,
  };
}

/** A browser as far as the console can tell: it keeps cookies and says where a form comes from. */
export interface Client {
  cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Posts with the token of the page at `from` (the path itself when not given). */
  post(
    path: string,
    form: Record<string, string>,
    more?: { from?: string; headers?: Record<string, string>; csrf?: string },
  ): Promise<Response>;
}

export function clientOf(options: ConsoleOptions): Client {
  const app = createConsole(options);
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = {
      host: 'localhost:8080',
      ...(cookie ? { cookie } : {}),
      ...(init.headers as Record<string, string>),
    };
    const response = await app.request(`${origin}${path}`, { ...init, headers });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (/Max-Age=0/i.test(set)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  const get = (path: string, headers: Record<string, string> = {}) => send(path, { headers });
  return {
    cookies,
    get,
    async post(path, form, { from, headers, csrf } = {}) {
      const token = csrf ?? csrfIn(await (await get(from ?? path)).text());
      return send(path, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams({ csrf: token, ...form }).toString(),
      });
    },
  };
}

export const csrfIn = (html: string): string => /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';

export const testPassword = 'gravel-lantern-otter-42';

/** Signs a new client in as the first administrator. */
export async function asAdministrator(context: TestContext, options: ConsoleOptions): Promise<Client> {
  const client = clientOf(options);
  const link = await firstAdministratorLink(context);
  if (!link) throw new Error('There is an administrator already.');
  const form = { name: 'Robin Admin', email: 'robin@example.org', password: testPassword };
  const response = await client.post(link.path, form);
  if (response.status !== 303)
    throw new Error(`The link answered ${response.status}: ${await response.text()}`);
  return client;
}

/** Signs a new client in with roles, by an invitation of the administrator. */
export async function asStaff(
  options: ConsoleOptions,
  administrator: Client,
  person: { name: string; email: string; roles: readonly string[] },
): Promise<Client> {
  const token = csrfIn(await (await administrator.get('/console/do/staff.invite')).text());
  const body = new URLSearchParams([
    ['name', person.name],
    ['email', person.email],
    ...person.roles.map((role) => ['roles', role] as [string, string]),
  ]);
  const answered = await administrator.post('/console/do/staff.invite', Object.fromEntries(body), {
    csrf: token,
  });
  const path = /\/console\/welcome\/[\w-]+/.exec(await answered.text())?.[0];
  if (!path) throw new Error('No link was shown.');
  const client = clientOf(options);
  await client.post(path, { password: testPassword });
  return client;
}
