import { inTenant } from '#db/tenant.ts';
import { currentPriceTable } from '#lib/catalog/current-price-table.ts';
import { effectivePriceOf } from '#lib/catalog/effective-price-of.ts';
import type { PriceTable } from '#lib/catalog/price-table.ts';
import { readTenantPrices } from '#lib/catalog/read-tenant-prices.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { lookAtWork } from '#lib/gateway/objects/look-at-work.ts';
import { filesMadeFor } from '#lib/gateway/objects/object-body.ts';
import { workEvent } from '#lib/gateway/objects/work-event.ts';
import { providerNamed } from '#lib/gateway/providers/index.ts';
import { DatabaseObjectStore } from '#lib/objects/database-object-store.ts';
import {
  closeWork,
  type DueWork,
  findDueWork,
  type OpenWork,
  openWork,
  postponeWork,
  putOffWork,
  settleWork,
} from '#lib/objects/due-work.ts';
import type { UpstreamTransport } from '#lib/outbound/index.ts';
import type { Runtime } from '#lib/runtime.ts';
import { interruptedEvent } from '#lib/usage/interrupted-event.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';

/** Looked at in one run; what is left is due in the next one. */
const workMax = 100;
const minuteMs = 60_000;
/** Work is asked after each minute, and less often the longer it takes: ten minutes at most. */
const pauseMaxMs = 10 * minuteMs;
/** Work of which nobody could say anything for so long is booked as what it could have cost. */
const givenUpMs = 30 * 24 * 60 * minuteMs;

/** What a run did. */
export interface WorkRun {
  readonly settled: number;
  readonly running: number;
  readonly unknown: number;
}

/** What a run works with. */
export interface WorkParts extends Pick<Runtime, 'databases' | 'clock' | 'logger'> {
  readonly masterKeys: MasterKeys;
  readonly outbound: UpstreamTransport;
}

type Verdict = keyof WorkRun;

/** The price that was in force for the tenant when the work was admitted. */
async function priceFor({ databases }: WorkParts, table: PriceTable | undefined, { object, hold }: OpenWork) {
  const provider = providerNamed(hold.provider ?? '');
  if (provider === undefined || object.kind !== 'batch') return undefined;
  const { tenantId } = hold.attribution;
  const atMs = uuidTimeMs(hold.id);
  const prices = await inTenant(databases.app, tenantId, (tx) => readTenantPrices(tx, tenantId, atMs), { readOnly: true });
  return effectivePriceOf(prices, table, provider, hold.model ?? '', atMs);
}

/** Asks after one piece of work, and settles it where it has ended: the usage event and the end of the hold in one commit. */
async function settleOne(parts: WorkParts, poster: EventPoster, table: PriceTable | undefined, due: DueWork): Promise<Verdict> {
  const { databases, masterKeys, outbound, clock, logger } = parts;
  const { app, ingest } = databases;
  const work = await openWork(app, masterKeys, due);
  if (work === undefined) {
    // Settled by a run that did not get further, or its hold has ended some other way.
    await closeWork(app, due);
    return 'settled';
  }
  const { object, hold, connection } = work;
  const ageMs = clock.now() - uuidTimeMs(hold.id);
  const provider = providerNamed(connection.provider);
  // Whether the provider took it on was never told: what it may have cost is booked, as for a call whose process died.
  if (object.providerId === '' || provider === undefined || ageMs > givenUpMs) {
    await settleWork(app, poster, interruptedEvent(hold), object.body);
    logger.warn({ tenant_id: due.tenantId, reservation_id: hold.id }, 'Work whose end nobody knows is booked as what it could have cost');
    return 'settled';
  }
  const price = await priceFor(parts, table, work);
  const state = await lookAtWork({ route: { connection, provider }, outbound, price }, object);
  if (state.kind === 'ended') {
    const store = new DatabaseObjectStore(app, ingest.$client);
    for (const file of filesMadeFor(object, state.body)) await store.keep(hold.attribution, file);
    await settleWork(app, poster, workEvent(hold, state.status, state.charge, price), state.body);
    return 'settled';
  }
  const nextCheckAt = new Date(clock.now() + Math.min(pauseMaxMs, minuteMs + ageMs / 20));
  if (state.kind === 'unknown') logger.debug({ reservation_id: hold.id, reason: state.reason }, 'Nobody could say what became of work');
  await postponeWork(app, due, state.kind === 'running' ? state.body : object.body, nextCheckAt);
  return state.kind;
}

/** Looks after the batches and fine-tuning jobs that are due, of all tenants, and settles those that have ended. */
export async function settleProviderWork(parts: WorkParts, signal: AbortSignal): Promise<WorkRun> {
  const { databases, logger, clock } = parts;
  const run = { settled: 0, running: 0, unknown: 0 };
  const due = await findDueWork(databases.jobs.$client, workMax);
  if (due.length === 0) return run;
  const table = await currentPriceTable(databases.lookup);
  const poster = new EventPoster(databases.ingest.$client);
  const settleInTurn = async (ofTenant: readonly DueWork[]): Promise<void> => {
    for (const one of ofTenant) {
      if (signal.aborted) return;
      try {
        const verdict = await settleOne(parts, poster, table, one);
        run[verdict] += 1;
      } catch (err) {
        // One that cannot be settled does not hold up the others: it goes to their end.
        logger.error({ err, tenant_id: one.tenantId, reservation_id: one.id }, 'Work at a provider could not be settled');
        await putOffWork(databases.app, one, new Date(clock.now() + pauseMaxMs)).catch(() => {});
      }
    }
  };
  // Beside each other, because a provider that takes its time is a tenant's own.
  await Promise.all([...Map.groupBy(due, ({ tenantId }) => tenantId).values()].map(settleInTurn));
  return run;
}
