import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';
import { usedProviders } from './used-providers.ts';

export const providersAreRegistered: Check = {
  name: 'providers-are-registered',
  title: 'Providers are registered',
  looks: 'Providers that connections lead to or that were called in the last 30 days, and whether the register of providers knows each.',
  severity: 'high',
  mend: 'Enter each provider into the register.',
  page: '/compliance/providers',
  isCheap: false,
  subject: 'name',
  subjects: (scope) => sql`
    select p.provider as id, r.provider is null as failing
    from (${usedProviders(scope)}) p left join provider_record r on r.tenant_id = ${scope.tenantId} and r.provider = p.provider`,
};
