import { and, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { recommendation } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { Savings, savingsGet, savingsUpdate } from '#lib/contracts/recommendations.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { openPrices } from './open-prices.ts';
import { readSavingState, type SavingState, writeSavingState } from './saving-state.ts';

/** What recommendations of the whole organization promised, and what those that were applied kept. */
async function readPromises({ tx, tenantId }: OperationContext) {
  const [open] = await tx
    .select({ amount: sql<bigint>`coalesce(sum(${recommendation.amountNanoUsd}), 0)::int8` })
    .from(recommendation)
    .where(and(eq(recommendation.tenantId, tenantId), eq(recommendation.state, 'open')));
  const applied = await tx
    .select({ amount: recommendation.amountNanoUsd, measurement: recommendation.measurement })
    .from(recommendation)
    .where(and(eq(recommendation.tenantId, tenantId), inArray(recommendation.state, ['applied', 'measured'])));
  const measured = applied.flatMap(({ amount, measurement }) =>
    measurement?.monthly ? [{ amount, saved: BigInt(measurement.monthly.amount) }] : [],
  );
  return {
    open_usd: BigInt(open?.amount ?? 0n),
    predicted_usd: measured.reduce((sum, { amount }) => sum + amount, 0n),
    realised_usd: measured.reduce((sum, { saved }) => sum + saved, 0n),
  };
}

async function toSavings(ctx: OperationContext, state: SavingState): Promise<Savings> {
  const { baselineProvider: provider, baselineModel: model, savings, scannedAt } = state;
  const [actual, baseline] = [BigInt(savings?.actual ?? 0), BigInt(savings?.baseline ?? 0)];
  return {
    baseline: provider === null || model === null ? null : { provider, model },
    minimum_usd: state.minimumNanoUsd,
    scanned_at: scannedAt,
    from: savings === null ? null : new Date(savings.from),
    to: savings === null ? null : new Date(savings.to),
    ...{ calls: savings?.calls ?? 0, compared_calls: savings?.compared_calls ?? 0 },
    ...{ actual_usd: actual, baseline_usd: baseline, saved_usd: baseline - actual },
    ...{ by_cache_usd: BigInt(savings?.by_cache ?? 0), by_model_usd: BigInt(savings?.by_model ?? 0) },
    days: (savings?.days ?? []).map((day) => ({ day: day.day, actual_usd: BigInt(day.actual), baseline_usd: BigInt(day.baseline) })),
    ...(await readPromises(ctx)),
    version: state.version,
  };
}

export const getSavings = defineQuery(savingsGet, async (ctx) => toSavings(ctx, await readSavingState(ctx.tx, ctx.tenantId)));

export const updateSavings = defineCommand(savingsUpdate, async (ctx, { baseline, minimum_usd: minimum }) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  const before = await readSavingState(tx, tenantId);
  ctx.expectVersion(before.version);
  if (baseline !== undefined && baseline !== null) {
    const { priceOf } = await openPrices(ctx);
    if (priceOf(baseline.provider, baseline.model) === undefined)
      throw new AppError('validation_failed', { errors: [{ pointer: '/baseline/model', detail: 'No price is known for this model' }] });
  }
  const columns = {
    ...(baseline === undefined ? {} : { baselineProvider: baseline?.provider ?? null, baselineModel: baseline?.model ?? null }),
    ...(minimum === undefined ? {} : { minimumNanoUsd: minimum }),
  };
  if (Object.keys(columns).length === 0) return { result: await toSavings(ctx, before), changes: null };
  await writeSavingState(tx, before, { ...columns, scannedAt: null, updatedAt: now, version: before.version + 1 });
  const after = await readSavingState(tx, tenantId);
  const result = await toSavings(ctx, after);
  const wire = (savings: Savings) => {
    const { baseline: model, minimum_usd } = z.encode(Savings, savings);
    return { baseline: model, minimum_usd };
  };
  const change = {
    resource: 'savings',
    id: toPublicId('tenant', tenantId),
    before: wire(await toSavings(ctx, before)),
    after: wire(result),
  };
  return { result, changes: [change] };
});
