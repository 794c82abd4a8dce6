import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Six base62 characters that change when the text does: catches typing and truncation, proves nothing. */
export function checksum62(text: string): string {
  let value = crc32(text);
  let digits = '';
  for (let index = 0; index < 6; index += 1) {
    digits = alphabet.charAt(value % 62) + digits;
    value = Math.floor(value / 62);
  }
  return digits;
}

/** Maps random bytes to base62 without bias; fewer characters than bytes may come back. */
export function base62FromBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    if (byte < 248) text += alphabet.charAt(byte % 62);
  }
  return text;
}
