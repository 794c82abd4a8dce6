import { randomInt } from 'node:crypto';
import { and, eq, isNotNull } from 'drizzle-orm';
import { pendingSignIn, secondFactor, securitySetting } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { keyedHash } from '#lib/core/secrets.ts';
import { factorKeysOf, openFactorSecret, sendSms } from '#lib/second-factors/index.ts';
import type { IdentityRuntime } from './identity-runtime.ts';
import { lockPending, readPendingToken } from './pending-sign-in.ts';

/** Messages of one sign-in, and the least time between two. */
const codesMax = 3;
const pauseMs = 60_000;

type CodeRuntime = Pick<IdentityRuntime, 'clock' | 'keys' | 'databases'> & { readonly command: Pick<CommandRuntime, 'outbound'> };

/** Makes a code for the pending sign-in, notes it, and answers what has to be sent where. */
async function prepareCode(runtime: CodeRuntime, token: { tenantId: string; secretHash: string }) {
  const { masterKeys } = runtime.keys;
  const now = new Date(runtime.clock.now());
  return inTenant(runtime.databases.app, token.tenantId, async (tx) => {
    const pending = await lockPending(tx, token, now);
    if (pending === undefined) throw new AppError('unauthenticated', { detail: 'The sign-in is over. Start again.' });
    const waitMs = pending.codeSentAt === null ? 0 : pending.codeSentAt.getTime() + pauseMs - now.getTime();
    if (pending.codesSent >= codesMax || waitMs > 0)
      throw new AppError('rate_limited', {
        detail: 'A code was sent a moment ago, or too many were.',
        headers: { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))) },
      });
    const { tenantId, userId } = pending;
    const own = and(eq(secondFactor.tenantId, tenantId), eq(secondFactor.userId, userId), eq(secondFactor.kind, 'sms'));
    const [phone] = await tx
      .select()
      .from(secondFactor)
      .where(and(own, isNotNull(secondFactor.confirmedAt)))
      .orderBy(secondFactor.id)
      .limit(1);
    const [settings] = await tx.select().from(securitySetting).where(eq(securitySetting.tenantId, tenantId));
    if (phone === undefined || settings === undefined || settings.smsGateway === null) throw new AppError('not_found');
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const codeHash = keyedHash(factorKeysOf(masterKeys).pepper, `sms:${pending.id}:${code}`);
    await tx
      .update(pendingSignIn)
      .set({ codeHash, codeSentAt: now, codesSent: pending.codesSent + 1 })
      .where(and(eq(pendingSignIn.tenantId, tenantId), eq(pendingSignIn.id, pending.id)));
    const to = await openFactorSecret(tx, masterKeys, tenantId, phone);
    const secret =
      settings.smsSecret === null
        ? null
        : await openFactorSecret(tx, masterKeys, tenantId, {
            id: tenantId,
            credential: settings.smsSecret,
            encryptionKeyId: settings.smsKeyId,
          });
    return { gateway: settings.smsGateway, secret, to, text: `${code} is your Tollgate sign-in code. Nobody will ask you for it.` };
  });
}

/** Sends a code to the telephone of a pending sign-in: at most three, a minute apart. Throws when the gateway does not take it. */
export async function sendSignInCode(runtime: CodeRuntime, pendingToken: string): Promise<void> {
  const token = readPendingToken(factorKeysOf(runtime.keys.masterKeys).pepper, pendingToken);
  if (token === undefined) throw new AppError('unauthenticated', { detail: 'The sign-in is over. Start again.' });
  await sendSms(runtime.command.outbound, await prepareCode(runtime, token));
}
