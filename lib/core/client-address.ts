import { isIP } from 'node:net';
import { addressListOf, parseAddressRange } from './address-range.ts';

/** Finds who really sent a request that may have come through proxies. */
export interface ProxyTrust {
  trusts(address: string): boolean;
  /** The header in which trusted proxies say the caller's country, in lower case; absent where none does. */
  readonly countryHeader?: string | undefined;
}

/** An IPv4 address that came in over a dual-stack socket is written as ::ffff:a.b.c.d; everyone else writes a.b.c.d. */
export const plainAddress = (address: string): string =>
  address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;

/** From TRUSTED_PROXIES (addresses and CIDR ranges) and COUNTRY_HEADER. Throws with the entry that is neither. */
export function proxyTrust(ranges: readonly string[], countryHeader?: string): ProxyTrust {
  const parsed = ranges.map((range) => {
    const one = parseAddressRange(range);
    if (one === undefined) throw new Error(`TRUSTED_PROXIES: "${range}" is neither an address nor a range such as 10.0.0.0/8`);
    return one;
  });
  const list = addressListOf(parsed);
  return { trusts: (address) => list.has(address), countryHeader: countryHeader?.toLowerCase() };
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
