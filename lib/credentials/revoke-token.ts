import { and, eq } from 'drizzle-orm';
import { apiToken } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { ApiToken, tokenRevoke } from '#lib/contracts/tokens.ts';
import { readToken } from './token-rows.ts';

/** Tokens are read in the transaction of each request, so there is nothing to wait for. */
export const revokeToken = defineCommand(tokenRevoke, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const { token_id: id } = input;
  await lockRow(tx, apiToken, tenantId, id);
  const before = await readToken(ctx, id);
  ctx.expectVersion(before.version);
  if (before.status === 'revoked') return { result: before, changes: null };
  await tx
    .update(apiToken)
    .set({ revokedAt: now, version: before.version + 1 })
    .where(and(eq(apiToken.tenantId, tenantId), eq(apiToken.id, id)));
  const after = await readToken(ctx, id);
  return { result: after, changes: [changeOf('token', 'apiToken', ApiToken, before, after)] };
});
