import { and, eq, sql } from 'drizzle-orm';
import { tenant } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { Placement } from '#lib/command/access.ts';
import type { placeKinds } from '#lib/contracts/place-settings.ts';
import { AppError } from '#lib/core/errors.ts';

/** A place in the organization that sets something. */
export interface Place {
  readonly kind: (typeof placeKinds)[number];
  /** The tenant's own for the tenant. */
  readonly id: string;
  readonly name: string;
}

interface PathRow extends Record<string, unknown> {
  readonly kind: 'team' | 'department';
  readonly id: string;
  readonly name: string;
}

/**
 * A place and those around it, outwards: its teams, the nearest department that one of them names, the departments above, the
 * tenant. The gateway inherits routing preferences along the same path (`InheritedPreferences`). Throws `not_found`.
 */
export async function readPlacePath(tx: TenantTransaction, tenantId: string, kind: Place['kind'], id: string): Promise<readonly Place[]> {
  const [own] = await tx
    .select({ name: tenant.name })
    .from(tenant)
    .where(and(eq(tenant.tenantId, tenantId)));
  const top: Place = { kind: 'tenant', id: tenantId, name: own?.name ?? '' };
  if (kind === 'tenant') return [top];
  const rows = await tx.execute<PathRow>(sql`
    with recursive teams as (
      select id, parent_id, department_id, name, 0 as depth from team
        where tenant_id = ${tenantId} and ${kind} = 'team' and id = ${id}
      union all select t.id, t.parent_id, t.department_id, t.name, teams.depth + 1 from team t join teams on t.id = teams.parent_id
        where t.tenant_id = ${tenantId} and teams.depth < 32
    ), departments as (
      select id, parent_id, name, 0 as depth from department where tenant_id = ${tenantId} and id = case
        when ${kind} = 'department' then ${id}::uuid
        else (select department_id from teams where department_id is not null order by depth limit 1) end
      union all select d.id, d.parent_id, d.name, departments.depth + 1 from department d join departments on d.id = departments.parent_id
        where d.tenant_id = ${tenantId} and departments.depth < 32
    )
    select kind, id, name from (
      select 'team' as kind, id, name, depth, 0 as part from teams
      union all select 'department', id, name, depth, 1 from departments
    ) path order by part, depth`);
  const places = [...rows].map((row): Place => ({ kind: row.kind, id: row.id, name: row.name }));
  if (places[0]?.id !== id) throw new AppError('not_found');
  return [...places, top];
}

/** Where the place at an index of a path sits, for asking what somebody may do there. */
export function placementAt(path: readonly Place[], index: number): Placement {
  const idsOf = (kind: Place['kind']) =>
    path
      .slice(index)
      .filter((place) => place.kind === kind)
      .map(({ id }) => id);
  return { departmentIds: idsOf('department'), teamIds: idsOf('team'), userId: null };
}
