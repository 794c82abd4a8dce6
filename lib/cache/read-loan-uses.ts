import { and, eq, inArray, sql } from 'drizzle-orm';
import { team } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { CacheLoan, CacheLoanUse } from '#lib/contracts/cache.ts';

const dayMs = 86_400_000;

interface UseRow extends Record<string, unknown> {
  readonly team: string;
  readonly calls: bigint;
  readonly hits: bigint;
  readonly saved: bigint;
}

/** What teams had of the answers that they borrow, over so many days; by the index that holds calls of the cache alone. */
export async function readLoanUses(
  { tx, tenantId, now }: OperationContext,
  loans: readonly CacheLoan[],
  days: number,
): Promise<CacheLoanUse[]> {
  if (loans.length === 0) return [];
  const from = new Date(now.getTime() - days * dayMs);
  const borrowers = sql.join(
    loans.map(({ borrower_team_id: id }) => sql`${id}::text`),
    sql`, `,
  );
  const rows = await tx.execute<UseRow>(sql`
    select d.value as team, count(*) filter (where e.cache_state in ('hit', 'similar', 'miss')) as calls,
      count(*) filter (where e.cache_state in ('hit', 'similar')) as hits, sum(e.saved_nano_usd)::bigint as saved
    from usage_event e join usage_dimension d on d.tenant_id = ${tenantId} and d.id = e.team_dim and d.kind = 'team'
    where e.tenant_id = ${tenantId} and e.occurred_at >= ${from.toISOString()}::timestamptz and e.cache_state is not null
      and d.value in (${borrowers}) group by d.value`);
  const uses = new Map([...rows].map((row) => [row.team, row]));
  const ids = [...new Set(loans.flatMap(({ team_id, borrower_team_id }) => [team_id, borrower_team_id]))];
  const teams = await tx
    .select({ id: team.id, name: team.name })
    .from(team)
    .where(and(eq(team.tenantId, tenantId), inArray(team.id, ids)));
  const names = new Map(teams.map(({ id, name }) => [id, name]));
  return loans.map((loan) => {
    const use = uses.get(loan.borrower_team_id);
    return {
      ...loan,
      team_name: names.get(loan.team_id) ?? null,
      borrower_name: names.get(loan.borrower_team_id) ?? null,
      ...{ calls: Number(use?.calls ?? 0n), hits: Number(use?.hits ?? 0n), saved_usd: use?.saved ?? 0n },
    };
  });
}
