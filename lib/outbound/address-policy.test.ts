import { describe, expect, it } from 'vitest';
import { createAddressPolicy, judgeAddress, unmapAddress } from './address-policy.ts';

const closed = createAddressPolicy([]);
const open = createAddressPolicy(['10.0.0.0/8', '127.0.0.0/8', 'fd00::/8', '169.254.0.0/16', '100.64.0.0/10']);

describe('judgeAddress', () => {
  it.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '100.128.0.1', '192.167.255.255', '2606:4700::1111', '2a00:1450::5'])(
    '%s is public',
    (address) => {
      expect(judgeAddress(closed, address)).toBe('public');
    },
  );

  it.each([
    ['this host', '0.0.0.0'],
    ['loopback', '127.0.0.1'],
    ['loopback, not the first', '127.255.255.254'],
    ['private', '10.1.2.3'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['link-local', '169.254.1.1'],
    ['metadata', '169.254.169.254'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['benchmarking', '198.18.0.1'],
    ['documentation', '203.0.113.9'],
    ['IPv6 loopback', '::1'],
    ['IPv6 unspecified', '::'],
    ['IPv6 unique local', 'fd12:3456::1'],
    ['IPv6 link-local', 'fe80::1'],
    ['IPv6 multicast', 'ff02::1'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
    ['IPv4-mapped loopback in hexadecimal', '::ffff:7f00:1'],
    ['IPv4-mapped metadata', '::ffff:a9fe:a9fe'],
    ['IPv4-mapped, written out', '0:0:0:0:0:ffff:7f00:0001'],
    ['IPv4-compatible loopback', '::7f00:1'],
    ['NAT64 of loopback', '64:ff9b::7f00:1'],
    ['NAT64 of a public address', '64:ff9b::808:808'],
    ['6to4 of loopback', '2002:7f00:1::'],
    ['Teredo', '2001:0:1::1'],
    ['documentation', '2001:db8::1'],
    ['no address', 'localhost'],
    ['nothing', ''],
  ])('%s (%s) is forbidden', (_what, address) => {
    expect(judgeAddress(closed, address)).toBe('forbidden');
  });

  it('opens what the operator lists, in every spelling', () => {
    for (const address of ['10.1.2.3', '127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', 'fd12::1', '169.254.1.1']) {
      expect(judgeAddress(open, address)).toBe('allowed_private');
    }
    expect(judgeAddress(open, '192.168.1.1')).toBe('forbidden');
  });

  it('never opens a metadata service', () => {
    const wide = createAddressPolicy(['0.0.0.0/0', '::/0']);
    for (const address of ['169.254.169.254', '::ffff:169.254.169.254', '100.100.100.200', 'fd00:ec2::254', '168.63.129.16']) {
      expect(judgeAddress(wide, address)).toBe('forbidden');
    }
  });
});

describe('createAddressPolicy', () => {
  it.each(['10.0.0.0', '10.0.0.0/33', 'fd00::/129', 'example.com/8', '/8', '10.0.0/8'])('refuses %s', (range) => {
    expect(() => createAddressPolicy([range])).toThrow(`"${range}" is not a network`);
  });
});

describe('unmapAddress', () => {
  it('leaves other addresses alone', () => {
    for (const address of ['1.2.3.4', '2001:db8::ffff:1', '::1', 'fe80::1']) expect(unmapAddress(address)).toBe(address);
  });
});
