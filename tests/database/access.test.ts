import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionAccess, type Grants, tableAccess, tablePrivileges, viewAccess } from '#db/access.ts';
import { type PoolRole, poolRoles, roleName } from '#db/roles.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const query = async <Row extends object>(sql: string): Promise<Row[]> => await test.superuser.unsafe<Row[]>(sql);

const names = async (sql: string): Promise<string[]> => (await query<{ name: string }>(sql)).map((row) => row.name);

/** The SQLSTATE with which a statement fails, and null when it is allowed. EXPLAIN checks privileges and runs nothing. */
async function refusal(client: Pick<Sql, 'unsafe'>, statement: string): Promise<string | null> {
  try {
    await client.unsafe(statement);
    return null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return `${error.code} ${error.message}`;
    throw error;
  }
}

const denied = /^42501 permission denied/;

/** A statement that needs exactly the privilege, on the column when one is named. */
const attempts = {
  select: (table: string, column: string) => `EXPLAIN SELECT "${column}" FROM "${table}"`,
  insert: (table: string) => `EXPLAIN INSERT INTO "${table}" DEFAULT VALUES`,
  update: (table: string, column: string) => `EXPLAIN UPDATE "${table}" SET "${column}" = NULL`,
  delete: (table: string) => `EXPLAIN DELETE FROM "${table}"`,
} as const;

const isGranted = (grants: Grants | undefined, privilege: keyof Grants, column: string): boolean => {
  const granted = grants?.[privilege];
  return granted === true || (Array.isArray(granted) && granted.includes(column));
};

async function columnsOf(table: string): Promise<string[]> {
  return await names(`
    SELECT attname AS name FROM pg_attribute
    WHERE attrelid = 'public."${table}"'::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' AND attgenerated = '' ORDER BY attnum`);
}

