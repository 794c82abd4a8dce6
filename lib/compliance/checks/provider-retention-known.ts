import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';
import { usedProviders } from './used-providers.ts';

export const providerRetentionKnown: Check = {
  name: 'provider-retention-known',
  title: 'It is known how long providers keep data',
  looks: 'The same providers, and whether the register says for how many days they keep what they are sent.',
  severity: 'low',
  mend: 'Enter the retention of each provider.',
  page: '/compliance/providers',
  isCheap: false,
  subject: 'name',
  subjects: (scope) => sql`
    select p.provider as id, r.retention_days is null as failing
    from (${usedProviders(scope)}) p left join provider_record r on r.tenant_id = ${scope.tenantId} and r.provider = p.provider`,
};
