import type { StatementWithLines } from '#lib/contracts/statements.ts';
import { centsOfAll } from '../rounding.ts';

/** What one cost center bears, as a ledger books it. */
export interface JournalLine {
  /** Null where nobody has said one. */
  readonly costCenter: string | null;
  /** Not zero; negative amounts are credits. */
  readonly cents: bigint;
}

/** The statement by cost center in whole cents, which sum to what is payable. Cost centers that bear less than a cent are left out. */
export function journalLines({ lines }: StatementWithLines): JournalLine[] {
  const sums = new Map<string | null, bigint>();
  for (const { cost_center: costCenter, amount_usd: amount } of lines) sums.set(costCenter, (sums.get(costCenter) ?? 0n) + amount);
  const ordered = [...sums].sort(([one], [other]) => ((one ?? '') < (other ?? '') ? -1 : 1));
  const cents = centsOfAll(ordered.map(([, amount]) => amount));
  return ordered.map(([costCenter], index) => ({ costCenter, cents: cents[index] ?? 0n })).filter((line) => line.cents !== 0n);
}

/** `1234n` → `12.34`; of the magnitude, because journals have a side instead of a sign. */
export function centsText(cents: bigint): string {
  const text = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${text.slice(0, -2)}.${text.slice(-2)}`;
}

/** The last day of the statement's period in its zone, as `YYYY-MM-DD`: when it is posted. */
export const postingDay = ({ period }: StatementWithLines): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: period.time_zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    period.end.getTime() - 1,
  );
