import { eq } from 'drizzle-orm';
import { tenant } from '#db/schema/index.ts';
import { updateCache } from '#lib/cache/index.ts';
import { cacheInput, readCacheSettings } from '#lib/cache/read-cache-settings.ts';
import { updateTenant } from '#lib/organization/index.ts';
import { setPolicySettings } from '#lib/policies/index.ts';
import type { RemediationKind } from './remediation.ts';

/** What other settings of the organization can mend. */
export const organizationRemediations: readonly RemediationKind[] = [
  {
    check: 'kept-answers-are-separated',
    executable: updateCache,
    async plan({ tx, tenantId }) {
      const all = cacheInput(await readCacheSettings(tx, tenantId));
      return { input: { ...all, isolation: 'team' }, before: all, undo: all };
    },
  },
  {
    check: 'policies-need-second-person',
    executable: setPolicySettings,
    plan: async () => {
      const before = { needs_second_person: false };
      return { input: { needs_second_person: true }, before, undo: before };
    },
  },
  {
    check: 'price-lists-reviewed',
    executable: updateTenant,
    async plan({ tx, tenantId }) {
      const [row] = await tx.select({ priceReview: tenant.priceReview }).from(tenant).where(eq(tenant.tenantId, tenantId));
      const before = { price_review: row?.priceReview ?? 'automatic' };
      return { input: { price_review: 'review' }, before, undo: before };
    },
  },
];
