import { and, eq } from 'drizzle-orm';
import { rateLimit } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { LimitRule, RateLimit } from '#lib/contracts/rate-limit-resource.ts';
import { rateLimitDelete, rateLimitUpdate } from '#lib/contracts/rate-limits.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';
import { limitNameTaken, requireTier } from './create-limit.ts';
import { readLimit } from './limit-rows.ts';
import { toCounted } from './micro.ts';
import { withUse } from './with-use.ts';

type Input = InputOf<typeof rateLimitUpdate>;

const fault = (errors: readonly FieldError[]): AppError => new AppError('validation_failed', { errors });

async function lockLimit(ctx: OperationContext, id: string): Promise<RateLimit> {
  await lockRow(ctx.tx, rateLimit, ctx.tenantId, id);
  const before = await readLimit(ctx, id);
  ctx.expectVersion(before.version);
  return before;
}

/** The columns of the limit's own rule; refuses what a limit of a tier, or of a role, does not have. */
function ruleColumns(before: RateLimit, input: Input): Partial<typeof rateLimit.$inferInsert> {
  if (before.scope.kind === 'role' && input.per !== undefined && input.per !== 'user')
    throw fault([{ pointer: '/per', detail: 'Limits of a role are each person’s' }]);
  if (before.tier_id !== null) {
    if (input.limit === undefined && input.burst === undefined) return {};
    throw fault([{ pointer: '/limit', detail: 'The limits are those of a tier; change the tier, or give another one' }]);
  }
  if (input.tier_id !== undefined) throw fault([{ pointer: '/tier_id', detail: 'This limit is its own and has no tier' }]);
  const [rule] = before.limits;
  if (rule === undefined) return {};
  const after = { ...rule, limit: input.limit ?? rule.limit, burst: input.burst === undefined ? rule.burst : input.burst };
  const checked = LimitRule.safeParse(after);
  if (!checked.success) throw fault(checked.error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, detail: message })));
  const { metric, limit, burst } = after;
  return { limitAmount: toCounted(metric, limit), burst: burst === null ? null : toCounted(metric, burst) };
}

const comparable = (limit: RateLimit): string => JSON.stringify([limit.name, limit.per, limit.tier_id, limit.limits, limit.status]);

export const updateRateLimit = defineCommand(rateLimitUpdate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const before = await lockLimit(ctx, input.rate_limit_id);
  await requireTier(ctx, input.tier_id);
  const columns = {
    ...ruleColumns(before, input),
    name: input.name ?? before.name,
    per: input.per ?? before.per,
    tierId: input.tier_id ?? before.tier_id,
    status: input.status ?? before.status,
  };
  const row = and(eq(rateLimit.tenantId, tenantId), eq(rateLimit.id, before.id));
  await refuseDuplicate('rate_limit_name', limitNameTaken, tx.update(rateLimit).set(columns).where(row));
  const changed = await readLimit(ctx, before.id);
  const isChanged = comparable(changed) !== comparable(before);
  if (isChanged)
    await tx
      .update(rateLimit)
      .set({ updatedAt: now, version: before.version + 1 })
      .where(row);
  const after = await readLimit(ctx, before.id);
  const [result] = await withUse(ctx, [after]);
  if (result === undefined) throw new Error('A limit that was changed is there');
  return { result, changes: isChanged ? [changeOf('rate_limit', 'rateLimit', RateLimit, before, after)] : null };
});

export const deleteRateLimit = defineCommand(rateLimitDelete, async (ctx, { rate_limit_id }) => {
  const before = await lockLimit(ctx, rate_limit_id);
  await ctx.tx.delete(rateLimit).where(and(eq(rateLimit.tenantId, ctx.tenantId), eq(rateLimit.id, before.id)));
  return { result: before, changes: [changeOf('rate_limit', 'rateLimit', RateLimit, before, null)] };
});
