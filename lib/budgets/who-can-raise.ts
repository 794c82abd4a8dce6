import { sql } from 'drizzle-orm';
import { sqlUuidArray } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { heldRoles, permissionsOfRole } from '#lib/command/held-roles.ts';
import type { BudgetStatus } from '#lib/contracts/budget-reports.ts';
import type { Budget } from '#lib/contracts/budget-resource.ts';
import { placementOfScope } from './require-allocation.ts';
import { scopeKeyOf } from './spend-scope.ts';

/** People named, at most. */
const peopleMax = 5;

interface PersonRow extends Record<string, unknown> {
  readonly user_id: string;
  readonly name: string;
  readonly role: string;
}

/** Active people who may change the budget: its owner, then leads of its team, then roles by how near to it they are held. */
export async function whoCanRaise(ctx: OperationContext, of: Budget): Promise<BudgetStatus['can_be_raised_by']> {
  const { tx, tenantId, now } = ctx;
  const { departmentIds, teamIds, projectIds = [] } = await placementOfScope(ctx, scopeKeyOf(of.scope));
  const [teams, departments, projects] = [sqlUuidArray(teamIds), sqlUuidArray(departmentIds), sqlUuidArray(projectIds)];
  const mayWrite = sql`${permissionsOfRole(tenantId, sql`r.id`)} && array['*', 'budgets.*', 'budgets.write']`;
  const rows = await tx.execute<PersonRow>(sql`
    with holders as (
      select m.user_id, r.title, case when m.user_id = ${of.owner_id}::uuid then 0 else 1 end as distance
      from membership m join role r on r.tenant_id = m.tenant_id and r.name = 'team_lead' and ${mayWrite}
      where m.tenant_id = ${tenantId} and m.team_role = 'lead' and m.team_id = any(${teams})
      union all
      select a.user_id, r.title, case when a.user_id = ${of.owner_id}::uuid then 0 when a.scope_kind in ('team', 'project') then 1 when a.scope_kind = 'department' then 2 else 3 end
      from ${heldRoles(tenantId, now)} a join role r on r.tenant_id = ${tenantId} and r.id = a.role_id and ${mayWrite}
      where (a.scope_kind = 'tenant' or a.scope_kind = 'team' and a.scope_id = any(${teams})
        or a.scope_kind = 'department' and a.scope_id = any(${departments})
        or a.scope_kind = 'project' and a.scope_id = any(${projects}))
    ), nearest as (
      select distinct on (user_id) user_id, title, distance from holders order by user_id, distance
    )
    select n.user_id, coalesce(nullif(u.name, ''), u.email) as name, n.title as role
    from nearest n join user_account u on u.tenant_id = ${tenantId} and u.id = n.user_id and u.status = 'active' and u.kind = 'person'
    order by n.distance, u.name, n.user_id limit ${peopleMax}`);
  return [...rows].map(({ user_id, name, role }) => ({ user_id, name, role }));
}
