import { randomInt } from 'node:crypto';
import { and, count, eq, gt, isNotNull, isNull } from 'drizzle-orm';
import { secondFactor, securitySetting } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineAction } from '#lib/command/define-action.ts';
import { phoneBegin, SecondFactor } from '#lib/contracts/second-factors.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { keyedHash } from '#lib/core/secrets.ts';
import { factorKeysOf } from './factor-keys.ts';
import { ownerOf, readFactor } from './factor-rows.ts';
import { openFactorSecret, sealFactorSecret } from './factor-secret.ts';
import { sendSms } from './send-sms.ts';

/** Telephones of one person, and the least time between two messages to them. */
const phonesMax = 3;
const pauseMs = 60_000;

/** The gateway of the organization with its secret; `conflict` where there is none. */
async function gatewayOf({ tx, tenantId, runtime }: OperationContext) {
  const [row] = await tx.select().from(securitySetting).where(eq(securitySetting.tenantId, tenantId));
  if (row === undefined || row.smsGateway === null)
    throw new AppError('conflict', { detail: 'The organization sends no text messages. Use an authenticator app or a passkey.' });
  const { smsGateway: gateway, smsSecret: credential, smsKeyId: encryptionKeyId } = row;
  const secret =
    credential === null ? null : await openFactorSecret(tx, runtime.masterKeys, tenantId, { id: tenantId, credential, encryptionKeyId });
  return { gateway, secret };
}

async function requireRoom({ tx, tenantId, caller, now }: OperationContext): Promise<void> {
  const own = and(eq(secondFactor.tenantId, tenantId), eq(secondFactor.userId, caller.userId), eq(secondFactor.kind, 'sms'));
  const [recent] = await tx
    .select({ id: secondFactor.id })
    .from(secondFactor)
    .where(and(own, gt(secondFactor.codeSentAt, new Date(now.getTime() - pauseMs))));
  if (recent !== undefined)
    throw new AppError('rate_limited', { detail: 'A code was sent a moment ago.', headers: { 'retry-after': String(pauseMs / 1000) } });
  const [held] = await tx
    .select({ count: count() })
    .from(secondFactor)
    .where(and(own, isNotNull(secondFactor.confirmedAt)));
  if (Number(held?.count ?? 0) >= phonesMax)
    throw new AppError('limit_reached', { detail: `A person has at most ${phonesMax} telephones.` });
}

/** What is stored of a code that was sent to a telephone. */
export const phoneCodeHash = (pepper: Buffer, factorId: string, code: string): string => keyedHash(pepper, `phone:${factorId}:${code}`);

/** Nothing is stored where the gateway does not take the message. */
export const beginPhone = defineAction(phoneBegin, {
  async prepare(ctx, { number }) {
    await requireRoom(ctx);
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    return { ...(await gatewayOf(ctx)), outbound: ctx.runtime.outbound, to: number, code };
  },
  async effect({ outbound, code, ...message }) {
    await sendSms(outbound, { ...message, text: `${code} is the code to add this number to Tollgate.` });
    return code;
  },
  async record(ctx, { name, number }, code) {
    const { tx, tenantId, now, runtime } = ctx;
    const owner = ownerOf(ctx);
    await requireRoom(ctx);
    const isUnconfirmed = and(eq(secondFactor.kind, 'sms'), isNull(secondFactor.confirmedAt));
    await tx.delete(secondFactor).where(and(eq(secondFactor.tenantId, tenantId), eq(secondFactor.userId, owner.userId), isUnconfirmed));
    const id = newUuid(now.getTime());
    const sealed = await sealFactorSecret(tx, runtime.masterKeys, { tenantId, id, secret: number });
    const codeHash = phoneCodeHash(factorKeysOf(runtime.masterKeys).pepper, id, code);
    const row = { ...owner, id, kind: 'sms' as const, name, hint: number.slice(-3), createdAt: now, codeHash, codeSentAt: now };
    await tx.insert(secondFactor).values({ ...row, ...sealed });
    const factor = await readFactor(tx, owner, id);
    return { result: { factor }, changes: [changeOf('second_factor', 'secondFactor', SecondFactor, null, factor)] };
  },
});
