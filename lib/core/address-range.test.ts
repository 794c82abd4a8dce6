import { describe, expect, it } from 'vitest';
import { addressListOf, isNetworkAddress, parseAddressRange } from './address-range.ts';

const parsed = (text: string) => {
  const range = parseAddressRange(text);
  if (range === undefined) throw new Error(`${text} is no range`);
  return range;
};

describe('ranges of addresses', () => {
  it('are taken apart, with single addresses as the smallest', () => {
    expect(parsed('10.0.0.0/8')).toEqual({ address: '10.0.0.0', bits: 8, family: 'ipv4' });
    expect(parsed('2001:db8::1')).toEqual({ address: '2001:db8::1', bits: 128, family: 'ipv6' });
  });

  it.each(['', '/', '10.0.0.0/', '10.0.0.0/33', '::/129', '10.0.0.0/08', '10.0.0.0/ 8', '10.0.0/8', 'fe80::1%eth0', '1.2.3.4/8/8', 'x'])(
    'that are none are told: %j',
    (text) => {
      expect(parseAddressRange(text)).toBeUndefined();
    },
  );

  it('are told from addresses inside of them', () => {
    for (const text of ['10.0.0.0/8', '10.1.2.3', '128.0.0.0/1', '2001:db8::/32', '2001:db8:0:8000::/49', '::ffff:10.0.0.0/104', '::/1'])
      expect([text, isNetworkAddress(parsed(text))]).toEqual([text, true]);
    for (const text of ['10.1.0.0/8', '10.0.0.1/31', '2001:db8::1/127', '2001:db8:0:8000::/48', '::ffff:10.0.0.1/104'])
      expect([text, isNetworkAddress(parsed(text))]).toEqual([text, false]);
  });

  it('hold the addresses in them, of their own family', () => {
    const list = addressListOf([parsed('10.0.0.0/8'), parsed('2001:db8::/32')]);
    for (const address of ['10.0.0.0', '10.255.255.255', '2001:db8:ffff::1']) expect([address, list.has(address)]).toEqual([address, true]);
    for (const address of ['9.255.255.255', '11.0.0.0', '2001:db9::', 'unknown', '', '10.0.0.1/8'])
      expect([address, list.has(address)]).toEqual([address, false]);
  });
});
