import { randomBytes, scryptSync } from 'node:crypto';

const encode = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

/** A hash as `hashPassword` makes it, with parameters that cost nothing: for tests that verify many passwords. */
export function cheapPasswordHash(password: string): string {
  const salt = randomBytes(16);
  return `$scrypt$ln=4,r=8,p=1$${encode(salt)}$${encode(scryptSync(password, salt, 32, { N: 2 ** 4, r: 8, p: 1 }))}`;
}
