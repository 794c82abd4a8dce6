import { describe, expect, it } from 'vitest';
import { displayOfVirtualKey, hashVirtualKey, looksLikeVirtualKey, newVirtualKey, virtualKeyPepper } from './virtual-key.ts';

describe('virtual keys', () => {
  it('have a prefix, 190 random bits and a checksum', () => {
    const { key, display } = newVirtualKey();
    expect(key).toMatch(/^tg_[0-9A-Za-z]{38}$/);
    expect(looksLikeVirtualKey(key)).toBe(true);
    expect(display).toBe(displayOfVirtualKey(key));
    expect(display).not.toContain(key.slice(3, 12));
  });

  it('with one character mistyped, swapped or cut are told without a look-up', () => {
    const { key } = newVirtualKey();
    for (let index = 3; index < key.length; index += 1) {
      const other = key[index] === 'A' ? 'B' : 'A';
      expect(looksLikeVirtualKey(key.slice(0, index) + other + key.slice(index + 1))).toBe(false);
      expect(looksLikeVirtualKey(key.slice(0, index))).toBe(false);
    }
  });

  it('hash differently under another secret', () => {
    const { key } = newVirtualKey();
    const one = virtualKeyPepper('a'.repeat(32));
    expect(hashVirtualKey(one, key)).toBe(hashVirtualKey(one, key));
    expect(hashVirtualKey(one, key)).not.toBe(hashVirtualKey(virtualKeyPepper('b'.repeat(32)), key));
  });
});
