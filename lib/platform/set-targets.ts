import { eq, sql } from 'drizzle-orm';
import { tenant } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { platformTargetsSet } from '#lib/contracts/platform.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { readTargets, withTargets } from './get-overview.ts';

export const setPlatformTargets = defineCommand(platformTargetsSet, async ({ tx, tenantId, now }, input) => {
  await lockTenant(tx, tenantId);
  const before = await readTargets(tx, tenantId);
  const after = withTargets(before, input);
  await tx
    .update(tenant)
    .set({ settings: sql`${tenant.settings} || ${JSON.stringify({ targets: after })}::jsonb`, updatedAt: now })
    .where(eq(tenant.tenantId, tenantId));
  return { result: after, changes: [{ resource: 'platform', id: toPublicId('tenant', tenantId), before, after }] };
});
