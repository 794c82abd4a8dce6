import { and, eq, inArray, sql } from 'drizzle-orm';
import { costCenter, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { costCenterDepthMax } from '#lib/contracts/cost-centers.ts';
import { AppError } from '#lib/core/errors.ts';
import { isActiveCenter } from './cost-center-rows.ts';

const fault = (pointer: string, detail: string): AppError => new AppError('validation_failed', { errors: [{ pointer, detail }] });

/** Refuses a manager who is no active person. */
export async function requireManager(
  { tx, tenantId }: OperationContext,
  id: string | null | undefined,
  field = 'manager_id',
): Promise<void> {
  if (id === null || id === undefined) return;
  const rows = await tx
    .select({ id: userAccount.id })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, id), eq(userAccount.status, 'active')));
  if (rows.length === 0)
    throw new AppError('not_found', { errors: [{ pointer: `/${field}`, detail: 'There is no active person with this id' }] });
}

/** Refuses a parent that is not there, archived, below the cost center itself, or too deep. The caller holds the tenant. */
export async function requireParent(
  { tx, tenantId }: OperationContext,
  id: string | null,
  parentId: string | null | undefined,
): Promise<void> {
  if (parentId === null || parentId === undefined) return;
  const rows = await tx.execute<{ id: string; archived: boolean }>(sql`
    with recursive above as (
      select id, parent_id, archived_at, 1 as depth from cost_center where tenant_id = ${tenantId} and id = ${parentId}
      union all select c.id, c.parent_id, c.archived_at, above.depth + 1 from cost_center c join above on c.id = above.parent_id
      where c.tenant_id = ${tenantId} and above.depth < 32
    ) select id, archived_at is not null as archived from above order by depth`);
  const above = [...rows];
  const [parent] = above;
  if (parent === undefined || parent.archived)
    throw new AppError('not_found', { errors: [{ pointer: '/parent_id', detail: 'There is no active cost center with this id' }] });
  if (above.some((one) => one.id === id)) throw fault('/parent_id', 'It would lie below itself');
  if (above.length >= costCenterDepthMax) throw fault('/parent_id', `At most ${costCenterDepthMax} cost centers may lie in each other`);
}

/** Refuses cost centers that are not there or archived, by the place in the input. */
export async function requireCenters(
  { tx, tenantId }: OperationContext,
  ids: readonly string[],
  pointerOf: (place: number) => string,
): Promise<void> {
  if (ids.length === 0) return;
  const rows = await tx
    .select({ id: costCenter.id })
    .from(costCenter)
    .where(and(isActiveCenter(tenantId), inArray(costCenter.id, [...ids])));
  const known = new Set(rows.map(({ id }) => id));
  const missing = ids.findIndex((id) => !known.has(id));
  if (missing !== -1)
    throw new AppError('not_found', { errors: [{ pointer: pointerOf(missing), detail: 'There is no active cost center with this id' }] });
}
