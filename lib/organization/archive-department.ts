import { and, count, eq, isNull } from 'drizzle-orm';
import { department, virtualKey } from '#db/schema/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow, lockTenant } from '#lib/command/lock-row.ts';
import { placementOf } from '#lib/command/placement.ts';
import { Department, departmentArchive } from '#lib/contracts/departments.ts';
import { AppError } from '#lib/core/errors.ts';
import { readDepartment } from './department-rows.ts';
import { disableKeys } from './disable-keys.ts';
import { whyConnectionsStay } from './why-connections-stay.ts';

/** Only an empty department can go: what is in it would otherwise lie below something nobody sees. Its own keys stop. */
export const archiveDepartment = defineCommand(departmentArchive, async (ctx, input) => {
  const { tx, tenantId } = ctx;
  const { department_id: id } = input;
  await lockTenant(tx, tenantId);
  await lockRow(tx, department, tenantId, id);
  const before = await readDepartment(tx, tenantId, id);
  ctx.expectVersion(before.version);
  if (before.archived_at !== null) return { result: before, changes: null };
  const [children] = await tx
    .select({ count: count() })
    .from(department)
    .where(and(eq(department.tenantId, tenantId), eq(department.parentId, id), isNull(department.archivedAt)));
  if (before.team_count > 0 || (children?.count ?? 0) > 0)
    throw new AppError('conflict', {
      detail: `${before.name} still has ${before.team_count} active teams and ${children?.count ?? 0} active departments directly in it.`,
    });
  const placement = (await placementOf(tx, tenantId, 'department', id)) ?? tenantPlacement;
  const [owned] = await whyConnectionsStay(ctx, { kind: 'department', id }, placement);
  if (owned !== undefined) throw new AppError('conflict', { detail: owned });
  await tx
    .update(department)
    .set({ archivedAt: ctx.now, updatedAt: ctx.now, version: before.version + 1 })
    .where(and(eq(department.tenantId, tenantId), eq(department.id, id)));
  const keys = await disableKeys(ctx, eq(virtualKey.departmentId, id));
  const after = await readDepartment(tx, tenantId, id);
  return {
    result: after,
    changes: [changeOf('department', 'department', Department, before, after), ...keys.changes],
    events: keys.events,
  };
});
