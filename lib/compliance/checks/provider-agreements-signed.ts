import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';
import { usedProviders } from './used-providers.ts';

export const providerAgreementsSigned: Check = {
  name: 'provider-agreements-signed',
  title: 'Agreements on data processing are signed',
  looks: 'The same providers, and whether the register names a signed data processing agreement.',
  severity: 'high',
  mend: 'Sign an agreement with each provider, and enter it.',
  page: '/compliance/providers',
  isCheap: false,
  subject: 'name',
  subjects: (scope) => sql`
    select p.provider as id, r.dpa_reference is null or r.dpa_signed_at is null as failing
    from (${usedProviders(scope)}) p left join provider_record r on r.tenant_id = ${scope.tenantId} and r.provider = p.provider`,
};
