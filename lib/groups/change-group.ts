import { and, eq, sql } from 'drizzle-orm';
import { userGroup } from '#db/schema/index.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import type { Group } from '#lib/contracts/groups.ts';
import { AppError } from '#lib/core/errors.ts';
import { type GroupWork, readGroup } from './group-rows.ts';
import { groupNameTaken } from './insert-group.ts';

/** Holds a group and answers it as it is before the change; `not_found` without it. */
export async function lockGroup(work: GroupWork, id: string): Promise<Group> {
  await lockRow(work.tx, userGroup, work.tenantId, id);
  return readGroup(work, id);
}

/** Refuses to do by hand what the identity provider keeps: it would be undone at the next synchronisation. */
export function requireByHand({ name, origin }: Pick<Group, 'name' | 'origin'>, what: string): void {
  if (origin === 'manual') return;
  const keeper = origin === 'scim' ? 'the identity provider (SCIM)' : 'the identity provider at sign-in';
  throw new AppError('conflict', { detail: `${what} of the group ${name} is kept by ${keeper}. Change it there.` });
}

type Columns = Partial<Pick<typeof userGroup.$inferInsert, 'name' | 'description' | 'externalId' | 'costCenterId'>>;

/** Writes the columns of a locked group, as one more version; `conflict` where its new name is taken. */
export async function changeGroup(work: GroupWork, id: string, columns: Columns): Promise<Group> {
  const set = { ...columns, updatedAt: work.now, version: sql`${userGroup.version} + 1` };
  const row = and(eq(userGroup.tenantId, work.tenantId), eq(userGroup.id, id));
  await refuseDuplicate('user_group_name', groupNameTaken, work.tx.update(userGroup).set(set).where(row));
  return readGroup(work, id);
}

/** Deletes a group with who was in it and what it granted. */
export async function removeGroup({ tx, tenantId }: GroupWork, id: string): Promise<void> {
  await tx.delete(userGroup).where(and(eq(userGroup.tenantId, tenantId), eq(userGroup.id, id)));
}
