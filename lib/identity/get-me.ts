import { and, eq, gt, isNull, or, sql } from 'drizzle-orm';
import { roleAssignment } from '#db/schema/index.ts';
import { readAssignments } from '#lib/access/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { meGet } from '#lib/contracts/users.ts';
import { readTenant } from '#lib/organization/index.ts';
import { readUser } from './user-rows.ts';

/** Roles shown with oneself; nobody holds more. */
const rolesMax = 100;

/** `permissions` also has those a lead holds through a team, for which there is no assignment. */
export const getMe = defineQuery(meGet, async (ctx) => {
  const { tx, tenantId, caller, now } = ctx;
  const user = await readUser(tx, tenantId, caller.userId);
  const { id, slug, name, kind, time_zone, status, created_at } = await readTenant(tx, tenantId);
  const own = and(eq(roleAssignment.userId, caller.userId), or(isNull(roleAssignment.expiresAt), gt(roleAssignment.expiresAt, now)));
  const assignments = await readAssignments(tx, tenantId, { where: own, orderBy: sql`${roleAssignment.id}`, limit: rolesMax });
  const held = new Set(ctx.access.grants.flatMap((grant) => grant.permissions));
  return {
    user,
    tenant: { id, slug, name, kind, time_zone, status, created_at },
    must_enrol: caller.mustEnrol,
    session_id: caller.sessionId,
    roles: assignments.map(({ role_name, role_title, scope_kind, department_id, team_id, scope_name }) => ({
      role_name,
      role_title,
      scope_kind,
      department_id,
      team_id,
      scope_name,
    })),
    permissions: [...held].sort(),
  };
});
