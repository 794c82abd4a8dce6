import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { TransactionSql } from 'postgres';
import { type FunctionAccess, functionAccess, type Grants, type TableAccess, tableAccess, tablePrivileges, viewAccess } from './access.ts';
import type { Client } from './client.ts';
import { quotedName } from './role-statements.ts';
import { databaseRoles, type PoolRole, poolRoles, roleName } from './roles.ts';

/** Either the pool or a transaction on it. */
type Sql = Pick<TransactionSql<{ bigint: bigint }>, 'unsafe'>;

/** The functions of db/functions, each file as it stands: `CREATE OR REPLACE`, so that applying it again changes nothing. */
function functionFiles(folder: URL): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8'));
}

function grantStatements(database: string, table: string, role: PoolRole, grants: Grants): string[] {
  return tablePrivileges.flatMap((privilege) => {
    const granted = grants[privilege];
    if (granted === undefined) return [];
    const columns = granted === true ? '' : ` (${granted.map(quotedName).join(', ')})`;
    return [`GRANT ${privilege.toUpperCase()}${columns} ON ${quotedName(table)} TO ${quotedName(roleName(database, role))}`];
  });
}

/** The owner's policy exists because forced row-level security would let a back-fill touch no row, without an error. */
function policyStatements(database: string, table: string, access: TableAccess): string[] {
  const policy = (role: 'owner' | PoolRole, condition: string) =>
    `CREATE POLICY tollgate_${role} ON ${quotedName(table)} TO ${quotedName(roleName(database, role))} USING (${condition}) WITH CHECK (${condition})`;
  const ofPool = (role: PoolRole) => {
    const rows = access.rows?.[role] ?? 'true';
    if (role === 'app') return 'tenant_id = (SELECT current_tenant())';
    return role === 'bi' ? `tenant_id = (SELECT bi_tenant()) AND ${rows}` : rows;
  };
  return [policy('owner', 'true'), ...poolRoles.filter((role) => access.grants[role]).map((role) => policy(role, ofPool(role)))];
}

/** What one table needs after everything was taken away from it. */
export function tableStatements(database: string, table: string, access: TableAccess): string[] {
  const security = access.kind === 'tenant' ? 'ENABLE ROW LEVEL SECURITY, FORCE' : 'DISABLE ROW LEVEL SECURITY, NO FORCE';
  return [
    `ALTER TABLE ${quotedName(table)} ${security} ROW LEVEL SECURITY`,
    ...(access.kind === 'tenant' ? policyStatements(database, table, access) : []),
    ...poolRoles.flatMap((role) => grantStatements(database, table, role, access.grants[role] ?? {})),
  ];
}

const functionStatements = (database: string, signature: string, access: FunctionAccess): string[] =>
  access.execute.map((role) => `GRANT EXECUTE ON FUNCTION ${signature} TO ${quotedName(roleName(database, role))}`);

/** Tables, partitions, views, sequences and functions of schema public that do not belong to an extension. */
const inventorySql = `
  SELECT c.relname::text AS name, CASE WHEN c.relispartition THEN 'partition' WHEN c.relkind IN ('r', 'p') THEN 'table'
    WHEN c.relkind = 'S' THEN 'sequence' WHEN c.relkind = 'v' AND c.reloptions @> '{security_invoker=true}' THEN 'view' ELSE 'open view' END AS kind
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  UNION ALL
  SELECT p.proname || '(' || replace(oidvectortypes(p.proargtypes), ', ', ',') || ')', CASE WHEN p.prosecdef THEN 'definer' ELSE 'function' END
  FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`;

interface Item {
  readonly name: string;
  readonly kind: 'table' | 'partition' | 'view' | 'open view' | 'sequence' | 'function' | 'definer';
}

/** Differences between the declaration and the database, one sentence each. */
function undeclared(items: readonly Item[]): string[] {
  const names = new Set(items.map((item) => item.name));
  const faults = items.flatMap((item) => {
    if (item.kind === 'table') return tableAccess[item.name] ? [] : [`table ${item.name} is not in tableAccess`];
    if (item.kind === 'open view') return [`view ${item.name} runs with its owner's rights; a view needs security_invoker=true`];
    if (item.kind === 'view') return viewAccess[item.name] ? [] : [`view ${item.name} is not in viewAccess`];
    if (item.kind !== 'function' && item.kind !== 'definer') return [];
    const declared = functionAccess[item.name];
    if (!declared) return [`function ${item.name} is not in functionAccess`];
    return declared.definer === (item.kind === 'definer') ? [] : [`function ${item.name} is declared with definer: ${declared.definer}`];
  });
  const missing = [...Object.keys(tableAccess), ...Object.keys(viewAccess), ...Object.keys(functionAccess)].filter(
    (name) => !names.has(name),
  );
  return [...faults, ...missing.map((name) => `${name} is declared and not in the database`)];
}

