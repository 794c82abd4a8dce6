import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findKey, findSignIns } from '#db/lookup.ts';
import { demoAdminEmail, demoSlug, emptyAdminEmail } from '#db/seed/demo-credentials.ts';
import { fillHistory } from '#db/seed/fill-history.ts';
import { type Seeded, seed } from '#db/seed/seed.ts';
import { seedBudgets } from '#db/seed/seed-budgets.ts';
import { inTenant } from '#db/tenant.ts';
import { importPrices } from '#lib/catalog/import-prices.ts';
import { currentPriceVersion, loadPriceTable } from '#lib/catalog/load-price-table.ts';
import { priceCall } from '#lib/catalog/price-call.ts';
import { hashPassword, verifyPassword } from '#lib/core/password.ts';
import { hashVirtualKey, looksLikeVirtualKey, virtualKeyPepper } from '#lib/keys/virtual-key.ts';
import { reconcileUsage } from '#lib/usage/reconcile.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

let test: TestDatabase;
let seeded: Seeded;

beforeAll(async () => {
  test = await createTestDatabase();
  await importPrices(test.databases.jobs);
  seeded = await seed({ databases: test.databases, secret: test.secret });
});
afterAll(() => test.drop());

const count = async (table: string, condition = 'true'): Promise<number> => {
  const [row] = await test.superuser.unsafe(`SELECT count(*)::int AS count FROM ${table} WHERE tenant_id = $1 AND ${condition}`, [
    seeded.tenantId,
  ]);
  return Number(row?.count);
};

describe('the first start', () => {
  it('makes the platform, the demo and an empty tenant, each with the eight roles and two of its own', async () => {
    const rows = await test.superuser`
      SELECT slug, kind, (SELECT count(*)::int FROM role r WHERE r.tenant_id = t.tenant_id) AS roles FROM tenant t ORDER BY slug`;
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { slug: 'halden', kind: 'demo', roles: 10 },
      { slug: 'nordlys', kind: 'demo', roles: 10 },
      { slug: 'platform', kind: 'platform', roles: 10 },
    ]);
  });

  it('makes the company: 74 people, 5 departments, 14 teams, 96 keys, a connection', async () => {
    expect(await Promise.all(['user_account', 'department', 'team', 'virtual_key', 'connection'].map((table) => count(table)))).toEqual([
      74, 5, 14, 96, 1,
    ]);
    expect(await count('membership', "team_role = 'lead'")).toBe(14);
    expect(await count('membership')).toBe(78);
    expect(await count('user_account', "name = ''")).toBe(1);
    expect(await count('user_account', "status = 'deactivated'")).toBe(2);
    expect(await count('virtual_key', "status = 'active' AND user_id IN (SELECT id FROM user_account WHERE status = 'deactivated')")).toBe(
      1,
    );
    const levels = await test.superuser`SELECT DISTINCT r.name FROM role_assignment a JOIN role r ON r.id = a.role_id ORDER BY 1`;
    expect(levels.map((row) => row.name)).toEqual(['department_admin', 'guest', 'power_user', 'restricted_user', 'tenant_admin', 'user']);
  });

  it('gives a sign-in and a key that work', async () => {
    expect(seeded.adminEmail).toBe(demoAdminEmail);
    const [found] = await findSignIns(test.databases.lookup, demoAdminEmail, demoSlug);
    const [row] = await test.superuser`SELECT password_hash AS hash FROM user_account WHERE id = ${found?.id ?? ''}`;
    expect(await verifyPassword(seeded.adminPassword ?? '', String(row?.hash))).toBe(true);
    expect(looksLikeVirtualKey(seeded.demoKey ?? '')).toBe(true);
    const key = await findKey(test.databases.lookup, hashVirtualKey(virtualKeyPepper(test.secret), seeded.demoKey ?? ''));
    expect(key?.tenantId).toBe(seeded.tenantId);
    expect(await findSignIns(test.databases.lookup, emptyAdminEmail)).toHaveLength(1);
  });

  it('keeps keys and passwords in no readable form', async () => {
    const [row] = await test.superuser`SELECT string_agg(k::text, ' ') AS text FROM virtual_key k`;
    expect(String(row?.text)).not.toContain(seeded.demoKey ?? 'missing');
    const [people] = await test.superuser`SELECT string_agg(u::text, ' ') AS text FROM user_account u`;
    expect(String(people?.text)).not.toContain(seeded.adminPassword ?? 'missing');
  });
});

