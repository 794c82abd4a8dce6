import { sql } from 'drizzle-orm';
import { type Check, daysBefore } from './check.ts';

export const providerRecordsReviewed: Check = {
  name: 'provider-records-reviewed',
  title: 'The register of providers is current',
  looks: 'Entries of the register, and whether each was reviewed within the last year.',
  severity: 'medium',
  mend: 'Review the entries named, and save them.',
  page: '/compliance/providers',
  isCheap: true,
  subject: 'name',
  subjects: (scope) => sql`
    select r.provider as id, r.reviewed_at < ${daysBefore(scope, 365)} as failing
    from provider_record r where r.tenant_id = ${scope.tenantId}`,
};
