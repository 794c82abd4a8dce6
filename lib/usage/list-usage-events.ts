import type { z } from 'zod';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { usageList } from '#lib/contracts/usage.ts';
import { decodeCursor, encodeCursor } from '#lib/core/cursor.ts';
import { AppError } from '#lib/core/errors.ts';
import { isUuid, uuidTimeMs } from '#lib/core/ids.ts';
import { hasTime } from './event-time.ts';
import { searchEvents } from './search-events.ts';
import { toUsageEvents } from './to-usage-events.ts';
import { isEmptyScope, resolveUsageScope } from './usage-scope.ts';

/** What may be asked of calls; the page has `limit` of them. */
type UsageQuestion = Partial<InputOf<typeof usageList>> & { readonly limit: number };
type UsagePage = z.output<(typeof usageList)['output']>;

/** The id of the last row of the page before: its time is inside it, so it is the whole key. */
function positionOf(cursor: string | undefined): string | null {
  const [id] = decodeCursor(cursor, 1) ?? [];
  if (id === undefined) return null;
  if (!isUuid(id) || !hasTime(id)) throw new AppError('invalid_cursor');
  return id;
}

/** One page of calls, as far as the caller may see them under the permission of the operation. */
export async function readUsagePage(ctx: OperationContext, input: UsageQuestion): Promise<UsagePage> {
  const after = positionOf(input.cursor);
  const scope = await resolveUsageScope(ctx, input);
  if (isEmptyScope(scope)) return { data: [], next_cursor: null, searched_until: null };
  const { rows, next, stoppedEarly } = await searchEvents(ctx, {
    scope,
    fromMs: input.from?.getTime() ?? null,
    toMs: input.to?.getTime() ?? null,
    after,
    status: input.status,
    taskType: input.task_type,
    minCostNanoUsd: input.min_cost_usd,
    policyOutcome: input.policy_outcome,
    policyId: input.policy_id,
    guardrailId: input.guardrail_id,
    limit: input.limit,
  });
  return {
    data: await toUsageEvents(ctx, rows),
    next_cursor: next === null ? null : encodeCursor([next]),
    searched_until: stoppedEarly && next !== null ? new Date(uuidTimeMs(next)) : null,
  };
}

export const listUsageEvents = defineQuery(usageList, readUsagePage);
