import type { Client } from '#db/client.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import { holdToJson } from './hold-json.ts';
import type { Hold } from './usage-event.ts';

/** How a budget stands in a period; what is left is limit − spent − leased. */
export interface BudgetStanding {
  readonly budgetId: string;
  readonly spentNanoUsd: NanoUsd;
  readonly leasedNanoUsd: NanoUsd;
  readonly limitNanoUsd: NanoUsd;
}

/** A hold that budgets do not cover; nothing was held. */
export class BudgetsShort extends Error {
  override name = 'BudgetsShort';
  readonly short: readonly BudgetStanding[];

  constructor(short: readonly BudgetStanding[]) {
    super(`Not covered by ${short.map(({ budgetId }) => budgetId).join(', ')}`);
    this.short = short;
  }
}

/** The budgets that do not cover a call, by the calls that were not held for it. */
export type ShortCalls = ReadonlyMap<string, readonly BudgetStanding[]>;

/**
 * Direct mode: holds and what they take of budgets are one commit, and of each call all or none. A further hold of the same
 * call takes only what it needs more. Resolves to the calls that are not held because a budget does not cover them.
 */
export async function reserveCalls(ingest: Client, holds: readonly Hold[], incarnation: string): Promise<ShortCalls> {
  const rows = await ingest<({ readonly callId: string } & BudgetStanding)[]>`
    SELECT call AS "callId", budget AS "budgetId", spent AS "spentNanoUsd", leased AS "leasedNanoUsd", in_force AS "limitNanoUsd"
    FROM reserve_calls(${incarnation}::uuid, ${JSON.stringify(holds.map(holdToJson))}::text::jsonb)`;
  return Map.groupBy(rows, ({ callId }) => callId);
}

/** Holds for one call. Throws BudgetsShort. */
export async function reserveBudgets(ingest: Client, hold: Hold, incarnation: string): Promise<void> {
  assertCovered(await reserveCalls(ingest, [hold], incarnation), hold);
}

/** Throws BudgetsShort where the call was not held. */
export function assertCovered(shortCalls: ShortCalls, { id }: Hold): void {
  const short = shortCalls.get(id);
  if (short !== undefined) throw new BudgetsShort(short);
}
