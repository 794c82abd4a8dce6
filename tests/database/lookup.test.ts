import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findKey, findSession, findSignIns } from '#db/lookup.ts';
import { outboxEvent, reservation, session, tenant, userAccount, virtualKey } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

let test: TestDatabase;
const older = { tenantId: newUuid(), slug: 'older', userId: newUuid(), keyId: newUuid(), sessionId: newUuid() };
const newer = { tenantId: newUuid(), slug: 'newer', userId: newUuid(), keyId: newUuid(), sessionId: newUuid() };

beforeAll(async () => {
  test = await createTestDatabase();
  for (const [index, each] of [older, newer].entries()) {
    const { tenantId, slug, userId, keyId, sessionId } = each;
    await inTenant(test.databases.app, tenantId, async (tx) => {
      await tx.insert(tenant).values({ tenantId, slug, name: slug, createdAt: new Date(Date.UTC(2026, index, 1)) });
      await tx.insert(userAccount).values({ tenantId, id: userId, email: 'Ada@Example.com' });
      await tx.insert(virtualKey).values({ tenantId, id: keyId, name: 'k', kind: 'service', keyHash: `hash of ${slug}`, display: 'tg_…' });
      const expiresAt = new Date(Date.UTC(2020, 0, 1));
      await tx.insert(session).values({ tenantId, id: sessionId, userId, secretHash: `secret of ${slug}`, expiresAt });
    });
  }
});
afterAll(() => test.drop());

describe('look-ups', () => {
  it('name the tenant of a key and of a session, and nothing for what does not exist', async () => {
    const { lookup } = test.databases;
    expect(await findKey(lookup, 'hash of newer')).toEqual({ tenantId: newer.tenantId, id: newer.keyId });
    expect(await findKey(lookup, 'hash of nobody')).toBeUndefined();
    expect(await findSession(lookup, 'secret of older')).toEqual({ tenantId: older.tenantId, id: older.sessionId });
    expect(await findSession(lookup, '')).toBeUndefined();
  });

  it('list the accounts of an address in any case of letters, oldest tenant first', async () => {
    const { lookup } = test.databases;
    const accounts = [older, newer].map(({ tenantId, userId }) => ({ tenantId, id: userId }));
    expect(await findSignIns(lookup, 'ADA@example.COM')).toEqual(accounts);
    expect(await findSignIns(lookup, 'ada@example.com', 'NEWER')).toEqual(accounts.slice(1));
    expect(await findSignIns(lookup, 'ada@example.com', 'elsewhere')).toEqual([]);
    expect(await findSignIns(lookup, '%')).toEqual([]);
  });
});

describe('tenants due for a job', () => {
  const due = async (job: string, at = new Date()): Promise<string[]> => {
    const rows = await test.databases.jobs.$client<{ id: string }[]>`
      SELECT tenant_id AS id FROM tenants_due(${job}, ${at.toISOString()}::timestamptz, ${10}) ORDER BY 1`;
    return rows.map((row) => row.id);
  };

  it('are those with events to relay, with old sessions, with holds of the dead', async () => {
    expect(await due('relay-outbox')).toEqual([]);
    const { tenantId } = newer;
    await inTenant(test.databases.app, tenantId, (tx) =>
      tx.insert(outboxEvent).values({ tenantId, id: newUuid(), name: 'x', payload: {} }),
    );
    const hold = { tenantId, id: newUuid(), incarnation: newUuid(), amountNanoUsd: 1n, hold: {}, seenAt: new Date(Date.now() - 61_000) };
    await test.databases.ingest.insert(reservation).values(hold);
    expect(await due('relay-outbox')).toEqual([tenantId]);
    expect(await due('sweep-reservations')).toEqual([tenantId]);
    expect(await due('sweep-reservations', new Date(Date.now() - 10_000))).toEqual([]);
    expect(await due('purge-sessions')).toEqual([older.tenantId, newer.tenantId].sort());
    expect(await due('purge-idempotency-records')).toEqual([]);
  });

  it('are refused for a job that does not exist', async () => {
    await expect(due('drop-everything')).rejects.toMatchObject({ code: '22023' });
  });
});

describe('the last use of keys', () => {
  const mark = (uses: readonly { tenantId: string; keyId: string; at: Date }[]) => test.databases.ingest.$client`
    SELECT mark_keys_used(${uses.map((use) => use.tenantId)}::uuid[], ${uses.map((use) => use.keyId)}::uuid[], ${uses.map((use) => use.at.toISOString())}::text[]::timestamptz[])`;
  const lastUse = async (keyId: string): Promise<number | undefined> => {
    const [row] = await test.superuser`SELECT last_used_at AS at, version FROM virtual_key WHERE id = ${keyId}`;
    expect(row?.version).toBe(1);
    return row?.at === null ? undefined : new Date(String(row?.at)).getTime();
  };

  it('is the latest of a posting, moves forward only, and at most once a minute', async () => {
    const start = Date.UTC(2026, 10, 21, 12);
    const at = (seconds: number) => new Date(start + seconds * 1000);
    const use = (seconds: number) => ({ ...newer, at: at(seconds) });
    await mark([use(0), use(5), use(3)]);
    expect(await lastUse(newer.keyId)).toBe(at(5).getTime());
    await mark([use(-100)]);
    await mark([use(40)]);
    expect(await lastUse(newer.keyId)).toBe(at(5).getTime());
    await mark([use(70)]);
    expect(await lastUse(newer.keyId)).toBe(at(70).getTime());
    expect(await lastUse(older.keyId)).toBeUndefined();
  });

  it('is not written for a key under the wrong tenant', async () => {
    await mark([{ tenantId: newer.tenantId, keyId: older.keyId, at: new Date() }]);
    expect(await lastUse(older.keyId)).toBeUndefined();
  });
});
