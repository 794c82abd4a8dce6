import { and, asc, eq } from 'drizzle-orm';
import { auditEntry } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { type AuditRetention, auditRetentionGet, auditRetentionUpdate } from '#lib/contracts/privacy-settings.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { auditFloor } from './audit-floor.ts';
import { readPrivacySettings, writePrivacySettings } from './privacy-settings.ts';

async function readRetention(ctx: OperationContext): Promise<AuditRetention> {
  const { tx, tenantId, now } = ctx;
  const { auditYears: years, auditNeedsArchive: needsArchive, version } = await readPrivacySettings(ctx);
  const floor = await auditFloor(tx, tenantId, { years, needsArchive, now });
  const [oldest] = await tx
    .select({ at: auditEntry.occurredAt })
    .from(auditEntry)
    .where(and(eq(auditEntry.tenantId, tenantId)))
    .orderBy(asc(auditEntry.id))
    .limit(1);
  return {
    ...{ years, needs_archive: needsArchive, kept_from: `${floor?.epoch ?? 1}/${floor?.oldest ?? 0n}`, oldest_at: oldest?.at ?? null },
    ...{ held_by: floor?.heldBy ?? null, waits_for: floor?.waitsFor ?? null, version },
  };
}

export const getAuditRetention = defineQuery(auditRetentionGet, readRetention);

export const updateAuditRetention = defineCommand(auditRetentionUpdate, async (ctx, { years, needs_archive: needsArchive }) => {
  await lockTenant(ctx.tx, ctx.tenantId);
  const before = await readPrivacySettings(ctx);
  ctx.expectVersion(before.version);
  await writePrivacySettings(ctx, { auditYears: years, auditNeedsArchive: needsArchive }, before.version);
  const change = {
    ...{ resource: 'audit_retention', id: toPublicId('tenant', ctx.tenantId) },
    before: { years: before.auditYears, needs_archive: before.auditNeedsArchive },
    after: { years, needs_archive: needsArchive },
  };
  return { result: await readRetention(ctx), changes: [change] };
});
