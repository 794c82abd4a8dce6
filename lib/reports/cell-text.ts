import { formatUsd } from '#lib/core/money.ts';
import type { ColumnKind, ReportCell } from './report-document.ts';

const cent = 10_000_000n;

/** `1234.5678` → `1,234.57`, with every digit where it is less than a cent; files for machines have all of them always. */
function dollars(nano: bigint): string {
  const size = nano < 0n ? -nano : nano;
  if (size !== 0n && size < cent) return formatUsd(nano).replace(/0+$/, '');
  const cents = (size + cent / 2n) / cent;
  const whole = (cents / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ',');
  return `${nano < 0n ? '-' : ''}${whole}.${(cents % 100n).toString().padStart(2, '0')}`;
}

/** A value as people read it in a document: English, dollars without a sign, instants in the report's zone. Null is empty. */
export function cellText(cell: ReportCell, kind: ColumnKind, timeZone: string): string {
  if (cell === null) return '';
  if (typeof cell === 'bigint') return dollars(cell);
  if (cell instanceof Date) return new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'medium' }).format(cell);
  if (typeof cell === 'string') return cell;
  if (kind === 'percent') return `${cell.toLocaleString('en-US', { maximumFractionDigits: 1 })}%`;
  return cell.toLocaleString('en-US');
}

/** Whether values of the kind are read from the right. */
export const isNumeric = (kind: ColumnKind): boolean => kind === 'usd' || kind === 'count' || kind === 'percent';

/** How large a value is as a bar, of the largest that is 1; nothing is 0. */
export function shareOf(cell: ReportCell, largest: number): number {
  return largest <= 0 ? 0 : Math.max(0, amountOf(cell)) / largest;
}

/** A value as a number to draw: precise enough for a length. */
export const amountOf = (cell: ReportCell): number => (typeof cell === 'bigint' ? Number(cell) : typeof cell === 'number' ? cell : 0);
