import { desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { transformationSet } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { Transformation, type Transformations } from '#lib/contracts/transformations.ts';

/** What holds for an organization without rules. */
export const noTransformations: Transformations = { version: 0, created_at: null, created_by: null, rules: [] };

const storedRules = z.array(Transformation);

/** The newest versions of the rules, newest first. */
export async function readTransformations(tx: TenantTransaction, tenantId: string, most: number): Promise<Transformations[]> {
  const rows = await tx
    .select({
      version: transformationSet.version,
      rules: transformationSet.rules,
      createdAt: transformationSet.createdAt,
      createdBy: transformationSet.createdBy,
      name: sql<string | null>`(select coalesce(nullif(name, ''), email) from user_account u
        where u.tenant_id = ${transformationSet.tenantId} and u.id = ${transformationSet.createdBy})`,
    })
    .from(transformationSet)
    .where(eq(transformationSet.tenantId, tenantId))
    .orderBy(desc(transformationSet.version))
    .limit(most);
  return rows.map(({ version, rules, createdAt, createdBy, name }) => ({
    version,
    created_at: createdAt,
    created_by: createdBy === null ? null : { id: createdBy, name },
    rules: storedRules.parse(rules),
  }));
}
