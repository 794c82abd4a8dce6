import { and, eq } from 'drizzle-orm';
import { anomaly } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Anomaly } from '#lib/contracts/anomalies.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { nameOf } from './run-words.ts';

export type AnomalyRow = typeof anomaly.$inferSelect;

/** By which an anomaly is seen. */
export const anomalyPlace = { departmentId: anomaly.departmentId, teamId: anomaly.teamId } as const;

const publicValue = (kind: string, value: string): string => (kind === 'team' || kind === 'key' ? toPublicId(kind, value) : value);

/** An anomaly as callers see it; each name is looked up once. */
export async function toAnomaly(
  { tx, tenantId }: OperationContext,
  row: AnomalyRow,
  names = new Map<string, string | null>(),
): Promise<Anomaly> {
  const named = async (kind: string, value: string): Promise<string | null> => {
    const key = `${kind} ${value}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = await nameOf(tx, tenantId, kind, value);
    names.set(key, name);
    return name;
  };
  const parts: Anomaly['parts'] = [];
  for (const { dimension, value, actual, expected, share } of row.parts)
    parts.push({ dimension, id: publicValue(dimension, value), name: await named(dimension, value), actual, expected, share });
  const isWhole = row.scopeKind === 'tenant';
  return {
    id: row.id,
    metric: row.metric,
    scope: {
      kind: row.scopeKind,
      id: isWhole ? null : publicValue(row.scopeKind, row.scopeValue),
      name: isWhole ? null : await named(row.scopeKind, row.scopeValue),
    },
    started_at: row.startedAt,
    ended_at: row.endedAt,
    strength: row.strength,
    direction: row.direction,
    actual: row.actual,
    expected: row.expected,
    parts,
    state: row.state,
    feedback: row.feedback,
    reason: row.reason,
    decided_by: row.decidedBy,
    decided_at: row.decidedAt,
    version: row.version,
  };
}

/** The row, locked, if the caller may see where it belongs; else `not_found`. */
export async function lockAnomaly(ctx: OperationContext, id: string): Promise<AnomalyRow> {
  const [row] = await ctx.tx
    .select()
    .from(anomaly)
    .where(and(eq(anomaly.tenantId, ctx.tenantId), eq(anomaly.id, id), ctx.visible(anomalyPlace)))
    .for('update');
  if (row === undefined) throw new AppError('not_found');
  ctx.expectVersion(row.version);
  return row;
}
