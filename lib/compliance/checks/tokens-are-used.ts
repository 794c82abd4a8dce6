import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const tokensAreUsed: Check = {
  name: 'tokens-are-used',
  title: 'API tokens nobody uses are revoked',
  looks: 'API tokens that work, and whether each was used within the last 90 days, or made within them.',
  severity: 'low',
  mend: 'Revoke the tokens named.',
  page: '/settings/tokens',
  isCheap: true,
  subject: 'apiToken',
  subjects: (scope) => sql`
    select t.id::text as id, coalesce(t.last_used_at, t.created_at) < ${daysBefore(scope, 90)} as failing from api_token t
    where t.tenant_id = ${scope.tenantId} and t.revoked_at is null and (t.expires_at is null or t.expires_at > ${daysBefore(scope, 0)})`,
};
