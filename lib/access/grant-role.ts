import { and, eq } from 'drizzle-orm';
import { role, roleAssignment, userAccount } from '#db/schema/index.ts';
import { type Placement, tenantPlacement } from '#lib/command/access.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { placementOf } from '#lib/command/placement.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { RoleAssignment, roleAssignmentGrant } from '#lib/contracts/roles.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readAssignment } from './assignment-rows.ts';
import { requireMayGrant } from './may-grant.ts';

const missing = (pointer: string, detail: string): AppError => new AppError('not_found', { errors: [{ pointer, detail }] });

/** A part of the organization a role is granted on. */
export interface GrantScope {
  readonly scopeKind: 'tenant' | 'department' | 'team';
  readonly scopeId: string | null;
}

async function placementOfScope(ctx: OperationContext, { scopeKind, scopeId }: GrantScope): Promise<Placement> {
  if (scopeKind === 'tenant' || scopeId === null) return tenantPlacement;
  const placement = await placementOf(ctx.tx, ctx.tenantId, scopeKind, scopeId);
  if (placement === undefined) throw missing(`/${scopeKind}_id`, `There is no ${scopeKind} with this id`);
  return placement;
}

/** Inserts an assignment once the caller is known to be allowed to make it; answers its id. */
export async function assignRole(
  ctx: OperationContext,
  grant: GrantScope & { readonly userId: string; readonly roleId: string; readonly expiresAt: Date | null },
): Promise<string> {
  const { tx, tenantId, now } = ctx;
  const [granted] = await tx
    .select()
    .from(role)
    .where(and(eq(role.tenantId, tenantId), eq(role.id, grant.roleId)));
  if (granted === undefined) throw missing('/role_id', 'There is no role with this id');
  requireMayGrant(ctx.access, granted, await placementOfScope(ctx, grant));
  const id = newUuid(now.getTime());
  const held = { pointer: '/role_id', detail: 'This person holds the role there already' };
  await refuseDuplicate('role_assignment_once', held, tx.insert(roleAssignment).values({ ...grant, tenantId, id, createdAt: now }));
  return id;
}

export const grantRole = defineCommand(roleAssignmentGrant, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const expiresAt = input.expires_at ?? null;
  if (expiresAt !== null && expiresAt <= now)
    throw new AppError('validation_failed', { errors: [{ pointer: '/expires_at', detail: 'Must lie in the future' }] });
  const [person] = await tx
    .select({ status: userAccount.status, name: userAccount.name })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, input.user_id)));
  if (person === undefined) throw missing('/user_id', 'There is no such person');
  if (person.status !== 'active') throw new AppError('conflict', { detail: `${person.name} is deactivated.` });
  const scopeId = input.team_id ?? input.department_id ?? null;
  const scopeKind = input.team_id !== undefined ? 'team' : input.department_id !== undefined ? 'department' : 'tenant';
  const id = await assignRole(ctx, { userId: input.user_id, roleId: input.role_id, scopeKind, scopeId, expiresAt });
  const after = await readAssignment(tx, tenantId, id);
  return { result: after, changes: [changeOf('role_assignment', 'roleAssignment', RoleAssignment, null, after)] };
});
