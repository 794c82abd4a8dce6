import { type Column, or, type SQL, sql } from 'drizzle-orm';
import { membership } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { holds, type Permission } from '#lib/contracts/permissions.ts';
import { AppError } from '#lib/core/errors.ts';
import type { Authentication, Caller, PlacementColumns } from './context.ts';
import { loadPerson } from './load-person.ts';
import { type FactorRules, mustEnrol } from './must-enrol.ts';
import { openGrants, readPlaceControls } from './place-controls.ts';
import { defaultSessionRules, isAllowedOrigin, isWithinTimes, type Origin, withTimeout } from './session-rules.ts';

/** Where a resource sits: the ids from itself up to the root, and whose own it is. */
export interface Placement {
  readonly departmentIds: readonly string[];
  readonly teamIds: readonly string[];
  /** The project it belongs to; absent for what belongs to none. */
  readonly projectIds?: readonly string[];
  readonly userId: string | null;
}

export const tenantPlacement: Placement = { departmentIds: [], teamIds: [], userId: null };

/** One role held on one part of the organization. */
export interface Grant {
  readonly roleName: string;
  readonly permissions: readonly string[];
  readonly level: number;
  readonly scopeKind: 'tenant' | 'department' | 'team' | 'project';
  readonly scopeId: string | null;
}

/** Departments, teams and projects, subtrees included, on which a permission is held. */
export interface Reach {
  readonly everything: boolean;
  readonly departmentIds: readonly string[];
  readonly teamIds: readonly string[];
  /** Those on which it is held by themselves; what lies in the departments and teams is not named. */
  readonly projectIds: readonly string[];
}

export const noReach: Reach = { everything: false, departmentIds: [], teamIds: [], projectIds: [] };

/** What is known of a session or token beside who it is. */
export interface AccessFacts {
  readonly seenAt: Date;
  readonly verifiedAt: Date;
  /** As the organization set it. */
  readonly auditReads?: 'content' | 'all' | undefined;
}

/** What one person may do, loaded in the transaction of the work. */
export class Access {
  readonly caller: Caller;
  readonly grants: readonly Grant[];
  /** When the session was last noted as in use. */
  readonly sessionSeenAt: Date;
  /** When the person last proved who they are in this session. */
  readonly verifiedAt: Date;
  /** Whether the organization wants every read that needs a permission in its audit trail. */
  readonly recordsAllReads: boolean;

  constructor(caller: Caller, grants: readonly Grant[], { seenAt, verifiedAt, auditReads = 'content' }: AccessFacts) {
    this.caller = caller;
    this.grants = grants;
    this.sessionSeenAt = seenAt;
    this.verifiedAt = verifiedAt;
    this.recordsAllReads = auditReads === 'all';
  }

  /** Whether the permission is held anywhere at all. */
  holdsSomewhere(permission: Permission): boolean {
    return this.grants.some((grant) => holds(grant.permissions, permission));
  }

  /** Whether the permission is held on this place. */
  allows(permission: Permission, placement: Placement): boolean {
    return this.grants.some((grant) => holds(grant.permissions, permission) && coversPlace(grant, placement));
  }

  /** Whether every one of these names, wildcards included, is held on this place: nobody grants what they do not hold. */
  coversAll(names: readonly string[], placement: Placement): boolean {
    const held = new Set(this.grants.filter((grant) => coversPlace(grant, placement)).flatMap((grant) => grant.permissions));
    if (held.has('*')) return true;
    return names.every((name) => held.has(name) || held.has(`${name.slice(0, name.indexOf('.'))}.*`));
  }

  /** The highest level held on this place; 0 for none. Nobody grants a role above their own. */
  levelOn(placement: Placement): number {
    return Math.max(0, ...this.grants.filter((grant) => coversPlace(grant, placement)).map((grant) => grant.level));
  }
}

