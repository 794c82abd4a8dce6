import { and, eq } from 'drizzle-orm';
import type { AppDatabase, Client } from '#db/client.ts';
import { connection, providerObject, reservation } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { openWith, readWrappedKeys } from '#lib/connections/keyring.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { holdFromJson } from '#lib/usage/hold-json.ts';
import type { EventPoster } from '#lib/usage/post-batch.ts';
import type { Hold, UsageEvent } from '#lib/usage/usage-event.ts';
import { endHold } from './long-holds.ts';
import { toObject } from './object-rows.ts';
import type { ObjectBody, ProviderObject } from './object-store.ts';
import { storableBody } from './storable-body.ts';

/** Whose work is to be looked at. */
export interface DueWork {
  readonly tenantId: string;
  readonly id: string;
}

/** Work that goes on, with the money held for it and the connection that does it. */
export interface OpenWork {
  readonly object: ProviderObject;
  readonly hold: Hold;
  readonly connection: {
    readonly connectionId: string;
    readonly name: string;
    readonly provider: string;
    readonly baseUrl: string | null;
    readonly credential: string | null;
    readonly models: readonly string[];
  };
}

/** What has waited longest, each tenant's first before any one's second, so that none stands before all others; as role jobs, which sees no more of it than this. */
export const findDueWork = async (jobs: Client, limit: number): Promise<DueWork[]> =>
  await jobs<DueWork[]>`SELECT tenant_id AS "tenantId", id FROM provider_object
    WHERE state IN ('creating', 'running') AND next_check_at <= now()
    ORDER BY row_number() OVER (PARTITION BY tenant_id ORDER BY next_check_at), next_check_at LIMIT ${limit}`;

/** Everything needed to look what became of it; undefined where its hold has ended. The connection may be disabled by now. */
export async function openWork(app: AppDatabase, masterKeys: MasterKeys, { tenantId, id }: DueWork): Promise<OpenWork | undefined> {
  return inTenant(app, tenantId, async (tx) => {
    const [row] = await tx
      .select({ object: providerObject, connection, hold: reservation.hold })
      .from(providerObject)
      .innerJoin(connection, and(eq(connection.tenantId, providerObject.tenantId), eq(connection.id, providerObject.connectionId)))
      .innerJoin(reservation, and(eq(reservation.tenantId, providerObject.tenantId), eq(reservation.id, providerObject.id)))
      .where(and(eq(providerObject.tenantId, tenantId), eq(providerObject.id, id), eq(reservation.state, 'held')));
    if (row === undefined) return undefined;
    const { id: connectionId, name, provider, baseUrl, credential: sealed, encryptionKeyId, models } = row.connection;
    const keys = await readWrappedKeys(tx, tenantId);
    const isSealed = sealed !== null && encryptionKeyId !== null;
    const credential = isSealed ? openWith(masterKeys, tenantId, keys, { connectionId, credential: sealed, encryptionKeyId }) : null;
    return {
      object: toObject(row.object),
      hold: holdFromJson(row.hold),
      connection: { connectionId, name, provider, baseUrl, credential, models },
    };
  });
}

/** Books the event and ends the hold in one commit; doing it twice changes nothing. The row follows, and is done again if it does not. */
export async function settleWork(app: AppDatabase, poster: EventPoster, event: UsageEvent, body: ObjectBody): Promise<void> {
  const { tenantId } = event.attribution;
  const state = event.usageSource === 'presumed' ? 'interrupted' : 'settled';
  await poster.post([event], (tx) => endHold(tx, event.attribution, event.id, state));
  await changeWork(app, { tenantId, id: event.id }, { body: storableBody(body), state: 'settled', nextCheckAt: null });
}

/** Takes work off the list whose hold has ended. */
export async function closeWork(app: AppDatabase, due: DueWork): Promise<void> {
  await changeWork(app, due, { state: 'settled', nextCheckAt: null });
}

/** Looks again at work later. */
export async function postponeWork(app: AppDatabase, due: DueWork, body: ObjectBody, nextCheckAt: Date): Promise<void> {
  await changeWork(app, due, { body: storableBody(body), nextCheckAt });
}

/** Looks again later at work that could not be looked at: what fails each time must not stand before all that is due behind it. */
export async function putOffWork(app: AppDatabase, due: DueWork, nextCheckAt: Date): Promise<void> {
  await changeWork(app, due, { nextCheckAt });
}

async function changeWork(app: AppDatabase, { tenantId, id }: DueWork, change: Partial<typeof providerObject.$inferInsert>): Promise<void> {
  const condition = and(eq(providerObject.tenantId, tenantId), eq(providerObject.id, id));
  await inTenant(app, tenantId, (tx) =>
    tx
      .update(providerObject)
      .set({ ...change, updatedAt: new Date() })
      .where(condition),
  );
}
