import type { z } from 'zod';
import type { Budget, BudgetWithFigures } from '#lib/contracts/budget-resource.ts';
import { createFormat, type Format, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';

/** A budget in wire form, as pages get it. */
export type BudgetRow = z.input<typeof BudgetWithFigures>;

export const nanoOf = (usd: string): bigint => parseUsd(usd) ?? 0n;

const kinds: Readonly<Record<BudgetRow['scope']['kind'], string>> = {
  tenant: 'Organization',
  department: 'Department',
  team: 'Team',
  project: 'Project',
  environment: 'Environment',
  cost_center: 'Cost center',
  user: 'Person',
  key: 'Key',
  provider: 'Provider',
  model: 'Model',
  tag: 'Tag',
};

/** "Team Search", "Organization". */
export const scopeWords = ({ kind, name }: z.input<typeof Budget>['scope']): string =>
  kind === 'tenant' ? kinds.tenant : `${kinds[kind]} ${name ?? 'that is gone'}`;

export const periodWords: Readonly<Record<BudgetRow['period'], string>> = {
  daily: 'a day',
  weekly: 'a week',
  monthly: 'a month',
  quarterly: 'a quarter',
  annual: 'a year',
  fixed: 'once',
};

/** How amounts and times of a budget are written: in its own zone, which is named where a time stands alone. */
export const budgetFormat = (reader: Reader, { time_zone: timeZone }: Pick<BudgetRow, 'time_zone'>): Format =>
  createFormat({ ...reader, timeZone });

/** "$8,640.18 of $9,500.00 a month". */
export function spentWords(row: BudgetRow, format: Format): string {
  const limit = `${format.moneySum(nanoOf(row.current?.available_usd ?? row.limit_usd))}`;
  return row.current === null ? limit : `${format.moneySum(nanoOf(row.current.spent_usd))} of ${limit}`;
}

/** What enforcement means for calls. */
export function enforcementWords({ enforcement, grace_hours: hours }: Pick<BudgetRow, 'enforcement' | 'grace_hours'>): string {
  if (enforcement === 'soft') return 'Soft: counts and tells, never refuses';
  return enforcement === 'hard' ? 'Hard: refuses calls above the limit' : `Grace: refuses ${hours} h after the limit was reached`;
}
