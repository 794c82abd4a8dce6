import { and, eq, isNull, sql } from 'drizzle-orm';
import { apiToken } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { toPublicId } from '#lib/core/ids.ts';

/** Revokes the API tokens of a person; one change for each. They stay revoked when the person comes back. */
export async function endTokens(
  { tx, tenantId, now }: Pick<OperationContext, 'tx' | 'tenantId' | 'now'>,
  userId: string,
): Promise<Change[]> {
  const ended = await tx
    .update(apiToken)
    .set({ revokedAt: now, version: sql`${apiToken.version} + 1` })
    .where(and(eq(apiToken.tenantId, tenantId), eq(apiToken.userId, userId), isNull(apiToken.revokedAt)))
    .returning({ id: apiToken.id });
  return ended.map(({ id }) => ({
    resource: 'token',
    id: toPublicId('apiToken', id),
    before: { revoked_at: null },
    after: { user_id: toPublicId('user', userId), revoked_at: now },
  }));
}
