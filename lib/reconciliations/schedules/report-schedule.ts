import { and, eq } from 'drizzle-orm';
import { connection, type reconciliationSchedule } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { ReconciliationWithRows } from '#lib/contracts/reconciliations.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { formatUsd } from '#lib/core/money.ts';
import { raiseIncident, settleIncident } from '#lib/incidents/index.ts';

type Row = Pick<typeof reconciliationSchedule.$inferSelect, 'tenantId' | 'id' | 'connectionId' | 'failures' | 'lastError'>;

const source = 'reconciliation';
/** Failures in a row that somebody has to hear of: the first hours of an outage pass by themselves. */
const failuresTold = 3;

async function nameOf(tx: TenantTransaction, { tenantId, connectionId }: Row): Promise<string> {
  const [row] = await tx
    .select({ name: connection.name })
    .from(connection)
    .where(and(eq(connection.tenantId, tenantId), eq(connection.id, connectionId)));
  return row?.name ?? 'The connection';
}

/** Opens an incident for rows that nothing accounts for. It stays until a person has judged it: later days do not explain these. */
export async function tellUnexplained(tx: TenantTransaction, row: Row, compared: ReconciliationWithRows, now: Date): Promise<void> {
  const { id, from, to, unexplained, provider_usd: theirs, own_usd: ours } = compared;
  const name = await nameOf(tx, row);
  const billed = theirs === null ? 'no costs' : `$${formatUsd(theirs)}`;
  const finding = {
    source,
    fingerprint: `unexplained:${row.connectionId}`,
    severity: 'warning' as const,
    title: `${name} bills what was not metered`,
    summary: `From ${from} to ${to} the provider reports ${billed} and $${formatUsd(ours)} were metered; nothing explains ${unexplained} ${unexplained === 1 ? 'row' : 'rows'}.`,
    detail: { reconciliation_id: toPublicId('reconciliation', id), from, to, unexplained },
  };
  await raiseIncident(tx, row.tenantId, finding, now);
}

/** Opens an incident once a report could not be had several times in a row. */
export async function tellFailing(tx: TenantTransaction, row: Row, now: Date): Promise<void> {
  if (row.failures < failuresTold) return;
  const finding = {
    source,
    fingerprint: `failing:${row.connectionId}`,
    severity: 'warning' as const,
    title: `${await nameOf(tx, row)} cannot be compared`,
    summary: `Its cost report could not be had ${row.failures} times in a row. ${row.lastError ?? ''}`.trim(),
    detail: { reconciliation_schedule_id: toPublicId('reconciliationSchedule', row.id), failures: row.failures },
  };
  await raiseIncident(tx, row.tenantId, finding, now);
}

/** A report that can be had again settles that. */
export const settleFailing = (tx: TenantTransaction, { tenantId, connectionId }: Row, now: Date): Promise<boolean> =>
  settleIncident(tx, tenantId, { source, fingerprint: `failing:${connectionId}`, note: 'The report could be had again.' }, now);
