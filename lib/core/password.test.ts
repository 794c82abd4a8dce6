import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password.ts';

describe('passwords', () => {
  it('verify against their own hash only, whatever the composition of the letters', async () => {
    const hash = await hashPassword('naïve-Grüße-2026');
    expect(hash).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$/);
    expect(hash).not.toContain('naïve');
    expect(await verifyPassword('naïve-Grüße-2026'.normalize('NFD'), hash)).toBe(true);
    expect(await verifyPassword('naive-Grusse-2026', hash)).toBe(false);
  });

  it('an account without a password refuses everything, after the same work', async () => {
    expect(await verifyPassword('', null)).toBe(false);
    expect(await verifyPassword('anything', null)).toBe(false);
  });

  it('a damaged hash refuses instead of throwing', async () => {
    expect(await verifyPassword('x', '$scrypt$broken')).toBe(false);
  });

  it('old parameters keep verifying', async () => {
    // RFC 7914 section 12: scrypt("pleaseletmein", "SodiumChloride", N = 16384, r = 8, p = 1), first 32 bytes.
    const key = Buffer.from('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2', 'hex')
      .toString('base64')
      .replaceAll('=', '');
    const salt = Buffer.from('SodiumChloride').toString('base64').replaceAll('=', '');
    expect(await verifyPassword('pleaseletmein', `$scrypt$ln=14,r=8,p=1$${salt}$${key}`)).toBe(true);
  });
});
