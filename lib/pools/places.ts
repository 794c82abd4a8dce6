import { sql } from 'drizzle-orm';
import { type Reach, sqlUuidArray } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { PoolUse } from '#lib/contracts/pools.ts';
import type { Use } from './sum-uses.ts';

/** A part of the organization; both null for all of it. */
interface Placed {
  readonly departmentId: string | null;
  readonly teamId: string | null;
}

/** Whether a part of the organization lies where something may be seen. */
export const isWithin = (reach: Reach, { departmentId, teamId }: Placed): boolean =>
  reach.everything ||
  (teamId !== null && reach.teamIds.includes(teamId)) ||
  (teamId === null && departmentId !== null && reach.departmentIds.includes(departmentId));

/** Teams and departments that lie in a part of the organization, itself included. */
export async function partOf({ tx, tenantId }: OperationContext, { departmentId, teamId }: Placed): Promise<ReadonlySet<string>> {
  const [departments, teams] = [sqlUuidArray(departmentId === null ? [] : [departmentId]), sqlUuidArray(teamId === null ? [] : [teamId])];
  const rows = await tx.execute<{ id: string }>(sql`
    with recursive d as (
      select id from department where tenant_id = ${tenantId} and id = any(${departments})
      union select c.id from department c join d on c.parent_id = d.id where c.tenant_id = ${tenantId}
    ), t as (
      select id from team where tenant_id = ${tenantId} and (id = any(${teams}) or department_id in (select id from d))
      union select c.id from team c join t on c.parent_id = t.id where c.tenant_id = ${tenantId}
    ) select id from d union all select id from t`);
  return new Set([...rows].map(({ id }) => id));
}

/** What was used, told from within a part of the organization; null for what is everybody's. */
export const toUse = (use: Use, own: ReadonlySet<string> | null): PoolUse => ({
  ...{ department_id: use.departmentId, team_id: use.teamId, name: use.name, requests: use.requests, cost_usd: use.costNanoUsd },
  is_borrower: own !== null && !own.has(use.teamId ?? use.departmentId ?? ''),
});
