import { displayOfSecret, looksLikeSecret, newPrefixedSecret } from '#lib/core/prefixed-secret.ts';
import { deriveKey, keyedHash } from '#lib/core/secrets.ts';

/** A virtual key is `tg_` + 32 random base62 characters (190 bits) + 6 of checksum. */
const prefix = 'tg_';

export interface NewVirtualKey {
  /** The whole key; shown once and never stored. */
  readonly key: string;
  /** `tg_…4f2a`: enough to recognise it, useless to present. */
  readonly display: string;
}

/** What people see of a key after it was shown once. */
export const displayOfVirtualKey = (key: string): string => displayOfSecret(prefix, key);

export function newVirtualKey(): NewVirtualKey {
  const { secret: key, display } = newPrefixedSecret(prefix);
  return { key, display };
}

/** Whether the text has the form and the checksum of a virtual key; says nothing about whether the key exists. */
export const looksLikeVirtualKey = (text: string): boolean => looksLikeSecret(prefix, text);

/** The key under which virtual keys are hashed; derived once per process. */
export const virtualKeyPepper = (secret: string): Buffer => deriveKey(secret, 'virtual-key');

/** What is stored and looked up in place of the key. */
export const hashVirtualKey = (pepper: Buffer, key: string): string => keyedHash(pepper, key);
