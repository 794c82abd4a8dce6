import { type SQL, sql } from 'drizzle-orm';
import { type CheckScope, daysBefore } from './check.ts';

/** Active people who hold a role of level 90 or more on the whole organization, directly or by a group: `id` (uuid). */
export const administrators = (scope: CheckScope): SQL => sql`
  select u.id from user_account u
  where u.tenant_id = ${scope.tenantId} and u.kind = 'person' and u.status = 'active' and (
    exists (select from role_assignment a join role r on r.tenant_id = a.tenant_id and r.id = a.role_id
      where a.tenant_id = u.tenant_id and a.user_id = u.id and a.scope_kind = 'tenant' and r.level >= 90
        and (a.expires_at is null or a.expires_at > ${daysBefore(scope, 0)}))
    or exists (select from group_member m join group_role g on g.tenant_id = m.tenant_id and g.group_id = m.group_id
      join role r on r.tenant_id = g.tenant_id and r.id = g.role_id
      where m.tenant_id = u.tenant_id and m.user_id = u.id and g.scope_kind = 'tenant' and r.level >= 90
        and (g.expires_at is null or g.expires_at > ${daysBefore(scope, 0)})))`;
