import { BlockList, isIP, isIPv6 } from 'node:net';

/** A range of addresses in CIDR notation (RFC 4632, RFC 4291 §2.3), taken apart. */
export interface AddressRange {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** Digits only, and none too many: `Number` would also take an empty text, `1e1` and `+8`. */
const prefixPattern = /^(?:0|[1-9]\d{0,2})$/;

/** An address or a range such as 10.0.0.0/8; undefined for what is neither. Bits behind the prefix may be set; zones (`%eth0`) are refused. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const slash = text.indexOf('/');
  const address = slash === -1 ? text : text.slice(0, slash);
  const version = address.includes('%') ? 0 : isIP(address);
  if (version === 0) return undefined;
  const most = version === 6 ? 128 : 32;
  const prefix = slash === -1 ? String(most) : text.slice(slash + 1);
  const bits = prefixPattern.test(prefix) ? Number(prefix) : Number.POSITIVE_INFINITY;
  return bits > most ? undefined : { address, bits, family: version === 6 ? 'ipv6' : 'ipv4' };
}

/** Ranges that cannot be read are left out: fewer addresses lie in the others then, never more. */
export const readableRanges = (ranges: readonly string[]): AddressRange[] => ranges.flatMap((range) => parseAddressRange(range) ?? []);

/** Whether an address lies in one of several ranges. */
export interface AddressList {
  /** False for what is no address. */
  has(address: string): boolean;
}

/** A list to look addresses up in; nothing is allocated by a look-up. */
export function addressListOf(ranges: readonly AddressRange[]): AddressList {
  const list = new BlockList();
  for (const { address, bits, family } of ranges) list.addSubnet(address, bits, family);
  return { has: (address) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') };
}

/** Whether no bit behind the prefix is set: what has some is an address inside of the range, and was probably meant otherwise. */
export function isNetworkAddress({ address, bits, family }: AddressRange): boolean {
  const width = family === 'ipv6' ? 128 : 32;
  return (toBigInt(address, family) & ((1n << BigInt(width - bits)) - 1n)) === 0n;
}

/** An address as a number of 32 or 128 bits. */
function toBigInt(address: string, family: AddressRange['family']): bigint {
  if (family === 'ipv4') return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const dotted = /(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  const low = dotted === undefined ? undefined : toBigInt(dotted, 'ipv4');
  const text =
    low === undefined || dotted === undefined
      ? address
      : `${address.slice(0, -dotted.length)}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`;
  const [head = '', tail] = text.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const [left, right] = [groups(head), tail === undefined ? [] : groups(tail)];
  const middle = Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => '0');
  return [...left, ...middle, ...right].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}
