import { and, eq, sql } from 'drizzle-orm';
import { idempotentCall, usageEvent } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { AppError } from '#lib/core/errors.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import type { CallStatus } from '#lib/usage/usage-event.ts';
import type { AnswerVault } from '../cache/answer-vault.ts';
import { decodeKeptAnswer, encodeKeptAnswer, type KeptAnswer } from '../cache/kept-answer.ts';
import type { OnceClaim, OnceOutcome, OnceStore } from './once-store.ts';

/** How long an answer is told again; after that the key is free. `tenants_due` (db/functions/jobs.sql) counts the same. */
const keptHours = 24;

const contextOf = ({ tenantId, key }: OnceClaim): string => `idempotent-call:${tenantId}:${key}`;
const rowOf = ({ tenantId, key }: OnceClaim) => and(eq(idempotentCall.tenantId, tenantId), eq(idempotentCall.key, key));

type StoredCall = typeof idempotentCall.$inferSelect;

/** Claims in PostgreSQL: one round trip before the hold, one before the settlement. */
export class DatabaseOnceStore implements OnceStore {
  readonly #vault: AnswerVault;

  constructor(vault: AnswerVault) {
    this.#vault = vault;
  }

  claim(claim: OnceClaim): Promise<OnceOutcome> {
    return this.#inTenant(claim, async (tx) => {
      const { tenantId, key, requestHash, callId, busyMs } = claim;
      const busyUntilAt = sql`now() + ${busyMs / 1000} * interval '1 second'`;
      const values = {
        requestHash,
        callId,
        busyUntilAt,
        state: 'running' as const,
        encryptionKeyId: null,
        answer: null,
        createdAt: sql`now()`,
      };
      const claimed = await tx
        .insert(idempotentCall)
        .values({ tenantId, key, ...values })
        .onConflictDoNothing()
        .returning({ key: idempotentCall.key });
      if (claimed.length > 0) return { state: 'claimed' };
      const [stored] = await tx.select().from(idempotentCall).where(rowOf(claim)).for('update');
      // It was given up or cleared away at this very moment.
      if (stored === undefined) return { state: 'busy' };
      const outcome = await this.#judge(tx, claim, stored);
      if (outcome.state === 'claimed') await tx.update(idempotentCall).set(values).where(rowOf(claim));
      return outcome;
    });
  }

  async complete(claim: OnceClaim, answer: KeptAnswer | null): Promise<void> {
    const key = answer === null ? null : await this.#vault.sealingKey(claim.tenantId);
    const sealed = answer === null || key === null ? null : this.#vault.seal(key, encodeKeptAnswer(answer), contextOf(claim));
    await this.#inTenant(claim, async (tx) => {
      const values = { state: 'completed' as const, encryptionKeyId: key?.id ?? null, answer: sealed };
      await tx
        .update(idempotentCall)
        .set(values)
        .where(and(rowOf(claim), eq(idempotentCall.callId, claim.callId)));
    });
  }

  async abandon(claim: OnceClaim): Promise<void> {
    const isOwn = and(rowOf(claim), eq(idempotentCall.callId, claim.callId), eq(idempotentCall.state, 'running'));
    await this.#inTenant(claim, async (tx) => {
      await tx.delete(idempotentCall).where(isOwn);
    });
  }

  /** What a key that was claimed before says to this call. */
  async #judge(tx: TenantTransaction, claim: OnceClaim, stored: StoredCall): Promise<OnceOutcome> {
    const [clock] = await tx.execute<{ old: boolean; busy: boolean }>(sql`
      select ${stored.createdAt.toISOString()}::timestamptz < now() - ${keptHours} * interval '1 hour' as old,
        ${stored.busyUntilAt.toISOString()}::timestamptz > now() as busy`);
    const isBusy = stored.state === 'running' && clock?.busy === true;
    if (clock?.old === true && !isBusy) return { state: 'claimed' };
    if (stored.requestHash !== claim.requestHash) return { state: 'mismatch' };
    if (stored.state === 'running') {
      const status = await statusOf(tx, claim.tenantId, stored.callId);
      // It was answered and charged, and only its answer could not be kept.
      if (status === 'succeeded') return { state: 'too_large' };
      return { state: isBusy && status === undefined ? 'busy' : 'claimed' };
    }
    if (stored.answer === null || stored.encryptionKeyId === null) return { state: 'too_large' };
    const plain = await this.#vault.open(tx, claim.tenantId, stored.encryptionKeyId, stored.answer, contextOf(claim));
    return { state: 'answered', answer: decodeKeptAnswer(plain) };
  }

  async #inTenant<Value>({ tenantId }: OnceClaim, work: (tx: TenantTransaction) => Promise<Value>): Promise<Value> {
    try {
      return await inTenant(this.#vault.app, tenantId, work);
    } catch (cause) {
      throw cause instanceof AppError ? cause : new AppError('database_unavailable', { cause });
    }
  }
}

/**
 * How the call that has claimed a key ended; undefined while it runs. One that was interrupted could not give its claim up:
 * its process died, and another one has booked what it held.
 */
async function statusOf(tx: TenantTransaction, tenantId: string, callId: string): Promise<CallStatus | undefined> {
  const at = new Date(uuidTimeMs(callId));
  const [event] = await tx
    .select({ status: usageEvent.status })
    .from(usageEvent)
    .where(and(eq(usageEvent.tenantId, tenantId), eq(usageEvent.occurredAt, at), eq(usageEvent.id, callId)));
  return event?.status;
}
