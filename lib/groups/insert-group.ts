import { and, count, eq, isNull } from 'drizzle-orm';
import { costCenter, userGroup } from '#db/schema/index.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { type Group, type groupOrigins, groupsMax } from '#lib/contracts/groups.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { type GroupWork, readGroup } from './group-rows.ts';

/** What a new group is made of. */
export interface NewGroup {
  readonly name: string;
  readonly description?: string;
  readonly origin: (typeof groupOrigins)[number];
  /** What the identity provider calls it; null for one made by hand. */
  readonly externalId: string | null;
  readonly costCenterId?: string | null;
}

export const groupNameTaken = { pointer: '/name', detail: 'Another group has this name' };

/** Makes a group without members; `conflict` where its name is taken, `limit_reached` where there is no room for one more. */
export async function insertGroup(work: GroupWork, group: NewGroup): Promise<Group> {
  const { tx, tenantId, now } = work;
  await lockTenant(tx, tenantId);
  const [row] = await tx.select({ groups: count() }).from(userGroup).where(eq(userGroup.tenantId, tenantId));
  if ((row?.groups ?? 0) >= groupsMax)
    throw new AppError('limit_reached', { detail: `The organization has ${groupsMax} groups, which is the most.` });
  await requireCenter(work, group.costCenterId);
  const id = newUuid(now.getTime());
  const values = { ...group, costCenterId: group.costCenterId ?? null, tenantId, id, createdAt: now, updatedAt: now };
  await refuseDuplicate('user_group_name', groupNameTaken, tx.insert(userGroup).values(values));
  return readGroup(work, id);
}

/** Refuses a cost center that is not there or archived. */
export async function requireCenter({ tx, tenantId }: GroupWork, id: string | null | undefined): Promise<void> {
  if (id === null || id === undefined) return;
  const rows = await tx
    .select({ id: costCenter.id })
    .from(costCenter)
    .where(and(eq(costCenter.tenantId, tenantId), eq(costCenter.id, id), isNull(costCenter.archivedAt)));
  if (rows.length > 0) return;
  throw new AppError('not_found', { errors: [{ pointer: '/cost_center_id', detail: 'There is no active cost center with this id' }] });
}
