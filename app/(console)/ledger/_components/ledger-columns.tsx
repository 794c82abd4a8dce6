import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { Badge, type Tone } from '#components/ui/badge.tsx';
import type { LedgerEntry } from '#lib/contracts/ledger.ts';
import { parseUsd } from '#lib/core/money.ts';

type LedgerRow = z.input<typeof LedgerEntry>;

/** What each kind of entry is called. */
export const ledgerWords: Readonly<Record<LedgerRow['kind'], string>> = {
  ...{ settle: 'Calls', correct: 'Correction', presume: 'Presumed', credit: 'Credit', adjust: 'Adjustment', rerate: 'Re-rating' },
};

const tones: Readonly<Record<LedgerRow['kind'], Tone>> = {
  ...{ settle: 'neutral', correct: 'info', presume: 'warning', credit: 'success', adjust: 'brand', rerate: 'info' },
};

const amount = (text: string | null): bigint | null => (text === null ? null : (parseUsd(text) ?? null));

/** A movement of money in a line: when, what, how much, and what the account stood at then. */
export const ledgerColumns = (isOfBudget: boolean): readonly Column<LedgerRow>[] => [
  { id: 'booked', header: 'Booked', value: (row) => new Date(row.created_at), format: 'instant', narrow: true, width: '10rem' },
  { id: 'kind', header: 'Kind', cell: (row) => <Badge tone={tones[row.kind]}>{ledgerWords[row.kind]}</Badge>, narrow: true },
  ...(isOfBudget
    ? [
        {
          id: 'period',
          header: 'Period from',
          value: (row: LedgerRow) => (row.period_start === null ? null : new Date(row.period_start)),
          format: 'day' as const,
        },
      ]
    : []),
  { id: 'amount', header: 'Amount', value: (row) => amount(row.amount_usd), format: 'money_call', align: 'end', narrow: true },
  ...(isOfBudget
    ? [
        {
          id: 'balance',
          header: 'Balance',
          value: (row: LedgerRow) => amount(row.balance_usd),
          format: 'money_call' as const,
          align: 'end' as const,
        },
      ]
    : []),
  { id: 'reason', header: 'Reason', value: (row) => row.reason },
  { id: 'id', header: 'Entry', value: (row) => row.id, format: 'id', optional: true },
];
