import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from './addresses.ts';
import { type Refusal, refused } from './refusal.ts';

/** Every address that a host name stands for. */
export type Resolver = (host: string) => Promise<readonly string[]>;

export const systemResolver: Resolver = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

export interface TargetRules {
  resolve: Resolver;
  /** IP addresses that may be asked although they are not public: a relay of one's own, a server in a test. */
  alsoAllowed: ReadonlySet<string>;
}

/** Where to connect: the address that was checked, so that nothing is looked up again. */
export interface Target {
  url: URL;
  address: string;
  family: 4 | 6;
}

const longestUrl = 2_000;

/** The address as a URL that may be asked at all: http or https, without a name and password in it. */
export function parseTarget(text: string): URL | Refusal {
  if (text.length > longestUrl || !URL.canParse(text))
    return refused('bad-address', 'The address cannot be read.');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return refused('bad-address', `Only http and https are asked, not ${url.protocol.slice(0, 20)}`);
  if (url.username !== '' || url.password !== '')
    return refused('bad-address', 'An address with a name or a password in it is not asked.');
  return url;
}

/**
 * Looks the host up and checks every address it stands for: one that is not public refuses them all, since a host that
 * names both is made to be asked twice. The connection is then made to the address checked here (DNS rebinding).
 */
export async function checkTarget(url: URL, rules: TargetRules): Promise<Target | Refusal> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const literal = isIP(host) !== 0;
  let addresses: readonly string[];
  try {
    addresses = literal ? [host] : await rules.resolve(host);
  } catch {
    return refused('unknown-host', `The host ${host} cannot be found.`);
  }
  const bad = addresses.find((address) => !isPublicAddress(address) && !rules.alsoAllowed.has(address));
  if (bad !== undefined)
    return refused('internal-address', `${host} is at an address that is not of the public internet.`);
  const [address] = addresses;
  if (address === undefined) return refused('unknown-host', `The host ${host} cannot be found.`);
  return { url, address, family: isIP(address) === 6 ? 6 : 4 };
}
