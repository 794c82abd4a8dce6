import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const tokensExpire: Check = {
  name: 'tokens-expire',
  title: 'API tokens have an end',
  looks: 'API tokens that were not revoked, and whether each expires.',
  severity: 'medium',
  mend: 'Replace the tokens named by ones that expire.',
  page: '/settings/tokens',
  isCheap: true,
  subject: 'apiToken',
  subjects: (scope) => sql`
    select t.id::text as id, t.expires_at is null as failing from api_token t
    where t.tenant_id = ${scope.tenantId} and t.revoked_at is null and (t.expires_at is null or t.expires_at > ${daysBefore(scope, 0)})`,
};
