import { openClient } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import type { TestDatabase } from './database.ts';

/** Reads what tenants own as the superuser sees it. */
export interface TenantContents {
  /** Every row of a tenant by table: a line of JSON each, in the order of the lines. */
  of(tenantId: string): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

const tablesSql = `
  SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`;

const rowsSql = (name: string): string =>
  `SELECT '${name}' AS name, string_agg(r.line, E'\\n' ORDER BY r.line) AS rows
   FROM (SELECT to_jsonb(t)::text AS line FROM "${name}" t WHERE t.tenant_id = $1) AS r`;

/**
 * All tables in one statement that is planned once, because tests compare the whole after each of hundreds of calls. It has
 * a connection of its own, for as long as the test file runs.
 */
export async function openTenantContents({ url }: Pick<TestDatabase, 'url'>): Promise<TenantContents> {
  const address = parseDatabaseUrl(url);
  const client = openClient(address, address, { max: 1, prepare: true });
  await client`SET plan_cache_mode = force_generic_plan`;
  await client`SET jit = off`;
  const tables = await client.unsafe<{ name: string }[]>(tablesSql);
  const text = tables.map(({ name }) => rowsSql(name)).join(' UNION ALL ');
  return {
    async of(tenantId) {
      const rows = await client.unsafe<{ name: string; rows: string | null }[]>(text, [tenantId], { prepare: true });
      return Object.fromEntries(rows.map((row) => [row.name, row.rows ?? '']));
    },
    close: () => client.end({ timeout: 1 }),
  };
}
