import { and, eq, inArray } from 'drizzle-orm';
import { recommendation, type StoredMeasurement } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { type RecommendationKindName, recommendationKinds } from '#lib/contracts/recommendation-names.ts';
import { Recommendation } from '#lib/contracts/recommendations.ts';
import { AppError } from '#lib/core/errors.ts';
import { kindOf } from './kinds/index.ts';

export type RecommendationRow = typeof recommendation.$inferSelect;

/** By which a recommendation is seen. */
export const recommendationPlace = { departmentId: recommendation.departmentId, teamId: recommendation.teamId } as const;

function toMeasurement(stored: StoredMeasurement): NonNullable<Recommendation['measurement']> {
  const { monthly } = stored;
  const [actual, baseline] = [BigInt(stored.actual), BigInt(stored.baseline)];
  return {
    ...{ calls: stored.calls, days: stored.days, actual_usd: actual, baseline_usd: baseline, saved_usd: baseline - actual },
    monthly: monthly === null ? null : { amount_usd: BigInt(monthly.amount), low_usd: BigInt(monthly.low), high_usd: BigInt(monthly.high) },
    measured_to: new Date(stored.measured_to),
  };
}

const dollar = 1_000_000_000n;

/** Rows of kinds that this version knows; others wait for the version that does. */
export const isKnownKind = inArray(recommendation.kind, [...recommendationKinds]);

function requireKind(kind: string): RecommendationKindName {
  const known = recommendationKinds.find((name) => name === kind);
  if (known === undefined) throw new AppError('internal', { internal: `There is no kind of recommendation ${kind}` });
  return known;
}

/** A recommendation as callers see it. */
export function toRecommendation(row: RecommendationRow): Recommendation {
  const isApplied = row.state === 'applied' || row.state === 'measured';
  return {
    id: row.id,
    kind: requireKind(row.kind),
    ...{ title: row.title, summary: row.summary, risk: row.risk },
    ...{ amount_usd: row.amountNanoUsd, low_usd: row.lowNanoUsd, high_usd: row.highNanoUsd },
    priority: row.amountNanoUsd >= 100n * dollar ? 'high' : row.amountNanoUsd >= 10n * dollar ? 'medium' : 'low',
    ...{ confidence: row.confidence, effort: row.effort, evidence: [...row.evidence], state: row.state },
    can_apply: kindOf(row.kind)?.change !== undefined,
    can_undo: isApplied && row.undo !== null,
    ...{ found_at: row.foundAt, seen_at: row.seenAt, decided_at: row.decidedAt, decided_by: row.decidedBy, reason: row.reason },
    ...{ dismissed_until: row.dismissedUntilAt, applied_at: row.appliedAt, undone_at: row.undoneAt },
    measurement: row.measurement === null ? null : toMeasurement(row.measurement),
    version: row.version,
  };
}

/** The row if the caller may see where it belongs; else `not_found`. Locked where it will be changed. */
export async function readRow(ctx: OperationContext, id: string, options: { readonly lock: boolean }): Promise<RecommendationRow> {
  const query = ctx.tx
    .select()
    .from(recommendation)
    .where(and(eq(recommendation.tenantId, ctx.tenantId), eq(recommendation.id, id), isKnownKind, ctx.visible(recommendationPlace)));
  const [row] = options.lock ? await query.for('update') : await query;
  if (row === undefined) throw new AppError('not_found');
  return row;
}

/** Writes what somebody decided about it, with the change for the audit trail. */
export async function decide(
  ctx: OperationContext,
  row: RecommendationRow,
  columns: Partial<RecommendationRow>,
  by: Readonly<Record<string, unknown>> = {},
) {
  const { tx, tenantId, now, caller } = ctx;
  const [after] = await tx
    .update(recommendation)
    .set({ ...columns, decidedBy: caller.userId, decidedAt: now, version: row.version + 1 })
    .where(and(eq(recommendation.tenantId, tenantId), eq(recommendation.id, row.id)))
    .returning();
  if (after === undefined) throw new AppError('not_found');
  const result = toRecommendation(after);
  const change = changeOf('recommendation', 'recommendation', Recommendation, toRecommendation(row), result);
  return { result, changes: [{ ...change, after: { ...change.after, ...by } }] as const };
}
