import { sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import type { Logger } from '#lib/core/logger.ts';
import { keepFound } from './keep-found.ts';
import { keepMeasured, measureApplied } from './measure-applied.ts';
import { openPrices } from './open-prices.ts';
import { openReading } from './open-reading.ts';
import { readSavingState, writeSavingState } from './saving-state.ts';
import { sumSavings } from './sum-savings.ts';

const tenantsAtOnce = 50;

export interface FindOptions {
  readonly now: Date;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly runtime: Pick<CommandRuntime, 'providers'>;
}

/** Sums over a month of a busy tenant's calls take longer than what answers people may. */
const readingTimeout = sql`set local statement_timeout = '5min'`;
/** A look that failed is tried again after an hour, not at once. */
const againMs = 3_600_000;
const dayMs = 86_400_000;

/** One look at a tenant's usage: a long transaction that only reads, and a short one in which what two runners find is kept once. */
async function lookAt(databases: Pick<Databases, 'app'>, tenantId: string, { now, runtime }: FindOptions): Promise<number> {
  const { reading, measured } = await inTenant(
    databases.app,
    tenantId,
    async (tx) => {
      await tx.execute(readingTimeout);
      const context = { tx, tenantId, now, runtime };
      const prices = await openPrices(context);
      return { reading: await openReading(context, prices), measured: await measureApplied(context, prices) };
    },
    { readOnly: true },
  );
  return inTenant(databases.app, tenantId, async (tx) => {
    const state = await readSavingState(tx, tenantId);
    await keepMeasured(tx, tenantId, measured);
    const opened = await keepFound(tx, tenantId, reading, state.minimumNanoUsd);
    const { baselineProvider: provider, baselineModel: model } = state;
    const savings = sumSavings(reading, provider === null || model === null ? null : { provider, model });
    await writeSavingState(tx, state, { scannedAt: now, savings });
    return opened;
  });
}

async function putOff(databases: Pick<Databases, 'app'>, tenantId: string, now: Date): Promise<void> {
  await inTenant(databases.app, tenantId, async (tx) => {
    const state = await readSavingState(tx, tenantId);
    await writeSavingState(tx, state, { scannedAt: new Date(now.getTime() - dayMs + againMs) });
  });
}

/** Looks once a day at the usage of each tenant that has any; answers how many recommendations were opened. */
export async function findRecommendations(databases: Pick<Databases, 'app' | 'jobs'>, options: FindOptions): Promise<number> {
  const { now, logger, signal } = options;
  const due = await databases.jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('find-recommendations', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  let opened = 0;
  for (const { tenantId } of due) {
    if (signal.aborted) break;
    try {
      opened += await lookAt(databases, tenantId, options);
    } catch (err) {
      logger.error({ err, tenantId }, 'The usage of a tenant could not be looked through for recommendations');
      await putOff(databases, tenantId, now);
    }
  }
  return opened;
}
