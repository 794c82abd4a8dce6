import { randomInt } from 'node:crypto';
import { temporaryPasswordDays } from '#lib/contracts/users.ts';
import { hashInTurn } from './password-work.ts';

/** Letters and digits that nobody takes for each other when they are read out. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const groups = 4;
const groupLength = 5;

/** A password that somebody else hands over: shown once, stored as its hash, good for some days and only to be changed. */
export interface TemporaryPassword {
  readonly password: string;
  readonly hash: string;
}

/** Twenty random characters of 31, which is 99 bits, in groups that can be read out. Takes as long as a sign-in. */
export async function newTemporaryPassword(): Promise<TemporaryPassword> {
  const group = () => Array.from({ length: groupLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  const password = Array.from({ length: groups }, group).join('-');
  return { password, hash: await hashInTurn(password) };
}

export const temporaryPasswordEnd = (now: Date): Date => new Date(now.getTime() + temporaryPasswordDays * 86_400_000);
