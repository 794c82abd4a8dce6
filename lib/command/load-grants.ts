import { type SQL, sql } from 'drizzle-orm';
import type { TenantTransaction } from '#db/tenant.ts';
import type { Grant } from './access.ts';
import { heldRoles, permissionsOfRole } from './held-roles.ts';

interface GrantRow extends Record<string, unknown> {
  readonly role_name: string;
  readonly permissions: string[];
  readonly level: number;
  readonly scope_kind: Grant['scopeKind'];
  readonly scope_id: string | null;
}

/**
 * What a person holds now, in no particular order: by assignments of their own, by the groups they are in, and `team_lead` on
 * the teams they lead. `userId` may be a query that finds the person.
 */
export async function loadGrants(tx: TenantTransaction, tenantId: string, userId: string | SQL, now: Date): Promise<readonly Grant[]> {
  const rows = await tx.execute<GrantRow>(sql`
    with person as materialized (select ${userId}::uuid as id), held as (
      select h.role_id, h.scope_kind, h.scope_id from ${heldRoles(tenantId, now)} h where h.user_id = (select id from person)
      union all
      select r.id, 'team', m.team_id from membership m join role r on r.tenant_id = m.tenant_id and r.name = 'team_lead'
      where m.tenant_id = ${tenantId} and m.user_id = (select id from person) and m.team_role = 'lead'
    )
    select r.name as role_name, r.level, ${permissionsOfRole(tenantId, sql`r.id`)} as permissions, held.scope_kind, held.scope_id
    from held join role r on r.tenant_id = ${tenantId} and r.id = held.role_id`);
  return [...rows].map((row) => ({
    ...{ roleName: row.role_name, permissions: row.permissions, level: row.level },
    ...{ scopeKind: row.scope_kind, scopeId: row.scope_id },
  }));
}
