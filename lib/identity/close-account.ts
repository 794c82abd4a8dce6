import { and, eq, sql } from 'drizzle-orm';
import { userAccount, virtualKey } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { TollgateEvent } from '#lib/events/events.ts';
import { disableKeys } from '#lib/organization/index.ts';
import { endSessions } from './end-sessions.ts';
import { endTokens } from './end-tokens.ts';
import { requireOtherBreakGlass } from './require-other-break-glass.ts';

/** What ended with an account. */
export interface ClosedAccount {
  readonly sessions: number;
  readonly keys: number;
  readonly changes: readonly Change[];
  readonly events: readonly TollgateEvent[];
}

/**
 * Deactivates a locked account; its sessions, API tokens and virtual keys end in the same transaction: there is no moment
 * in which the account is gone and its keys still work. The operation must touch the section `keys`. `conflict`
 * for the last person who gets in while single sign-on is enforced and the provider is down.
 */
export async function closeAccount(
  ctx: OperationContext,
  account: { readonly id: string; readonly version: number },
): Promise<ClosedAccount> {
  const { tx, tenantId } = ctx;
  const { id } = account;
  await requireOtherBreakGlass(ctx, id);
  await tx
    .update(userAccount)
    .set({ status: 'deactivated', updatedAt: ctx.now, version: account.version + 1 })
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, id)));
  const sessions = await endSessions(ctx, id);
  const tokens = await endTokens(ctx, id);
  const keys = await disableKeys(ctx, sql`${virtualKey.userId} = ${id}`);
  return {
    sessions: sessions.length,
    keys: keys.changes.length,
    changes: [...sessions, ...tokens, ...keys.changes],
    events: keys.events,
  };
}
