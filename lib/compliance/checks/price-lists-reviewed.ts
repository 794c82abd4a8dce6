import { sql } from 'drizzle-orm';
import type { Check } from './check.ts';

export const priceListsReviewed: Check = {
  name: 'price-lists-reviewed',
  title: 'New price lists are reviewed',
  looks: 'Whether somebody has to look at a new price list before calls are charged by it.',
  severity: 'low',
  mend: 'Let a person approve new price lists.',
  page: '/models/lists',
  isCheap: true,
  subject: null,
  subjects: (scope) => sql`
    select '' as id, t.price_review = 'automatic' as failing from tenant t where t.tenant_id = ${scope.tenantId}`,
};
