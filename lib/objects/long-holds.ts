import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '#db/client.ts';
import type { PostingTransaction } from '#lib/usage/insert-events.ts';
import { BudgetsShort, reserveBudgets } from '#lib/usage/reserve-budgets.ts';
import type { CallAttribution, Hold } from '#lib/usage/usage-event.ts';

/** The longest that a provider works on something: the sweep of holds whose holder is silent leaves these alone so long. */
const longestDays = 35;
/** Processes that were asked to give back what they do not use have done so by then. */
const askAgainMs = 300;
const asksMax = 3;

/** Whether every budget that falls short would cover it, were it not for what others hold. */
const mayComeBack = ({ short }: BudgetsShort, { boundNanoUsd }: Hold): boolean =>
  short.every(({ limitNanoUsd, spentNanoUsd }) => limitNanoUsd - spentNanoUsd >= boundNanoUsd);

async function reserve(ingest: Client, hold: Hold): Promise<void> {
  for (let asked = 1; ; asked += 1) {
    try {
      return await reserveBudgets(ingest, hold, hold.id);
    } catch (error) {
      if (!(error instanceof BudgetsShort) || asked === asksMax || !mayComeBack(error, hold)) throw error;
    }
    await sleep(askAgainMs);
  }
}

/**
 * Holds the money of work that goes on when its call has ended, in the reservation as in the budgets of its parts. No
 * process holds it, so none can die with it: its incarnation is itself, and it counts as heard of until the longest work
 * would have ended. Throws BudgetsShort, and then nothing is held.
 */
export async function holdForLong(ingest: Client, hold: Hold): Promise<void> {
  await reserve(ingest, hold);
  await ingest`UPDATE reservation SET seen_at = now() + make_interval(days => ${longestDays})
    WHERE tenant_id = ${hold.attribution.tenantId} AND id = ${hold.id} AND state = 'held'`;
}

/** Gives the money back of work that was never begun: the hold ends without an event. */
export async function releaseHold(ingest: Client, { tenantId }: CallAttribution, id: string): Promise<void> {
  await ingest`SELECT end_reservations(ARRAY[${tenantId}]::text[]::uuid[], ARRAY[${id}]::text[]::uuid[], 'settled')`;
}

/** Ends a hold in the transaction that posts its event, and gives back to the budgets what it held of them. */
export async function endHold(
  tx: PostingTransaction,
  { tenantId }: CallAttribution,
  id: string,
  state: 'settled' | 'interrupted',
): Promise<void> {
  await tx`SELECT end_reservations(ARRAY[${tenantId}]::text[]::uuid[], ARRAY[${id}]::text[]::uuid[], ${state})`;
}
