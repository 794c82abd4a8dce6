import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * scrypt (RFC 7914) with OWASP's parameters N = 2¹⁷, r = 8, p = 1, stored in PHC string format so that the parameters
 * can grow: an old hash keeps verifying with its own.
 */

interface Parameters {
  /** log₂ of N. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

const current: Parameters = { ln: 17, r: 8, p: 1 };
const pattern = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

function derive(password: string, salt: Buffer, { ln, r, p }: Parameters): Promise<Buffer> {
  const N = 2 ** ln;
  return new Promise((resolve, reject) => {
    // NFKC, so that the same letters typed on another keyboard give the same bytes.
    scrypt(password.normalize('NFKC'), salt, 32, { N, r, p, maxmem: 256 * N * r }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

const encode = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, current);
  return `$scrypt$ln=${current.ln},r=${current.r},p=${current.p}$${encode(salt)}$${encode(key)}`;
}

/** A hash nobody knows the password of: verifying against it takes as long as against a real one. */
const decoy = `$scrypt$ln=${current.ln},r=${current.r},p=${current.p}$${encode(Buffer.alloc(16, 7))}$${encode(Buffer.alloc(32, 7))}`;

/** Whether the password fits. A null hash (no such account, no password) takes the same time and is false. */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const match = pattern.exec(hash ?? decoy);
  if (!match) return false;
  const [, ln, r, p, salt = '', key = ''] = match;
  const expected = Buffer.from(key, 'base64');
  const actual = await derive(password, Buffer.from(salt, 'base64'), { ln: Number(ln), r: Number(r), p: Number(p) });
  return timingSafeEqual(actual, expected) && hash !== null;
}