/** Takes every privilege from everybody but the owner, whoever gave it, and drops the policies of declared tables. */
const clearStatements = (items: readonly Item[], grantees: readonly string[], policies: readonly { name: string; table: string }[]) => {
  const everybody = ['PUBLIC', ...grantees.map(quotedName)].join(', ');
  const target = (item: Item) => {
    if (item.kind === 'sequence') return `SEQUENCE ${quotedName(item.name)}`;
    return item.kind === 'function' || item.kind === 'definer' ? `FUNCTION ${item.name}` : `TABLE ${quotedName(item.name)}`;
  };
  return [
    ...items.map((item) => `REVOKE ALL ON ${target(item)} FROM ${everybody}`),
    ...policies.map((policy) => `DROP POLICY ${quotedName(policy.name)} ON ${quotedName(policy.table)}`),
  ];
};

/** Roles other than the owner that hold a privilege on anything in schema public. */
const granteesSql = `
  SELECT DISTINCT pg_get_userbyid(a.grantee) AS name FROM (
    SELECT relacl AS acl, relowner AS owner FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT attacl, relowner FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT proacl, proowner FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  ) AS held, aclexplode(held.acl) AS a WHERE a.grantee <> 0 AND a.grantee <> held.owner`;

const policiesSql = `
  SELECT p.polname AS name, c.relname AS table FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
  WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition`;

/** Everything that decides who may do what, as text; partitions left out, because they come and go. */
const catalogueSql = `
  SELECT coalesce(encode(sha256(convert_to(string_agg(line, E'\\n' ORDER BY line), 'UTF8')), 'hex'), '') AS digest FROM (
    SELECT concat_ws(' ', relname, relkind, relrowsecurity, relforcerowsecurity, relacl, relowner::regrole) AS line
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND NOT relispartition AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL SELECT concat_ws(' ', attrelid::regclass, attname, attacl) FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND NOT relispartition AND attacl IS NOT NULL
    UNION ALL SELECT concat_ws(' ', polrelid::regclass, polname, polcmd, polpermissive, polroles::regrole[],
      pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
    FROM pg_policy JOIN pg_class c ON c.oid = polrelid WHERE relnamespace = 'public'::regnamespace AND NOT relispartition
    UNION ALL SELECT concat_ws(' ', oid::regprocedure, prosecdef, provolatile, proconfig, proacl, prosrc, proowner::regrole)
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
    WHERE relnamespace = 'public'::regnamespace AND NOT tgisinternal AND NOT relispartition
  ) AS lines`;

async function rows<T extends object>(sql: Sql, text: string): Promise<T[]> {
  return await sql.unsafe<T[]>(text);
}

const catalogueDigest = async (sql: Sql): Promise<string> => (await rows<{ digest: string }>(sql, catalogueSql))[0]?.digest ?? '';

/**
 * Makes functions, row-level security and privileges exactly what is declared, as the owner and in one transaction, so
 * that no running process sees a gap. Does nothing when neither the declaration nor the catalogue has changed since.
 * Resolves to whether anything was applied.
 */
export async function applyAccess(owner: Client, database: string, folder = new URL('./functions/', import.meta.url)): Promise<boolean> {
  const functions = functionFiles(folder);
  const statements = [
    ...Object.entries(tableAccess).flatMap(([table, access]) => tableStatements(database, table, access)),
    ...Object.entries(viewAccess)
      .flatMap(([view, roles]) => roles.map((role) => grantStatements(database, view, role, { select: true })))
      .flat(),
    ...Object.entries(functionAccess).flatMap(([signature, access]) => functionStatements(database, signature, access)),
  ];
  const declared = createHash('sha256')
    .update(JSON.stringify([databaseRoles, functions, statements]))
    .digest('hex');
  const [state] = await owner<{ declared: string; catalogue: string }[]>`SELECT declared, catalogue FROM access_state WHERE id = 1`;
  if (state?.declared === declared && state.catalogue === (await catalogueDigest(owner))) return false;

  await owner.begin(async (tx) => {
    for (const text of functions) await tx.unsafe(text);
    const items = await rows<Item>(tx, inventorySql);
    const faults = undeclared(items);
    if (faults.length > 0) throw new Error(`db/access.ts and the database differ:\n  ${faults.join('\n  ')}`);
    const grantees = (await rows<{ name: string }>(tx, granteesSql)).map((row) => row.name);
    const policies = await rows<{ name: string; table: string }>(tx, policiesSql);
    // In one message, because they are thousands and each answer is a way back and forth.
    await tx.unsafe([...clearStatements(items, grantees, policies), ...statements].join(';\n'));
    await tx`INSERT INTO access_state (id, declared, catalogue) VALUES (1, ${declared}, ${await catalogueDigest(tx)})
      ON CONFLICT (id) DO UPDATE SET declared = excluded.declared, catalogue = excluded.catalogue, applied_at = now()`;
  });
  return true;
}
