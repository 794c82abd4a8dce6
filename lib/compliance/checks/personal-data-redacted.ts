import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const personalDataRedacted: Check = {
  name: 'personal-data-redacted',
  title: 'Personal data is taken out of calls',
  looks: 'Whether a policy in force for the whole organization redacts.',
  severity: 'high',
  mend: 'Publish a policy that redacts the patterns you must not send.',
  page: '/policies',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, not exists (select from policy p join policy_version v on v.tenant_id = p.tenant_id and v.policy_id = p.id and v.number = p.active_version
      where p.tenant_id = ${scope.tenantId} and p.archived_at is null
        and p.scope_kind = 'tenant' and v.definition #> '{rules,actions}' @> '[{"type": "redact"}]') as failing`,
};
