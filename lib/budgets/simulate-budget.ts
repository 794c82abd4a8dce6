import { type SQL, sql } from 'drizzle-orm';
import { usageEvent } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { budgetSimulate, simulationCallsMax, simulationDaysMax } from '#lib/contracts/budget-reports.ts';
import type { Budget } from '#lib/contracts/budget-resource.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { AppError } from '#lib/core/errors.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import { correctedCost } from '#lib/usage/corrected-cost.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import { periodRuleOf, readBudget } from './budget-rows.ts';
import { availableOf } from './budget-state.ts';
import { periodAt } from './period.ts';
import { Replay, type ReplayedCall, replayMethod } from './replay.ts';
import { resolveSpendScopes, type SpendScope, scopeKeyOf, spendAmount, spendCondition } from './spend-scope.ts';
import { sumSpend } from './sum-spend.ts';

const dayMs = 86_400_000;
/** Rows a query. */
const rowsAtOnce = 10_000;

interface CallRow extends Record<string, unknown> {
  readonly id: string;
  readonly bound: bigint;
  readonly cost: bigint;
  readonly latency: number;
  readonly team: number;
  readonly user: number;
  readonly model: number;
}

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

function rangeOf(ctx: OperationContext, input: InputOf<typeof budgetSimulate>): Range {
  const toMs = Math.min(ctx.now.getTime(), input.to?.getTime() ?? ctx.now.getTime());
  const fromMs = input.from?.getTime() ?? toMs - 7 * dayMs;
  const fault = (detail: string) => new AppError('validation_failed', { errors: [{ pointer: '/from', detail }] });
  if (toMs - fromMs > simulationDaysMax * dayMs) throw fault(`A simulation replays ${simulationDaysMax} days at most`);
  if (fromMs >= toMs) throw fault('Must be in the past, and before to');
  return { fromMs, toMs };
}

const instant = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;

/** Calls of the scope that went to a provider, in order of time, after one of them. */
async function readCalls(
  { tx, tenantId }: OperationContext,
  scope: SpendScope,
  { fromMs, toMs }: Range,
  after: string,
): Promise<CallRow[]> {
  const at = instant(Math.max(fromMs, uuidTimeMs(after)));
  const conditions = [
    sql`${usageEvent.tenantId} = ${tenantId}`,
    sql`${usageEvent.occurredAt} >= ${at} and (${usageEvent.occurredAt}, ${usageEvent.id}) > (${at}, ${after}::uuid)`,
    sql`${usageEvent.occurredAt} < ${instant(toMs)} and ${usageEvent.status} <> 'refused'`,
    spendCondition(scope, eventDimensionColumns),
  ];
  return [
    ...(await tx.execute<CallRow>(sql`
      select id, bound_nano_usd as bound,
        ${spendAmount(scope, correctedCost, sql`${usageEvent.costCentersDim}`)} as cost, latency_ms as latency, team_dim as team, user_dim as "user", model_dim as model
      from usage_event where ${sql.join(conditions, sql` and `)} order by occurred_at, id limit ${rowsAtOnce}`)),
  ];
}

const lowestId = '00000000-0000-0000-0000-000000000000';

const toCall = ({ id, bound, cost, latency }: CallRow): ReplayedCall => ({
  ...{ id, startMs: uuidTimeMs(id), endMs: uuidTimeMs(id) + latency, costNanoUsd: cost },
  // What it cost was certainly held in the end, also where its bound was an estimate.
  boundNanoUsd: bound > cost ? bound : cost,
});

/** Feeds the calls of the range to the replay; answers rows of refused calls, and how far it came. */
async function replayCalls(ctx: OperationContext, scope: SpendScope, range: Range, replay: Replay) {
  const rows = new Map<string, CallRow>();
  let after = lowestId;
  let untilMs = range.toMs;
  for (;;) {
    const slice = await readCalls(ctx, scope, range, after);
    for (const row of slice) {
      const named = replay.refused.length;
      replay.add(toCall(row));
      if (replay.refused.length > named) rows.set(row.id, row);
    }
    after = slice.at(-1)?.id ?? after;
    if (slice.length < rowsAtOnce) break;
    if (replay.calls < simulationCallsMax) continue;
    untilMs = uuidTimeMs(after);
    break;
  }
  replay.finish();
  return { rows, untilMs };
}

/** What the scope had spent in the period before the replay begins. */
async function openingOf(ctx: OperationContext, of: Budget, scope: SpendScope, fromMs: number): Promise<bigint> {
  const period = periodAt(periodRuleOf(of), fromMs);
  if (period === null || period.startMs >= fromMs) return 0n;
  const [[opening] = []] = await sumSpend(ctx, [{ scope, edges: [period.startMs, fromMs] }]);
  return opening?.costNanoUsd ?? 0n;
}

export const simulateBudget = defineQuery(budgetSimulate, async (ctx, input) => {
  const of = await readBudget(ctx, input.budget_id);
  const range = rangeOf(ctx, input);
  const limit = input.limit_usd ?? of.limit_usd;
  const [scope = { of: 'everything' } as const] = await resolveSpendScopes(ctx, [scopeKeyOf(of.scope)]);
  const replay = new Replay(periodRuleOf(of), availableOf(limit, of.reserve_percent), await openingOf(ctx, of, scope, range.fromMs));
  replay.open(range.fromMs);
  const { rows, untilMs } = await replayCalls(ctx, scope, range, replay);
  const names = await nameDimensions(
    ctx,
    [...rows.values()].flatMap(({ team, user, model }) => [team, user, model]),
  );
  return {
    budget_id: of.id,
    limit_usd: limit,
    from: new Date(range.fromMs),
    to: new Date(untilMs),
    fits: replay.refusedCalls === 0,
    calls: replay.calls,
    refused_calls: replay.refusedCalls,
    refused_usd: replay.refusedNanoUsd,
    periods: replay.periods.map((period) => ({
      start: new Date(period.startMs),
      end: new Date(period.endMs),
      opening_usd: period.openingNanoUsd,
      actual_usd: period.actualNanoUsd,
      admitted_usd: period.admittedNanoUsd,
      calls: period.calls,
      refused_calls: period.refusedCalls,
      first_refused_at: period.firstRefusedAtMs === null ? null : new Date(period.firstRefusedAtMs),
    })),
    refused: replay.refused.map(({ id, startMs, costNanoUsd }) => {
      const row = rows.get(id);
      return {
        request_id: id,
        occurred_at: new Date(startMs),
        cost_usd: costNanoUsd,
        team_name: names.get(row?.team ?? 0)?.name ?? null,
        user_name: names.get(row?.user ?? 0)?.name ?? null,
        model: names.get(row?.model ?? 0)?.value ?? null,
      };
    }),
    is_complete: untilMs === range.toMs,
    method: replayMethod,
  };
});
