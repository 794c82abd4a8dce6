import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const spendingIsLimited: Check = {
  name: 'spending-is-limited',
  title: 'Spending is limited',
  looks: 'Whether a budget that refuses calls past its limit counts for the whole organization.',
  severity: 'medium',
  mend: 'Create a budget of the organization that is hard.',
  page: '/budgets/new',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, not exists (select from budget b where b.tenant_id = ${scope.tenantId} and b.scope_kind = 'tenant'
      and b.enforcement = 'hard' and b.status = 'active' and b.archived_at is null) as failing`,
};
