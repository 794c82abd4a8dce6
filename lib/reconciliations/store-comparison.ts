import { reconciliation, reconciliationRow } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { Caller, TenantReading } from '#lib/command/context.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { Reconciliation, type ReconciliationWithRows, reconciliationDaysMax } from '#lib/contracts/reconciliations.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { compareFigures } from './compare-figures.ts';
import { readOwnFigures } from './own-figures.ts';
import { addUp, type ProviderItem } from './provider-figures.ts';
import { readReconciliation } from './reconciliation-rows.ts';
import type { ReportRange } from './reports/index.ts';

/** What is compared, wherever it came from. */
export interface Comparison {
  readonly provider: string;
  readonly source: 'csv' | 'api';
  readonly format: string;
  readonly connectionId: string | null;
  readonly items: readonly ProviderItem[];
  /** What is not said is the first day of the items, and the day after the last. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly tolerancePercent: number;
}

const dayMs = 86_400_000;
const rowsAtOnce = 1000;

function rangeOf({ items, from, to }: Comparison): ReportRange {
  const days = items.map(({ day }) => day).sort();
  const first = from ?? days[0] ?? to ?? '1970-01-01';
  const last = to ?? new Date(Date.parse(days.at(-1) ?? first) + dayMs).toISOString().slice(0, 10);
  if (Date.parse(last) - Date.parse(first) > reconciliationDaysMax * dayMs) {
    const detail = `The file spans more than ${reconciliationDaysMax} days; say which to compare with "from" and "to"`;
    throw new AppError('validation_failed', { errors: [{ pointer: '/from', detail }] });
  }
  return { from: first, to: last };
}

/** Where and for whom a comparison is kept. */
interface ComparisonContext extends TenantReading {
  readonly now: Date;
  readonly caller: Pick<Caller, 'userId'>;
}

/** Compares a provider's items with what was metered, and keeps what came of it. */
export async function storeComparison(ctx: ComparisonContext, comparison: Comparison): Promise<Outcome<ReconciliationWithRows>> {
  const { tx, tenantId, now, caller } = ctx;
  const range = rangeOf(comparison);
  const theirs = addUp(comparison.items.filter(({ day }) => day >= range.from && day < range.to));
  const rows = compareFigures(theirs, await readOwnFigures(ctx, comparison.provider, range), comparison.tolerancePercent);
  const states = new Set(rows.map(({ state }) => state));
  const id = newUuid(now.getTime());
  const costs = rows.flatMap(({ providerNanoUsd }) => (providerNanoUsd === null ? [] : [providerNanoUsd]));
  await tx.insert(reconciliation).values({
    ...{ tenantId, id, provider: comparison.provider, source: comparison.source, format: comparison.format },
    ...{ connectionId: comparison.connectionId, fromDay: range.from, toDay: range.to, createdAt: now, createdBy: caller.userId },
    state: states.has('unexplained') ? 'unexplained' : states.has('explained') ? 'explained' : 'matched',
    providerNanoUsd: costs.length === 0 && rows.length > 0 ? null : costs.reduce((sum, cost) => sum + cost, 0n),
    ownNanoUsd: rows.reduce((sum, { own }) => sum + own.nanoUsd, 0n),
  });
  const stored = rows.map(({ own, explanations, evidencedNanoUsd, ...row }, index) => ({
    ...{ tenantId, reconciliationId: id, position: index + 1, ...row },
    ...{ ownNanoUsd: own.nanoUsd, ownTokens: own.tokens, ownCalls: own.calls, evidencedNanoUsd },
    explanations: explanations.map(({ reason, nanoUsd, text }) => ({ reason, nanoUsd: nanoUsd.toString(), text })),
    presumedCalls: own.presumedCalls,
    presumedNanoUsd: own.presumedCalls === 0 ? null : own.presumedNanoUsd,
  }));
  for (let start = 0; start < stored.length; start += rowsAtOnce)
    await tx.insert(reconciliationRow).values(stored.slice(start, start + rowsAtOnce));
  const result = await readReconciliation(ctx, id);
  const { rows: _rows, ...made } = result;
  return { result, changes: [changeOf('reconciliation', 'reconciliation', Reconciliation, null, made)] };
}
