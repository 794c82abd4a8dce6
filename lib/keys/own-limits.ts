import { z } from 'zod';
import { makeBudget } from '#lib/budgets/create-budget.ts';
import { type Placement, tenantPlacement } from '#lib/command/access.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { placementOf } from '#lib/command/placement.ts';
import { budgetCreate } from '#lib/contracts/budgets.ts';
import type { keyCreate, VirtualKey } from '#lib/contracts/keys.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { rateLimitCreate } from '#lib/contracts/rate-limits.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { usd } from '#lib/core/usd.ts';
import { makeLimit } from '#lib/rate-limits/create-limit.ts';
import type { KeyPlace } from './require-key-place.ts';

type Input = InputOf<typeof keyCreate>;

/** Where a key that is about to be made will be. */
async function placementFor({ tx, tenantId }: OperationContext, place: KeyPlace): Promise<Placement> {
  const kind = place.teamId === null ? (place.departmentId === null ? null : 'department') : 'team';
  if (kind === null) return tenantPlacement;
  return (await placementOf(tx, tenantId, kind, place.teamId ?? place.departmentId ?? '')) ?? tenantPlacement;
}

/** Throws `forbidden` where the key is to have a budget or limits of its own that the caller may not set there. */
export async function requireOwnLimits(ctx: OperationContext, { budget, rate_limits: limits }: Input, place: KeyPlace): Promise<void> {
  if (budget === undefined && (limits ?? []).length === 0) return;
  const placement = await placementFor(ctx, place);
  const refuse = (permission: string) => new AppError('forbidden', { detail: `This needs the permission ${permission} where the key is.` });
  if (budget !== undefined && !ctx.access.allows('budgets.write', placement)) throw refuse('budgets.write');
  if ((limits ?? []).length > 0 && !ctx.access.allows('limits.write', placement)) throw refuse('limits.write');
}

/** Names of budgets and limits are unique, and names of keys are not. */
const nameFor = (key: VirtualKey, what: string): string => `${key.name.slice(0, 60)} (${key.display} ${key.id.slice(-6)})${what}`;

/** Makes the budget and the rate limits that a new key is to have, in its transaction; answers what the audit trail keeps. */
export async function makeOwnLimits(
  ctx: OperationContext,
  key: VirtualKey,
  { budget, rate_limits: limits = [] }: Input,
): Promise<Change[]> {
  const keyId = toPublicId('key', key.id);
  const changes: Change[] = [];
  if (budget !== undefined) {
    const input = {
      name: nameFor(key, ''),
      scope: 'key',
      key_id: keyId,
      limit_usd: z.encode(usd, budget.limit_usd),
      period: budget.period,
    };
    changes.push((await makeBudget(ctx, budgetCreate.input.parse(input))).change);
  }
  for (const { metric, window, limit, burst } of limits) {
    const input = { name: nameFor(key, `, ${metric}${window === null ? '' : ` a ${window}`}`), scope: 'key', key_id: keyId };
    changes.push((await makeLimit(ctx, rateLimitCreate.input.parse({ ...input, metric, window, limit, burst }))).change);
  }
  await bumpConfigVersions(ctx.tx, ctx.tenantId, [
    ...(budget === undefined ? [] : (['budgets'] as const)),
    ...(limits.length === 0 ? [] : (['rate_limits'] as const)),
  ]);
  return changes;
}
