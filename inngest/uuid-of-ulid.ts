const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ulidPattern = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** The same 128 bits as a UUID: the server names its runs by ULIDs (github.com/ulid/spec). Throws for what is none. */
export function uuidOfUlid(ulid: string): string {
  const text = ulid.toUpperCase();
  if (!ulidPattern.test(text)) throw new Error(`${ulid} is no ULID`);
  const value = [...text].reduce((sum, digit) => sum * 32n + BigInt(digits.indexOf(digit)), 0n);
  const hex = value.toString(16).padStart(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
