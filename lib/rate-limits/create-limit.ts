import { and, count, eq, isNull } from 'drizzle-orm';
import { connection, department, rateLimit, rateTier, role, team, userAccount, virtualKey } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { RateLimit, rateLimitsMax } from '#lib/contracts/rate-limit-resource.ts';
import { rateLimitCreate } from '#lib/contracts/rate-limits.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readLimit } from './limit-rows.ts';
import { toCounted } from './micro.ts';
import { withUse } from './with-use.ts';

type Input = InputOf<typeof rateLimitCreate>;

export const limitNameTaken = { pointer: '/name', detail: 'Another rate limit has this name' };

const missing = (field: string, what: string): AppError =>
  new AppError('validation_failed', { errors: [{ pointer: `/${field}`, detail: `There is no ${what} with this id` }] });

/** A limit for what is not there would limit nothing, and nobody would see why. */
async function requireScope({ tx, tenantId }: OperationContext, input: Input): Promise<void> {
  const places = [
    ['department_id', department, isNull(department.archivedAt), 'active department'],
    ['team_id', team, isNull(team.archivedAt), 'active team'],
    ['user_id', userAccount, eq(userAccount.status, 'active'), 'active person'],
    ['role_id', role, undefined, 'role'],
    ['key_id', virtualKey, undefined, 'key'],
    ['connection_id', connection, isNull(connection.archivedAt), 'connection'],
  ] as const;
  for (const [field, table, isThere, what] of places) {
    const id = input[field];
    if (id === undefined) continue;
    const rows = await tx
      .select({ id: table.id })
      .from(table)
      .where(and(eq(table.tenantId, tenantId), eq(table.id, id), isThere));
    if (rows.length === 0) throw missing(field, what);
  }
}

/** Throws `validation_failed` where the tenant has no such tier. */
export async function requireTier({ tx, tenantId }: OperationContext, id: string | undefined): Promise<void> {
  if (id === undefined) return;
  const rows = await tx
    .select({ id: rateTier.id })
    .from(rateTier)
    .where(and(eq(rateTier.tenantId, tenantId), eq(rateTier.id, id)));
  if (rows.length === 0) throw missing('tier_id', 'tier');
}

async function requireRoom({ tx, tenantId }: OperationContext): Promise<void> {
  const [row] = await tx.select({ limits: count() }).from(rateLimit).where(eq(rateLimit.tenantId, tenantId));
  if ((row?.limits ?? 0) >= rateLimitsMax)
    throw new AppError('limit_reached', { detail: `The organization has ${rateLimitsMax} rate limits, which is the most.` });
}

function scopeValueOf({ scope, model, connection_id, ...ids }: Input): string {
  if (scope === 'target') return model === undefined ? (connection_id ?? '') : `${connection_id} ${model}`;
  return ids.department_id ?? ids.team_id ?? ids.user_id ?? ids.role_id ?? ids.key_id ?? model ?? '';
}

/** Makes a limit of settings that whoever asks may set; answers it and what the audit trail keeps. Snapshots follow once the section `rate_limits` moves. */
export async function makeLimit(ctx: OperationContext, input: Input): Promise<{ readonly made: RateLimit; readonly change: Change }> {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  await requireScope(ctx, input);
  await requireTier(ctx, input.tier_id);
  await requireRoom(ctx);
  const id = newUuid(now.getTime());
  const { metric = null, window, limit, burst } = input;
  const rule =
    metric === null || limit === undefined
      ? { tierId: input.tier_id ?? null }
      : { metric, limitWindow: window, limitAmount: toCounted(metric, limit), burst: burst === null ? null : toCounted(metric, burst) };
  const row = {
    ...{ tenantId, id, name: input.name, scopeKind: input.scope, scopeValue: scopeValueOf(input) },
    ...{ per: input.per ?? (input.scope === 'role' ? ('user' as const) : ('all' as const)), createdAt: now, updatedAt: now },
    ...rule,
  };
  await refuseDuplicate('rate_limit_name', limitNameTaken, tx.insert(rateLimit).values(row));
  const made = await readLimit(ctx, id);
  return { made, change: changeOf('rate_limit', 'rateLimit', RateLimit, null, made) };
}

export const createRateLimit = defineCommand(rateLimitCreate, async (ctx, input) => {
  const { made, change } = await makeLimit(ctx, input);
  const [result] = await withUse(ctx, [made]);
  if (result === undefined) throw new Error('A limit that was made is there');
  return { result, changes: [change] };
});
