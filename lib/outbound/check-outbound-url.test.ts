import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { createAddressPolicy } from './address-policy.ts';
import { checkOutboundUrl } from './check-outbound-url.ts';

const closed = createAddressPolicy([]);
const local = createAddressPolicy(['127.0.0.0/8']);

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

describe('checkOutboundUrl', () => {
  it.each(['https://api.example.com/v1', 'https://1.1.1.1/v1', 'https://[2606:4700::1111]/v1', 'http://models.internal/v1'])(
    'lets %s pass',
    (url) => {
      expect(codeOf(() => checkOutboundUrl(closed, url))).toBeUndefined();
    },
  );

  it.each([
    ['loopback', 'https://127.0.0.1/'],
    ['loopback in decimal', 'https://2130706433/'],
    ['loopback in octal', 'https://0177.0.0.1/'],
    ['loopback in hexadecimal', 'https://0x7f.1/'],
    ['loopback, shortened', 'https://127.1/'],
    ['loopback in full-width digits', 'https://１２７.0.0.1/'],
    ['IPv6 loopback', 'https://[::1]/'],
    ['IPv4-mapped', 'https://[::ffff:127.0.0.1]/'],
    ['metadata', 'http://169.254.169.254/latest/meta-data'],
    ['a public address in clear', 'http://1.1.1.1/'],
    ['another scheme', 'file:///etc/passwd'],
    ['another scheme', 'gopher://127.0.0.1/'],
    ['a user name', 'https://user:pass@example.com/'],
    ['a query', 'https://example.com/?x=1'],
    ['a fragment', 'https://example.com/#x'],
    ['no URL', 'example.com'],
    ['nothing', ''],
  ])('refuses %s: %s', (_what, url) => {
    expect(codeOf(() => checkOutboundUrl(closed, url))).toBe('address_not_allowed');
  });

  it('lets an open private network be reached in clear', () => {
    expect(checkOutboundUrl(local, 'http://127.0.0.1:11434/v1').port).toBe('11434');
    expect(codeOf(() => checkOutboundUrl(local, 'http://10.0.0.1/'))).toBe('address_not_allowed');
  });
});
