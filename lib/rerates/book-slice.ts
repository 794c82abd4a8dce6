import type { TransactionSql } from 'postgres';
import type { Client } from '#db/client.ts';
import { arrayLiteral, plainArrayLiteral } from '#lib/core/array-literal.ts';
import { newUuid } from '#lib/core/ids.ts';
import { shareOf } from '#lib/cost-centers/split-amount.ts';
import { bookBudgets, type ChargedPeriod, lockPeriods } from '#lib/usage/budget-charges.ts';
import { moveWork } from './move-work.ts';
import type { RerateCall, RerateRow } from './read-slice.ts';

/** A call whose cost becomes another. */
export interface ChangedCall {
  readonly call: RerateCall;
  /** New cost less former; not zero. */
  readonly amountNanoUsd: bigint;
  readonly priceId: string | null;
}

/** Where a pass has got to. */
export interface RerateCursor {
  readonly afterAt: Date;
  readonly afterId: string;
}

type Transaction = TransactionSql<{ bigint: bigint }>;

const instantOf = (ms: number): string => new Date(ms).toISOString();

/** Whether the re-rating is still to go on from where the slice began; held until the end of the transaction. */
async function isCurrent(tx: Transaction, { tenantId, id, afterId }: RerateRow): Promise<boolean> {
  const [row] = await tx<{ state: string; after: string | null }[]>`
    SELECT state, after_id AS after FROM rerate WHERE tenant_id = ${tenantId} AND id = ${id} FOR UPDATE`;
  return row?.state === 'running' && row.after === afterId;
}

/** The periods of the budgets that the calls were charged to, by budget: a call is in the one in which it was admitted. */
async function periodsOf(tx: Transaction, tenantId: string, changed: readonly ChangedCall[]): Promise<readonly ChargedPeriod[]> {
  const budgetIds = [...new Set(changed.flatMap(({ call }) => call.budgets.map(({ budgetId }) => budgetId)))];
  if (budgetIds.length === 0) return [];
  const times = changed.map(({ call }) => call.atMs);
  const rows = await tx<{ budgetId: string; startMs: number; endMs: number }[]>`
    SELECT budget_id AS "budgetId", round(extract(epoch FROM period_start_at) * 1000)::float8 AS "startMs",
      round(extract(epoch FROM period_end_at) * 1000)::float8 AS "endMs"
    FROM budget_period WHERE tenant_id = ${tenantId} AND budget_id = ANY(${plainArrayLiteral(budgetIds)}::text::uuid[])
      AND period_start_at <= ${instantOf(Math.max(...times))}::text::timestamptz
      AND period_end_at > ${instantOf(Math.min(...times))}::text::timestamptz`;
  return rows.map(({ budgetId, startMs, endMs }) => ({ tenantId, budgetId, periodStartMs: startMs, periodEndMs: endMs }));
}

/** Writes the corrections; answers the calls that had none of this re-rating yet. */
async function insertCorrections(tx: Transaction, { tenantId, id }: RerateRow, changed: readonly ChangedCall[]): Promise<ChangedCall[]> {
  const rows = await tx<{ eventId: string }[]>`
    INSERT INTO usage_correction (tenant_id, occurred_at, event_id, rerate_id, amount_nano_usd, price_version_id)
    SELECT ${tenantId}::uuid, to_timestamp(c.at_ms / 1000), c.event_id, ${id}::uuid, c.amount, c.price_id FROM unnest(
      ${arrayLiteral(changed.map(({ call }) => call.atMs))}::text::float8[], ${plainArrayLiteral(changed.map(({ call }) => call.id))}::text::uuid[],
      ${arrayLiteral(changed.map(({ amountNanoUsd }) => amountNanoUsd))}::text::int8[],
      ${plainArrayLiteral(changed.map(({ priceId }) => priceId))}::text::uuid[]
    ) AS c (at_ms, event_id, amount, price_id)
    ON CONFLICT DO NOTHING RETURNING event_id AS "eventId"`;
  const inserted = new Set(rows.map(({ eventId }) => eventId));
  return changed.filter(({ call }) => inserted.has(call.id));
}

const hourMs = 3_600_000;

