import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const providerCredentialsEncrypted: Check = {
  name: 'provider-credentials-encrypted',
  title: 'Credentials of providers are encrypted',
  looks: 'Connections with a credential, and whether a data key of the organization seals it (AES-256-GCM).',
  severity: 'critical',
  mend: 'Enter the credentials of the connections named again.',
  page: '/connections',
  isCheap: true,
  subject: 'connection',
  subjects: (scope) => sql`
    select c.id::text as id, c.encryption_key_id is null as failing
    from connection c where c.tenant_id = ${scope.tenantId} and c.archived_at is null and c.credential is not null`,
};
