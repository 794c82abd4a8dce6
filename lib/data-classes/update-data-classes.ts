import { z } from 'zod';
import { dataClassSetting } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { DataClassSettings, dataClassesUpdate } from '#lib/contracts/data-classes.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { checkOutboundUrl } from '#lib/outbound/index.ts';
import { readTenantSettings } from './stored-settings.ts';

const wire = (settings: DataClassSettings): object => Object(z.encode(DataClassSettings, settings));

/** Sets all of it: a PUT says what is to hold, and what it leaves out goes back to its default. */
export const updateDataClasses = defineCommand(dataClassesUpdate, async (ctx, { levels, detection }) => {
  const { tx, tenantId, now } = ctx;
  if (detection.analyzer !== null) checkOutboundUrl(ctx.runtime.outbound.policy, detection.analyzer.url);
  await lockTenant(tx, tenantId);
  const before = await readTenantSettings(tx, tenantId);
  ctx.expectVersion(before.version);
  const values = { levels, detection, updatedAt: now, version: before.version + 1 };
  await tx
    .insert(dataClassSetting)
    .values({ tenantId, placeKind: 'tenant', placeId: tenantId, ...values })
    .onConflictDoUpdate({ target: [dataClassSetting.tenantId, dataClassSetting.placeKind, dataClassSetting.placeId], set: values });
  const after = await readTenantSettings(tx, tenantId);
  const change = { resource: 'data_class', id: toPublicId('tenant', tenantId), before: wire(before), after: wire(after) };
  return { result: after, changes: [change] };
});