/** Whether what is granted on a part of the organization holds on a place. */
export function coversPlace(grant: Pick<Grant, 'scopeKind' | 'scopeId'>, placement: Placement): boolean {
  if (grant.scopeKind === 'tenant') return true;
  const { departmentIds, teamIds, projectIds = [] } = placement;
  return (
    grant.scopeId !== null && { department: departmentIds, team: teamIds, project: projectIds }[grant.scopeKind].includes(grant.scopeId)
  );
}

/**
 * Loads the caller and what they hold. A lead of a team holds the `team_lead` role on that team without an assignment.
 * Throws `unauthenticated` when the session was revoked, has expired or was not used for too long, or the account is gone or
 * deactivated, and `forbidden` when the tenant is suspended or lets nobody in from there.
 */
export async function loadAccess(tx: TenantTransaction, authentication: Authentication, now: Date, origin: Origin): Promise<Access> {
  const { tenantId, sessionId } = authentication;
  const { person, grants: held } = await loadPerson(tx, authentication, now);
  const controls = person?.isGoverned === true ? await readPlaceControls(tx, tenantId, { ...person, sessionId }, held) : null;
  const grants = controls === null ? held : openGrants(held, controls);
  const sessionRules = withTimeout(person?.rules ?? defaultSessionRules, controls?.idleMinutes ?? null);
  if (person === undefined || !isWithinTimes({ createdAt: person.sessionCreatedAt, lastSeenAt: person.seenAt }, sessionRules, now))
    throw new AppError('unauthenticated', { detail: 'The session has ended or the account is not active any more. Sign in again.' });
  if (person.tenantStatus !== 'active') throw new AppError('forbidden', { detail: 'This organization is suspended.' });
  if (!isAllowedOrigin(origin, sessionRules))
    throw new AppError('forbidden', { detail: 'This organization is not open to people at your address.' });
  const { userId, email, name, seenAt, verifiedAt } = person;
  const caller: Caller = {
    ...{ ...authentication, userId, email, name },
    mustChangePassword: person.mustChangePassword,
    ...(person.tenantKind === 'platform' ? { isOperator: true } : {}),
    mustEnrol: mustEnrol(
      controls?.needsFactor === true ? everybody : person.rules,
      { ...person, roles: held.map(({ roleName }) => roleName) },
      now,
    ),
  };
  return new Access(caller, grants, { seenAt, verifiedAt, auditReads: person.rules?.auditReads });
}

/** Places ask for a second factor at once, whatever the organization gives time for. */
const everybody: FactorRules = { factorRequired: 'everybody', factorRoles: [], factorDueAt: null };

/** Expands the places on which a permission is held to whole subtrees: one query, none for people who hold it on the tenant. */
export async function reachOf(tx: TenantTransaction, access: Access, permission: Permission): Promise<Reach> {
  const grants = access.grants.filter((grant) => holds(grant.permissions, permission));
  if (grants.some((grant) => grant.scopeKind === 'tenant')) return { ...noReach, everything: true };
  const idsOf = (kind: Grant['scopeKind']) =>
    grants.flatMap((grant) => (grant.scopeKind === kind && grant.scopeId !== null ? [grant.scopeId] : []));
  const departments = idsOf('department');
  const teams = idsOf('team');
  const projectIds = idsOf('project');
  if (departments.length === 0 && teams.length === 0) return { ...noReach, projectIds };
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
    projectIds,
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
  if (columns.projectId !== undefined && reach.projectIds.length > 0)
    parts.push(sql`${columns.projectId} = any(${sqlUuidArray(reach.projectIds)})`);
  if (columns.personId !== undefined && reach.teamIds.length > 0)
    parts.push(isMemberOf(reach.teamIds, { personId: columns.personId, tenantId: caller.tenantId }));
  if (columns.userId !== undefined && own) parts.push(sql`${columns.userId} = ${caller.userId}`);
  return or(...parts) ?? sql`false`;
}
