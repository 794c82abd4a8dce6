import { and, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { apiToken, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { ApiToken, tokenStatuses } from '#lib/contracts/tokens.ts';
import { AppError } from '#lib/core/errors.ts';

const creator = alias(userAccount, 'creator');

/** What a token is to whoever comes with it. */
export function tokenStatusAt(now: Date): SQL<(typeof tokenStatuses)[number]> {
  return sql`case when ${apiToken.revokedAt} is not null then 'revoked'
    when ${apiToken.expiresAt} <= ${now.toISOString()}::timestamptz then 'expired' else 'active' end`;
}

/** API tokens as callers see them. */
export function readTokens(
  { tx, tenantId, now }: OperationContext,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<ApiToken[]> {
  return tx
    .select({
      id: apiToken.id,
      name: apiToken.name,
      owner: apiToken.owner,
      user_id: apiToken.userId,
      user_name: userAccount.name,
      display: apiToken.display,
      permissions: apiToken.permissions,
      status: tokenStatusAt(now),
      expires_at: apiToken.expiresAt,
      last_used_at: apiToken.lastUsedAt,
      revoked_at: apiToken.revokedAt,
      created_by_name: creator.name,
      created_at: apiToken.createdAt,
      version: apiToken.version,
    })
    .from(apiToken)
    .innerJoin(userAccount, and(eq(userAccount.tenantId, apiToken.tenantId), eq(userAccount.id, apiToken.userId)))
    .innerJoin(creator, and(eq(creator.tenantId, apiToken.tenantId), eq(creator.id, apiToken.createdBy)))
    .where(and(eq(apiToken.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
}

export async function readToken(ctx: OperationContext, id: string): Promise<ApiToken> {
  const [found] = await readTokens(ctx, { where: eq(apiToken.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
