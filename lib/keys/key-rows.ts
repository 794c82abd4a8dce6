import { and, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { department, environment, keyPolicy, project, team, userAccount, virtualKey } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { keyStatuses, VirtualKey } from '#lib/contracts/keys.ts';
import { AppError } from '#lib/core/errors.ts';

const creator = alias(userAccount, 'creator');
const disabler = alias(userAccount, 'disabler');

/** What a key is to whoever calls with it: one past its end is as good as disabled, but can be told apart. */
export function keyStatusAt(now: Date): SQL<(typeof keyStatuses)[number]> {
  return sql`case when ${virtualKey.status} = 'disabled' then 'disabled'
    when least(${virtualKey.expiresAt}, ${virtualKey.rotationEndsAt}) <= ${now.toISOString()}::timestamptz then 'expired' else 'active' end`;
}

/** The rule of rotation that counts for a key (db/functions/keys.sql); null where there is none. */
export const rotationRule: SQL = sql`key_rotation_rule(${virtualKey.tenantId}, ${virtualKey.kind}, ${virtualKey.teamId})`;

/** When that rule wants a key replaced; null where it does not. */
export const rotationDueAt: SQL<Date | null> = sql<Date | null>`${virtualKey.createdAt} + make_interval(days => (
  select p.rotate_every_days from ${keyPolicy} p where p.tenant_id = ${virtualKey.tenantId} and p.id = ${rotationRule}))`;

const ofProject = (column: 'team_id' | 'department_id'): SQL =>
  sql`(select w.${sql.raw(column)} from ${project} w where w.tenant_id = ${virtualKey.tenantId} and w.id = ${virtualKey.projectId})`;
/** Where keys are: those of a project where it is now. */
export const keyPlaceColumns = {
  teamId: sql`case when ${virtualKey.kind} = 'project' then ${ofProject('team_id')} else ${virtualKey.teamId} end`,
  departmentId: sql`case when ${virtualKey.kind} = 'project' then ${ofProject('department_id')} else ${virtualKey.departmentId} end`,
};

/** Columns of the owner, for conditions beside those of the key. */
export const keyOwner = userAccount;

/** Virtual keys as callers see them; the joined tables are those of `keyOwner`, the team, its department and the creator. */
export function readKeys(
  ctx: OperationContext,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<VirtualKey[]> {
  const { tx, tenantId, now } = ctx;
  return tx
    .select({
      id: virtualKey.id,
      name: virtualKey.name,
      kind: virtualKey.kind,
      display: virtualKey.display,
      status: keyStatusAt(now),
      user_id: virtualKey.userId,
      user_name: userAccount.name,
      team_id: virtualKey.teamId,
      team_name: team.name,
      department_id: virtualKey.departmentId,
      department_name: department.name,
      project_id: virtualKey.projectId,
      project_name: project.name,
      environment_id: virtualKey.environmentId,
      environment_name: environment.name,
      allowed_models: virtualKey.allowedModels,
      allowed_providers: virtualKey.allowedProviders,
      allowed_endpoints: virtualKey.allowedEndpoints,
      allowed_addresses: virtualKey.allowedAddresses,
      tags: virtualKey.tags,
      expires_at: virtualKey.expiresAt,
      disabled_for: virtualKey.disabledFor,
      disabled_at: virtualKey.disabledAt,
      disabled_by_name: sql<string | null>`nullif(coalesce(nullif(${disabler.name}, ''), ${disabler.email}), '')`,
      rotation_due_at: rotationDueAt.mapWith(virtualKey.expiresAt),
      rotation_stage: virtualKey.rotationStage,
      rotation_ends_at: virtualKey.rotationEndsAt,
      last_used_at: virtualKey.lastUsedAt,
      rotated_from_id: virtualKey.rotatedFromId,
      created_by_name: creator.name,
      created_at: virtualKey.createdAt,
      updated_at: virtualKey.updatedAt,
      version: virtualKey.version,
    })
    .from(virtualKey)
    .leftJoin(userAccount, and(eq(userAccount.tenantId, virtualKey.tenantId), eq(userAccount.id, virtualKey.userId)))
    .leftJoin(team, and(eq(team.tenantId, virtualKey.tenantId), eq(team.id, virtualKey.teamId)))
    .leftJoin(
      department,
      and(eq(department.tenantId, virtualKey.tenantId), sql`${department.id} = coalesce(${team.departmentId}, ${virtualKey.departmentId})`),
    )
    .leftJoin(project, and(eq(project.tenantId, virtualKey.tenantId), eq(project.id, virtualKey.projectId)))
    .leftJoin(environment, and(eq(environment.tenantId, virtualKey.tenantId), eq(environment.id, virtualKey.environmentId)))
    .leftJoin(disabler, and(eq(disabler.tenantId, virtualKey.tenantId), eq(disabler.id, virtualKey.disabledBy)))
    .leftJoin(creator, and(eq(creator.tenantId, virtualKey.tenantId), eq(creator.id, virtualKey.createdBy)))
    .where(and(eq(virtualKey.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
}

export async function readKey(ctx: OperationContext, id: string): Promise<VirtualKey> {
  const [found] = await readKeys(ctx, { where: eq(virtualKey.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
