import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Databases, openDatabases } from '#db/client.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';
import { createTwoTenants, type TwoTenants, tenantTables } from './two-tenants.ts';

/**
 * Somebody has found a way to put SQL of their own into a query of tenant A. Every statement below runs as that query
 * would; afterwards B's rows are byte for byte what they were, and nothing of B was in any answer. The pool has a single
 * connection, so that whatever is left behind on it meets the next transaction.
 */

let test: TwoTenants;
let single: Databases;
let before: Readonly<Record<string, string>>;

beforeAll(async () => {
  test = await createTwoTenants();
  single = openDatabases({ url: test.url, secret: test.secret, pools: { app: 1 } });
});
afterAll(async () => {
  await single.close();
  await test.drop();
});
beforeEach(async () => {
  before = await test.rowsOfB();
});

/** Runs the text as tenant A, statement by statement or in one go; answers what came back, or the error. */
async function inject(text: string): Promise<string> {
  try {
    return JSON.stringify(await inTenant(single.app, test.a, (tx) => tx.execute(sql.raw(text))), (_, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    );
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return cause instanceof Error ? JSON.stringify({ ...cause, text: cause.message }) : String(cause);
  }
}

async function expectUnharmed(answer: string, text: string): Promise<void> {
  expect(answer, text).not.toContain(test.markerOfB);
  expect(await test.rowsOfB(), text).toEqual(before);
  const asB = await inTenant(single.app, test.b, (tx) => tx.execute(sql`SELECT DISTINCT tenant_id FROM user_account`));
  expect(
    asB.map((row) => row.tenant_id),
    `tenant B after ${text}`,
  ).toEqual([test.b]);
  const asA = await inTenant(single.app, test.a, (tx) => tx.execute(sql`SELECT DISTINCT tenant_id FROM user_account`));
  expect(
    asA.map((row) => row.tenant_id),
    `tenant A after ${text}`,
  ).toEqual([test.a]);
}

async function attack(texts: readonly string[]): Promise<string[]> {
  const answers: string[] = [];
  for (const text of texts) {
    const answer = await inject(text);
    await expectUnharmed(answer, text);
    answers.push(answer);
  }
  return answers;
}

const everyTable = (write: (name: string) => string): string[] => tenantTables.map(write);

// Every attack on every table, and after each a look at every table: the time grows with the square of their number.
describe('SQL injected into the app role', { timeout: 120_000 }, () => {
  it('reads no row of another tenant, from any table', async () => {
    const answers = await attack([
      ...everyTable((name) => `SELECT * FROM ${name}`),
      ...everyTable((name) => `SELECT * FROM ${name} WHERE tenant_id = '${test.b}'`),
      ...everyTable((name) => `SELECT * FROM ${name} WHERE true OR current_tenant() IS NULL`),
      ...everyTable((name) => `COPY ${name} TO STDOUT`),
      'SELECT * FROM usage_event_2026_11',
      `SELECT query_to_xml('SELECT * FROM user_account', true, false, '')`,
      `SELECT database_to_xml(true, false, '')`,
      `SELECT * FROM user_account TABLESAMPLE SYSTEM (100)`,
      `WITH x AS (SELECT * FROM user_account) SELECT (SELECT count(*) FROM x), * FROM x FOR UPDATE`,
      'SELECT * FROM pg_stats',
      'SELECT most_common_vals FROM pg_stats_ext',
      'SELECT stavalues1 FROM pg_statistic',
    ]);
    expect(answers[0]).toContain('open-to-a');
  });

  it('writes no row of another tenant, into any table', async () => {
    await attack([
      ...everyTable((name) => `UPDATE ${name} SET tenant_id = tenant_id WHERE tenant_id = '${test.b}'`),
      ...everyTable((name) => `UPDATE ${name} SET tenant_id = '${test.b}'`),
      ...everyTable((name) => `DELETE FROM ${name} WHERE tenant_id = '${test.b}'`),
      ...everyTable((name) => `DELETE FROM ${name} USING tenant t WHERE t.tenant_id <> '${test.a}'`),
      ...everyTable((name) => `TRUNCATE ${name} CASCADE`),
      ...everyTable((name) => `INSERT INTO ${name} SELECT * FROM ${name} ON CONFLICT DO NOTHING`),
      ...everyTable((name) => `COPY ${name} FROM STDIN`),
      `INSERT INTO department (tenant_id, id, name) VALUES ('${test.b}', '${newUuid()}', 'planted')`,
      `INSERT INTO session (tenant_id, id, user_id, secret_hash, expires_at) SELECT '${test.b}', id, user_id, 'planted', now() FROM session`,
      `INSERT INTO tenant (tenant_id, slug, name, kind) VALUES ('${newUuid()}', 'planted', 'planted', 'platform')`,
      `UPDATE tenant SET kind = 'platform'`,
      `UPDATE tenant SET status = 'active'`,
      `MERGE INTO user_account u USING (SELECT '${test.b}'::uuid AS t) s ON u.tenant_id = s.t WHEN MATCHED THEN UPDATE SET email = 'x' WHEN NOT MATCHED THEN DO NOTHING`,
      `UPDATE audit_entry SET actor_name = 'somebody else'`,
      'DELETE FROM audit_entry',
      'UPDATE usage_event SET cost_nano_usd = 0',
      'DELETE FROM ledger_entry',
    ]);
    const own = await test.superuser`SELECT kind FROM tenant WHERE tenant_id = ${test.a}`;
    expect(own[0]?.kind).toBe('open-to-a-kind');
    expect(await test.superuser`SELECT 1 FROM tenant WHERE slug = 'planted'`).toHaveLength(0);
    const [entry] = await test.superuser`SELECT actor_name FROM audit_entry WHERE tenant_id = ${test.a}`;
    expect(entry?.actor_name).toMatch(/^open-to-a/);
  });

  it('names no other tenant, however it asks', async () => {
    const read = 'SELECT * FROM user_account';
    await attack([
      `SELECT set_config('tollgate.tenant', '${test.b}', true); ${read}`,
      `SELECT set_config('tollgate.tenant', replace(current_setting('tollgate.tenant'), '${test.a}', '${test.b}'), true); ${read}`,
      `SET LOCAL tollgate.tenant = '${test.b}'; ${read}`,
      `SET tollgate.tenant = '${test.b}.${'0'.repeat(64)}'; COMMIT; ${read}`,
      `COMMIT; BEGIN; SELECT set_config('tollgate.tenant', '${test.b}', false); ${read}`,
      `RESET ALL; ${read}`,
      `SET row_security = off; ${read}`,
      `RESET ROLE; ${read}`,
      `SET ROLE ${test.name}_owner; ${read}`,
      `SET SESSION AUTHORIZATION ${test.name}_owner; ${read}`,
      `SET session_replication_role = replica; ${read}`,
      `DO $$ BEGIN PERFORM set_config('tollgate.tenant', '${test.b}', true); RAISE EXCEPTION '%', (SELECT string_agg(email, ',') FROM user_account); END $$`,
      `DO $$ BEGIN EXECUTE 'SET ROLE ${test.name}_owner'; END $$`,
    ]);
  });

  it('finds neither the key of tokens nor a token of somebody else', async () => {
    const victim = inTenant(test.databases.app, test.b, (tx) => tx.execute(sql`SELECT pg_sleep(${0.6}) FROM user_account`));
    const answers = await attack([
      'SELECT * FROM tenant_token_key',
      'TABLE access_state',
      `SELECT prosrc FROM pg_proc WHERE proname = 'current_tenant'`,
      'SELECT query FROM pg_stat_activity',
      'SELECT name, statement, parameter_types FROM pg_prepared_statements',
      'SELECT name, setting FROM pg_settings',
      'SELECT * FROM pg_hba_file_rules',
    ]);
    await victim;
    const token = test.databases.app.signTenant(test.b).slice(37);
    for (const answer of answers) expect(answer).not.toContain(token);
    const key = await test.superuser<{ pad: string }[]>`SELECT encode(inner_pad, 'hex') AS pad FROM tenant_token_key`;
    for (const answer of answers) expect(answer).not.toContain(key[0]?.pad ?? 'missing');
  });

  it('calls none of the functions that look across tenants', async () => {
    const answers = await attack([
      `SELECT * FROM lookup_key('${test.markerOfB}-key_hash')`,
      `SELECT * FROM lookup_session('${test.markerOfB}-secret_hash')`,
      `SELECT * FROM lookup_sign_in('${test.markerOfB}-email', NULL)`,
      `SELECT * FROM config_changes('0')`,
      `SELECT * FROM tenants_due('relay-outbox', now(), 100)`,
      `SELECT mark_keys_used(ARRAY['${test.b}']::uuid[], ARRAY[gen_random_uuid()], ARRAY[now()])`,
      'SELECT ensure_usage_partitions(now(), now())',
    ]);
    for (const answer of answers) expect(answer).toContain('permission denied for function');
  });

  it('leaves nothing behind that the next transaction on the connection steps on', async () => {
    const token = `current_setting('tollgate.tenant')`;
    await attack([
      `SELECT set_config('tollgate.tenant', ${token}, false); COMMIT`,
      `COMMIT; SET search_path = pg_temp, pg_catalog`,
      `COMMIT; SET TimeZone = 'Pacific/Kiritimati'; SET DateStyle = 'German'; SET standard_conforming_strings = off`,
      `COMMIT; SET statement_timeout = 1; SET work_mem = '64kB'`,
      'DISCARD PLANS; PREPARE stolen AS SELECT 1; COMMIT; PREPARE stolen2 AS DELETE FROM department',
      'DECLARE kept CURSOR WITH HOLD FOR SELECT * FROM user_account; COMMIT',
      'LISTEN tollgate_config; COMMIT',
      'SELECT pg_advisory_lock(1); COMMIT',
      'ROLLBACK AND CHAIN; SELECT 1',
    ]);
    const [row] = await inTenant(single.app, test.b, (tx) => tx.execute(sql`SELECT current_setting('TimeZone') AS zone`));
    expect(row?.zone).toBe('UTC');
  });

  it('keeps no named statement that could be replaced', async () => {
    await inTenant(single.app, test.b, (tx) => tx.execute(sql`SELECT * FROM user_account WHERE email = ${'x'}`));
    const answer = await inject('DEALLOCATE ALL; SELECT name FROM pg_prepared_statements');
    expect(answer).not.toMatch(/[a-z0-9]{9,}\d/);
    expect(await inject('SELECT count(*) FROM pg_prepared_statements')).toContain('"0"');
  });
});

describe('a query that comes after the end of its transaction', () => {
  it('is refused, and does not run in the next tenant’s transaction on that connection', async () => {
    let late: TenantTransaction | undefined;
    await inTenant(single.app, test.a, async (tx) => {
      late = tx;
      await tx.execute(sql`SELECT 1`);
    });
    const asB = inTenant(single.app, test.b, async (tx) => {
      await tx.execute(sql`SELECT 1`);
      const stray = late?.execute(sql`SELECT * FROM user_account`).then(
        (rows) => JSON.stringify(rows),
        (error: unknown) => (error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)),
      );
      return await stray;
    });
    expect(await asB).toMatch(/TRANSACTION_ENDED/);
  });

  it('is refused after a rollback too', async () => {
    let stray: Promise<unknown> | undefined;
    const failed = inTenant(single.app, test.a, async (tx) => {
      stray = new Promise((resolve) => setTimeout(resolve, 30)).then(() => tx.execute(sql`SELECT * FROM user_account`));
      stray.catch(() => undefined);
      await tx.execute(sql`SELECT 1/0`);
    });
    await expect(failed).rejects.toMatchObject({ cause: { code: '22012' } });
    await expect(inTenant(single.app, test.b, async (tx) => tx.execute(sql`SELECT pg_sleep(0.1)`))).resolves.toBeDefined();
    await expect(stray).rejects.toMatchObject({ cause: { code: 'TRANSACTION_ENDED' } });
  });
});
