import { and, eq } from 'drizzle-orm';
import { recoveryCode } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { newUuid } from '#lib/core/ids.ts';
import { factorKeysOf } from './factor-keys.ts';
import { countRecoveryCodes, ownerOf } from './factor-rows.ts';
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.ts';

/** Ten new codes in place of all former ones; only their keyed hashes are kept. */
export async function issueRecoveryCodes(ctx: OperationContext): Promise<readonly string[]> {
  const { tx, now, runtime } = ctx;
  const { tenantId, userId } = ownerOf(ctx);
  const { pepper } = factorKeysOf(runtime.masterKeys);
  const codes = newRecoveryCodes();
  await tx.delete(recoveryCode).where(and(eq(recoveryCode.tenantId, tenantId), eq(recoveryCode.userId, userId)));
  const rows = codes.map((code) => ({
    ...{ tenantId, id: newUuid(now.getTime()), userId, createdAt: now },
    codeHash: recoveryCodeHash(pepper, userId, code),
  }));
  await tx.insert(recoveryCode).values(rows);
  return codes;
}

/** Codes for who has none: with the first factor. Empty for who has some. */
export const firstRecoveryCodes = async (ctx: OperationContext): Promise<readonly string[]> =>
  (await countRecoveryCodes(ctx.tx, ownerOf(ctx))) > 0 ? [] : issueRecoveryCodes(ctx);
