import { describe, expect, test } from 'vitest';
import { crc32c } from './crc32c.ts';

const ascending = Uint8Array.from({ length: 32 }, (_, index) => index);

/** Appendix B.4 of RFC 3720 prints the checksums as bytes, least significant first; here they are numbers. */
const vectors: [string, Uint8Array, number][] = [
  ['32 bytes of zeros', new Uint8Array(32), 0x8a9136aa],
  ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['32 ascending bytes', ascending, 0x46dd794e],
  ['32 descending bytes', ascending.toReversed(), 0x113fdb5c],
  [
    'an iSCSI read command',
    Buffer.from(`01c00000${'0'.repeat(24)}1400000000000400000000140000001828000000${'0'.repeat(8)}02000000${'0'.repeat(8)}`, 'hex'),
    0xd9963a56,
  ],
  ['the digits 1 to 9', Buffer.from('123456789'), 0xe3069283],
  ['nothing', new Uint8Array(0), 0],
];

/** The definition, one bit at a time. */
function slowly(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

describe('crc32c', () => {
  test.each(vectors)('RFC 3720: %s', (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });

  test('agrees with the definition at every length, start and continuation', () => {
    const bytes = Uint8Array.from({ length: 200 }, (_, index) => (index * 167 + 13) & 0xff);
    for (let start = 0; start < 40; start += 1) {
      for (let end = start; end < bytes.length; end += 1) {
        const whole = slowly(bytes.subarray(start, end));
        const cut = (start + end) >> 1;
        expect(crc32c(bytes, start, end)).toBe(whole);
        expect(crc32c(bytes, cut, end, crc32c(bytes, start, cut))).toBe(whole);
      }
    }
  });
});
