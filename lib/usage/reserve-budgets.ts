import type { Client } from '#db/client.ts';
import { arrayLiteral, plainArrayLiteral } from '#lib/core/array-literal.ts';
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

/**
 * Direct mode: the hold and what it takes of each budget are one commit, all or none. A further hold of the same call takes
 * only what it needs more. Throws BudgetsShort.
 */
export async function reserveBudgets(ingest: Client, hold: Hold, incarnation: string): Promise<void> {
  const { tenantId } = hold.attribution;
  const direct = hold.parts.filter(({ kind }) => kind === 'direct');
  const times = (pick: (part: Hold['parts'][number]) => number) =>
    plainArrayLiteral(direct.map((part) => `"${new Date(pick(part)).toISOString()}"`));
  const rows = await ingest<({ readonly isShort: boolean } & BudgetStanding)[]>`
    SELECT budget AS "budgetId", is_short AS "isShort", spent AS "spentNanoUsd", leased AS "leasedNanoUsd", in_force AS "limitNanoUsd"
    FROM reserve_budgets(${tenantId}::uuid, ${hold.id}::uuid, ${incarnation}::uuid, ${hold.boundNanoUsd.toString()}::text::int8,
      ${JSON.stringify(holdToJson(hold))}::text::jsonb,
      ${plainArrayLiteral(direct.map(({ budgetId }) => budgetId))}::text::uuid[], ${times(({ periodStartMs }) => periodStartMs)}::text::timestamptz[],
      ${times(({ periodEndMs }) => periodEndMs)}::text::timestamptz[], ${arrayLiteral(direct.map(({ amountNanoUsd }) => amountNanoUsd))}::text::int8[])`;
  const short = rows.filter(({ isShort }) => isShort);
  if (short.length > 0) throw new BudgetsShort(short);
}
