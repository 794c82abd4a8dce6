import { arrayLiteral, plainArrayLiteral } from '#lib/core/array-literal.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { CorrectedEvent } from './correct-events.ts';
import { inSlices } from './in-slices.ts';
import type { PostingEvent, PostingTransaction } from './insert-events.ts';
import { partCost } from './part-cost.ts';
import type { SettledPart, UsageEvent } from './usage-event.ts';

/** An entry of the ledger of one budget period. */
interface BudgetEntry {
  readonly tenantId: string;
  readonly budgetId: string;
  readonly periodStartMs: number;
  readonly kind: 'settle' | 'correct' | 'rerate';
  readonly batchId: string;
  /** The event of a correction; null for a settlement, which is of a batch. */
  readonly eventId: string | null;
  amountNanoUsd: bigint;
  overrunNanoUsd: bigint;
}

interface LeaseUse {
  readonly tenantId: string;
  readonly leaseId: string;
  coveredNanoUsd: bigint;
}

/** What a posting books to budgets. */
export interface BudgetCharges {
  readonly entries: readonly BudgetEntry[];
  readonly leases: readonly LeaseUse[];
}

/** What passes the limit because nothing was held for it; soft budgets hold nothing and refuse nothing. */
const overrunOf = ({ kind, costNanoUsd, coveredNanoUsd }: SettledPart): bigint =>
  kind === 'soft' || costNanoUsd <= coveredNanoUsd ? 0n : costNanoUsd - coveredNanoUsd;

/** What new events and corrected ones cost each budget period, and use up of each lease; null where no budget applies. */
export async function budgetCharges(
  inserted: readonly PostingEvent[],
  corrected: readonly CorrectedEvent[],
): Promise<BudgetCharges | null> {
  const entries = new Map<string, BudgetEntry>();
  /** A lease is of one budget in one period, so nearly every entry is found by it, without a key being made of its parts. */
  const entriesByLease = new Map<string | null, BudgetEntry>();
  const leases = new Map<string, LeaseUse>();
  const use = (tenantId: string, { leaseId }: SettledPart, coveredNanoUsd: bigint) => {
    if (leaseId === null || coveredNanoUsd === 0n) return;
    const known = leases.get(leaseId);
    if (known === undefined) leases.set(leaseId, { tenantId, leaseId, coveredNanoUsd });
    else known.coveredNanoUsd += coveredNanoUsd;
  };
  const settledEntry = (tenantId: string, { budgetId, periodStartMs }: SettledPart, batchId: string): BudgetEntry => {
    const key = `${tenantId} ${budgetId} ${periodStartMs}`;
    const entry = entries.get(key) ?? emptyEntry({ tenantId, budgetId, periodStartMs, kind: 'settle', batchId, eventId: null });
    entries.set(key, entry);
    return entry;
  };
  await inSlices(inserted, ({ event, batchId }) => {
    const { tenantId } = event.attribution;
    for (const part of event.parts ?? []) {
      use(tenantId, part, part.coveredNanoUsd);
      if (part.costNanoUsd === 0n) continue;
      const entry = entriesByLease.get(part.leaseId) ?? settledEntry(tenantId, part, batchId);
      if (part.leaseId !== null) entriesByLease.set(part.leaseId, entry);
      entry.amountNanoUsd += part.costNanoUsd;
      entry.overrunNanoUsd += overrunOf(part);
    }
  });
  for (const { before, after } of corrected) {
    const { event, batchId } = after;
    const { tenantId } = event.attribution;
    for (const part of event.parts ?? []) {
      const { budgetId, periodStartMs } = part;
      const presumed = before.budgetIds.includes(budgetId) ? partCost(before.event.attribution, part, before.event.costNanoUsd) : 0n;
      // A presumption uses up its whole cost.
      use(tenantId, part, part.coveredNanoUsd - presumed);
      if (part.costNanoUsd === presumed) continue;
      const entry = emptyEntry({ tenantId, budgetId, periodStartMs, kind: 'correct', batchId, eventId: event.id });
      entry.amountNanoUsd = part.costNanoUsd - presumed;
      entry.overrunNanoUsd = part.kind === 'direct' && entry.amountNanoUsd > 0n ? entry.amountNanoUsd : overrunOf(part);
      entries.set(`${event.id} ${budgetId}`, entry);
    }
  }
  return entries.size + leases.size === 0 ? null : { entries: [...entries.values()], leases: [...leases.values()] };
}

const emptyEntry = (entry: Omit<BudgetEntry, 'amountNanoUsd' | 'overrunNanoUsd'>): BudgetEntry => ({
  ...entry,
  amountNanoUsd: 0n,
  overrunNanoUsd: 0n,
});

