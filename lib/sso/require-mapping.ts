import { and, eq, isNull } from 'drizzle-orm';
import { department, team } from '#db/schema/index.ts';
import type { StoredGroupMapping } from '#db/schema/sso.ts';
import { builtInRole, readGrantable, requireMayGrant } from '#lib/access/index.ts';
import { type Placement, tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { placementOf } from '#lib/command/placement.ts';
import type { SsoClaims, SsoGroupMapping } from '#lib/contracts/sso-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import { fault } from './provider-columns.ts';
import { requireMayOpenAccounts } from './require-may-open-accounts.ts';

/** Refuses roles that are not there, and those the caller could not grant by hand on the same place. */
async function requireRole(ctx: OperationContext, pointer: string, roleId: string, placement: Placement): Promise<void> {
  const found = await readGrantable(ctx, roleId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') throw fault(pointer, 'There is no active role with this id');
    throw error;
  });
  requireMayGrant(ctx.access, found, placement);
}

async function requirePlace(
  ctx: OperationContext,
  pointer: string,
  { department_id: departmentId, team_id: teamId }: SsoGroupMapping,
): Promise<Placement> {
  const { tx, tenantId } = ctx;
  const [kind, id] = teamId !== undefined ? (['team', teamId] as const) : (['department', departmentId] as const);
  if (id === undefined) return tenantPlacement;
  const table = kind === 'team' ? team : department;
  const [active] = await tx
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.tenantId, tenantId), eq(table.id, id), isNull(table.archivedAt)));
  const placement = active === undefined ? undefined : await placementOf(tx, tenantId, kind, id);
  if (placement === undefined) throw fault(`${pointer}/${kind}_id`, `There is no active ${kind} with this id`);
  return placement;
}

/** Checks what groups give: nobody has a provider grant what they could not grant themselves. */
export async function requireMappings(ctx: OperationContext, mappings: readonly SsoGroupMapping[]): Promise<StoredGroupMapping[]> {
  const stored: StoredGroupMapping[] = [];
  for (const [index, mapping] of mappings.entries()) {
    const pointer = `/group_mappings/${index}`;
    const placement = await requirePlace(ctx, pointer, mapping);
    if (mapping.role_id !== undefined) await requireRole(ctx, `${pointer}/role_id`, mapping.role_id, placement);
    stored.push({
      group: mapping.group,
      ...(mapping.role_id === undefined ? {} : { roleId: mapping.role_id }),
      ...(mapping.department_id === undefined ? {} : { departmentId: mapping.department_id }),
      ...(mapping.team_id === undefined ? {} : { teamId: mapping.team_id }),
    });
  }
  return stored;
}

/** The role everybody gets: the one that was asked for, or `user`; null for none. */
export async function requireDefaultRole(ctx: OperationContext, roleId: string | null | undefined): Promise<string | null> {
  if (roleId === null) return null;
  if (roleId === undefined) return (await builtInRole(ctx.tx, ctx.tenantId, 'user')).id;
  await requireRole(ctx, '/default_role_id', roleId, tenantPlacement);
  return roleId;
}

/** A claim that names roles lets the provider grant any of them, so only who may grant the highest sets it. */
export async function requireClaims(ctx: OperationContext, claims: SsoClaims): Promise<Record<string, string>> {
  if (claims.role !== undefined) await requireMayOpenAccounts(ctx);
  return Object.fromEntries(Object.entries(claims).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
