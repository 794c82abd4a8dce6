import { BlockList, isIP, isIPv6 } from 'node:net';

/** Finds who really sent a request that may have come through proxies. */
export interface ProxyTrust {
  trusts(address: string): boolean;
}

/** An IPv4 address that came in over a dual-stack socket is written as ::ffff:a.b.c.d; everyone else writes a.b.c.d. */
export const plainAddress = (address: string): string =>
  address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;

/** From TRUSTED_PROXIES: addresses and CIDR ranges. Throws with the entry that is neither. */
export function proxyTrust(ranges: readonly string[]): ProxyTrust {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix, ...rest] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const bits = prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix);
    const valid = isIP(address) !== 0 && rest.length === 0 && Number.isInteger(bits) && bits >= 0 && bits <= (family === 'ipv6' ? 128 : 32);
    if (!valid) throw new Error(`TRUSTED_PROXIES: "${range}" is neither an address nor a range such as 10.0.0.0/8`);
    list.addSubnet(address, bits, family);
  }
  return { trusts: (address) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') };
}

/**
 * Walks `x-forwarded-for` from its right end, where our own proxy wrote: the first address that is not a trusted proxy is
 * the caller. What stands further left was sent by that caller and proves nothing.
 */
export function clientAddress(socketAddress: string, forwardedFor: string | undefined, trust: ProxyTrust): string {
  let address = plainAddress(socketAddress);
  const hops = (forwardedFor ?? '').split(',').map((hop) => plainAddress(hop.trim()));
  while (trust.trusts(address)) {
    const hop = hops.pop();
    if (hop === undefined || isIP(hop) === 0) break;
    address = hop;
  }
  return address;
}
