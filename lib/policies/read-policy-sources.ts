import { and, eq, isNull, or } from 'drizzle-orm';
import { policy, policyVersion } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { PolicySource } from './engine/compiled-policy.ts';
import { fromStoredDefinition } from './stored-definition.ts';

/** The policies of a tenant that are in force or watch; one that cannot be read is logged, and refuses its calls. */
export async function readPolicySources(tx: TenantTransaction, tenantId: string, logger: Pick<Logger, 'error'>): Promise<PolicySource[]> {
  const rows = await tx
    .select({
      ...{ policyId: policy.id, name: policy.name, scopeKind: policy.scopeKind, scopeId: policy.scopeId },
      ...{ version: policyVersion.number, stored: policyVersion.definition, activeVersion: policy.activeVersion },
    })
    .from(policy)
    .innerJoin(policyVersion, and(eq(policyVersion.tenantId, policy.tenantId), eq(policyVersion.policyId, policy.id)))
    .where(
      and(
        eq(policy.tenantId, tenantId),
        isNull(policy.archivedAt),
        or(eq(policyVersion.number, policy.activeVersion), eq(policyVersion.number, policy.shadowVersion)),
      ),
    );
  return rows.map(({ stored, activeVersion, ...row }) => {
    const definition = fromStoredDefinition(stored);
    if (definition === null) logger.error({ tenantId, policyId: row.policyId }, 'A policy refuses its calls because it cannot be read');
    return { ...row, definition, mode: row.version === activeVersion ? ('active' as const) : ('shadow' as const) };
  });
}
