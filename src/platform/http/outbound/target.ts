import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isLinkLocalAddress, isPublicAddress } from './addresses.ts';
import { type Refusal, refused } from './refusal.ts';

/** Every address that a host name stands for. */
export type Resolver = (host: string) => Promise<readonly string[]>;

export const systemResolver: Resolver = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

export interface TargetRules {
  resolve: Resolver;
  /** IP addresses that may be asked although they are not public: a relay of one's own, a server in a test. */
  alsoAllowed: ReadonlySet<string>;
  /** Hosts that an operator configured: on any network, but never where cloud machines keep their keys. */
  trustedHosts: ReadonlySet<string>;
}

/** Where to connect: the addresses that were checked, so that nothing is looked up again. There is at least one. */
export interface Target {
  url: URL;
  addresses: readonly [CheckedAddress, ...CheckedAddress[]];
}

export interface CheckedAddress {
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
 * names both is made to be asked twice. The connection is then made to an address checked here (DNS rebinding).
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
  const trusted = rules.trustedHosts.has(host);
  const isAllowed = (address: string): boolean =>
    isPublicAddress(address) || rules.alsoAllowed.has(address) || (trusted && !isLinkLocalAddress(address));
  const bad = addresses.find((address) => !isAllowed(address));
  if (bad !== undefined)
    return refused('internal-address', `${host} is at an address that is not of the public internet.`);
  const [first, ...others] = addresses.map(
    (address): CheckedAddress => ({ address, family: isIP(address) === 6 ? 6 : 4 }),
  );
  if (!first) return refused('unknown-host', `The host ${host} cannot be found.`);
  return { url, addresses: [first, ...others] };
}
