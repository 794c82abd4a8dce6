import { and, eq, inArray, sql } from 'drizzle-orm';
import { reconciliation, reconciliationRow } from '#db/schema/index.ts';
import { clientOf } from '#db/tenant.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineAction } from '#lib/command/define-action.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { reconciliationApply } from '#lib/contracts/reconciliations.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId, uuidTimeMs } from '#lib/core/ids.ts';
import { shareOf, splitAmount } from '#lib/cost-centers/split-amount.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import { readStoredEvents, type StoredEvent } from '#lib/usage/read-stored-events.ts';
import type { SettledPart, UsageEvent } from '#lib/usage/usage-event.ts';
import { modelKey } from './provider-figures.ts';
import { readReconciliation } from './reconciliation-rows.ts';

type Row = typeof reconciliationRow.$inferSelect;
type Input = InputOf<typeof reconciliationApply>;

/** Rows that prove something and were not booked. */
async function openRows({ tx, tenantId }: OperationContext, { reconciliation_id: id, positions }: Input): Promise<Row[]> {
  return tx
    .select()
    .from(reconciliationRow)
    .where(
      and(
        eq(reconciliationRow.tenantId, tenantId),
        eq(reconciliationRow.reconciliationId, id),
        sql`${reconciliationRow.evidencedNanoUsd} is not null and ${reconciliationRow.appliedAt} is null`,
        positions === undefined ? undefined : inArray(reconciliationRow.position, positions),
      ),
    )
    .orderBy(reconciliationRow.position);
}

/** The presumed calls that a row speaks of. They must still be those it was compared with. */
async function presumedOf({ tx, tenantId }: OperationContext, provider: string, row: Row): Promise<StoredEvent[]> {
  const client = clientOf(tx);
  const found = await readStoredEvents(
    client,
    client`e.tenant_id = ${tenantId}::uuid AND e.usage_source = 'presumed' AND provider.value = ${provider}
      AND e.occurred_at >= ${row.day}::text::date::timestamp AT TIME ZONE 'UTC'
      AND e.occurred_at < (${row.day}::text::date + 1)::timestamp AT TIME ZONE 'UTC'`,
  );
  const events = found.filter(({ event }) => modelKey(event.model ?? 'unknown') === row.model);
  const presumed = events.reduce((sum, { event }) => sum + event.costNanoUsd, 0n);
  if (events.length === row.presumedCalls && presumed === row.presumedNanoUsd) return events;
  throw new AppError('conflict', { detail: `The presumed calls of ${row.model} on ${row.day} have changed since; compare again.` });
}

/** What the budgets that a presumption was charged to have to take back; nothing is held for it any more. */
async function partsOf({ tx, tenantId }: OperationContext, { event, budgetIds }: StoredEvent, costNanoUsd: bigint): Promise<SettledPart[]> {
  if (budgetIds.length === 0) return [];
  const at = new Date(uuidTimeMs(event.id)).toISOString();
  const rows = await tx.execute<{ budget_id: string; cost_center: string | null; starts: string; ends: string }>(sql`
    select p.budget_id, case when b.scope_kind = 'cost_center' then b.scope_value end as cost_center, (extract(epoch from period_start_at) * 1000)::bigint::text as starts,
      (extract(epoch from period_end_at) * 1000)::bigint::text as ends
    from budget_period p join budget b on b.tenant_id = p.tenant_id and b.id = p.budget_id
    where p.tenant_id = ${tenantId} and p.budget_id = any(${`{${budgetIds.join(',')}}`}::uuid[])
      and period_start_at <= ${at}::timestamptz and period_end_at > ${at}::timestamptz`);
  const shares = event.attribution.costShares ?? [];
  return [...rows].map(({ budget_id: budgetId, cost_center: costCenterId, starts, ends }) => ({
    ...{ kind: 'soft', leaseId: null, budgetId, periodStartMs: Number(starts), periodEndMs: Number(ends), coveredNanoUsd: 0n },
    // The budget of a cost center takes its share alone.
    ...(costCenterId === null ? { costNanoUsd } : { costCenterId, costNanoUsd: shareOf(costNanoUsd, shares, costCenterId) }),
  }));
}

/** The real events in place of a row's presumed ones: what is proved, in proportion to what each was presumed to cost. */
async function evidenceFor(ctx: OperationContext, provider: string, row: Row): Promise<UsageEvent[]> {
  const presumed = await presumedOf(ctx, provider, row);
  // Weights are numbers: millionths of the whole are fine enough to tell calls apart.
  const total = row.presumedNanoUsd ?? 0n;
  const weights = presumed.map(({ event }) => (total === 0n ? 1 : Number((event.costNanoUsd * 1_000_000n) / total) + 1));
  const costs = splitAmount(row.evidencedNanoUsd ?? 0n, weights);
  const events: UsageEvent[] = [];
  for (const [index, stored] of presumed.entries()) {
    const costNanoUsd = costs[index] ?? 0n;
    const parts = await partsOf(ctx, stored, costNanoUsd);
    events.push({ ...stored.event, usageSource: 'provider', costNanoUsd, ...(parts.length === 0 ? {} : { parts }) });
  }
  return events;
}

/**
 * Books what a comparison proves: presumed calls give way to what they cost by the provider's figures, through the same
 * correction by which a late settlement takes the place of a presumption. Each gives way once, so that twice is harmless.
 */
export const applyEvidence = defineAction(reconciliationApply, {
  async prepare(ctx, input) {
    const { provider, version } = await readReconciliation(ctx, input.reconciliation_id);
    ctx.expectVersion(version);
    const rows = await openRows(ctx, input);
    if (rows.length === 0) throw new AppError('conflict', { detail: 'Nothing is proposed that was not booked.' });
    const events: UsageEvent[] = [];
    for (const row of rows) events.push(...(await evidenceFor(ctx, provider, row)));
    return { events, positions: rows.map(({ position }) => position), ingest: ctx.runtime.databases.ingest.$client };
  },
  async effect({ events, positions, ingest }) {
    await new EventPoster(ingest).post(events);
    return positions;
  },
  async record(ctx, { reconciliation_id: id }, positions) {
    const { tx, tenantId, now, caller } = ctx;
    await lockRow(tx, reconciliation, tenantId, id);
    const applied = await tx
      .update(reconciliationRow)
      .set({ appliedAt: now, appliedBy: caller.userId })
      .where(
        and(
          eq(reconciliationRow.tenantId, tenantId),
          eq(reconciliationRow.reconciliationId, id),
          inArray(reconciliationRow.position, positions),
          sql`${reconciliationRow.appliedAt} is null`,
        ),
      )
      .returning();
    await tx
      .update(reconciliation)
      .set({ version: sql`${reconciliation.version} + 1` })
      .where(and(eq(reconciliation.tenantId, tenantId), eq(reconciliation.id, id)));
    const [first, ...rest] = applied.map((row) => changeOfRow(id, row));
    const result = await readReconciliation(ctx, id);
    return first === undefined ? { result, changes: null } : { result, changes: [first, ...rest] };
  },
});

const changeOfRow = (id: string, { day, model, presumedCalls, presumedNanoUsd, evidencedNanoUsd }: Row): Change => ({
  resource: 'reconciliation',
  id: toPublicId('reconciliation', id),
  before: { day, model, calls: presumedCalls, presumed_nano_usd: String(presumedNanoUsd) },
  after: { day, model, calls: presumedCalls, evidenced_nano_usd: String(evidencedNanoUsd) },
});
