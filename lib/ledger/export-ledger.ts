import { defineDownload } from '#lib/command/define-download.ts';
import { type LedgerEntry, ledgerExport } from '#lib/contracts/ledger.ts';
import { csvLine } from '#lib/core/csv-lines.ts';
import { type IdKind, toPublicId } from '#lib/core/ids.ts';
import { formatUsd } from '#lib/core/money.ts';
import { readLedger } from './ledger-rows.ts';

/** Entries a piece. */
const rowsAtOnce = 2000;

const columns = [
  ...['id', 'created_at', 'kind', 'budget_id', 'budget_name', 'period_start', 'amount_usd', 'balance_usd', 'reason'],
  ...['adjustment_id', 'rerate_id', 'request_id'],
];

const idOf = (kind: IdKind, id: string | null): string => (id === null ? '' : toPublicId(kind, id));

const toLine = (entry: LedgerEntry): string =>
  csvLine([
    ...[toPublicId('ledgerEntry', entry.id), entry.created_at.toISOString(), entry.kind, idOf('budget', entry.budget_id)],
    ...[entry.budget_name ?? '', entry.period_start?.toISOString() ?? '', formatUsd(entry.amount_usd)],
    ...[entry.balance_usd === null ? '' : formatUsd(entry.balance_usd), entry.reason ?? ''],
    ...[idOf('adjustment', entry.adjustment_id), idOf('rerate', entry.rerate_id), idOf('request', entry.request_id)],
  ]);

export const exportLedger = defineDownload(ledgerExport, {
  fileName: ({ budget_id: budgetId }) =>
    budgetId === undefined ? 'tollgate-ledger.csv' : `tollgate-ledger-${toPublicId('budget', budgetId)}.csv`,
  async read(ctx, filter, after: string | undefined) {
    const rows = await readLedger(ctx, filter, { after, limit: rowsAtOnce, newestFirst: false });
    const text = (after === undefined ? csvLine(columns) : '') + rows.map(toLine).join('');
    return { text, next: rows.length < rowsAtOnce ? null : (rows.at(-1)?.id ?? null) };
  },
});
