import { and, eq, sql } from 'drizzle-orm';
import { complianceRun } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type ComplianceAudit, complianceAuditList } from '#lib/contracts/compliance-audits.ts';
import { toAudit } from './audit-rows.ts';

export const listAudits = defineQuery(complianceAuditList, async ({ tx, tenantId }, { sort, cursor, limit }) => {
  const order = {
    key: sql`${complianceRun.startedAt}`,
    type: 'time',
    id: sql`${complianceRun.id}`,
    descending: sort === '-started_at',
    valueOf: (row: ComplianceAudit) => row.started_at.getTime(),
    idOf: (row: ComplianceAudit) => row.id,
  } as const;
  const keyset = keysetOf<ComplianceAudit>(sort, order, cursor);
  const rows = await tx
    .select()
    .from(complianceRun)
    .where(and(eq(complianceRun.tenantId, tenantId), keyset.after))
    .orderBy(keyset.orderBy)
    .limit(limit + 1);
  return keyset.page(rows.map(toAudit), limit);
});
