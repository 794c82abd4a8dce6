import { and, desc, eq, sql } from 'drizzle-orm';
import { statement } from '#db/schema/index.ts';
import type { StatementLineDraft } from './build-statement.ts';
import type { ScopeDimensions, StatementReader, StatementScope } from './statement-scope.ts';
import { sumUsage, type UsageSum, usageKeyOf } from './sum-usage.ts';

/** Statements looked back on; what changes later than after so many periods is for an adjustment to say. */
const lookBackMax = 24;

interface Stated extends Record<string, unknown> {
  readonly team_id: string | null;
  readonly team_name: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly calls: bigint;
  readonly input_tokens: bigint;
  readonly output_tokens: bigint;
  readonly amount: bigint;
}

/**
 * What became of the calls of earlier statements: late postings, and presumed costs that gave way to real ones. For each of
 * them what its period's usage is now, less all that was stated of it so far, by line. Statements and their corrections
 * together are thereby always what the calls cost.
 */
export async function sumCorrections(
  reader: StatementReader,
  scope: StatementScope,
  dimensions: ScopeDimensions | null,
): Promise<StatementLineDraft[]> {
  const { tx, tenantId } = reader;
  const earlier = await tx
    .select({ id: statement.id, number: statement.number, startAt: statement.periodStartAt, endAt: statement.periodEndAt })
    .from(statement)
    .where(and(eq(statement.tenantId, tenantId), eq(statement.scopeKind, scope.kind), eq(statement.scopeValue, scope.value)))
    .orderBy(desc(statement.periodStartAt))
    .limit(lookBackMax);
  const lines: StatementLineDraft[] = [];
  for (const { id, number, startAt, endAt } of earlier.toReversed()) {
    const now = await sumUsage(reader, dimensions, { startMs: startAt.getTime(), endMs: endAt.getTime() });
    lines.push(...differences(now, await statedOf(reader, id)).map((sum) => ({ ...toCorrection(sum, number), ofStatementId: id })));
  }
  return lines;
}

async function statedOf({ tx, tenantId }: StatementReader, statementId: string): Promise<readonly UsageSum[]> {
  const rows = await tx.execute<Stated>(sql`
    select team_id, max(team_name) as team_name, provider, model, sum(calls)::bigint as calls, sum(input_tokens)::bigint as input_tokens,
      sum(output_tokens)::bigint as output_tokens, sum(amount_nano_usd)::bigint as amount
    from statement_line where tenant_id = ${tenantId}
      and (statement_id = ${statementId} and kind = 'usage' or of_statement_id = ${statementId})
    group by team_id, provider, model`);
  return [...rows].map((row) => ({
    ...{ teamId: row.team_id, teamName: row.team_name, provider: row.provider, model: row.model },
    ...{ calls: Number(row.calls), inputTokens: Number(row.input_tokens), outputTokens: Number(row.output_tokens) },
    amountNanoUsd: BigInt(row.amount),
  }));
}

/** What each line is now less what was stated of it; those that agree are left out. */
function differences(now: readonly UsageSum[], stated: readonly UsageSum[]): UsageSum[] {
  const before = new Map(stated.map((sum) => [usageKeyOf(sum), sum]));
  const changed = now.map((sum) => minus(sum, before.get(usageKeyOf(sum))));
  const known = new Set(now.map(usageKeyOf));
  const gone = stated.filter((sum) => !known.has(usageKeyOf(sum))).map((sum) => minus(nothingOf(sum), sum));
  // As in a statement, calls that reached no provider and cost nothing have no line.
  return [...changed, ...gone].filter((sum) => sum.amountNanoUsd !== 0n || (sum.calls !== 0 && sum.provider !== null));
}

const nothingOf = (sum: UsageSum): UsageSum => ({ ...sum, calls: 0, inputTokens: 0, outputTokens: 0, amountNanoUsd: 0n });

const minus = (sum: UsageSum, before: UsageSum | undefined): UsageSum =>
  before === undefined
    ? sum
    : {
        ...sum,
        calls: sum.calls - before.calls,
        inputTokens: sum.inputTokens - before.inputTokens,
        outputTokens: sum.outputTokens - before.outputTokens,
        amountNanoUsd: sum.amountNanoUsd - before.amountNanoUsd,
      };

const toCorrection = (sum: UsageSum, number: number): StatementLineDraft => ({
  ...sum,
  kind: 'correction',
  description: `Correction of statement ${number}: ${sum.model ?? 'calls that reached no model'}`,
  ofStatementId: null,
  ledgerEntryId: null,
});
