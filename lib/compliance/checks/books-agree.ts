import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const booksAgree: Check = {
  name: 'books-agree',
  title: 'Calls, sums, ledger and budgets agree',
  looks: 'The last comparison of the organization’s money: no difference, and not older than a day.',
  severity: 'critical',
  mend: 'Look at the incidents that the comparison opened.',
  page: '/incidents',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, c.differences > 0 or c.checked_at < ${daysBefore(scope, 1)} as failing
    from conservation_check c where c.tenant_id = ${scope.tenantId}`,
};
