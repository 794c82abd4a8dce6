import { describe, expect, it } from 'vitest';
import { clientAddress, proxyTrust } from './client-address.ts';

const trust = proxyTrust(['10.0.0.0/8', '2001:db8::/32', '192.0.2.7']);

describe('clientAddress', () => {
  it('ignores x-forwarded-for from a caller who is no trusted proxy', () => {
    expect(clientAddress('203.0.113.5', '198.51.100.1', trust)).toBe('203.0.113.5');
  });

  it('takes the last address that is not a trusted proxy, not the first, which the caller wrote', () => {
    expect(clientAddress('10.1.2.3', '1.2.3.4, 203.0.113.9, 10.0.0.4', trust)).toBe('203.0.113.9');
  });

  it('reads addresses of dual-stack sockets as IPv4', () => {
    expect(clientAddress('::ffff:10.1.2.3', '::ffff:203.0.113.9', trust)).toBe('203.0.113.9');
    expect(clientAddress('::ffff:203.0.113.5', undefined, trust)).toBe('203.0.113.5');
  });

  it('trusts IPv6 ranges and single addresses', () => {
    expect(clientAddress('2001:db8::1', '203.0.113.9', trust)).toBe('203.0.113.9');
    expect(clientAddress('192.0.2.7', '203.0.113.9', trust)).toBe('203.0.113.9');
    expect(clientAddress('192.0.2.8', '203.0.113.9', trust)).toBe('192.0.2.8');
  });

  it('stops at what is no address, and at the end of the list', () => {
    expect(clientAddress('10.1.2.3', 'unknown', trust)).toBe('10.1.2.3');
    expect(clientAddress('10.1.2.3', '', trust)).toBe('10.1.2.3');
    expect(clientAddress('10.1.2.3', '10.9.9.9', trust)).toBe('10.9.9.9');
  });
});

describe('proxyTrust', () => {
  it.each(['10.0.0.0/33', 'proxy.example', '10.0.0.0/8/8', '10.0.0.0/x', '2001:db8::/129', ''])('refuses "%s" by name', (range) => {
    expect(() => proxyTrust([range])).toThrow(`"${range}"`);
  });

  it('trusts nobody by default', () => {
    expect(proxyTrust([]).trusts('127.0.0.1')).toBe(false);
  });
});