describe('a later start', () => {
  it('changes nothing and tells the sign-in again', async () => {
    const again = await seed({ databases: test.databases, secret: test.secret });
    expect(again).toEqual({ ...seeded, created: false });
    expect(await count('user_account')).toBe(74);
  });

  it('finishes what a start that was cut off had begun', async () => {
    const other = await createTestDatabase();
    try {
      await seed({ databases: other.databases, secret: other.secret });
      // As if it had been killed before the demo, which comes last.
      await other.superuser`SET session_replication_role = replica`;
      await other.superuser`DELETE FROM tenant WHERE slug = ${demoSlug}`;
      await other.superuser`DELETE FROM user_account WHERE email = ${demoAdminEmail}`;
      const again = await seed({ databases: other.databases, secret: other.secret }).catch((error: unknown) => error);
      // The keys of the former demo are still there in this test; what counts is that the other tenants were no obstacle.
      expect(again).toMatchObject({ created: true });
    } finally {
      await other.drop();
    }
  });

  it('tells neither a password that was changed nor a key that was disabled', async () => {
    const before = await test.superuser`SELECT password_hash AS hash FROM user_account WHERE email = ${demoAdminEmail}`;
    await test.superuser`UPDATE user_account SET password_hash = ${await hashPassword('another password')} WHERE email = ${demoAdminEmail}`;
    await test.superuser`UPDATE virtual_key SET status = 'disabled' WHERE name = 'First call'`;
    const again = await seed({ databases: test.databases, secret: test.secret });
    expect(again).toMatchObject({ created: false, adminPassword: null, demoKey: null });
    await test.superuser`UPDATE user_account SET password_hash = ${String(before[0]?.hash)} WHERE email = ${demoAdminEmail}`;
    await test.superuser`UPDATE virtual_key SET status = 'active' WHERE name = 'First call'`;
  });
});

describe('the history', () => {
  const days = 9;

  it('goes on where it was stopped, posts nothing twice, and agrees with its sums', { timeout: 120_000 }, async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 250);
    const first = await fillHistory({ databases: test.databases, days, signal: stop.signal });
    const second = await fillHistory({ databases: test.databases, days });
    expect(await fillHistory({ databases: test.databases, days })).toBe(0);
    expect((first ?? 0) + (second ?? 0)).toBe(await count('usage_event'));
    expect(await count('usage_event')).toBeGreaterThan(8000);
    const range = { from: new Date(Date.now() - 11 * 86_400_000), to: new Date(Date.now() + 3_600_000) };
    range.from.setUTCMinutes(0, 0, 0);
    range.to.setUTCMinutes(0, 0, 0);
    const differences = await inTenant(test.databases.app, seeded.tenantId, async () =>
      reconcileUsage(test.superuser, seeded.tenantId, range),
    );
    expect(differences).toEqual([]);
  });

  it('costs what the tokens cost by the price list, to the nano-dollar', async () => {
    const versionId = await currentPriceVersion(test.databases.app);
    const prices = await loadPriceTable(test.databases.app, versionId ?? '');
    const rows = await inTenant(test.databases.app, seeded.tenantId, (tx) =>
      tx.execute<{
        provider: string;
        model: string;
        at: string;
        cost: bigint;
        input: number;
        read: number;
        write: number | null;
        output: number;
      }>(sql`
        SELECT p.value AS provider, m.value AS model, occurred_at AS at, cost_nano_usd AS cost, input_tokens AS input, cache_read_tokens AS read,
          cache_write_tokens AS write, output_tokens AS output
        FROM usage_event e JOIN usage_dimension p ON p.id = provider_dim JOIN usage_dimension m ON m.id = model_dim
        WHERE cost_state = 'priced' AND status = 'succeeded' ORDER BY e.id LIMIT 2000`),
    );
    expect(rows).toHaveLength(2000);
    for (const row of rows) {
      const usage = { input: row.input, cacheRead: row.read, cacheWrite: row.write, output: row.output, reasoning: null };
      const price = prices.price(row.provider, row.model, new Date(row.at).getTime());
      expect(priceCall(usage, price).nanoUsd).toBe(row.cost);
    }
  });

  it('charges teams, keys and people of the company', async () => {
    const [row] = await test.superuser`
      SELECT count(*) FILTER (WHERE team_dim = 0)::int AS teamless, count(*) FILTER (WHERE key_dim = 0)::int AS keyless,
        count(DISTINCT user_dim)::int AS people, count(DISTINCT key_dim)::int AS keys FROM usage_event`;
    expect(row?.teamless).toBe(0);
    expect(row?.keyless).toBe(0);
    expect(Number(row?.people)).toBeGreaterThan(50);
    expect(Number(row?.keys)).toBeGreaterThan(70);
    expect(await count('virtual_key', 'last_used_at IS NOT NULL')).toBeGreaterThan(70);
  });

  it('gives the demo budgets that follow from it, once, and parents that cover their allocations', async () => {
    const made = await seedBudgets(test.databases);
    expect(made).toBeGreaterThan(5);
    expect(await seedBudgets(test.databases)).toBe(0);
    expect(await count('budget', "description LIKE 'Demo budget%' AND limit_nano_usd > 0")).toBe(made);
    expect(await count('config_version', "section = 'budgets'")).toBe(1);
    const over = await test.superuser`
      SELECT p.name FROM budget p JOIN budget c ON c.tenant_id = p.tenant_id AND c.parent_id = p.id
      GROUP BY p.tenant_id, p.id, p.name, p.limit_nano_usd HAVING sum(c.limit_nano_usd) > p.limit_nano_usd`;
    expect([...over]).toEqual([]);
  });

  it('is not made where there is no demo', async () => {
    const other = await createTestDatabase();
    expect(await fillHistory({ databases: other.databases })).toBeNull();
    expect(await seedBudgets(other.databases)).toBeNull();
    await other.drop();
  });
});
