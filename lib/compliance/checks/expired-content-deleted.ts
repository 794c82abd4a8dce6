import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const expiredContentDeleted: Check = {
  name: 'expired-content-deleted',
  title: 'Expired content is deleted',
  looks:
    'Kept prompts and answers past their end, cached or logged, and stored answers to an Idempotency-Key that are older than two days.',
  severity: 'medium',
  mend: 'Look at the background jobs, which should have deleted them.',
  page: '/incidents',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id,
      exists (select from cache_entry c where c.tenant_id = ${scope.tenantId} and c.expires_at < ${daysBefore(scope, 1)})
      or exists (select from call_content c where c.tenant_id = ${scope.tenantId} and c.expires_at < ${daysBefore(scope, 1)})
      or exists (select from idempotent_call c where c.tenant_id = ${scope.tenantId} and c.created_at < ${daysBefore(scope, 2)})
      or exists (select from idempotency_record c where c.tenant_id = ${scope.tenantId} and c.created_at < ${daysBefore(scope, 2)}) as failing`,
};
