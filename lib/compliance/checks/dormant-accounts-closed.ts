import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const dormantAccountsClosed: Check = {
  name: 'dormant-accounts-closed',
  title: 'Accounts nobody uses are closed',
  looks: 'Active people, and whether each has signed in within the last 90 days, or joined within them.',
  severity: 'medium',
  mend: 'Deactivate people who no longer need an account.',
  page: '/users',
  isCheap: true,
  subject: 'user',
  subjects: (scope) => sql`
    select u.id::text as id, coalesce(u.last_sign_in_at, u.created_at) < ${daysBefore(scope, 90)} as failing
    from user_account u where u.tenant_id = ${scope.tenantId} and u.kind = 'person' and u.status = 'active'`,
};
