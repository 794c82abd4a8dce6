import { createHmac } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTenant } from '#db/tenant.ts';
import { tenantSigner } from '#db/tenant-token.ts';
import { isDatabaseUnavailable } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { createTwoTenants, type TwoTenants, tenantTables } from './two-tenants.ts';

let test: TwoTenants;

beforeAll(async () => {
  test = await createTwoTenants();
});
afterAll(() => test.drop());

/** Rows of each table that the app role sees with this token, and whether it can write one. */
async function seenWith(token: string | null): Promise<{ rows: number; written: boolean }> {
  const client = test.databases.app.$client;
  let rows = 0;
  for (const table of tenantTables) {
    await client.begin(async (tx) => {
      if (token !== null) await tx`SELECT set_config('tollgate.tenant', ${token}, true)`;
      const [row] = await tx<{ count: bigint }[]>`SELECT count(*) FROM ${tx(table)}`;
      rows += Number(row?.count);
    });
  }
  const insert = client.begin(async (tx) => {
    if (token !== null) await tx`SELECT set_config('tollgate.tenant', ${token}, true)`;
    await tx`INSERT INTO department (tenant_id, id, name) VALUES (${test.a}, ${newUuid()}, ${newUuid()})`;
  });
  return {
    rows,
    written: await insert.then(
      () => true,
      () => false,
    ),
  };
}

const signWith = (secret: string) => tenantSigner(secret)(test.a);
const nothing = { rows: 0, written: false };

describe('the tenant token', () => {
  it('opens every table of its tenant, and only its rows', async () => {
    const { rows, written } = await seenWith(signWith(test.secret));
    expect(written).toBe(true);
    expect(rows).toBeGreaterThanOrEqual(tenantTables.length);
    for (const table of tenantTables) {
      const rows = await inTenant(test.databases.app, test.a, (tx) =>
        tx.execute(sql`SELECT DISTINCT tenant_id FROM ${sql.identifier(table)}`),
      );
      expect(
        rows.map((row) => row.tenant_id),
        table,
      ).toEqual([test.a]);
    }
  });

  it('shows nothing when it is absent', async () => {
    expect(await seenWith(null)).toEqual(nothing);
  });

  it('is worth nothing when it is forged or damaged', async () => {
    const token = signWith(test.secret);
    const [id = '', mac = ''] = token.split('.');
    const flipped = (mac.startsWith('0') ? '1' : '0') + mac.slice(1);
    const forged = [
      '',
      '.',
      id,
      `${id}.`,
      `${id}.${mac.slice(0, -1)}`,
      `${id}.${mac}0`,
      `${id}.${mac.toUpperCase()}`,
      `${id}.${flipped}`,
      `${id}.${mac.slice(0, -1)}${mac.endsWith('0') ? '1' : '0'}`,
      `${test.b}.${mac}`,
      `${id.toUpperCase()}.${mac}`,
      ` ${token}`,
      `${token}\n`,
      `${token}' OR '1'='1`,
      signWith('another secret of the same length........'),
      `${id}.${createHmac('sha256', test.secret).update(id).digest('hex')}`,
      `${id}.${'0'.repeat(64)}`,
      'x'.repeat(101),
      `${id}.${'é'.repeat(64)}`,
    ];
    for (const text of forged) expect(await seenWith(text), JSON.stringify(text)).toEqual(nothing);
  });

  it('agrees with the HMAC-SHA256 of RFC 2104 for many tenants', async () => {
    for (const tenantId of Array.from({ length: 20 }, () => newUuid())) {
      const [row] = await inTenant(test.databases.app, tenantId, (tx) => tx.execute(sql`SELECT current_tenant() AS tenant`));
      expect(row?.tenant).toBe(tenantId);
    }
  });

  it('does not outlive the transaction', async () => {
    await inTenant(test.databases.app, test.a, async (tx) => void (await tx.execute(sql`SELECT 1`)));
    const rows = await test.databases.app.execute(
      sql`SELECT current_setting('tollgate.tenant', true) AS token, current_tenant() AS tenant`,
    );
    expect(rows.map((row) => row.tenant)).toEqual([null]);
    expect(rows[0]?.token ?? '').toBe('');
  });
});

describe('inTenant', () => {
  it('refuses what is not a tenant id before it asks the database', async () => {
    await expect(inTenant(test.databases.app, "x' OR true --", async () => 1)).rejects.toThrow('UUID');
  });

  it('rolls back when the work rejects', async () => {
    const id = newUuid();
    const failed = inTenant(test.databases.app, test.a, async (tx) => {
      await tx.execute(sql`INSERT INTO department (tenant_id, id, name) VALUES (${test.a}, ${id}, ${id})`);
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    expect(await test.superuser`SELECT 1 FROM department WHERE id = ${id}`).toHaveLength(0);
  });

  it('takes mode and isolation', async () => {
    const modes = sql`SELECT current_setting('transaction_read_only') AS mode, current_setting('transaction_isolation') AS isolation`;
    const run = (options: Parameters<typeof inTenant>[3]) => inTenant(test.databases.app, test.a, (tx) => tx.execute(modes), options);
    expect((await run({ readOnly: true, isolation: 'repeatable read' }))[0]).toEqual({ mode: 'on', isolation: 'repeatable read' });
    expect((await run({}))[0]).toEqual({ mode: 'off', isolation: 'read committed' });
    const write = sql`INSERT INTO department (tenant_id, id, name) VALUES (${test.a}, ${newUuid()}, 'x')`;
    await expect(inTenant(test.databases.app, test.a, (tx) => tx.execute(write), { readOnly: true })).rejects.toMatchObject({
      cause: { code: '25006' },
    });
  });

  it('is told apart as unavailable when the connection is cut', async () => {
    const cut = inTenant(test.databases.app, test.a, async (tx) => {
      const [row] = await tx.execute<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
      await test.superuser`SELECT pg_terminate_backend(${row?.pid ?? 0})`;
      await tx.execute(sql`SELECT 1`);
    });
    const error = await cut.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(isDatabaseUnavailable(error)).toBe(true);
    const [row] = await inTenant(test.databases.app, test.a, (tx) => tx.execute(sql`SELECT current_tenant() AS tenant`));
    expect(row?.tenant).toBe(test.a);
  });
});
