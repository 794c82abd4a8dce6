import { describe, expect, it } from 'vitest';
import { newTotpSecret, totpStepOf, totpUri } from './totp.ts';

/** "12345678901234567890", the secret of the RFCs, in base32. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number, lastStep: number | null = null) => ({ nowMs: seconds * 1000, lastStep });

describe('codes of authenticator apps [IAM-5]', () => {
  // RFC 6238 appendix B has eight digits; six are their end.
  it.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('are those of RFC 6238 at %i s', (seconds, digits) => {
    expect(totpStepOf(secret, digits.slice(2), at(seconds))).toBe(Math.floor(seconds / 30));
  });

  // RFC 4226 appendix D: the counter is the step.
  it.each(['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'])(
    'are those of RFC 4226: %s',
    (code) => {
      const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];
      const step = codes.indexOf(code);
      expect(totpStepOf(secret, code, at(step * 30 + 15))).toBe(step);
    },
  );

  it('are taken one step before and after their time, and no further', () => {
    const [code, step] = ['081804', Math.floor(1_111_111_109 / 30)];
    for (const [offset, taken] of [
      [-2, false],
      [-1, true],
      [0, true],
      [1, true],
      [2, false],
    ] as const)
      expect(totpStepOf(secret, code, at((step + offset) * 30)), String(offset)).toBe(taken ? step : null);
  });

  it('are taken once, and none from before the last one', () => {
    const step = Math.floor(1_111_111_109 / 30);
    expect(totpStepOf(secret, '081804', at(step * 30, step))).toBeNull();
    expect(totpStepOf(secret, '081804', at(step * 30, step + 1))).toBeNull();
    expect(totpStepOf(secret, '081804', at(step * 30, step - 1))).toBe(step);
  });

  it.each(['', '08180', '0818044', '08180a', ' 081804', '０８１８０４'])('are six digits, not %j', (code) => {
    expect(totpStepOf(secret, code, at(1_111_111_109))).toBeNull();
  });

  it('come of secrets of 160 bits that never repeat, and of an address that apps read', () => {
    const secrets = new Set(Array.from({ length: 50 }, newTotpSecret));
    expect(secrets.size).toBe(50);
    for (const one of secrets) expect(one).toMatch(/^[A-Z2-7]{32}$/);
    const uri = new URL(totpUri(secret, { issuer: 'Halden: Group', label: 'ada@example.com' }));
    expect(uri.protocol).toBe('otpauth:');
    expect(Object.fromEntries(uri.searchParams)).toMatchObject({ secret, algorithm: 'SHA1', digits: '6', period: '30' });
  });
});