describe('the declaration of access', () => {
  it('names every table, and nothing else holds rows', async () => {
    const tables = await names(`
      SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
      AND relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT relispartition ORDER BY 1`);
    expect(tables).toEqual([...Object.keys(tableAccess), ...Object.keys(viewAccess)].sort());
  });

  it('names every function, with the rights it runs with', async () => {
    const functions = await query<{ name: string; definer: boolean }>(`
      SELECT proname || '(' || replace(oidvectortypes(proargtypes), ', ', ',') || ')' AS name, prosecdef AS definer
      FROM pg_proc WHERE pronamespace = 'public'::regnamespace`);
    expect(Object.fromEntries(functions.map((row) => [row.name, row.definer]))).toEqual(
      Object.fromEntries(Object.entries(functionAccess).map(([name, access]) => [name, access.definer])),
    );
  });

  // Each column of each table for each role and privilege: a slow machine takes its time.
  it('is what the database grants, column by column, to every role', { timeout: 120_000 }, async () => {
    const wrong: string[] = [];
    for (const [table, access] of Object.entries(tableAccess)) {
      const columns = await columnsOf(table);
      for (const role of poolRoles) {
        const client = test.databases[role].$client;
        for (const privilege of tablePrivileges) {
          const perColumn = privilege === 'select' || privilege === 'update';
          for (const column of perColumn ? columns : ['']) {
            const refused = denied.test((await refusal(client, attempts[privilege](table, column))) ?? '');
            if (refused === isGranted(access.grants[role], privilege, column))
              wrong.push(`${role} ${privilege} ${table}.${column}: ${refused}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('grants nothing beyond reading and writing rows, and nothing to anybody else', async () => {
    const roles = poolRoles.map((role) => `'${roleName(test.name, role)}'`).join(', ');
    const others = await query<object>(`
      SELECT c.relname, coalesce(r.rolname, 'PUBLIC') AS grantee, a.privilege_type
      FROM pg_class c, aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
      WHERE c.relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner
        AND (r.rolname IS NULL OR r.rolname NOT IN (${roles}) OR a.privilege_type NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE') OR a.is_grantable)`);
    expect(others).toEqual([]);
  });
});

describe('row-level security', () => {
  it('is enabled and forced on every table of a tenant, and on every partition', async () => {
    const open = await names(`
      SELECT c.relname AS name FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1`);
    const withoutTenant = Object.keys(tableAccess).filter((name) => tableAccess[name]?.kind !== 'tenant');
    expect(open).toEqual(withoutTenant.sort());
  });

  it('covers every table that has a tenant_id', async () => {
    const tables = await names(`
      SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`);
    expect(tables).toEqual(
      Object.keys(tableAccess)
        .filter((name) => tableAccess[name]?.kind === 'tenant')
        .sort(),
    );
  });

  it('shows app the tenant of the transaction only, in every policy', async () => {
    const conditions = await query<{ using: string; check: string }>(`
      SELECT DISTINCT pg_get_expr(polqual, polrelid) AS using, pg_get_expr(polwithcheck, polrelid) AS check
      FROM pg_policy WHERE polroles = ARRAY['${roleName(test.name, 'app')}'::regrole]::oid[]`);
    const condition = '(tenant_id = ( SELECT current_tenant() AS current_tenant))';
    expect(conditions.map((row) => ({ ...row }))).toEqual([{ using: condition, check: condition }]);
  });

  it('shows bi the tenant of its token only, in every policy, and lets it write nothing', async () => {
    const conditions = await names(`
      SELECT DISTINCT pg_get_expr(polqual, polrelid) AS name FROM pg_policy WHERE polroles = ARRAY['${roleName(test.name, 'bi')}'::regrole]::oid[]`);
    expect(conditions.length).toBeGreaterThan(0);
    for (const condition of conditions) expect(condition).toContain('tenant_id = ( SELECT bi_tenant() AS bi_tenant)');
    const written = Object.entries(tableAccess).filter(([, { grants }]) =>
      Object.keys(grants.bi ?? {}).some((privilege) => privilege !== 'select'),
    );
    expect(written).toEqual([]);
  });

  it('has views that run with the rights of who asks alone', async () => {
    const views = await names(`SELECT relname AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm') AND reloptions @> '{security_invoker=true}' ORDER BY 1`);
    expect(views).toEqual(Object.keys(viewAccess).sort());
  });

  it('has no policy for PUBLIC', async () => {
    expect(await names(`SELECT polname AS name FROM pg_policy WHERE 0 = ANY(polroles)`)).toEqual([]);
  });
});

describe('each role, connected', () => {
  it('may address no partition by its name', async () => {
    const partitions = await names(
      `SELECT relname AS name FROM pg_class WHERE relispartition AND relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    expect(partitions.length).toBeGreaterThan(5);
    for (const role of poolRoles) {
      for (const partition of partitions) {
        for (const privilege of tablePrivileges) {
          expect(await refusal(test.databases[role].$client, attempts[privilege](partition, 'tenant_id'))).toMatch(denied);
        }
      }
    }
  });

  it('may use no sequence', async () => {
    const sequences = await names(`SELECT relname AS name FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace`);
    expect(sequences.length).toBeGreaterThan(0);
    for (const role of poolRoles) {
      for (const sequence of sequences) {
        expect(await refusal(test.databases[role].$client, `SELECT nextval('public."${sequence}"')`)).toMatch(denied);
        expect(await refusal(test.databases[role].$client, `SELECT last_value FROM public."${sequence}"`)).toMatch(denied);
      }
    }
  });

  it('may execute the functions declared for it and no others', async () => {
    const wrong: string[] = [];
    for (const [signature, access] of Object.entries(functionAccess)) {
      if (signature === 'stamp_config_version()') continue; // A trigger function cannot be called.
      const [name = '', types = ''] = signature.slice(0, -1).split('(');
      const call = `EXPLAIN SELECT ${name}(${types === '' ? '' : types.split(',').map((type) => `NULL::${type}`)})`;
      for (const role of poolRoles) {
        const refused = denied.test((await refusal(test.databases[role].$client, call)) ?? '');
        if (refused === access.execute.includes(role)) wrong.push(`${role} ${signature}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each<PoolRole>([...poolRoles])('%s may not create, become anybody else or read the owner’s schema', async (role) => {
    const { $client: client } = test.databases[role];
    const owner = roleName(test.name, 'owner');
    const hostile = [
      'CREATE TABLE stolen (id int)',
      'CREATE TEMPORARY TABLE stolen (id int)',
      'CREATE SCHEMA stolen',
      "CREATE FUNCTION public.current_tenant() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
      `SET ROLE "${owner}"`,
      `SET SESSION AUTHORIZATION "${owner}"`,
      `GRANT "${owner}" TO CURRENT_USER`,
      'SELECT * FROM drizzle.__drizzle_migrations',
      'SELECT * FROM public.tenant_token_key',
      'SELECT * FROM public.access_state',
      'SELECT rolpassword FROM pg_authid',
      "SELECT pg_read_file('PG_VERSION')",
      'ALTER TABLE public.tenant NO FORCE ROW LEVEL SECURITY',
      'DROP POLICY tollgate_app ON public.tenant',
      "COPY (SELECT 1) TO PROGRAM 'true'",
    ];
    for (const statement of hostile) expect(await refusal(client, statement), statement).not.toBeNull();
  });

  it('has no attribute and no membership that would lead around the policies', async () => {
    const prefix = `${test.name}\\_%`;
    const strong = await names(`
      SELECT rolname AS name FROM pg_roles WHERE rolname LIKE '${prefix}'
      AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR rolinherit OR NOT rolcanlogin)`);
    expect(strong).toEqual([]);
    const members = await query<object>(`
      SELECT m.rolname FROM pg_auth_members am JOIN pg_roles m ON m.oid = am.member WHERE m.rolname LIKE '${prefix}'`);
    expect(members).toEqual([]);
  });
});

describe('functions', () => {
  it('pin their search path, whoever calls them', async () => {
    const loose = await names(`
      SELECT oid::regprocedure::text AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace
      AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY(proconfig), false)`);
    expect(loose).toEqual([]);
  });

  it('belong to the owner, as everything in the schema', async () => {
    const owner = roleName(test.name, 'owner');
    const foreign = await names(`
      SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relowner <> '${owner}'::regrole
      UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proowner <> '${owner}'::regrole`);
    expect(foreign).toEqual([]);
  });
});
