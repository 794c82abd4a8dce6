import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { department, role, team } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { ProviderPerson } from './claims.ts';
import type { SsoConnectionRow } from './connection-rows.ts';

/** Something that groups and claims give: a role on a place, or membership in a team. */
export interface WantedGrant {
  readonly kind: 'role' | 'member';
  readonly roleId: string | null;
  readonly scopeKind: 'tenant' | 'department' | 'team';
  readonly scopeId: string | null;
}

/** What a provider's word comes to here, and what of it could not be followed. */
export interface Wanted {
  readonly grants: readonly WantedGrant[];
  /** A line each, for the sync log. */
  readonly notes: readonly string[];
}

/** Two of these with the same key are the same grant. */
export const grantKey = ({ kind, roleId, scopeKind, scopeId }: WantedGrant): string =>
  [kind, roleId ?? '', scopeKind, scopeId ?? ''].join(' ');

/** Roles above this level are the platform's; no provider of a customer gives them. */
export const customerLevelMax = 90;

const member = (teamId: string): WantedGrant => ({ kind: 'member', roleId: null, scopeKind: 'team', scopeId: teamId });
const held = (roleId: string, scopeKind: WantedGrant['scopeKind'], scopeId: string | null): WantedGrant => ({
  ...{ kind: 'role', roleId, scopeKind, scopeId },
});

function ofGroups({ groupMappings, defaultRoleId }: SsoConnectionRow, groups: readonly string[]): WantedGrant[] {
  const mine = new Set(groups);
  return groupMappings
    .filter(({ group }) => mine.has(group))
    .flatMap(({ roleId, departmentId, teamId }): WantedGrant[] => {
      if (teamId !== undefined) return [roleId === undefined ? member(teamId) : held(roleId, 'team', teamId)];
      const given = roleId ?? defaultRoleId;
      if (given === null || given === undefined) return [];
      return [departmentId === undefined ? held(given, 'tenant', null) : held(given, 'department', departmentId)];
    });
}

/** The active place with a name, upper and lower case being the same. */
async function placeNamed(tx: TenantTransaction, tenantId: string, table: typeof department | typeof team, name: string) {
  const [found] = await tx
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.tenantId, tenantId), isNull(table.archivedAt), sql`lower(${table.name}) = lower(${name})`));
  return found?.id;
}

async function ofClaims(tx: TenantTransaction, { tenantId, defaultRoleId }: SsoConnectionRow, person: ProviderPerson): Promise<Wanted> {
  const grants: WantedGrant[] = [];
  const notes: string[] = [];
  if (person.role !== null) {
    const [named] = await tx
      .select({ id: role.id })
      .from(role)
      .where(and(eq(role.tenantId, tenantId), isNull(role.archivedAt), sql`lower(${role.name}) = lower(${person.role})`));
    if (named === undefined) notes.push(`There is no active role ${person.role}`);
    else grants.push(held(named.id, 'tenant', null));
  }
  if (person.department !== null) {
    const id = await placeNamed(tx, tenantId, department, person.department);
    if (id === undefined) notes.push(`There is no active department ${person.department}`);
    else if (defaultRoleId !== null) grants.push(held(defaultRoleId, 'department', id));
  }
  if (person.team !== null) {
    const id = await placeNamed(tx, tenantId, team, person.team);
    if (id === undefined) notes.push(`There is no active team ${person.team}`);
    else grants.push(member(id));
  }
  return { grants, notes };
}

/** Leaves out what was archived since it was mapped, and roles that no customer's provider may give. */
async function possible(tx: TenantTransaction, tenantId: string, grants: readonly WantedGrant[]): Promise<Wanted> {
  const idsOf = (pick: (grant: WantedGrant) => string | null): string[] => [...new Set(grants.flatMap((grant) => pick(grant) ?? []))];
  const placeIds = idsOf(({ scopeId }) => scopeId);
  const roleIds = idsOf(({ roleId }) => roleId);
  const active = new Set<string>();
  for (const table of [department, team]) {
    if (placeIds.length === 0) break;
    const rows = await tx
      .select({ id: table.id })
      .from(table)
      .where(and(eq(table.tenantId, tenantId), inArray(table.id, placeIds), isNull(table.archivedAt)));
    for (const { id } of rows) active.add(id);
  }
  const roles =
    roleIds.length === 0
      ? []
      : await tx
          .select()
          .from(role)
          .where(and(eq(role.tenantId, tenantId), inArray(role.id, roleIds), isNull(role.archivedAt)));
  const allowed = new Set(roles.filter(({ level }) => level <= customerLevelMax).map(({ id }) => id));
  const isPossible = ({ roleId, scopeId }: WantedGrant): boolean =>
    (scopeId === null || active.has(scopeId)) && (roleId === null || allowed.has(roleId));
  const left = grants.filter((grant) => !isPossible(grant)).length;
  return { grants: grants.filter(isPossible), notes: left === 0 ? [] : [`${left} mappings lead to what is archived or may not be given`] };
}

/** What a person is to have here by the word of their provider: the default role, their groups and their claims. */
export async function wantedGrants(tx: TenantTransaction, connection: SsoConnectionRow, person: ProviderPerson): Promise<Wanted> {
  const everybody = connection.defaultRoleId === null ? [] : [held(connection.defaultRoleId, 'tenant', null)];
  const claimed = await ofClaims(tx, connection, person);
  const all = [...everybody, ...ofGroups(connection, person.groups), ...claimed.grants];
  const once = [...new Map(all.map((grant) => [grantKey(grant), grant])).values()];
  const { grants, notes } = await possible(tx, connection.tenantId, once);
  return { grants, notes: [...claimed.notes, ...notes] };
}
