import { eq, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { roleAssignment, userAccount } from '#db/schema/index.ts';
import { assignRole, builtInRole, readAssignments } from '#lib/access/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineAction } from '#lib/command/define-action.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { RoleAssignment } from '#lib/contracts/roles.ts';
import { User, userCreate } from '#lib/contracts/users.ts';
import { newUuid } from '#lib/core/ids.ts';
import { requireRoom } from '#lib/organization/index.ts';
import { newTemporaryPassword, temporaryPasswordEnd } from './temporary-password.ts';
import { readUser } from './user-rows.ts';

export const emailTaken = { pointer: '/email', detail: 'Somebody in the organization has this e-mail address' };

/** The role on the whole organization that every person has unless another was asked for. */
const roleOfEverybody = 'user';

async function insertUser(ctx: OperationContext, input: z.output<typeof userCreate.input>, passwordHash: string): Promise<string> {
  const { tx, tenantId, now } = ctx;
  const id = newUuid(now.getTime());
  const row = {
    tenantId,
    id,
    email: input.email,
    name: input.name,
    timeZone: input.time_zone ?? null,
    passwordHash,
    temporaryPasswordExpiresAt: temporaryPasswordEnd(now),
    createdAt: now,
    updatedAt: now,
  };
  await refuseDuplicate('user_account_email', emailTaken, tx.insert(userAccount).values(row));
  return id;
}

/** Hashing takes longer than a transaction should, so it happens between two. */
export const createUser = defineAction(userCreate, {
  prepare: async () => undefined,
  effect: newTemporaryPassword,
  async record(ctx, input, { password, hash }) {
    const { tx, tenantId } = ctx;
    await requireRoom(tx, tenantId, 'users');
    const id = await insertUser(ctx, input, hash);
    const roleId = input.role_id ?? (await builtInRole(tx, tenantId, roleOfEverybody)).id;
    const assignmentId = await assignRole(ctx, { userId: id, roleId, scopeKind: 'tenant', scopeId: null, expiresAt: null });
    const user = await readUser(tx, tenantId, id);
    const assignments = await readAssignments(tx, tenantId, { where: eq(roleAssignment.id, assignmentId), orderBy: sql`1`, limit: 1 });
    return {
      result: { user, temporary_password: password },
      changes: [
        changeOf('user', 'user', User, null, user),
        ...assignments.map((assignment) => changeOf('role_assignment', 'roleAssignment', RoleAssignment, null, assignment)),
      ],
    };
  },
});
