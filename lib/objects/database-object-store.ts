import { and, asc, desc, eq, gt, inArray, lt, type SQL } from 'drizzle-orm';
import type { AppDatabase, Client } from '#db/client.ts';
import { providerObject } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { CallAttribution, Hold } from '#lib/usage/usage-event.ts';
import { holdForLong, releaseHold } from './long-holds.ts';
import { toObject } from './object-rows.ts';
import type { NewObject, ObjectBody, ObjectKind, ObjectPage, ObjectQuery, ObjectStore, ProviderObject } from './object-store.ts';
import { ownerOf } from './owner-of.ts';
import { storableBody } from './storable-body.ts';

/** When somebody looks again at work that was begun, and at work whose answer never came. */
const firstCheckMs = 30_000;
const lostAfterMs = 3_600_000;

const visible = inArray(providerObject.state, ['running', 'settled', 'kept']);

/** The objects of an owner in his tenant. */
const owned = (owner: CallAttribution): SQL | undefined =>
  and(eq(providerObject.tenantId, owner.tenantId), eq(providerObject.owner, ownerOf(owner)));

const rowOf = (owner: CallAttribution, object: NewObject) => ({
  tenantId: owner.tenantId,
  kind: object.kind,
  connectionId: object.connectionId,
  providerId: object.providerId === '' ? null : object.providerId,
  owner: ownerOf(owner),
  teamId: owner.teamId,
  userId: owner.userId,
  keyId: owner.keyId,
  purpose: object.purpose,
  body: storableBody(object.body),
  work: object.work,
});

/** Remembers things at providers in PostgreSQL: rows as role app under row-level security, holds as role ingest. */
export class DatabaseObjectStore implements ObjectStore {
  readonly #app: AppDatabase;
  readonly #ingest: Client;

  constructor(app: AppDatabase, ingest: Client) {
    this.#app = app;
    this.#ingest = ingest;
  }

  async find(owner: CallAttribution, kind: ObjectKind, providerId: string): Promise<ProviderObject | undefined> {
    const condition = and(owned(owner), eq(providerObject.kind, kind), eq(providerObject.providerId, providerId), visible);
    const [row] = await inTenant(this.#app, owner.tenantId, (tx) =>
      tx.select().from(providerObject).where(condition).orderBy(desc(providerObject.id)).limit(1),
    );
    return row === undefined ? undefined : toObject(row);
  }

  async list(owner: CallAttribution, query: ObjectQuery): Promise<ObjectPage | undefined> {
    const { kind, limit, isAscending, purpose } = query;
    const after = query.after === null ? null : await this.find(owner, kind, query.after);
    if (after === undefined) return undefined;
    const beyond = isAscending ? gt : lt;
    const conditions = [owned(owner), eq(providerObject.kind, kind), visible];
    if (after !== null) conditions.push(beyond(providerObject.id, after.id));
    if (purpose !== null) conditions.push(eq(providerObject.purpose, purpose));
    const order = isAscending ? asc(providerObject.id) : desc(providerObject.id);
    const rows = await inTenant(this.#app, owner.tenantId, (tx) =>
      tx
        .select()
        .from(providerObject)
        .where(and(...conditions))
        .orderBy(order)
        .limit(limit + 1),
    );
    return { objects: rows.slice(0, limit).map(toObject), hasMore: rows.length > limit };
  }

  async keep(owner: CallAttribution, object: NewObject): Promise<void> {
    const same = and(owned(owner), eq(providerObject.kind, object.kind), eq(providerObject.providerId, object.providerId), visible);
    await inTenant(this.#app, owner.tenantId, async (tx) => {
      const known = await tx.select({ id: providerObject.id }).from(providerObject).where(same).limit(1);
      if (known.length === 0) await tx.insert(providerObject).values({ ...rowOf(owner, object), id: newUuid(), state: 'kept' });
    });
  }

  async hold(hold: Hold, object: NewObject): Promise<void> {
    const { id, attribution } = hold;
    await holdForLong(this.#ingest, hold);
    const nextCheckAt = new Date(Date.now() + lostAfterMs);
    const row = { ...rowOf(attribution, object), id, state: 'creating' as const, reservationId: id, nextCheckAt };
    await inTenant(this.#app, attribution.tenantId, (tx) => tx.insert(providerObject).values(row));
  }

  async begun(owner: CallAttribution, holdId: string, providerId: string, body: ObjectBody): Promise<void> {
    const nextCheckAt = new Date(Date.now() + firstCheckMs);
    await this.#change(owner, holdId, { providerId, body: storableBody(body), state: 'running', nextCheckAt });
  }

  async release(owner: CallAttribution, holdId: string): Promise<void> {
    await releaseHold(this.#ingest, owner, holdId);
    const condition = and(owned(owner), eq(providerObject.id, holdId), eq(providerObject.state, 'creating'));
    await inTenant(this.#app, owner.tenantId, (tx) => tx.delete(providerObject).where(condition));
  }

  async refresh(owner: CallAttribution, id: string, body: ObjectBody): Promise<void> {
    await this.#change(owner, id, { body: storableBody(body) });
  }

  async remove(owner: CallAttribution, id: string): Promise<void> {
    await this.#change(owner, id, { state: 'deleted' });
  }

  async #change(owner: CallAttribution, id: string, change: Partial<typeof providerObject.$inferInsert>): Promise<void> {
    const condition = and(owned(owner), eq(providerObject.id, id));
    await inTenant(this.#app, owner.tenantId, (tx) =>
      tx
        .update(providerObject)
        .set({ ...change, updatedAt: new Date() })
        .where(condition),
    );
  }
}
