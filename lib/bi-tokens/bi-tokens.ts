import { and, count, eq, getTableColumns, gt, isNull, sql } from 'drizzle-orm';
import { biUserName } from '#db/bi-login.ts';
import { biToken, userAccount } from '#db/schema/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { lockRow, lockTenant } from '#lib/command/lock-row.ts';
import { BiToken, biTokenCreate, biTokenList, biTokenRevoke, biTokensMax } from '#lib/contracts/bi-tokens.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';

const dayMs = 86_400_000;
const byName = sql<string>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})`;

type Row = typeof biToken.$inferSelect & { readonly byName: string };

const select = ({ tx }: OperationContext) =>
  tx
    .select({ ...getTableColumns(biToken), byName })
    .from(biToken)
    .innerJoin(userAccount, and(eq(userAccount.tenantId, biToken.tenantId), eq(userAccount.id, biToken.createdBy)))
    .$dynamic();

function toToken({ id, name, byName: by, createdAt, expiresAt, revokedAt, version }: Row, now: Date): BiToken {
  const state = revokedAt !== null ? 'revoked' : expiresAt <= now ? 'expired' : 'active';
  return {
    ...{ id, name, state, created_by_name: by, created_at: createdAt },
    ...{ expires_at: expiresAt, revoked_at: revokedAt, version },
  };
}

async function readToken(ctx: OperationContext, id: string): Promise<Row> {
  const [row] = await select(ctx).where(and(eq(biToken.tenantId, ctx.tenantId), eq(biToken.id, id)));
  if (row === undefined) throw new AppError('not_found');
  return row;
}

export const listBiTokens = defineQuery(biTokenList, async (ctx, { cursor, limit }) => {
  const order = { key: sql`${biToken.createdAt}`, type: 'time' as const, id: sql`${biToken.id}`, descending: true };
  const keyset = keysetOf<BiToken>('newest', { ...order, valueOf: (row) => row.created_at.getTime(), idOf: ({ id }) => id }, cursor);
  const rows = await select(ctx)
    .where(and(eq(biToken.tenantId, ctx.tenantId), keyset.after))
    .orderBy(keyset.orderBy)
    .limit(limit + 1);
  return keyset.page(
    rows.map((row) => toToken(row, ctx.now)),
    limit,
  );
});

/** `<tenant>.<token>.<HMAC>`: what `bi_tenant()` in the database takes. The prefix keeps it from being a tenant token. */
const prefix = 'bi:';

/** The views show what every call of the organization cost, so a token is made by who may see that. */
function requireMaySee({ access }: OperationContext): void {
  for (const permission of ['usage.read', 'analytics.read'] as const)
    if (!access.allows(permission, tenantPlacement))
      throw new AppError('forbidden', { detail: `This also needs the permission ${permission} on the whole organization.` });
}

export const createBiToken = defineCommand(biTokenCreate, async (ctx, { name, days }) => {
  requireMaySee(ctx);
  const { tx, tenantId, now, caller, runtime } = ctx;
  await lockTenant(tx, tenantId);
  const [open] = await tx
    .select({ of: count() })
    .from(biToken)
    .where(and(eq(biToken.tenantId, tenantId), isNull(biToken.revokedAt), gt(biToken.expiresAt, now)));
  if ((open?.of ?? 0) >= biTokensMax)
    throw new AppError('limit_reached', { detail: `There are ${biTokensMax} such tokens, which is the most. Revoke one first.` });
  const id = newUuid(now.getTime());
  const expiresAt = new Date(now.getTime() + days * dayMs);
  await tx.insert(biToken).values({ tenantId, id, name, createdBy: caller.userId, expiresAt, createdAt: now, updatedAt: now });
  const token = toToken(await readToken(ctx, id), now);
  const secret = runtime.databases.app.signTenant(`${prefix}${tenantId}.${id}`).slice(prefix.length);
  const [here] = await tx.execute<{ database: string }>(sql`select current_database()::text as database`);
  const database = here?.database ?? '';
  return {
    result: { ...token, secret, database, user: biUserName(database, tenantId) },
    changes: [changeOf('bi_token', 'biToken', BiToken, null, token)],
  };
});

export const revokeBiToken = defineCommand(biTokenRevoke, async (ctx, { bi_token_id: id }) => {
  const { tx, tenantId, now } = ctx;
  await lockRow(tx, biToken, tenantId, id);
  const row = await readToken(ctx, id);
  ctx.expectVersion(row.version);
  const before = toToken(row, now);
  if (row.revokedAt !== null) return { result: before, changes: null };
  await tx
    .update(biToken)
    .set({ revokedAt: now, updatedAt: now, version: row.version + 1 })
    .where(and(eq(biToken.tenantId, tenantId), eq(biToken.id, id)));
  const result = toToken(await readToken(ctx, id), now);
  return { result, changes: [changeOf('bi_token', 'biToken', BiToken, before, result)] };
});
