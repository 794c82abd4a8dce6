import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const sensitiveProjectsGuarded: Check = {
  name: 'sensitive-projects-guarded',
  title: 'Confidential projects are guarded',
  looks:
    'Projects that are confidential or restricted, and whether a policy that redacts, refuses or asks for approval is in force for each.',
  severity: 'high',
  mend: 'Publish a policy for the projects named.',
  page: '/policies',
  isCheap: true,
  subject: 'project',
  subjects: (scope) => sql`
    select j.id::text as id, not exists (select from policy p join policy_version v on v.tenant_id = p.tenant_id and v.policy_id = p.id and v.number = p.active_version
      where p.tenant_id = ${scope.tenantId} and p.archived_at is null
        and (p.scope_kind = 'tenant' or p.scope_kind = 'project' and p.scope_id = j.id)
        and jsonb_path_exists(v.definition, '$.rules.actions[*] ? (@.type == "redact" || @.type == "deny" || @.type == "require_approval")')) as failing
    from project j where j.tenant_id = ${scope.tenantId} and j.archived_at is null and j.status = 'active'
      and j.security_level in ('confidential', 'restricted')`,
};
