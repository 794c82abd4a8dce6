import { and, eq } from 'drizzle-orm';
import { statement } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type StatementDraft, statementPreview } from '#lib/contracts/statements.ts';
import { type BuiltStatement, buildStatement } from './build-statement.ts';
import { choosePeriod } from './choose-period.ts';
import { centsOf, nanoOfCents } from './rounding.ts';
import type { StatementPeriod } from './statement-period.ts';
import { nameScope, type StatementReader, type StatementScope, scopeOf } from './statement-scope.ts';
import { readStatementSettings } from './statement-settings.ts';

export const previewStatement = defineQuery(statementPreview, async (ctx, input) => {
  const settings = await readStatementSettings(ctx);
  const scope = await nameScope(ctx, scopeOf(input));
  const period = choosePeriod(input, settings, scope.timeZone, ctx.now.getTime(), 'running');
  const issued = await issuedFor(ctx, scope, period);
  return toDraft(await buildStatement(ctx, scope, period, settings), issued, ctx.now.getTime());
});

async function issuedFor({ tx, tenantId }: StatementReader, scope: StatementScope, period: StatementPeriod): Promise<string | null> {
  const [row] = await tx
    .select({ id: statement.id })
    .from(statement)
    .where(
      and(
        eq(statement.tenantId, tenantId),
        eq(statement.scopeKind, scope.kind),
        eq(statement.scopeValue, scope.value),
        eq(statement.periodStartAt, new Date(period.startMs)),
        eq(statement.periodEndAt, new Date(period.endMs)),
      ),
    );
  return row?.id ?? null;
}

function stateOf({ endMs, closesMs }: StatementPeriod, isIssued: boolean, nowMs: number): StatementDraft['state'] {
  if (isIssued) return 'issued';
  if (nowMs < endMs) return 'running';
  return nowMs < closesMs ? 'closing' : 'ready';
}

function toDraft(built: BuiltStatement, issuedId: string | null, nowMs: number): StatementDraft {
  const { scope, period, lines } = built;
  const total = built.usageNanoUsd + built.adjustmentsNanoUsd;
  const payable = nanoOfCents(centsOf(total));
  return {
    document: built.document,
    scope: {
      kind: scope.kind,
      department_id: scope.kind === 'department' ? scope.value : null,
      team_id: scope.kind === 'team' ? scope.value : null,
      name: scope.name,
    },
    tenant_name: scope.tenantName,
    period: {
      ...{ kind: period.kind, calendar: period.calendar, time_zone: period.timeZone, label: period.label },
      ...{ start: new Date(period.startMs), end: new Date(period.endMs) },
    },
    currency: 'USD',
    calls: built.calls,
    usage_usd: built.usageNanoUsd,
    adjustments_usd: built.adjustmentsNanoUsd,
    total_usd: total,
    payable_usd: payable,
    rounding_usd: payable - total,
    terms: built.terms,
    due_at: null,
    lines: lines.map((line, index) => ({
      position: index + 1,
      ...{ kind: line.kind, team_id: line.teamId, team_name: line.teamName, provider: line.provider, model: line.model },
      cost_center: line.costCenter ?? null,
      ...{ description: line.description, calls: line.calls, input_tokens: line.inputTokens, output_tokens: line.outputTokens },
      amount_usd: line.amountNanoUsd,
      of_statement_id: line.ofStatementId,
    })),
    state: stateOf(period, issuedId !== null, nowMs),
    closes_at: new Date(period.closesMs),
    statement_id: issuedId,
  };
}
