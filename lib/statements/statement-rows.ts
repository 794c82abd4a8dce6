import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import { statement, statementLine } from '#db/schema/index.ts';
import { statementScopes } from '#lib/contracts/statement-settings.ts';
import { type Statement, type StatementLine, StatementTerms, type StatementWithLines } from '#lib/contracts/statements.ts';
import { AppError } from '#lib/core/errors.ts';
import { nanoOfCents } from './rounding.ts';
import type { StatementReader } from './statement-scope.ts';

type Row = typeof statement.$inferSelect;
type LineRow = typeof statementLine.$inferSelect;

const entityOf = (kind: 'department' | 'team'): SQL<string | null> =>
  sql`case when ${statement.scopeKind} = ${sql.raw(`'${kind}'`)} then ${statement.scopeValue}::uuid end`;

/** Where statements sit in the organization. */
export const placeColumns = { departmentId: entityOf('department'), teamId: entityOf('team') };

/** A statement as callers see it. */
export function toStatement(row: Row): Statement {
  const kind = statementScopes.find((candidate) => candidate === row.scopeKind) ?? 'tenant';
  const total = row.usageNanoUsd + row.adjustmentsNanoUsd;
  const payable = nanoOfCents(row.payableCents);
  return {
    id: row.id,
    number: row.number,
    document: row.document,
    scope: {
      kind,
      department_id: kind === 'department' ? row.scopeValue : null,
      team_id: kind === 'team' ? row.scopeValue : null,
      name: row.scopeName,
    },
    tenant_name: row.tenantName,
    period: {
      kind: row.periodKind,
      calendar: row.calendar,
      start: row.periodStartAt,
      end: row.periodEndAt,
      time_zone: row.timeZone,
      label: row.periodLabel,
    },
    currency: 'USD',
    calls: row.calls,
    usage_usd: row.usageNanoUsd,
    adjustments_usd: row.adjustmentsNanoUsd,
    total_usd: total,
    payable_usd: payable,
    rounding_usd: payable - total,
    terms: StatementTerms.parse(row.terms),
    due_at: row.dueAt,
    issued_at: row.issuedAt,
    issued_by: row.issuedBy,
    digest: row.digest,
  };
}

export const toLine = (row: LineRow): StatementLine => ({
  position: row.position,
  kind: row.kind,
  team_id: row.teamId,
  team_name: row.teamName,
  provider: row.provider,
  model: row.model,
  cost_center: row.costCenter,
  description: row.description,
  calls: row.calls,
  input_tokens: row.inputTokens,
  output_tokens: row.outputTokens,
  amount_usd: row.amountNanoUsd,
  of_statement_id: row.ofStatementId,
});

export async function readStatement({ tx, tenantId }: StatementReader, id: string): Promise<StatementWithLines> {
  const [row] = await tx
    .select()
    .from(statement)
    .where(and(eq(statement.tenantId, tenantId), eq(statement.id, id)));
  if (row === undefined) throw new AppError('not_found');
  const lines = await tx
    .select()
    .from(statementLine)
    .where(and(eq(statementLine.tenantId, tenantId), eq(statementLine.statementId, id)))
    .orderBy(asc(statementLine.position));
  return { ...toStatement(row), lines: lines.map(toLine) };
}
