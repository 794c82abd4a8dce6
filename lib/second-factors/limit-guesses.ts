import { and, eq, gt, lte, sql } from 'drizzle-orm';
import { factorGuess, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';

/** Whose factor is meant. */
export interface FactorOwner {
  readonly tenantId: string;
  readonly userId: string;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Wrong answers of a person: five a minute, and twenty an hour, which leaves a thousandth a day to guess six digits. */
const guessesMax = { minute: 5, hour: 20 } as const;

const ofOwner = ({ tenantId, userId }: FactorOwner) => and(eq(factorGuess.tenantId, tenantId), eq(factorGuess.userId, userId));

/**
 * Lets one answer of a person be looked at after the other, and throws `rate_limited` when too many were wrong. Counted
 * in the database, because who gets here knows the password: processes and restarts do not multiply it.
 */
export async function requireGuessesLeft(tx: TenantTransaction, owner: FactorOwner, now: Date): Promise<void> {
  await lockRow(tx, userAccount, owner.tenantId, owner.userId);
  const since = (ms: number) => new Date(now.getTime() - ms);
  const [made] = await tx
    .select({
      hour: sql<bigint>`count(*)`,
      minute: sql<bigint>`count(*) filter (where ${gt(factorGuess.guessedAt, since(minuteMs))})`,
    })
    .from(factorGuess)
    .where(and(ofOwner(owner), gt(factorGuess.guessedAt, since(hourMs))));
  const isOverHour = Number(made?.hour ?? 0) >= guessesMax.hour;
  if (!isOverHour && Number(made?.minute ?? 0) < guessesMax.minute) return;
  const seconds = (isOverHour ? hourMs : minuteMs) / 1000;
  throw new AppError('rate_limited', {
    detail: 'The second factor was wrong too often. Wait, then try again.',
    headers: { 'retry-after': String(seconds) },
  });
}

/** Counts a wrong answer, and forgets those that count no more. */
export async function noteGuess(tx: TenantTransaction, owner: FactorOwner, now: Date): Promise<void> {
  await tx.delete(factorGuess).where(and(ofOwner(owner), lte(factorGuess.guessedAt, new Date(now.getTime() - hourMs))));
  await tx.insert(factorGuess).values({ ...owner, id: newUuid(now.getTime()), guessedAt: now });
}

/** A right answer clears the count. */
export async function clearGuesses(tx: TenantTransaction, owner: FactorOwner): Promise<void> {
  await tx.delete(factorGuess).where(ofOwner(owner));
}
