import { eq } from 'drizzle-orm';
import { policySetting } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { type PolicySettings, policySettingsGet, policySettingsSet } from '#lib/contracts/policies.ts';
import { toPublicId } from '#lib/core/ids.ts';

/** How an organization decides about its policies; what holds where nobody has said. */
export async function readSettings({ tx, tenantId }: OperationContext): Promise<PolicySettings> {
  const [row] = await tx.select().from(policySetting).where(eq(policySetting.tenantId, tenantId));
  return { needs_second_person: row?.needsSecondPerson ?? false, version: row?.version ?? 0 };
}

export const getPolicySettings = defineQuery(policySettingsGet, (ctx) => readSettings(ctx));

export const setPolicySettings = defineCommand(policySettingsSet, async (ctx, { needs_second_person: needsSecondPerson }) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  const before = await readSettings(ctx);
  ctx.expectVersion(before.version);
  if (before.needs_second_person === needsSecondPerson) return { result: before, changes: null };
  const version = before.version + 1;
  const values = { tenantId, needsSecondPerson, updatedAt: now, version };
  await tx.insert(policySetting).values(values).onConflictDoUpdate({ target: policySetting.tenantId, set: values });
  const after = { needs_second_person: needsSecondPerson, version };
  return { result: after, changes: [{ resource: 'policy_settings', id: toPublicId('tenant', tenantId), before, after }] };
});
