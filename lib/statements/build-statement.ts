import type { StatementSettings } from '#lib/contracts/statement-settings.ts';
import type { StatementTerms } from '#lib/contracts/statements.ts';
import { AppError } from '#lib/core/errors.ts';
import type { StatementPeriod } from './statement-period.ts';
import { costCentersOfTeams, dimensionsOf, type NamedScope, type StatementReader } from './statement-scope.ts';
import { sumAdjustments } from './sum-adjustments.ts';
import { sumCorrections } from './sum-corrections.ts';
import { sumUsage, type UsageSum } from './sum-usage.ts';

/** A line before it has a place in a statement. */
export interface StatementLineDraft extends UsageSum {
  readonly kind: 'usage' | 'correction' | 'adjustment';
  /** Code of the cost center that bears it; null where nobody has said one. */
  readonly costCenter?: string | null;
  readonly description: string;
  readonly ofStatementId: string | null;
  readonly ledgerEntryId: string | null;
}

/** A statement that nobody has issued. */
export interface BuiltStatement {
  readonly document: StatementSettings['document'];
  readonly scope: NamedScope;
  readonly period: StatementPeriod;
  readonly calls: number;
  readonly usageNanoUsd: bigint;
  readonly adjustmentsNanoUsd: bigint;
  readonly terms: StatementTerms;
  readonly lines: readonly StatementLineDraft[];
}

/** Lines of one statement at most: teams × models. */
const linesMax = 20_000;

/** Adds up what a scope used in a period, and what has to be said of earlier ones. */
export async function buildStatement(
  reader: StatementReader,
  scope: NamedScope,
  period: StatementPeriod,
  settings: StatementSettings,
): Promise<BuiltStatement> {
  const dimensions = await dimensionsOf(reader, scope);
  const sums = await sumUsage(reader, dimensions, period);
  // Refused calls cost nothing and are counted; a line each would hide those that do.
  const usage = sums.filter((sum) => sum.amountNanoUsd !== 0n || sum.provider !== null).map(toUsageLine);
  const rest = [...(await sumCorrections(reader, scope, dimensions)), ...(await sumAdjustments(reader, scope))];
  const costCenter = scope.costCenter ?? settings.default_cost_center;
  const ofTeams = await costCentersOfTeams(reader);
  const lines = [...usage, ...rest].map((line) => ({ ...line, costCenter: ofTeams.get(line.teamId ?? '') ?? costCenter }));
  if (lines.length > linesMax) throw new AppError('conflict', { detail: `The statement would have more than ${linesMax} lines.` });
  return {
    document: settings.document,
    scope,
    period,
    calls: sums.reduce((sum, { calls }) => sum + calls, 0),
    usageNanoUsd: total(usage),
    adjustmentsNanoUsd: total(rest),
    terms: {
      issuer_name: settings.issuer.name ?? scope.tenantName,
      issuer_address: settings.issuer.address,
      recipients: [...(scope.recipients.length === 0 ? settings.recipients : scope.recipients)],
      cost_center: costCenter,
      payment_terms_days: settings.payment_terms_days,
    },
    lines,
  };
}

const total = (lines: readonly StatementLineDraft[]): bigint => lines.reduce((sum, { amountNanoUsd }) => sum + amountNanoUsd, 0n);

const toUsageLine = (sum: UsageSum): StatementLineDraft => ({
  ...sum,
  kind: 'usage',
  description: sum.model ?? 'Calls that reached no model',
  ofStatementId: null,
  ledgerEntryId: null,
});
