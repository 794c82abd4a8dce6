import { desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { transformationSet } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { Transformation } from '#lib/contracts/transformations.ts';
import { AppError } from '#lib/core/errors.ts';
import { compileRules } from '../transformations/compile-rules.ts';
import type { TransformationRule } from '../transformations/transformation-rules.ts';

const storedRules = z.array(Transformation);

/**
 * The newest version of a tenant's rules; null where there are none. Rules that do not read make the tenant unreadable,
 * because a call that goes on without a limit that was set for it is worse than one that is refused.
 */
export async function loadTransformations(tx: TenantTransaction, tenantId: string): Promise<readonly TransformationRule[] | null> {
  const [row] = await tx
    .select({ rules: transformationSet.rules })
    .from(transformationSet)
    .where(eq(transformationSet.tenantId, tenantId))
    .orderBy(desc(transformationSet.version))
    .limit(1);
  if (row === undefined) return null;
  const parsed = storedRules.safeParse(row.rules);
  if (parsed.success) return compileRules(parsed.data);
  throw new AppError('internal', { internal: `The transformations of tenant ${tenantId} cannot be read: ${parsed.error.message}` });
}
