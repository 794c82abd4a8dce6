import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { idempotencyRecord } from '#db/schema/index.ts';
import type { Operation } from '#lib/contracts/operation.ts';
import { AppError } from '#lib/core/errors.ts';
import { open, seal } from '#lib/core/secrets.ts';
import type { Invocation, OperationContext } from './context.ts';
import { encodeOutput } from './steps.ts';

/** An answer that was given before under the same key. */
export interface Replay<Result> {
  readonly result: Result;
}

const keyLengthMax = 255;

const contextOf = (ctx: OperationContext, key: string): string => `idempotency:${ctx.tenantId}:${ctx.caller.userId}:${key}`;

const rowOf = ({ tenantId, caller }: OperationContext, key: string) =>
  and(eq(idempotencyRecord.tenantId, tenantId), eq(idempotencyRecord.userId, caller.userId), eq(idempotencyRecord.key, key));

const requestHashOf = (operation: Operation, raw: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify([operation.name, raw]))
    .digest('hex');

/** The Idempotency-Key of the request; undefined for none, `invalid_request` for one that is empty or too long. */
function keyOf({ idempotencyKey: key }: Invocation): string | undefined {
  if (key !== undefined && (key.length === 0 || key.length > keyLengthMax))
    throw new AppError('invalid_request', { detail: `Idempotency-Key takes 1 to ${keyLengthMax} characters.` });
  return key;
}

/**
 * The answer a write has given under this Idempotency-Key; undefined when it was not done yet or no key was sent. Another
 * request under the same key is refused.
 */
export async function replayOf<Output extends z.ZodType>(
  invocation: Invocation,
  ctx: OperationContext,
  operation: Operation<z.ZodType, Output>,
  raw: unknown,
): Promise<Replay<z.output<Output>> | undefined> {
  const key = keyOf(invocation);
  if (key === undefined) return undefined;
  const [stored] = await ctx.tx.select().from(idempotencyRecord).where(rowOf(ctx, key));
  if (stored === undefined) return undefined;
  if (stored.requestHash !== requestHashOf(operation, raw)) throw new AppError('idempotency_mismatch');
  if (stored.body === null) throw new AppError('conflict', { detail: 'The first request with this Idempotency-Key has not ended.' });
  const body: unknown = JSON.parse(open(invocation.runtime.idempotencyKey, stored.body, contextOf(ctx, key)).toString());
  return { result: operation.output.parse(body) };
}

/**
 * Runs a write at most once per Idempotency-Key and person (the draft IETF header, kept for 24 hours by the worker). The
 * row is claimed before the work in the same transaction: a second request with the key waits for the first to commit,
 * then gets its answer.
 */
export async function runOnce<Output extends z.ZodType>(
  invocation: Invocation,
  ctx: OperationContext,
  operation: Operation<z.ZodType, Output>,
  raw: unknown,
  run: () => Promise<z.output<Output>>,
): Promise<z.output<Output>> {
  const key = keyOf(invocation);
  if (key === undefined) return run();
  const requestHash = requestHashOf(operation, raw);
  const { tx, tenantId } = ctx;
  const claim = { tenantId, userId: ctx.caller.userId, key, operation: operation.name, requestHash, status: 0, createdAt: ctx.now };
  const claimed = await tx.insert(idempotencyRecord).values(claim).onConflictDoNothing().returning({ key: idempotencyRecord.key });
  if (claimed.length === 0) {
    const replay = await replayOf(invocation, ctx, operation, raw);
    if (replay === undefined)
      throw new AppError('conflict', { detail: 'The first request with this Idempotency-Key was just cleared away.' });
    return replay.result;
  }
  const result = await run();
  const body = seal(invocation.runtime.idempotencyKey, Buffer.from(JSON.stringify(encodeOutput(operation, result))), contextOf(ctx, key));
  await tx
    .update(idempotencyRecord)
    .set({ status: operation.http.status ?? 200, body })
    .where(rowOf(ctx, key));
  return result;
}
