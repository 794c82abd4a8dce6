import type { StatementSettings } from '#lib/contracts/statement-settings.ts';
import type { StatementAllocation, StatementTerms } from '#lib/contracts/statements.ts';
import { AppError } from '#lib/core/errors.ts';
import { allocate } from './allocate-statement.ts';
import { type Borne, spreadShared } from './spread-shared.ts';
import type { StatementPeriod } from './statement-period.ts';
import { costCentersOfTeams, dimensionsOf, type NamedScope, type StatementReader } from './statement-scope.ts';
import { type AdjustmentChoice, sumAdjustments } from './sum-adjustments.ts';
import { sumCorrections } from './sum-corrections.ts';
import { type ShareSum, sumShares } from './sum-shares.ts';
import { sumUsage } from './sum-usage.ts';
import type { UsageSum } from './usage-sum.ts';

/** A line before it has a place in a statement. */
export interface StatementLineDraft extends UsageSum {
  readonly kind: 'usage' | 'correction' | 'adjustment';
  /** Code of the cost center that bears it, or codes with their percentages; null where nobody has said one. */
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
  readonly allocations: readonly StatementAllocation[];
  /** What cost centers bear of the usage and of adjustments, by team, provider and model; empty where the scope is one of them. */
  readonly shares: readonly ShareSum[];
  /** What cost centers of billing settings bear, because no call carried one. */
  readonly borne: readonly Borne[];
  readonly terms: StatementTerms;
  readonly lines: readonly StatementLineDraft[];
}

/** Lines of one statement at most: teams × models. */
const linesMax = 20_000;

/** Adds up what a scope used in a period, and what has to be said of earlier ones; of adjustments what nobody has stated unless said. */
export async function buildStatement(
  reader: StatementReader,
  scope: NamedScope,
  period: StatementPeriod,
  settings: StatementSettings,
  choice: AdjustmentChoice = 'unstated',
): Promise<BuiltStatement> {
  const dimensions = await dimensionsOf(reader, scope);
  const sums = await sumUsage(reader, dimensions, period);
  // Refused calls cost nothing and are counted; a line each would hide those that do.
  const usage = sums.filter((sum) => sum.amountNanoUsd !== 0n || sum.provider !== null).map(toUsageLine);
  const corrections = await sumCorrections(reader, scope, dimensions);
  const adjustments = await sumAdjustments(reader, scope, period, choice);
  const costCenter = scope.costCenter ?? settings.default_cost_center;
  const ofTeams = await costCentersOfTeams(reader);
  const named = (line: StatementLineDraft) => ({ ...line, costCenter: line.costCenter ?? ofTeams.get(line.teamId ?? '') ?? costCenter });
  const lines = [...usage, ...corrections, ...adjustments.map(({ line }) => line)].map(named);
  if (lines.length > linesMax) throw new AppError('conflict', { detail: `The statement would have more than ${linesMax} lines.` });
  const ofCalls = scope.kind === 'cost_center' ? [] : await sumShares(reader, dimensions, period);
  const shares = [...ofCalls, ...adjustments.flatMap((one) => one.shares)];
  const carried = new Set(adjustments.flatMap((one) => (one.shares.length === 0 ? [] : [one.line.ledgerEntryId])));
  const borne = spreadShared(
    lines.filter(({ ledgerEntryId }) => ledgerEntryId === null || !carried.has(ledgerEntryId)),
    ofCalls,
    scope.sharedCosts,
  );
  return {
    document: settings.document,
    scope,
    period,
    calls: sums.reduce((sum, { calls }) => sum + calls, 0),
    allocations: await allocate(reader, { borne, shares }),
    shares,
    borne,
    usageNanoUsd: total(usage),
    adjustmentsNanoUsd: total(lines) - total(usage),
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