/** Moves the cost of the hourly sums, in the order of their keys, which every poster locks them in. */
async function moveHours(tx: Transaction, tenantId: string, changed: readonly ChangedCall[]): Promise<void> {
  const column = (pick: (call: RerateCall) => number) => arrayLiteral(changed.map(({ call }) => pick(call)));
  await tx`
    INSERT INTO usage_hour AS h (tenant_id, hour_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
      project_dim, environment_dim, cost_centers_dim, cost_nano_usd)
    SELECT ${tenantId}::uuid, to_timestamp(hour_ms / 1000), department, team, "user", key, connection, provider, model,
      project, environment, cost_centers, sum(amount)::int8
    FROM unnest(${column(({ atMs }) => atMs - (atMs % hourMs))}::text::float8[], ${column(({ departmentDim }) => departmentDim)}::text::int4[],
      ${column(({ teamDim }) => teamDim)}::text::int4[], ${column(({ userDim }) => userDim)}::text::int4[],
      ${column(({ keyDim }) => keyDim)}::text::int4[], ${column(({ connectionDim }) => connectionDim)}::text::int4[],
      ${column(({ providerDim }) => providerDim)}::text::int4[], ${column(({ modelDim }) => modelDim)}::text::int4[],
      ${column(({ projectDim }) => projectDim)}::text::int4[], ${column(({ environmentDim }) => environmentDim)}::text::int4[],
      ${column(({ costCentersDim }) => costCentersDim)}::text::int4[],
      ${arrayLiteral(changed.map(({ amountNanoUsd }) => amountNanoUsd))}::text::int8[]
    ) AS c (hour_ms, department, team, "user", key, connection, provider, model, project, environment, cost_centers, amount)
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
    ON CONFLICT (tenant_id, hour_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
      project_dim, environment_dim, cost_centers_dim)
    DO UPDATE SET cost_nano_usd = h.cost_nano_usd + excluded.cost_nano_usd`;
}

/** What a change costs one of the call's budgets: that of a cost center, what its share becomes less what it was. */
function partOf({ call, amountNanoUsd }: ChangedCall, budgetId: string): bigint {
  const budget = call.budgets.find((one) => one.budgetId === budgetId);
  if (budget === undefined) return 0n;
  const { costCenterId } = budget;
  if (costCenterId === undefined) return amountNanoUsd;
  const share = (cost: bigint): bigint => shareOf(cost, call.costShares, costCenterId);
  return share(call.costNanoUsd + amountNanoUsd) - share(call.costNanoUsd);
}

/** What each period of a budget gets; periods that nothing moves are left out. */
function chargesOf(periods: readonly ChargedPeriod[], changed: readonly ChangedCall[]) {
  return periods.flatMap((period) => {
    const { periodStartMs, periodEndMs, budgetId } = period;
    const own = changed.filter(({ call: { atMs } }) => atMs >= periodStartMs && atMs < periodEndMs);
    const amountNanoUsd = own.reduce((sum, one) => sum + partOf(one, budgetId), 0n);
    return amountNanoUsd === 0n ? [] : [{ ...period, amountNanoUsd }];
  });
}

/**
 * Books the changed calls of a slice and moves the cursor on, in one commit: corrections, hourly sums, ledger, budgets. Answers
 * false, and books nothing, where the re-rating was stopped or another process has booked the slice.
 */
export async function bookSlice(
  ingest: Client,
  row: RerateRow,
  changed: readonly ChangedCall[],
  cursor: RerateCursor | null,
): Promise<boolean> {
  const { tenantId, id } = row;
  return await ingest.begin(async (tx) => {
    if (!(await isCurrent(tx, row))) return false;
    let booked: readonly ChangedCall[] = [];
    let amount = 0n;
    if (changed.length > 0) {
      const periods = await periodsOf(tx, tenantId, changed);
      await lockPeriods(tx, periods);
      booked = await insertCorrections(tx, row, changed);
      amount = booked.reduce((sum, { amountNanoUsd }) => sum + amountNanoUsd, 0n);
    }
    if (booked.length > 0) {
      await tx`INSERT INTO ledger_entry (tenant_id, id, kind, amount_nano_usd, batch_id) VALUES (${tenantId}, ${newUuid()}, 'rerate', ${amount}, ${id})`;
      await bookBudgets(tx, chargesOf(await periodsOf(tx, tenantId, booked), booked), 'rerate', id);
      await moveHours(tx, tenantId, booked);
      await moveWork(
        tx,
        tenantId,
        booked.map(({ call: { id: callId, atMs }, amountNanoUsd }) => ({ id: callId, atMs, amountNanoUsd })),
      );
    }
    await tx`
      UPDATE rerate SET booked_events = booked_events + ${booked.length}, booked_nano_usd = booked_nano_usd + ${amount},
        after_at = ${cursor?.afterAt.toISOString() ?? null}::text::timestamptz, after_id = ${cursor?.afterId ?? null}::uuid,
        state = ${cursor === null ? 'done' : 'running'}, ended_at = CASE WHEN ${cursor === null}::bool THEN now() END, updated_at = now(), version = version + 1
      WHERE tenant_id = ${tenantId} AND id = ${id}`;
    return true;
  });
}