/** A budget in one period. */
export interface ChargedPeriod {
  readonly tenantId: string;
  readonly budgetId: string;
  readonly periodStartMs: number;
  readonly periodEndMs: number;
}

const timeLiteral = (times: readonly number[]): string => plainArrayLiteral(times.map((ms) => `"${new Date(ms).toISOString()}"`));

/** The budget periods and leases that a posting may move. */
export interface BudgetLocks {
  readonly periods: readonly ChargedPeriod[];
  readonly leases: readonly Pick<LeaseUse, 'tenantId' | 'leaseId'>[];
}

/** What a posting of these events has to lock. */
export async function budgetLocks(events: readonly UsageEvent[]): Promise<BudgetLocks> {
  const periods = new Map<string, ChargedPeriod>();
  const leases = new Map<string, BudgetLocks['leases'][number]>();
  await inSlices(events, ({ attribution: { tenantId }, parts = [] }) => {
    for (const { leaseId, budgetId, periodStartMs, periodEndMs } of parts) {
      // A lease is of one budget in one period.
      if (leaseId !== null && leases.has(leaseId)) continue;
      if (leaseId !== null) leases.set(leaseId, { tenantId, leaseId });
      periods.set(`${budgetId} ${periodStartMs}`, { tenantId, budgetId, periodStartMs, periodEndMs });
    }
  });
  return { periods: [...periods.values()], leases: [...leases.values()] };
}

/**
 * Locks the budget periods and leases that a posting may move, before it inserts anything: everybody locks them first and
 * in the same order, so that nobody waits in a circle. Periods that are missing are made.
 */
export async function lockBudgets(tx: PostingTransaction, { periods, leases }: BudgetLocks): Promise<void> {
  if (periods.length === 0) return;
  await tx`SELECT lock_budgets(
    ${plainArrayLiteral(periods.map(({ tenantId }) => tenantId))}::text::uuid[],
    ${plainArrayLiteral(periods.map(({ budgetId }) => budgetId))}::text::uuid[],
    ${timeLiteral(periods.map(({ periodStartMs }) => periodStartMs))}::text::timestamptz[],
    ${timeLiteral(periods.map(({ periodEndMs }) => periodEndMs))}::text::timestamptz[],
    ${plainArrayLiteral(leases.map(({ tenantId }) => tenantId))}::text::uuid[],
    ${plainArrayLiteral(leases.map(({ leaseId }) => leaseId))}::text::uuid[])`;
}

/** Locks budget periods before anything is inserted, as postings do. */
export const lockPeriods = (tx: PostingTransaction, periods: readonly ChargedPeriod[]): Promise<void> =>
  lockBudgets(tx, { periods, leases: [] });

/** Books amounts that no posting brings to periods that are locked, under the id of what brings them. */
export async function bookBudgets(
  tx: PostingTransaction,
  charges: readonly (ChargedPeriod & { readonly amountNanoUsd: bigint })[],
  kind: 'rerate',
  batchId: string,
): Promise<void> {
  if (charges.length === 0) return;
  const entries = charges.map((charge): BudgetEntry => ({ ...charge, kind, batchId, eventId: null, overrunNanoUsd: 0n }));
  await chargeBudgets(tx, { entries, leases: [] });
}

/** Books the charges; everything they touch is locked. */
export async function chargeBudgets(tx: PostingTransaction, { entries, leases }: BudgetCharges): Promise<void> {
  const plain = (pick: (entry: BudgetEntry) => string | null) => plainArrayLiteral(entries.map(pick));
  await tx`SELECT charge_budgets(
    ${plain(({ tenantId }) => tenantId)}::text::uuid[],
    ${plain(({ budgetId }) => budgetId)}::text::uuid[],
    ${timeLiteral(entries.map(({ periodStartMs }) => periodStartMs))}::text::timestamptz[],
    ${plain(({ kind }) => kind)}::text::text[],
    ${arrayLiteral(entries.map(({ amountNanoUsd }) => amountNanoUsd))}::text::int8[],
    ${arrayLiteral(entries.map(({ overrunNanoUsd }) => overrunNanoUsd))}::text::int8[],
    ${plain(({ batchId }) => batchId)}::text::uuid[],
    ${plain(({ eventId }) => eventId)}::text::uuid[],
    ${plain(() => newUuid())}::text::uuid[],
    ${plainArrayLiteral(leases.map(({ tenantId }) => tenantId))}::text::uuid[],
    ${plainArrayLiteral(leases.map(({ leaseId }) => leaseId))}::text::uuid[],
    ${arrayLiteral(leases.map(({ coveredNanoUsd }) => coveredNanoUsd))}::text::int8[])`;
}
