import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { idempotencyRecord } from '#db/schema/index.ts';
import type { Operation } from '#lib/contracts/operation.ts';
import { AppError } from '#lib/core/errors.ts';
import { open, seal } from '#lib/core/secrets.ts';
import type { Invocation, OperationContext } from './context.ts';
import { encodeOutput } from './steps.ts';

const keyLengthMax = 255;

const contextOf = (ctx: OperationContext, key: string): string => `idempotency:${ctx.tenantId}:${ctx.caller.userId}:${key}`;

/**
 * Runs a write at most once per Idempotency-Key and person (the draft IETF header, kept for 24 hours by the worker). The
 * row is claimed before the work in the same transaction: a second request with the key waits for the first to commit,
 * then gets its answer. Another request under the same key is refused.
 */
export async function runOnce<Output extends z.ZodType>(
  invocation: Invocation,
  ctx: OperationContext,
  operation: Operation<z.ZodType, Output>,
  raw: unknown,
  run: () => Promise<z.output<Output>>,
): Promise<z.output<Output>> {
  const key = invocation.idempotencyKey;
  if (key === undefined) return run();
  if (key.length === 0 || key.length > keyLengthMax)
    throw new AppError('invalid_request', { detail: `Idempotency-Key takes 1 to ${keyLengthMax} characters.` });
  const requestHash = createHash('sha256')
    .update(JSON.stringify([operation.name, raw]))
    .digest('hex');
  const { tx, tenantId } = ctx;
  const claim = { tenantId, userId: ctx.caller.userId, key, operation: operation.name, requestHash, status: 0, createdAt: ctx.now };
  const claimed = await tx.insert(idempotencyRecord).values(claim).onConflictDoNothing().returning({ key: idempotencyRecord.key });
  const row = and(
    eq(idempotencyRecord.tenantId, tenantId),
    eq(idempotencyRecord.userId, ctx.caller.userId),
    eq(idempotencyRecord.key, key),
  );
  if (claimed.length === 0) {
    const [stored] = await tx.select().from(idempotencyRecord).where(row);
    if (stored === undefined || stored.requestHash !== requestHash) throw new AppError('idempotency_mismatch');
    if (stored.body === null) throw new AppError('conflict', { detail: 'The first request with this Idempotency-Key has not ended.' });
    const body: unknown = JSON.parse(open(invocation.runtime.idempotencyKey, stored.body, contextOf(ctx, key)).toString());
    return operation.output.parse(body);
  }
  const result = await run();
  const body = seal(invocation.runtime.idempotencyKey, Buffer.from(JSON.stringify(encodeOutput(operation, result))), contextOf(ctx, key));
  await tx
    .update(idempotencyRecord)
    .set({ status: operation.http.status ?? 200, body })
    .where(row);
  return result;
}
