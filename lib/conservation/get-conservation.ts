import { and, count, eq, ne } from 'drizzle-orm';
import { conservationCheck, incident } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { conservationGet } from '#lib/contracts/conservation.ts';
import { conservationSource } from './describe-differences.ts';

export const getConservation = defineQuery(conservationGet, async ({ tx, tenantId }) => {
  const [row] = await tx.select().from(conservationCheck).where(eq(conservationCheck.tenantId, tenantId));
  const [open] = await tx
    .select({ incidents: count() })
    .from(incident)
    .where(and(eq(incident.tenantId, tenantId), eq(incident.source, conservationSource), ne(incident.state, 'resolved')));
  return {
    checked_at: row?.checkedAt ?? null,
    differences: row?.differences ?? 0,
    walked_to: row?.walkedToAt ?? null,
    walked_whole_at: row?.walkedWholeAt ?? null,
    unresolved: open?.incidents ?? 0,
  };
});
