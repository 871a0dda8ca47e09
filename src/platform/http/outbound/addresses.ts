import { BlockList, isIP } from 'node:net';

/**
 * Ranges that are not the public internet: IANA's special-purpose registries for IPv4 (RFC 6890) and IPv6, with those
 * that carry an IPv4 address inside. Cloud metadata services answer at link-local and private addresses.
 */
const refused: readonly [range: string, prefix: number, family: 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.31.196.0', 24, 'ipv4'],
  ['192.52.193.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['192.175.48.0', 24, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
  // Of IPv6 only 2000::/3 is handed out; what is refused inside it follows.
  ['::', 3, 'ipv6'],
  ['4000::', 2, 'ipv6'],
  ['8000::', 1, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['3fff::', 20, 'ipv6'],
];

// A list for each family: in one of both, a range of IPv6 that holds the mapped addresses would match every IPv4 address.
const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [range, prefix, family] of refused) lists[family].addSubnet(range, prefix, family);

/** Whether an IP address is of the public internet. Anything that is no IP address is not. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  return !lists[family].check(address, family);
}

const linkLocal = { ipv4: new BlockList(), ipv6: new BlockList() };
linkLocal.ipv4.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.ipv6.addSubnet('fe80::', 10, 'ipv6');
// The IPv4 range written as IPv6.
linkLocal.ipv6.addSubnet('::ffff:169.254.0.0', 112, 'ipv6');

/** Whether an address is link-local: where cloud machines keep their keys, so never asked, whoever names it. */
export function isLinkLocalAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  return linkLocal[family].check(address, family);
}
