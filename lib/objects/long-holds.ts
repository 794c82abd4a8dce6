import type { Client } from '#db/client.ts';
import { holdToJson } from '#lib/usage/hold-json.ts';
import type { PostingTransaction } from '#lib/usage/insert-events.ts';
import type { CallAttribution, Hold } from '#lib/usage/usage-event.ts';

/** The longest that a provider works on something: the sweep of holds whose holder is silent leaves these alone so long. */
const longestDays = 35;

/**
 * Holds the money of work that goes on when its call has ended. No process holds it, so none can die with it: its
 * incarnation is itself, and it counts as heard of until the longest work would have ended.
 */
export async function holdForLong(ingest: Client, hold: Hold): Promise<void> {
  await ingest`
    INSERT INTO reservation (tenant_id, id, incarnation, amount_nano_usd, hold, seen_at)
    VALUES (${hold.attribution.tenantId}, ${hold.id}, ${hold.id}, ${hold.boundNanoUsd.toString()}::text::int8,
      ${JSON.stringify(holdToJson(hold))}::text::jsonb, now() + make_interval(days => ${longestDays}))`;
}

/** Gives the money back of work that was never begun: the hold ends without an event. */
export async function releaseHold(ingest: Client, { tenantId }: CallAttribution, id: string): Promise<void> {
  await ingest`UPDATE reservation SET state = 'settled', seen_at = now() WHERE tenant_id = ${tenantId} AND id = ${id} AND state = 'held'`;
}

/** Ends a hold in the transaction that posts its event. */
export async function endHold(
  tx: PostingTransaction,
  { tenantId }: CallAttribution,
  id: string,
  state: 'settled' | 'interrupted',
): Promise<void> {
  await tx`UPDATE reservation SET state = ${state}, seen_at = now() WHERE tenant_id = ${tenantId} AND id = ${id}`;
}
