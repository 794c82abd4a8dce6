import { and, eq, type SQL, sql } from 'drizzle-orm';
import { consentPurpose, consentRecord, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Consent } from '#lib/contracts/consents.ts';
import { personNamed } from './request-rows.ts';

/** What people said, as callers see it. */
export async function readConsents(
  { tx, tenantId }: Pick<OperationContext, 'tx' | 'tenantId'>,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<Consent[]> {
  const rows = await tx
    .select({
      row: consentRecord,
      purposeName: consentPurpose.name,
      userName: sql<string>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})`,
      recordedByName: personNamed(tenantId, sql`${consentRecord.recordedBy}`),
      isCurrent: sql<boolean>`not exists (select from ${consentRecord} n where n.tenant_id = ${tenantId} and n.user_id = ${consentRecord.userId}
        and n.purpose_id = ${consentRecord.purposeId} and n.id > ${consentRecord.id})`,
    })
    .from(consentRecord)
    .innerJoin(consentPurpose, and(eq(consentPurpose.tenantId, consentRecord.tenantId), eq(consentPurpose.id, consentRecord.purposeId)))
    .innerJoin(userAccount, and(eq(userAccount.tenantId, consentRecord.tenantId), eq(userAccount.id, consentRecord.userId)))
    .where(and(eq(consentRecord.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
  return rows.map(({ row, purposeName, userName, recordedByName, isCurrent }) => ({
    ...{ id: row.id, purpose_id: row.purposeId, purpose_name: purposeName, user_id: row.userId, user_name: userName },
    ...{ state: row.state, text_version: row.textVersion, evidence: row.evidence },
    ...{ recorded_by_name: recordedByName ?? '', recorded_at: row.createdAt, current: isCurrent },
  }));
}
