import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const providerCredentialsRotated: Check = {
  name: 'provider-credentials-rotated',
  title: 'Credentials of providers are young enough',
  looks: 'Active connections with a credential, and whether it was replaced within the organization’s own limit.',
  severity: 'high',
  mend: 'Rotate the credentials of the connections named.',
  page: '/connections',
  isCheap: true,
  subject: 'connection',
  subjects: (scope) => sql`
    select c.id::text as id, coalesce(c.credential_rotated_at, c.created_at) < ${daysBefore(scope, scope.limits.keyDaysMax)} as failing
    from connection c where c.tenant_id = ${scope.tenantId} and c.status = 'active' and c.archived_at is null and c.credential is not null`,
};
