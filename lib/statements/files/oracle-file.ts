import type { StatementSettings } from '#lib/contracts/statement-settings.ts';
import type { StatementWithLines } from '#lib/contracts/statements.ts';
import { csvLine } from '#lib/core/csv-lines.ts';
import { AppError } from '#lib/core/errors.ts';
import type { StatementFile } from './index.ts';
import { centsText, journalLines, postingDay } from './journal-lines.ts';

const segmentsMax = 30;
const referencesMax = 10;

type Accounts = NonNullable<StatementSettings['oracle']>;

const slashed = (day: string): string => day.replaceAll('-', '/');

function recordsOf(stated: StatementWithLines, accounts: Accounts): (readonly (string | null)[])[] {
  const created = slashed(stated.issued_at.toISOString().slice(0, 10));
  const effective = slashed(postingDay(stated));
  const name = `Tollgate ${stated.document} ${stated.number}`;
  const record = (cents: bigint, segments: readonly string[], text: string) => {
    const amount = centsText(cents);
    const [debit, credit] = cents >= 0n ? [amount, null] : [null, amount];
    const references: (string | null)[] = Array.from({ length: referencesMax }, () => null);
    // Batch name and description, entry name and description, and the line's description (REFERENCE1, 2, 4, 5 and 10).
    references.splice(0, 2, name, `${stated.scope.name}, ${stated.period.label}`);
    references.splice(3, 2, name, stated.period.label);
    references[9] = text;
    return [
      ...['NEW', accounts.ledger_id, effective, accounts.journal_source, accounts.journal_category, stated.currency, created, 'A'],
      ...Array.from({ length: segmentsMax }, (_, index) => segments[index] ?? null),
      // Converted amounts are left to the ledger.
      ...[debit, credit, null, null],
      ...references,
    ];
  };
  const lines = journalLines(stated);
  const sum = lines.reduce((total, { cents }) => total + cents, 0n);
  return [
    ...lines.map(({ costCenter, cents }) =>
      record(cents, segmentsOf(accounts, costCenter), `${stated.scope.name}${costCenter === null ? '' : `, ${costCenter}`}`),
    ),
    record(-sum, accounts.clearing_segments, name),
  ];
}

function segmentsOf(accounts: Accounts, costCenter: string | null): readonly string[] {
  if (costCenter === null && accounts.expense_segments.includes('{cost_center}')) {
    throw new AppError('conflict', {
      detail: 'Some lines have no cost center, and the Oracle segments need one; set a default cost center.',
    });
  }
  return accounts.expense_segments.map((segment) => (segment === '{cost_center}' ? (costCenter ?? '') : segment));
}

/**
 * Rows for Oracle's Journal Import (GL_INTERFACE, file-based data import), which has no header line; columns from status to
 * REFERENCE10 in the order of its template, the rest are empty. Debits and credits balance.
 */
export const oracleFile: StatementFile = {
  suffix: '-oracle.csv',
  contentType: 'text/csv',
  write(stated, { oracle }) {
    if (oracle === null) throw new AppError('conflict', { detail: 'The settings of statements name no Oracle accounts yet.' });
    return recordsOf(stated, oracle).map(csvLine).join('');
  },
};
