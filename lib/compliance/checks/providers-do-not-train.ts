import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';
import { usedProviders } from './used-providers.ts';

export const providersDoNotTrain: Check = {
  name: 'providers-do-not-train',
  title: 'Providers do not train on what they are sent',
  looks: 'The same providers, and whether the register says that they have agreed not to train.',
  severity: 'high',
  mend: 'Choose the option against training at each provider, and enter it.',
  page: '/compliance/providers',
  isCheap: false,
  subject: 'name',
  subjects: (scope) => sql`
    select p.provider as id, r.training_excluded is not true as failing
    from (${usedProviders(scope)}) p left join provider_record r on r.tenant_id = ${scope.tenantId} and r.provider = p.provider`,
};
