import { sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import type { UsageCorrection } from '#lib/contracts/usage.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';

interface CorrectionRow extends Record<string, unknown> {
  readonly event_id: string;
  readonly rerate_id: string;
  readonly amount: bigint;
  readonly reason: string;
  readonly booked_at: string;
}

/** What re-ratings changed of some calls, by the call's id and oldest first; calls without any are left out. */
export async function readCorrections(
  { tx, tenantId }: OperationContext,
  eventIds: readonly string[],
): Promise<ReadonlyMap<string, readonly UsageCorrection[]>> {
  if (eventIds.length === 0) return new Map();
  const times = eventIds.map((id) => uuidTimeMs(id));
  const rows = await tx.execute<CorrectionRow>(sql`
    select c.event_id, c.rerate_id, c.amount_nano_usd as amount, r.reason, c.created_at::text as booked_at
    from usage_correction c join rerate r on r.tenant_id = c.tenant_id and r.id = c.rerate_id
    where c.tenant_id = ${tenantId} and c.occurred_at >= ${new Date(Math.min(...times)).toISOString()}::timestamptz
      and c.occurred_at <= ${new Date(Math.max(...times)).toISOString()}::timestamptz
      and c.event_id = any(${`{${eventIds.join(',')}}`}::uuid[])
    order by c.created_at, c.rerate_id`);
  const found = new Map<string, UsageCorrection[]>();
  for (const row of rows) {
    const own = found.get(row.event_id) ?? [];
    own.push({ rerate_id: row.rerate_id, amount_usd: BigInt(row.amount), reason: row.reason, booked_at: new Date(row.booked_at) });
    found.set(row.event_id, own);
  }
  return found;
}

/** A call's cost with its corrections; null where it has none. */
export const correctedOf = (costNanoUsd: bigint, corrections: readonly UsageCorrection[] | undefined): bigint | null =>
  corrections === undefined ? null : corrections.reduce((sum, { amount_usd }) => sum + amount_usd, costNanoUsd);
