import { and, type Column, eq, gt, isNull, or, type SQL, sql } from 'drizzle-orm';
import { membership, role, roleAssignment, session, tenant, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { holds, type Permission } from '#lib/contracts/permissions.ts';
import { AppError } from '#lib/core/errors.ts';
import type { Authentication, Caller, PlacementColumns } from './context.ts';

/** Where a resource sits: the ids from itself up to the root, and whose own it is. */
export interface Placement {
  readonly departmentIds: readonly string[];
  readonly teamIds: readonly string[];
  readonly userId: string | null;
}

export const tenantPlacement: Placement = { departmentIds: [], teamIds: [], userId: null };

/** One role held on one part of the organization. */
export interface Grant {
  readonly roleName: string;
  readonly permissions: readonly string[];
  readonly level: number;
  readonly scopeKind: 'tenant' | 'department' | 'team';
  readonly scopeId: string | null;
}

/** Departments and teams, subtrees included, on which a permission is held. */
export interface Reach {
  readonly everything: boolean;
  readonly departmentIds: readonly string[];
  readonly teamIds: readonly string[];
}

/** What one person may do, loaded in the transaction of the work. */
export class Access {
  readonly caller: Caller;
  readonly grants: readonly Grant[];
  /** When the session was last noted as in use. */
  readonly sessionSeenAt: Date;

  constructor(caller: Caller, grants: readonly Grant[], sessionSeenAt: Date) {
    this.caller = caller;
    this.grants = grants;
    this.sessionSeenAt = sessionSeenAt;
  }

  /** Whether the permission is held anywhere at all. */
  holdsSomewhere(permission: Permission): boolean {
    return this.grants.some((grant) => holds(grant.permissions, permission));
  }

  /** Whether the permission is held on this place. */
  allows(permission: Permission, placement: Placement): boolean {
    return this.grants.some((grant) => holds(grant.permissions, permission) && covers(grant, placement));
  }

  /** Whether every one of these names, wildcards included, is held on this place: nobody grants what they do not hold. */
  coversAll(names: readonly string[], placement: Placement): boolean {
    const held = new Set(this.grants.filter((grant) => covers(grant, placement)).flatMap((grant) => grant.permissions));
    if (held.has('*')) return true;
    return names.every((name) => held.has(name) || held.has(`${name.slice(0, name.indexOf('.'))}.*`));
  }

  /** The highest level held on this place; 0 for none. Nobody grants a role above their own. */
  levelOn(placement: Placement): number {
    return Math.max(0, ...this.grants.filter((grant) => covers(grant, placement)).map((grant) => grant.level));
  }
}

function covers(grant: Grant, placement: Placement): boolean {
  if (grant.scopeKind === 'tenant') return true;
  if (grant.scopeId === null) return false;
  return (grant.scopeKind === 'department' ? placement.departmentIds : placement.teamIds).includes(grant.scopeId);
}

/**
 * Loads the caller and what they hold. A lead of a team holds the `team_lead` role on that team without an assignment.
 * Throws `unauthenticated` when the session was revoked or has expired, or the account is gone or deactivated, and
 * `forbidden` when the tenant is suspended.
 */
export async function loadAccess(tx: TenantTransaction, authentication: Authentication, now: Date): Promise<Access> {
  const [person, grants] = await Promise.all([loadPerson(tx, authentication, now), loadGrants(tx, authentication, now)]);
  if (person === undefined)
    throw new AppError('unauthenticated', { detail: 'The session has ended or the account is not active any more. Sign in again.' });
  const { sessionSeenAt, tenantStatus, temporaryPasswordExpiresAt, ...caller } = person;
  if (tenantStatus !== 'active') throw new AppError('forbidden', { detail: 'This organization is suspended.' });
  return new Access({ ...authentication, ...caller, mustChangePassword: temporaryPasswordExpiresAt !== null }, grants, sessionSeenAt);
}

/** The person behind a session; undefined when it was revoked or has expired, or the account is not active. */
async function loadPerson(tx: TenantTransaction, { tenantId, sessionId }: Authentication, now: Date) {
  const [person] = await tx
    .select({
      userId: userAccount.id,
      email: userAccount.email,
      name: userAccount.name,
      temporaryPasswordExpiresAt: userAccount.temporaryPasswordExpiresAt,
      sessionSeenAt: session.lastSeenAt,
      tenantStatus: tenant.status,
    })
    .from(session)
    .innerJoin(userAccount, and(eq(userAccount.tenantId, session.tenantId), eq(userAccount.id, session.userId)))
    .innerJoin(tenant, eq(tenant.tenantId, session.tenantId))
    .where(
      and(
        eq(session.tenantId, tenantId),
        eq(session.id, sessionId),
        isNull(session.revokedAt),
        gt(session.expiresAt, now),
        eq(userAccount.status, 'active'),
      ),
    );
  return person;
}

/** What the person behind a session holds now, in no particular order. */
async function loadGrants(tx: TenantTransaction, { tenantId, sessionId }: Authentication, now: Date): Promise<readonly Grant[]> {
  const userId = tx
    .select({ id: session.userId })
    .from(session)
    .where(and(eq(session.tenantId, tenantId), eq(session.id, sessionId)));
  const columns = { roleName: role.name, permissions: role.permissions, level: role.level };
  const assigned = tx
    .select({
      ...columns,
      scopeKind: sql<Grant['scopeKind']>`${roleAssignment.scopeKind}`.as('scope_kind'),
      scopeId: sql<string | null>`${roleAssignment.scopeId}`.as('scope_id'),
    })
    .from(roleAssignment)
    .innerJoin(role, and(eq(role.tenantId, roleAssignment.tenantId), eq(role.id, roleAssignment.roleId)))
    .where(
      and(
        eq(roleAssignment.tenantId, tenantId),
        eq(roleAssignment.userId, userId),
        or(isNull(roleAssignment.expiresAt), gt(roleAssignment.expiresAt, now)),
      ),
    );
  const led = tx
    .select({
      ...columns,
      scopeKind: sql<Grant['scopeKind']>`'team'`.as('scope_kind'),
      scopeId: sql<string | null>`${membership.teamId}`.as('scope_id'),
    })
    .from(membership)
    .innerJoin(role, and(eq(role.tenantId, membership.tenantId), eq(role.name, 'team_lead')))
    .where(and(eq(membership.tenantId, tenantId), eq(membership.userId, userId), eq(membership.teamRole, 'lead')));
  return assigned.unionAll(led);
}

/** Expands the places on which a permission is held to whole subtrees: one query, none for people who hold it on the tenant. */
export async function reachOf(tx: TenantTransaction, access: Access, permission: Permission): Promise<Reach> {
  const grants = access.grants.filter((grant) => holds(grant.permissions, permission));
  if (grants.some((grant) => grant.scopeKind === 'tenant')) return { everything: true, departmentIds: [], teamIds: [] };
  const idsOf = (kind: Grant['scopeKind']) =>
    grants.flatMap((grant) => (grant.scopeKind === kind && grant.scopeId !== null ? [grant.scopeId] : []));
  const departments = idsOf('department');
  const teams = idsOf('team');
  if (departments.length === 0 && teams.length === 0) return { everything: false, departmentIds: [], teamIds: [] };
  const rows = await tx.execute<{ kind: 'department' | 'team'; id: string }>(sql`
    with recursive departments as (
      select id from department where tenant_id = ${access.caller.tenantId} and id in (select unnest(${sqlUuidArray(departments)}))
      union select child.id from department child join departments parent on child.parent_id = parent.id and child.tenant_id = ${access.caller.tenantId}
    ), teams as (
      select id from team where tenant_id = ${access.caller.tenantId} and (id in (select unnest(${sqlUuidArray(teams)})) or department_id in (select id from departments))
      union select child.id from team child join teams parent on child.parent_id = parent.id and child.tenant_id = ${access.caller.tenantId}
    ) select 'department' as kind, id from departments union all select 'team', id from teams`);
  const found = [...rows];
  return {
    everything: false,
    departmentIds: found.filter((row) => row.kind === 'department').map((row) => row.id),
    teamIds: found.filter((row) => row.kind === 'team').map((row) => row.id),
  };
}

/** A `uuid[]` literal: drizzle would spread a JavaScript array into a list of parameters. */
export function sqlUuidArray(ids: readonly string[]): SQL {
  return sql`${`{${ids.join(',')}}`}::uuid[]`;
}

/** People who are in one of these teams. */
function isMemberOf(teamIds: readonly string[], { personId, tenantId }: { personId: Column | SQL; tenantId: string }): SQL {
  return sql`${personId} in (select ${membership.userId} from ${membership}
    where ${membership.tenantId} = ${tenantId} and ${membership.teamId} = any(${sqlUuidArray(teamIds)}))`;
}

/** The condition behind `ctx.visible`: rows within reach, and the caller's own where that suffices. */
export function visibilityCondition(caller: Caller, reach: Reach, own: boolean, columns: PlacementColumns): SQL {
  if (reach.everything) return sql`true`;
  const parts: SQL[] = [];
  if (columns.departmentId !== undefined && reach.departmentIds.length > 0)
    parts.push(sql`${columns.departmentId} = any(${sqlUuidArray(reach.departmentIds)})`);
  if (columns.teamId !== undefined && reach.teamIds.length > 0) parts.push(sql`${columns.teamId} = any(${sqlUuidArray(reach.teamIds)})`);
  if (columns.personId !== undefined && reach.teamIds.length > 0)
    parts.push(isMemberOf(reach.teamIds, { personId: columns.personId, tenantId: caller.tenantId }));
  if (columns.userId !== undefined && own) parts.push(sql`${columns.userId} = ${caller.userId}`);
  return or(...parts) ?? sql`false`;
}
