import { sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { Logger } from '#lib/core/logger.ts';
import { type AuditFloor, auditFloor, cutoffOf } from './audit-floor.ts';
import { readPrivacySettings } from './privacy-settings.ts';
import { jobOrigin } from './special-steps.ts';

const tenantsAtOnce = 200;

export interface RetiringAudit {
  readonly databases: Pick<Databases, 'app' | 'audit' | 'jobs'>;
  readonly logger: Logger;
  readonly now: () => number;
}

/**
 * The furthest cut that may be made now and that an entry has announced, sealed or still waiting. Not only the one of this minute:
 * in a busy log the place moves on while its entry is sealed.
 */
async function announced(
  tx: TenantTransaction,
  tenantId: string,
  { epoch, oldest, before }: AuditFloor,
): Promise<{ readonly before: bigint; readonly isSealed: boolean } | undefined> {
  const [row] = await tx.execute<{ before: bigint; sealed: boolean }>(sql`
    select (e.after ->> 'before_index')::int8 as before,
      exists (select from audit_leaf l where l.tenant_id = e.tenant_id and l.entry_id = e.id) as sealed
    from audit_entry e
    where e.tenant_id = ${tenantId} and e.action = 'audit.retire' and e.after ->> 'epoch' = ${String(epoch)}
      and (e.after ->> 'before_index')::int8 > ${String(oldest)}::int8 and (e.after ->> 'before_index')::int8 <= ${String(before)}::int8
    order by 2 desc, 1 desc limit 1`);
  return row === undefined ? undefined : { before: row.before, isSealed: row.sealed };
}

interface Cut {
  readonly floor: AuditFloor;
  readonly cutoff: Date;
}

/** The cut that may be made now: one whose entry is sealed. Writes that entry where it is not there. */
async function nextCut(tx: TenantTransaction, tenantId: string, now: Date): Promise<Cut | undefined> {
  const { auditYears: years, auditNeedsArchive: needsArchive } = await readPrivacySettings({ tx, tenantId });
  if (years === null) return undefined;
  const floor = await auditFloor(tx, tenantId, { years, needsArchive, now });
  if (floor === undefined || floor.before <= floor.oldest) return undefined;
  const cutoff = cutoffOf(now, years);
  const said = await announced(tx, tenantId, floor);
  if (said !== undefined) return said.isSealed ? { floor: { ...floor, before: said.before }, cutoff } : undefined;
  const change = {
    ...{ resource: 'audit', id: toPublicId('tenant', tenantId) },
    before: { epoch: String(floor.epoch), from_index: String(floor.oldest) },
    after: { epoch: String(floor.epoch), before_index: String(floor.before), older_than: cutoff.toISOString(), years },
  };
  await writeAudit(tx, jobOrigin(tenantId), 'audit.retire', [change], now);
  return undefined;
}

/**
 * Deletes audit entries whose time is over: first an entry says what will go, and once that is sealed, it goes; the hashes stay in
 * the tiles. Nothing goes that a hold covers, or that a target has not taken. Safe side by side: the deletion is one statement of
 * the database, which looks at all of that again. Answers how many entries went.
 */
export async function retireAuditEntries({ databases, logger, now }: RetiringAudit, signal: AbortSignal): Promise<number> {
  const due = await databases.jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('retire-audit-entries', ${new Date(now()).toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  let count = 0;
  for (const { tenantId } of due) {
    if (signal.aborted) break;
    try {
      const cut = await inTenant(databases.app, tenantId, (tx) => nextCut(tx, tenantId, new Date(now())));
      if (cut === undefined) continue;
      const { epoch, before } = cut.floor;
      const [row] = await databases.audit.$client<{ count: bigint }[]>`
        SELECT retire_audit_entries(${tenantId}::uuid, ${epoch}::int4, ${String(before)}::int8, ${cut.cutoff.toISOString()}::text::timestamptz) AS count`;
      const retired = Number(row?.count ?? 0n);
      count += retired;
      logger.info({ tenantId, epoch, before: String(before), retired }, 'Audit entries whose time was over were deleted');
    } catch (err) {
      // One organization's fault does not keep the others from their turn.
      logger.error({ err, tenantId }, 'Audit entries could not be deleted');
    }
  }
  return count;
}
