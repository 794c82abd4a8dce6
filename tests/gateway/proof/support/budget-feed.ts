import { setTimeout as sleep } from 'node:timers/promises';
import type { TestDatabase } from '../../../support/database.ts';

const everyMs = 250;

/**
 * Raises the limits of a tenant's budgets a little again and again, so that their end is fought over all the time, however
 * long it takes. A limit is only ever raised: nothing that was promised before is broken by it.
 */
export class BudgetFeed {
  readonly #database: TestDatabase;
  readonly #tenantId: string;
  readonly #nanoUsd: bigint;
  #isStopping = false;
  readonly #working: Promise<void>;

  constructor(database: TestDatabase, tenantId: string, nanoUsd: bigint) {
    this.#database = database;
    this.#tenantId = tenantId;
    this.#nanoUsd = nanoUsd;
    this.#working = this.#feed();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#working;
  }

  async #feed(): Promise<void> {
    while (!this.#isStopping) {
      // Without the database there is nobody to tell.
      await this.#raise().catch(() => {});
      await sleep(everyMs);
    }
  }

  async #raise(): Promise<void> {
    const more = this.#nanoUsd.toString();
    await this.#database.superuser.begin(async (tx) => {
      await tx`UPDATE budget SET limit_nano_usd = limit_nano_usd + ${more}::text::int8 WHERE tenant_id = ${this.#tenantId}`;
      await tx`
        WITH due AS (SELECT budget_id, period_start_at FROM budget_period WHERE tenant_id = ${this.#tenantId} ORDER BY budget_id FOR UPDATE)
        UPDATE budget_period p SET limit_nano_usd = p.limit_nano_usd + ${more}::text::int8 FROM due
        WHERE p.tenant_id = ${this.#tenantId} AND p.budget_id = due.budget_id AND p.period_start_at = due.period_start_at`;
    });
  }
}
