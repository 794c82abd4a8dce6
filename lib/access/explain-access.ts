import { sql } from 'drizzle-orm';
import { Access, type Placement, tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { loadGrants } from '#lib/command/load-grants.ts';
import { placementOf } from '#lib/command/placement.ts';
import { type AccessReport, accessExplain } from '#lib/contracts/access.ts';
import { allPermissions, type Permission } from '#lib/contracts/permissions.ts';
import { AppError } from '#lib/core/errors.ts';
import { explainPermission } from './explain-permission.ts';
import { loadExplainedGrants } from './load-explained-grants.ts';

type Kind = Exclude<AccessReport['resource']['kind'], 'tenant'>;

/** What can be asked about: the field that names it, its table with its name, and what it takes to see it. */
const resources: Readonly<
  Record<Kind, { readonly field: string; readonly table: string; readonly name: string; readonly read: Permission }>
> = {
  department: { field: 'department_id', table: 'department', name: 'name', read: 'departments.read' },
  team: { field: 'team_id', table: 'team', name: 'name', read: 'teams.read' },
  project: { field: 'project_id', table: 'project', name: 'name', read: 'projects.read' },
  user: { field: 'of_user_id', table: 'user_account', name: "coalesce(nullif(name, ''), email)", read: 'users.read' },
  key: { field: 'key_id', table: 'virtual_key', name: 'name', read: 'keys.read' },
  budget: { field: 'budget_id', table: 'budget', name: 'name', read: 'budgets.read' },
};

interface Resource {
  readonly kind: AccessReport['resource']['kind'];
  readonly name: string;
  readonly placement: Placement;
}

async function nameOf({ tx, tenantId }: OperationContext, kind: Kind, id: string): Promise<string> {
  const { table, name } = resources[kind];
  const rows = await tx.execute<{ name: string }>(
    sql`select ${sql.raw(name)} as name from ${sql.identifier(table)} where tenant_id = ${tenantId} and id = ${id}`,
  );
  return [...rows][0]?.name ?? '';
}

/** What is asked about. What the caller may not see, or whose roles they may not, is reported like what is not there. */
async function resourceOf(ctx: OperationContext, input: Readonly<Record<string, unknown>>): Promise<Resource> {
  for (const kind of ['department', 'team', 'project', 'user', 'key', 'budget'] as const) {
    const { field, read } = resources[kind];
    const id = input[field];
    if (typeof id !== 'string') continue;
    const placement = await placementOf(ctx.tx, ctx.tenantId, kind, id);
    const isSeen =
      placement !== undefined &&
      (placement.userId === ctx.caller.userId || ctx.access.allows(read, placement) || ctx.access.allows('roles.read', placement));
    if (!isSeen) throw new AppError('not_found', { errors: [{ pointer: `/${field}`, detail: `There is no ${kind} with this id` }] });
    return { kind, placement, name: await nameOf(ctx, kind, id) };
  }
  const rows = await ctx.tx.execute<{ name: string }>(sql`select name from tenant where tenant_id = ${ctx.tenantId}`);
  return { kind: 'tenant', placement: tenantPlacement, name: [...rows][0]?.name ?? '' };
}

export const explainAccess = defineQuery(accessExplain, async (ctx, input) => {
  const { tx, tenantId, caller, now } = ctx;
  const userId = input.user_id ?? caller.userId;
  const { kind, name, placement } = await resourceOf(ctx, input);
  const people = await tx.execute<{ name: string; email: string; status: 'active' | 'deactivated' }>(
    sql`select name, email, status from user_account where tenant_id = ${tenantId} and id = ${userId}`,
  );
  const [person] = [...people];
  if (person === undefined) throw new AppError('not_found');
  const grants = await loadExplainedGrants(ctx, userId);
  const level = new Access(caller, await loadGrants(tx, tenantId, userId, now), { seenAt: now, verifiedAt: now }).levelOn(placement);
  const isActive = person.status === 'active';
  return {
    user: { id: userId, ...person },
    resource: { kind, name, is_own: placement.userId === userId },
    level,
    verdicts: allPermissions.map((permission) => explainPermission(permission, grants, { placement, isActive })),
  };
});
