import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import { policyVersion, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Policy, PolicyVersion } from '#lib/contracts/policy-resource.ts';
import { differences } from './differences.ts';
import { fromStoredDefinition } from './stored-definition.ts';

/** Versions that one answer lists, the newest of them. */
const versionsMax = 200;

/** Versions of a policy, newest first, each with what it changed; one that this build cannot read is left out. */
export async function readVersions({ tx, tenantId }: OperationContext, policy: Policy, where?: SQL): Promise<PolicyVersion[]> {
  const rows = await tx
    .select({
      number: policyVersion.number,
      note: policyVersion.note,
      stored: policyVersion.definition,
      created_at: policyVersion.createdAt,
      created_by_name: sql<string | null>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})`,
    })
    .from(policyVersion)
    .leftJoin(userAccount, and(eq(userAccount.tenantId, policyVersion.tenantId), eq(userAccount.id, policyVersion.createdBy)))
    .where(and(eq(policyVersion.tenantId, tenantId), eq(policyVersion.policyId, policy.id), where))
    .orderBy(desc(policyVersion.number))
    .limit(versionsMax + 1);
  return rows.slice(0, versionsMax).flatMap(({ stored, ...row }, index) => {
    const definition = fromStoredDefinition(stored);
    const older = rows[index + 1];
    if (definition === null) return [];
    const changes = older === undefined ? [] : differences(older.stored, stored);
    return [
      { ...row, definition, is_active: row.number === policy.active_version, is_shadow: row.number === policy.shadow_version, changes },
    ];
  });
}

/** Who wrote a version; null where nobody is known, or there is no such version. */
export async function writerOf({ tx, tenantId }: OperationContext, policyId: string, number: number): Promise<string | null> {
  const [row] = await tx
    .select({ writtenBy: policyVersion.writtenBy })
    .from(policyVersion)
    .where(and(eq(policyVersion.tenantId, tenantId), eq(policyVersion.policyId, policyId), eq(policyVersion.number, number)));
  return row?.writtenBy ?? null;
}
