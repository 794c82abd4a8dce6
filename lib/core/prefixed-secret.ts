import { randomBytes } from 'node:crypto';
import { base62FromBytes, checksum62 } from './base62.ts';

/**
 * A secret that a program presents: its kind's prefix, by which secret scanners find leaked ones, 32 random base62
 * characters (190 bits), and 6 of checksum, by which a mistyped one is refused without a look-up.
 */
export interface PrefixedSecret {
  /** The whole secret; shown once and never stored. */
  readonly secret: string;
  /** `tg_…4f2a`: enough to recognise it, useless to present. */
  readonly display: string;
}

const randomLength = 32;
const checkedLength = 38;
const base62 = /^[0-9A-Za-z]{38}$/;

/** What people see of a secret after it was shown once. */
export const displayOfSecret = (prefix: string, secret: string): string => `${prefix}…${secret.slice(-4)}`;

/** A new secret of a kind. */
export function newPrefixedSecret(prefix: string): PrefixedSecret {
  let random = '';
  while (random.length < randomLength) random += base62FromBytes(randomBytes(48));
  const body = prefix + random.slice(0, randomLength);
  const secret = body + checksum62(body);
  return { secret, display: displayOfSecret(prefix, secret) };
}

/** Whether the text has the form and the checksum of a secret of this kind; says nothing about whether it exists. */
export function looksLikeSecret(prefix: string, text: string): boolean {
  if (text.length !== prefix.length + checkedLength || !text.startsWith(prefix) || !base62.test(text.slice(prefix.length))) return false;
  return checksum62(text.slice(0, -6)) === text.slice(-6);
}
