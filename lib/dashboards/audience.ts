import { type SQL, sql } from 'drizzle-orm';
import type { StoredShare } from '#db/schema/dashboards.ts';
import { dashboard } from '#db/schema/index.ts';
import { sqlUuidArray } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { heldRoles } from '#lib/command/held-roles.ts';

/** What somebody is to the dashboards of others. */
export interface Audience {
  readonly userId: string;
  /** Teams they are in, and the teams above those. */
  readonly teamIds: readonly string[];
  /** Roles they hold anywhere now. */
  readonly roleIds: readonly string[];
}

/** Which shares reach the caller: by their teams and the roles they hold at this moment. */
export async function readAudience({ tx, tenantId, caller: { userId }, now }: OperationContext): Promise<Audience> {
  const rows = await tx.execute<{ kind: 'team' | 'role'; id: string }>(sql`
    with recursive mine as (
      select team_id as id from membership where tenant_id = ${tenantId} and user_id = ${userId}
      union select t.parent_id from team t join mine on t.id = mine.id where t.tenant_id = ${tenantId} and t.parent_id is not null
    )
    select 'team' as kind, id from mine
    union select 'role', h.role_id from ${heldRoles(tenantId, now)} h where h.user_id = ${userId}
    union select 'role', r.id from role r join membership m on m.tenant_id = r.tenant_id and m.user_id = ${userId} and m.team_role = 'lead'
      where r.tenant_id = ${tenantId} and r.name = 'team_lead'`);
  const idsOf = (kind: string) => [...rows].filter((row) => row.kind === kind).map((row) => row.id);
  return { userId, teamIds: idsOf('team'), roleIds: idsOf('role') };
}

const reaches = ({ teamIds, roleIds }: Audience, share: StoredShare): boolean => {
  if (share.with === 'tenant') return true;
  return share.id !== undefined && (share.with === 'team' ? teamIds : roleIds).includes(share.id);
};

interface Shared {
  readonly ownerId: string;
  readonly shares: readonly StoredShare[];
}

export const maySee = (audience: Audience, { ownerId, shares }: Shared): boolean =>
  ownerId === audience.userId || shares.some((share) => reaches(audience, share));

export const mayChange = (audience: Audience, { ownerId, shares }: Shared): boolean =>
  ownerId === audience.userId || shares.some((share) => share.right === 'edit' && reaches(audience, share));

/** The condition of `maySee`, for lists. */
export const visibleTo = ({ userId, teamIds, roleIds }: Audience): SQL => sql`(${dashboard.ownerId} = ${userId} or exists (
  select from jsonb_array_elements(${dashboard.shares}) as s where s->>'with' = 'tenant'
    or s->>'with' = 'team' and (s->>'id')::uuid = any(${sqlUuidArray(teamIds)})
    or s->>'with' = 'role' and (s->>'id')::uuid = any(${sqlUuidArray(roleIds)})))`;
