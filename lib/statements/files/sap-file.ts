import type { StatementSettings } from '#lib/contracts/statement-settings.ts';
import type { StatementWithLines } from '#lib/contracts/statements.ts';
import { csvLine } from '#lib/core/csv-lines.ts';
import { AppError } from '#lib/core/errors.ts';
import type { StatementFile } from './index.ts';
import { centsText, type JournalLine, journalLines, postingDay } from './journal-lines.ts';

/** SAP's own names for what is booked: header (BKPF) and item (BSEG) fields of an FI document, in one record. */
const columns = [
  ...['DOCUMENT', 'BUKRS', 'BLART', 'BLDAT', 'BUDAT', 'WAERS', 'XBLNR', 'BKTXT'],
  ...['BUZEI', 'BSCHL', 'SHKZG', 'HKONT', 'WRBTR', 'KOSTL', 'MWSKZ', 'ZUONR', 'SGTXT'],
];
/** An FI document has at most 999 items, and one of them balances it. */
const itemsMax = 998;
/** Posting keys of G/L items. */
const postingKeys = { S: '40', H: '50' } as const;

type Accounts = NonNullable<StatementSettings['sap']>;

/** Each document with its balancing item at the end. */
function documentsOf(lines: readonly JournalLine[]): readonly (readonly JournalLine[])[] {
  return Array.from({ length: Math.ceil(lines.length / itemsMax) }, (_, index) => lines.slice(index * itemsMax, (index + 1) * itemsMax));
}

function recordsOf(stated: StatementWithLines, accounts: Accounts): (readonly (string | number | null)[])[] {
  const day = postingDay(stated).replaceAll('-', '');
  const issued = stated.issued_at.toISOString().slice(0, 10).replaceAll('-', '');
  const reference = `TG${String(stated.number).padStart(8, '0')}`;
  const title = `AI ${stated.period.label}`.slice(0, 25);
  return documentsOf(journalLines(stated)).flatMap((items, document) => {
    const head = [document + 1, accounts.company_code, accounts.document_type, issued, day, stated.currency, reference, title];
    const item = (position: number, cents: bigint, account: string, costCenter: string | null, text: string) => {
      const side = cents >= 0n ? 'S' : 'H';
      const booked = [postingKeys[side], side, account, centsText(cents), costCenter, accounts.tax_code, reference, text.slice(0, 50)];
      return [...head, position, ...booked];
    };
    const sum = items.reduce((total, { cents }) => total + cents, 0n);
    return [
      ...items.map(({ costCenter, cents }, index) => item(index + 1, cents, accounts.expense_account, costCenter, stated.scope.name)),
      item(items.length + 1, -sum, accounts.clearing_account, null, `${stated.document} ${stated.number}`),
    ];
  });
}

/** FI documents as records with SAP's field names, debits (S) and credits (H) balanced; docs/statements.md maps them. */
export const sapFile: StatementFile = {
  suffix: '-sap.csv',
  contentType: 'text/csv',
  write(stated, { sap }) {
    if (sap === null) throw new AppError('conflict', { detail: 'The settings of statements name no SAP accounts yet.' });
    return [columns, ...recordsOf(stated, sap)].map(csvLine).join('');
  },
};
