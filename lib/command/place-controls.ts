import { type Column, type SQL, sql } from 'drizzle-orm';
import type { TenantTransaction } from '#db/tenant.ts';
import { type SecurityLevel, securityDemands } from '#lib/contracts/security-levels.ts';
import type { Grant } from './access.ts';

/** What the places that somebody belongs to ask of his session. */
export interface PlaceControls {
  readonly needsFactor: boolean;
  /** The shortest of them; null where none says. */
  readonly idleMinutes: number | null;
  /** Kind and id of grants that do not hold now, such as `team 0193…`. */
  readonly shut: ReadonlySet<string>;
}

/** Whether anything of the tenant is governed at all; most tenants need not be asked more. */
export const isGoverned = (tenantId: Column): SQL<boolean> => sql<boolean>`is_governed(${tenantId})`;

interface ControlRow extends Record<string, unknown> {
  readonly origin_kind: string;
  readonly origin_id: string;
  readonly multi_factor_required: boolean;
  readonly security_level: SecurityLevel | null;
  readonly session_timeout_minutes: number | null;
  readonly is_open: boolean;
}

const noControls: PlaceControls = { needsFactor: false, idleMinutes: null, shut: new Set() };

const keyOf = (kind: string, id: string): string => `${kind} ${id}`;

/**
 * What governance and security levels ask of a person's session: of the teams he is in and the places he holds a role on, with all that lies around
 * them, and of the tenant. A place is open to those who are in all its groups, have an address of its domain, and signed in by
 * its provider; a role on one that is not open does not hold. Without a session, for work in somebody's name while they are not
 * there, nobody asks how they signed in. One query; wanted only where something is set.
 */
export async function readPlaceControls(
  tx: TenantTransaction,
  tenantId: string,
  person: { readonly userId: string; readonly sessionId: string | null; readonly email: string },
  grants: readonly Grant[],
): Promise<PlaceControls> {
  const held = JSON.stringify(
    grants.flatMap(({ scopeKind: kind, scopeId: id }) => (id === null || kind === 'tenant' ? [] : [{ kind, id }])),
  );
  const domain = person.email.slice(person.email.lastIndexOf('@') + 1).toLowerCase();
  const rows = await tx.execute<ControlRow>(sql`
    with recursive start as (
      select 'team' as kind, team_id as id from membership where tenant_id = ${tenantId} and user_id = ${person.userId}
      union select h.kind, h.id from json_to_recordset(${held}::json) as h (kind text, id uuid)
    ), up as (
      select kind as origin_kind, id as origin_id, kind, id, 0 as depth from start
      union
      select up.origin_kind, up.origin_id, p.kind, p.id, up.depth + 1 from up join lateral (
        select 'team' as kind, t.parent_id as id from team t where t.tenant_id = ${tenantId} and up.kind = 'team' and t.id = up.id
        union all select 'department', t.department_id from team t where t.tenant_id = ${tenantId} and up.kind = 'team' and t.id = up.id
        union all select 'department', d.parent_id from department d where d.tenant_id = ${tenantId} and up.kind = 'department' and d.id = up.id
        union all select 'team', j.team_id from project j where j.tenant_id = ${tenantId} and up.kind = 'project' and j.id = up.id
        union all select 'department', j.department_id from project j where j.tenant_id = ${tenantId} and up.kind = 'project' and j.id = up.id
      ) p on p.id is not null where up.depth < 40
    ), places as (
      select origin_kind, origin_id, kind, id from up union all select 'tenant', ${tenantId}::uuid, 'tenant', ${tenantId}::uuid
    )
    select p.origin_kind, p.origin_id, coalesce(g.multi_factor_required, false) as multi_factor_required, g.session_timeout_minutes, s.security_level,
      (g.sso_domain is null or g.sso_domain = ${domain})
      and (g.sso_connection_id is null or ${person.sessionId}::uuid is null or exists (select from sso_session s
        where s.tenant_id = ${tenantId} and s.session_id = ${person.sessionId} and s.connection_id = g.sso_connection_id))
      and not exists (select from unnest(g.required_group_ids) wanted where not exists (select from group_member m
        where m.tenant_id = ${tenantId} and m.group_id = wanted and m.user_id = ${person.userId})) as is_open
    from places p
    left join governance_config g on g.tenant_id = ${tenantId} and g.place_kind = p.kind and g.place_id = p.id
    left join place_setting s on s.tenant_id = ${tenantId} and s.place_kind = p.kind and s.place_id = p.id
    where g.place_id is not null or s.security_level is not null`);
  if (rows.length === 0) return noControls;
  const demandsOf = ({ security_level: level }: ControlRow) => securityDemands[level ?? 'standard'];
  const idle = rows.flatMap((row) => [row.session_timeout_minutes ?? [], demandsOf(row).idleMinutesMax ?? []].flat());
  return {
    needsFactor: rows.some((row) => row.multi_factor_required || demandsOf(row).secondFactor),
    idleMinutes: idle.length === 0 ? null : Math.min(...idle),
    shut: new Set(rows.filter((row) => !row.is_open).map((row) => keyOf(row.origin_kind, row.origin_id))),
  };
}

/** The grants that hold: those on places that are open to the person. */
export const openGrants = (grants: readonly Grant[], { shut }: PlaceControls): readonly Grant[] =>
  shut.size === 0 ? grants : grants.filter(({ scopeKind, scopeId }) => scopeId === null || !shut.has(keyOf(scopeKind, scopeId)));
