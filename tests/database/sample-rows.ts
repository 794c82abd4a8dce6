import { tableAccess } from '#db/access.ts';
import type { Client } from '#db/client.ts';
import { newUuid } from '#lib/core/ids.ts';

/**
 * Rows for tests that have to work on every table, also on those of later versions: made from the catalogue of the
 * database itself, whatever state of the schema it is in.
 */

interface CatalogueColumn {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  /** Not null and without a default: somebody has to give it. */
  readonly isRequired: boolean;
}

interface CatalogueKey {
  readonly table: string;
  readonly target: string;
  readonly columns: readonly string[];
  readonly targetColumns: readonly string[];
}

const columnsSql = `
  SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, NULL) AS type,
    a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS "isRequired"
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  ORDER BY c.relname, a.attnum`;

const keysSql = `
  SELECT k.conrelid::regclass::text AS table, k.confrelid::regclass::text AS target,
    (SELECT array_agg(a.attname ORDER BY o.n) FROM unnest(k.conkey) WITH ORDINALITY o (num, n)
      JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = o.num)::text[] AS columns,
    (SELECT array_agg(a.attname ORDER BY o.n) FROM unnest(k.confkey) WITH ORDINALITY o (num, n)
      JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = o.num)::text[] AS "targetColumns"
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
  WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace AND NOT c.relispartition`;

/** Foreign keys of the tables (not of partitions). */
export const foreignKeys = async (superuser: Client): Promise<CatalogueKey[]> => await superuser.unsafe<CatalogueKey[]>(keysSql);

type Value = string | number | boolean | Date | Buffer;
type Row = Readonly<Record<string, Value>>;

function anyValue({ name, type }: CatalogueColumn, marker: string): Value {
  if (type === 'uuid') return newUuid();
  if (['integer', 'smallint', 'bigint', 'double precision'].includes(type)) return 1;
  if (type === 'boolean') return false;
  if (type === 'jsonb') return JSON.stringify({ marker });
  if (type === 'bytea') return Buffer.from(marker);
  if (type === 'text') return `${marker}-${name}`;
  if (type === 'uuid[]') return `{"${newUuid()}"}`;
  if (type === 'text[]') return `{"${marker}"}`;
  if (type.startsWith('timestamp') || type === 'date') return new Date();
  throw new Error(`There is no sample value for ${name} of type ${type}`);
}

/** Each table after those its foreign keys point to. */
function inOrderOfReference(tables: readonly string[], keys: readonly CatalogueKey[]): string[] {
  const ordered: string[] = [];
  const visit = (table: string) => {
    if (ordered.includes(table)) return;
    for (const key of keys) if (key.table === table && key.target !== table) visit(key.target);
    ordered.push(table);
  };
  for (const table of tables) visit(table);
  return ordered;
}

/**
 * Inserts, past all policies, one row of the tenant into each of the tables. Texts of what is the tenant's own carry the
 * marker, so that a leak can be recognised; foreign keys point to the rows just made, and those within one table stay null.
 */
export async function insertSampleRows(superuser: Client, tenantId: string, marker: string, tables: readonly string[]): Promise<void> {
  const columns = Map.groupBy(await superuser.unsafe<CatalogueColumn[]>(columnsSql), (column) => column.table);
  const keys = await foreignKeys(superuser);
  const made = new Map<string, Row>();
  for (const table of inOrderOfReference(tables, keys)) {
    const row: Record<string, Value> = {};
    for (const column of columns.get(table) ?? []) {
      if (column.isRequired || column.type === 'text')
        row[column.name] = anyValue(column, tableAccess[table]?.kind === 'shared' ? `shared-${tenantId}` : marker);
    }
    for (const key of keys.filter((each) => each.table === table && each.target !== table)) {
      for (const [index, column] of key.columns.entries()) {
        const value = made.get(key.target)?.[key.targetColumns[index] ?? ''];
        if (value !== undefined) row[column] = value;
      }
    }
    if ('tenant_id' in row) row.tenant_id = tenantId;
    const names = Object.keys(row);
    const places = names.map((_, index) => `$${index + 1}`);
    const quoted = names.map((name) => `"${name}"`).join(', ');
    const values = Object.values(row).map((value) => (value instanceof Date ? value.toISOString() : value));
    await superuser.unsafe(`INSERT INTO "${table}" (${quoted}) VALUES (${places.join(', ')})`, values);
    made.set(table, row);
  }
}

/** Tables with rows (not their partitions), by name. */
export async function tablesIn(superuser: Client): Promise<string[]> {
  return [...new Set((await superuser.unsafe<CatalogueColumn[]>(columnsSql)).map((column) => column.table))];
}
