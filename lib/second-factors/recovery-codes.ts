import { randomInt } from 'node:crypto';
import { keyedHash } from '#lib/core/secrets.ts';

/** How many a person is given. */
export const recoveryCodeCount = 10;

/** Letters and digits that nobody takes for each other when they are read out. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const groupLength = 5;

/** Two groups of five of 31 characters: 49 bits, tried at most five times a minute. */
export function newRecoveryCodes(): readonly string[] {
  const group = (): string => Array.from({ length: groupLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  const codes = new Set<string>();
  while (codes.size < recoveryCodeCount) codes.add(`${group()}-${group()}`);
  return [...codes];
}

/** What is stored of a code; spaces, dashes and capitals are how people type and mean nothing. */
export const recoveryCodeHash = (pepper: Buffer, userId: string, code: string): string =>
  keyedHash(pepper, `recovery:${userId}:${code.toLowerCase().replaceAll(/[\s-]/g, '')}`);
