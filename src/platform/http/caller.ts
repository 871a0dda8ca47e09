import { isIPv6 } from 'node:net';

/** The address of the caller: of the connection, or as told by proxies that are known to be in front. */
export function callerAddress(
  connection: string | undefined,
  forwardedFor: string | undefined,
  proxyHops: number,
): string {
  const told = (forwardedFor ?? '').split(',').map((part) => part.trim());
  const address = proxyHops > 0 ? told.at(-proxyHops) : connection;
  return (address || connection || 'unknown').slice(0, 64);
}

/**
 * What an address counts as in limits. A home or a phone has a whole IPv6 /64 to choose from, so that counts as one; an
 * IPv4 address written as IPv6 (`::ffff:192.0.2.1`) is the IPv4 address.
 */
export function addressKey(address: string): string {
  const plain = address.replace(/%.*$/, '').toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(gap).fill('0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
