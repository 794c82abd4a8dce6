import { AppError } from '#lib/core/errors.ts';
import { hashPassword, verifyPassword } from '#lib/core/password.ts';

/**
 * scrypt takes 128 MiB and a thread of the pool for some hundred milliseconds. Two at a time leave the other two threads
 * to files and name look-ups; a flood of sign-ins is refused rather than queued for minutes.
 */
const runningMax = 2;
const waitingMax = 40;

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= runningMax) {
    if (waiting.length >= waitingMax)
      throw new AppError('rate_limited', { detail: 'Too many sign-ins at once. Try again shortly.', headers: { 'retry-after': '5' } });
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    // The turn is handed over, so that nobody who comes now gets in between.
    if (next === undefined) running -= 1;
    else next();
  }
}

/** `verifyPassword` in turn; throws `rate_limited` when too many wait. */
export const verifyInTurn = (password: string, hash: string | null): Promise<boolean> => inTurn(() => verifyPassword(password, hash));

/** `hashPassword` in turn; throws `rate_limited` when too many wait. */
export const hashInTurn = (password: string): Promise<string> => inTurn(() => hashPassword(password));
