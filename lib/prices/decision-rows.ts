import { desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { priceDecision } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { PriceDecision } from '#lib/contracts/price-versions.ts';
import { nameOfPerson } from './name-of-person.ts';

export interface DecisionQuery {
  readonly where?: SQL;
  readonly orderBy?: SQL;
  readonly limit?: number;
}

/** Decisions about price lists as callers see them, latest first unless said. */
export async function readDecisions({ tx, tenantId }: OperationContext, query: DecisionQuery = {}): Promise<PriceDecision[]> {
  const rows = await tx
    .select({
      ...getTableColumns(priceDecision),
      proposedByName: nameOfPerson(priceDecision.tenantId, priceDecision.proposedBy),
      decidedByName: nameOfPerson(priceDecision.tenantId, priceDecision.decidedBy),
    })
    .from(priceDecision)
    .where(sql`${eq(priceDecision.tenantId, tenantId)} and ${query.where ?? sql`true`}`)
    .orderBy(query.orderBy ?? desc(priceDecision.number))
    .limit(query.limit ?? 1000);
  return rows.map((row) => ({
    ...{ id: row.id, number: row.number, version_id: row.versionId, state: row.state, effective_at: row.effectiveAt },
    ...{ note: row.note, decision_note: row.decisionNote },
    proposed_by: { id: row.proposedBy, name: row.proposedByName },
    decided_by: row.decidedBy === null ? null : { id: row.decidedBy, name: row.decidedByName },
    ...{ decided_at: row.decidedAt, created_at: row.createdAt },
  }));
}
