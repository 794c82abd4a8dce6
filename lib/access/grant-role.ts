import { and, eq } from 'drizzle-orm';
import { roleAssignment, userAccount } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { RoleAssignment, roleAssignmentGrant } from '#lib/contracts/roles.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readAssignment } from './assignment-rows.ts';
import { type GrantScope, grantScopeOf, placementOfScope } from './grant-scope.ts';
import { readGrantable, requireMayGrant } from './may-grant.ts';

/** Inserts an assignment once the caller is known to be allowed to make it; answers its id. */
export async function assignRole(
  ctx: OperationContext,
  grant: GrantScope & { readonly userId: string; readonly roleId: string; readonly expiresAt: Date | null },
): Promise<string> {
  const { tx, tenantId, now } = ctx;
  requireMayGrant(ctx.access, await readGrantable(ctx, grant.roleId), await placementOfScope(ctx, grant));
  const id = newUuid(now.getTime());
  const held = { pointer: '/role_id', detail: 'This person holds the role there already' };
  await refuseDuplicate('role_assignment_once', held, tx.insert(roleAssignment).values({ ...grant, tenantId, id, createdAt: now }));
  return id;
}

/** When a grant ends; refuses an end that is over. */
export function requireFutureEnd(expiresAt: Date | undefined, now: Date): Date | null {
  if (expiresAt !== undefined && expiresAt <= now)
    throw new AppError('validation_failed', { errors: [{ pointer: '/expires_at', detail: 'Must lie in the future' }] });
  return expiresAt ?? null;
}

/** Refuses whoever is not there or deactivated as one who is given something, and a program's account where a program gives it. */
export async function requireActivePerson({ tx, tenantId, caller }: OperationContext, id: string): Promise<void> {
  const [person] = await tx
    .select({ status: userAccount.status, name: userAccount.name, kind: userAccount.kind })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, id)));
  if (person === undefined) throw new AppError('not_found', { errors: [{ pointer: '/user_id', detail: 'There is no such person' }] });
  if (person.status !== 'active') throw new AppError('conflict', { detail: `${person.name} is deactivated.` });
  if (person.kind === 'service' && caller.credential !== undefined)
    throw new AppError('forbidden', {
      detail: 'Only a person who is signed in gives more to a service account; what a token gave would outlive it. Do it in the console.',
    });
}

export const grantRole = defineCommand(roleAssignmentGrant, async (ctx, input) => {
  const { tx, tenantId } = ctx;
  const expiresAt = requireFutureEnd(input.expires_at, ctx.now);
  await requireActivePerson(ctx, input.user_id);
  const id = await assignRole(ctx, { userId: input.user_id, roleId: input.role_id, ...grantScopeOf(input), expiresAt });
  const after = await readAssignment(tx, tenantId, id);
  return { result: after, changes: [changeOf('role_assignment', 'roleAssignment', RoleAssignment, null, after)] };
});
