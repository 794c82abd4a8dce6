import { isNetworkAddress, parseAddressRange } from './address-range.ts';

const mapped = /^::ffff:/i;

/** What is wrong with a range that callers are allowed from; undefined where nothing is. What would allow everybody, or nobody it seems to, is a mistake. */
export function rangeFault(range: string): string | undefined {
  const parsed = parseAddressRange(range);
  if (parsed === undefined) return 'Neither an address nor a range such as 203.0.113.0/24 or 2001:db8::/48';
  if (mapped.test(parsed.address)) return 'Callers by IPv4 are seen with their IPv4 address; write that';
  if (parsed.bits === 0) return 'Allows every address; leave the list away instead';
  return isNetworkAddress(parsed) ? undefined : `Has bits set behind /${parsed.bits}; write the first address of the range`;
}
