import { BlockList, isIP, isIPv6 } from 'node:net';

const cidr = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/;

interface Network {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** An address or a range such as `10.0.0.0/8`; undefined for anything else. */
export function readNetwork(text: string): Network | undefined {
  const [, address = '', prefix] = cidr.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return undefined;
  const most = version === 6 ? 128 : 32;
  const bits = prefix === undefined ? most : Number(prefix);
  return bits > most ? undefined : { address, bits, family: version === 6 ? 'ipv6' : 'ipv4' };
}

/** Whether an address lies in one of some networks; what is no address lies in none. Throws for a text that is no network. */
export function networkList(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const text of networks) {
    const network = readNetwork(text);
    if (network === undefined) throw new Error(`"${text}" is no network`);
    list.addSubnet(network.address, network.bits, network.family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
