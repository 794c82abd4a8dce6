import { eq } from 'drizzle-orm';
import { privacySetting } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { privacySettingsGet, privacySettingsUpdate } from '#lib/contracts/privacy-settings.ts';
import { toPublicId } from '#lib/core/ids.ts';

/** The stored settings, or those of an organization that never changed any. */
export async function readPrivacySettings({ tx, tenantId }: Pick<OperationContext, 'tx' | 'tenantId'>) {
  const [row] = await tx.select().from(privacySetting).where(eq(privacySetting.tenantId, tenantId));
  return row ?? { pseudonymousAnalytics: false, auditYears: null, auditNeedsArchive: true, version: 1 };
}

/** Stores some of the settings; what is not named stays. */
export async function writePrivacySettings(
  { tx, tenantId, now }: OperationContext,
  set: Partial<Pick<typeof privacySetting.$inferInsert, 'pseudonymousAnalytics' | 'auditYears' | 'auditNeedsArchive'>>,
  version: number,
): Promise<void> {
  const row = { ...set, updatedAt: now, version: version + 1 };
  await tx
    .insert(privacySetting)
    .values({ tenantId, ...row })
    .onConflictDoUpdate({ target: privacySetting.tenantId, set: row });
}

export const getPrivacySettings = defineQuery(privacySettingsGet, async (ctx) => {
  const { pseudonymousAnalytics, version } = await readPrivacySettings(ctx);
  return { pseudonymous_analytics: pseudonymousAnalytics, version };
});

export const updatePrivacySettings = defineCommand(privacySettingsUpdate, async (ctx, input) => {
  await lockTenant(ctx.tx, ctx.tenantId);
  const before = await readPrivacySettings(ctx);
  ctx.expectVersion(before.version);
  await writePrivacySettings(ctx, { pseudonymousAnalytics: input.pseudonymous_analytics }, before.version);
  const result = { pseudonymous_analytics: input.pseudonymous_analytics, version: before.version + 1 };
  const change = {
    ...{ resource: 'privacy_settings', id: toPublicId('tenant', ctx.tenantId) },
    before: { pseudonymous_analytics: before.pseudonymousAnalytics },
    after: { pseudonymous_analytics: input.pseudonymous_analytics },
  };
  return { result, changes: [change] };
});
