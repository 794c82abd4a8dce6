import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * Which IP addresses outbound calls of a tenant's making may reach. Public unicast addresses may be reached by
 * everybody, private ones only where the operator listed their network, metadata services by nobody.
 */

/** What may be reached beside the public internet. */
export interface AddressPolicy {
  readonly allowedPrivate: BlockList;
}

export type AddressVerdict = 'public' | 'allowed_private' | 'forbidden';

/** IPv4 blocks that are not public unicast (IANA special-purpose registry, RFC 6890 and successors). */
const notPublicV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Parts of 2000::/3 that are not plain public unicast: protocol assignments with Teredo, documentation, 6to4. */
const notPublicV6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

/** Instance metadata and platform agents: they hand out credentials, so no setting opens them. */
const metadataAddresses = ['169.254.169.254', '169.254.170.2', '169.254.170.23', '100.100.100.200', '168.63.129.16', '192.0.0.192'];
const metadataAddressesV6 = ['fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254'];

const specialV4 = new BlockList();
for (const [network, bits] of notPublicV4) specialV4.addSubnet(network, bits, 'ipv4');

const globalV6 = new BlockList();
globalV6.addSubnet('2000::', 3, 'ipv6');

const specialV6 = new BlockList();
for (const [network, bits] of notPublicV6) specialV6.addSubnet(network, bits, 'ipv6');

const metadata = new BlockList();
for (const address of metadataAddresses) metadata.addAddress(address, 'ipv4');
for (const address of metadataAddressesV6) metadata.addAddress(address, 'ipv6');

const cidrPattern = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/;

/** Builds a policy from CIDR ranges such as `10.0.0.0/8` or `fd00::/8`; throws with the faulty range in the message. */
export function createAddressPolicy(allowedPrivateNetworks: readonly string[]): AddressPolicy {
  const allowedPrivate = new BlockList();
  for (const range of allowedPrivateNetworks) {
    const [, network = '', bitsText = ''] = cidrPattern.exec(range) ?? [];
    const family = isIPv4(network) ? 'ipv4' : isIPv6(network) ? 'ipv6' : undefined;
    const bits = Number(bitsText);
    if (family === undefined || bits > (family === 'ipv4' ? 32 : 128)) {
      throw new Error(`"${range}" is not a network; write it as 10.0.0.0/8 or fd00::/8`);
    }
    allowedPrivate.addSubnet(network, bits, family);
  }
  return { allowedPrivate };
}

/** The IPv4 address inside an IPv4-mapped IPv6 address (`::ffff:a.b.c.d`, RFC 4291 §2.5.5.2) in either spelling. */
export function unmapAddress(address: string): string {
  const match = /^(?:::ffff:|(?:0{1,4}:){5}ffff:)(.+)$/i.exec(address);
  const rest = match?.[1];
  if (rest === undefined) return address;
  if (isIPv4(rest)) return rest;
  const words = /^([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(rest);
  if (!words) return address;
  const value = Number.parseInt(words[1] ?? '0', 16) * 0x1_0000 + Number.parseInt(words[2] ?? '0', 16);
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** Judges one literal IP address; text that is no IP address is forbidden. */
export function judgeAddress(policy: AddressPolicy, literal: string): AddressVerdict {
  const address = unmapAddress(literal);
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined;
  if (family === undefined || metadata.check(address, family)) return 'forbidden';
  const isPublic =
    family === 'ipv4' ? !specialV4.check(address, 'ipv4') : globalV6.check(address, 'ipv6') && !specialV6.check(address, 'ipv6');
  if (isPublic) return 'public';
  return policy.allowedPrivate.check(address, family) ? 'allowed_private' : 'forbidden';
}
