import { describe, expect, it } from 'vitest';
import { deriveKey, equalInConstantTime, keyedHash, open, seal } from './secrets.ts';

const key = deriveKey('a secret of at least thirty-two characters', 'test');

describe('seal and open', () => {
  const plaintext = Buffer.from('sk-provider-credential');

  it('opens what it sealed, and never seals twice to the same bytes', () => {
    const sealed = seal(key, plaintext, 'row 1');
    expect(open(key, sealed, 'row 1')).toEqual(plaintext);
    expect(seal(key, plaintext, 'row 1')).not.toEqual(sealed);
    expect(sealed.includes(plaintext)).toBe(false);
  });

  it('refuses another context: a ciphertext moved to another row does not open', () => {
    expect(() => open(key, seal(key, plaintext, 'row 1'), 'row 2')).toThrow();
  });

  it('refuses another key', () => {
    expect(() => open(deriveKey('another secret of thirty-two characters', 'test'), seal(key, plaintext, 'c'), 'c')).toThrow();
  });

  it('refuses a change of any single byte and every truncation', () => {
    const sealed = seal(key, plaintext, 'c');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => open(key, changed, 'c')).toThrow();
      expect(() => open(key, sealed.subarray(0, index), 'c')).toThrow();
    }
  });
});

describe('deriveKey', () => {
  it('gives independent keys for different labels and the same for the same', () => {
    expect(deriveKey('s'.repeat(32), 'a')).toEqual(deriveKey('s'.repeat(32), 'a'));
    expect(deriveKey('s'.repeat(32), 'a')).not.toEqual(deriveKey('s'.repeat(32), 'b'));
  });
});

describe('keyedHash and equalInConstantTime', () => {
  it('is HMAC-SHA256 (RFC 4231, test case 2)', () => {
    expect(keyedHash(Buffer.from('Jefe'), 'what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  it('compares', () => {
    expect(equalInConstantTime('abc', 'abc')).toBe(true);
    expect(equalInConstantTime('abc', 'abd')).toBe(false);
    expect(equalInConstantTime('abc', 'ab')).toBe(false);
  });
});
