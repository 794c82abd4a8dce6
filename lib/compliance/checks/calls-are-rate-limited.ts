import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const callsAreRateLimited: Check = {
  name: 'calls-are-rate-limited',
  title: 'Calls are rate-limited',
  looks: 'Whether a rate limit is in force.',
  severity: 'low',
  mend: 'Create a rate limit.',
  page: '/rate-limits/new',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, not exists (select from rate_limit l where l.tenant_id = ${scope.tenantId} and l.status = 'active') as failing`,
};
