import { randomBytes } from 'node:crypto';
import { base62FromBytes, checksum62 } from '#lib/core/base62.ts';
import { deriveKey, keyedHash } from '#lib/core/secrets.ts';

/**
 * A virtual key is `tg_` + 32 random base62 characters (190 bits) + 6 of checksum. The prefix lets secret scanners find
 * leaked keys; the checksum lets a mistyped key be refused without a look-up.
 */
const prefix = 'tg_';
const randomLength = 32;
const pattern = /^tg_[0-9A-Za-z]{38}$/;

export interface NewVirtualKey {
  /** The whole key; shown once and never stored. */
  readonly key: string;
  /** `tg_…4f2a`: enough to recognise it, useless to present. */
  readonly display: string;
}

/** What people see of a key after it was shown once. */
export const displayOfVirtualKey = (key: string): string => `${prefix}…${key.slice(-4)}`;

export function newVirtualKey(): NewVirtualKey {
  let random = '';
  while (random.length < randomLength) random += base62FromBytes(randomBytes(48));
  const body = prefix + random.slice(0, randomLength);
  const key = body + checksum62(body);
  return { key, display: displayOfVirtualKey(key) };
}

/** Whether the text has the form and the checksum of a virtual key; says nothing about whether the key exists. */
export function looksLikeVirtualKey(text: string): boolean {
  return pattern.test(text) && checksum62(text.slice(0, -6)) === text.slice(-6);
}

/** The key under which virtual keys are hashed; derived once per process. */
export const virtualKeyPepper = (secret: string): Buffer => deriveKey(secret, 'virtual-key');

/** What is stored and looked up in place of the key. */
export const hashVirtualKey = (pepper: Buffer, key: string): string => keyedHash(pepper, key);
