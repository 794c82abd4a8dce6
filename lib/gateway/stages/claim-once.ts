import { hash } from 'node:crypto';
import { AppError } from '#lib/core/errors.ts';
import { keyedHash } from '#lib/core/secrets.ts';
import { shapingHeaders } from '../cache/answer-key.ts';
import type { KeptAnswer } from '../cache/kept-answer.ts';
import type { Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { OnceClaim, OnceStore } from '../idempotency/once-store.ts';
import { holderOf } from '../snapshot/holder-of.ts';

const header = 'idempotency-key';
const keyLengthMax = 255;
/** What a call may last beyond its deadline: its error has to be told and settled. */
const graceMs = 30_000;

/** Whether the call may be carried out only once. Most calls end here, and none of them waits for the database. */
export const isOnceOnly = (call: GatewayCall): boolean => call.request.header(header) !== undefined;

/** The claim of a call: the key belongs to the holder of the virtual key it came with, and to the very bytes of its request. */
function claimOf(call: GatewayCall, { principal }: Caller, sent: Buffer): OnceClaim {
  const key = call.request.header(header) ?? '';
  if (key.length === 0 || key.length > keyLengthMax) {
    throw new AppError('invalid_request', { detail: `The header Idempotency-Key takes 1 to ${keyLengthMax} characters.` });
  }
  const { keyPepper } = call.runtime.settings;
  const { method, path, query } = call.request;
  const headers = shapingHeaders.map((name) => call.request.header(name) ?? null);
  const request = JSON.stringify(['request', method, path, query, headers, hash('sha256', sent, 'hex')]);
  return {
    tenantId: principal.tenantId,
    key: keyedHash(keyPepper, JSON.stringify(['idempotency', principal.tenantId, holderOf(principal), key])),
    requestHash: keyedHash(keyPepper, request),
    callId: call.id,
    busyMs: Math.max(0, call.deadlines.totalAt - performance.now()) + graceMs,
  };
}

/**
 * Claims the Idempotency-Key of a call before anything is held for it. Gives the answer that was given before, to be told
 * again; null where the call is to be carried out, and then `call.claim` is to be completed or given up. Throws
 * `idempotency_mismatch`, `idempotency_in_flight`, `idempotency_answer_gone`, and `database_unavailable` where it cannot be
 * known.
 */
export async function claimOnce(call: GatewayCall, caller: Caller, once: OnceStore, sent: Buffer): Promise<KeptAnswer | null> {
  const claim = claimOf(call, caller, sent);
  const claiming = once.claim(claim);
  // Who leaves while it is claimed must not keep it.
  const outcome = await call.wait(claiming, () => {
    claiming.then(({ state }) => (state === 'claimed' ? once.abandon(claim) : undefined)).catch(() => {});
  });
  switch (outcome.state) {
    case 'answered':
      return outcome.answer;
    case 'mismatch':
      throw new AppError('idempotency_mismatch');
    case 'busy':
      throw new AppError('idempotency_in_flight', { headers: { 'retry-after': '1' } });
    case 'too_large':
      throw new AppError('idempotency_answer_gone');
    case 'claimed':
      call.claim = claim;
      return null;
  }
}

/** Keeps the answer under the key before the call is settled: once it is paid for, no repetition may be charged. */
export async function completeOnce(call: GatewayCall, answer: KeptAnswer | null): Promise<void> {
  const { claim, runtime } = call;
  if (claim === null || runtime.once === null) return;
  call.claim = null;
  try {
    await runtime.once.complete(claim, answer);
  } catch (err) {
    // The answer is there and will be billed, so its caller gets it. A repetition is told that it is gone.
    runtime.logger.warn({ err, request_id: call.requestId }, 'An answer could not be kept for its Idempotency-Key');
  }
}

/** The call ended without an answer that could be told again; the next one with the key is carried out. */
export async function abandonOnce(call: GatewayCall): Promise<void> {
  const { claim, runtime } = call;
  if (claim === null || runtime.once === null) return;
  call.claim = null;
  try {
    await runtime.once.abandon(claim);
  } catch (err) {
    // It ends by itself once the call could not be running any more.
    runtime.logger.warn({ err, request_id: call.requestId }, 'The Idempotency-Key of a failed call could not be freed');
  }
}
