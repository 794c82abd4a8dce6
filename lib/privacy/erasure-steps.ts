import { is, type SQL, sql } from 'drizzle-orm';
import { getTableConfig, type PgColumn, PgTable } from 'drizzle-orm/pg-core';
import * as schema from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { type PersonalTable, personalData } from './personal-data.ts';
import { patternsOf, type Subject } from './subject.ts';

/** One part of an erasure: safe to do twice, and done in a transaction of its own. */
export interface ErasureStep {
  /** In the progress and in the certificate. */
  readonly id: string;
  /** Answers how many rows it changed. */
  run(tx: TenantTransaction, subject: Subject): Promise<number>;
}

interface DeclaredTable {
  readonly name: string;
  readonly columns: ReadonlyMap<string, PgColumn>;
  readonly personal: PersonalTable;
}

/** The tables of the map with their columns, in the order of their names. */
export const personalTables: readonly DeclaredTable[] = Object.values(schema)
  .flatMap((value) => (is(value, PgTable) ? [getTableConfig(value)] : []))
  .flatMap(({ name, columns }) => {
    const personal = personalData[name];
    return personal === undefined ? [] : [{ name, columns: new Map(columns.map((column) => [column.name, column])), personal }];
  })
  .sort((a, b) => (a.name < b.name ? -1 : 1));

const named = (name: string): SQL => sql.raw(`"${name}"`);

/** Rows of the table that are about the person. */
export const isOwn = (columns: readonly string[], userId: string): SQL =>
  sql`(${sql.join(
    columns.map((column) => sql`${named(column)} = ${userId}::uuid`),
    sql` or `,
  )})`;

const countOf = (result: { readonly count: number }): number => Number(result.count);

function deleteStep({ name, personal }: DeclaredTable): ErasureStep {
  return {
    id: `delete:${name}`,
    run: async (tx, { tenantId, userId }) =>
      userId === null
        ? 0
        : countOf(await tx.execute(sql`delete from ${named(name)} where tenant_id = ${tenantId} and ${isOwn(personal.own ?? [], userId)}`)),
  };
}

/** What an emptied column holds: nothing where it may, else the pseudonym, an empty list or an empty object. */
function emptied(column: PgColumn, pseudonym: string): SQL {
  if (!column.notNull) return sql`null`;
  if (column.getSQLType() === 'jsonb') return sql`'{}'::jsonb`;
  return column.getSQLType() === 'text[]' ? sql`'{}'::text[]` : sql`${pseudonym}`;
}

function blankStep({ name, columns, personal }: DeclaredTable): ErasureStep {
  return {
    id: `empty:${name}`,
    run: async (tx, { tenantId, userId, pseudonym }) => {
      if (userId === null) return 0;
      const set = (personal.blank ?? []).flatMap((column) => {
        const known = columns.get(column);
        return known === undefined ? [] : [sql`${named(column)} = ${emptied(known, pseudonym)}`];
      });
      const where = sql`tenant_id = ${tenantId} and ${isOwn(personal.own ?? [], userId)}`;
      return countOf(await tx.execute(sql`update ${named(name)} set ${sql.join(set, sql`, `)} where ${where}`));
    },
  };
}

/** The column without the person, and whether it names them now. */
function scrubbed(column: PgColumn, subject: Subject): { readonly value: SQL; readonly found: SQL } {
  const { text, json } = patternsOf(subject);
  const own = named(column.name);
  const replace = (value: SQL, pattern: string): SQL => sql`regexp_replace(${value}, ${pattern}, ${subject.pseudonym}, 'gi')`;
  switch (column.getSQLType()) {
    case 'jsonb':
      return { value: sql`${replace(sql`${own}::text`, json)}::jsonb`, found: sql`${own}::text ~* ${json}` };
    case 'text[]':
      return {
        value: sql`array(select ${replace(sql`part`, text)} from unnest(${own}) with ordinality as parts (part, place) order by place)`,
        found: sql`array_to_string(${own}, chr(10)) ~* ${text}`,
      };
    default:
      return { value: replace(own, text), found: sql`${own} ~* ${text}` };
  }
}

function textStep({ name, columns, personal }: DeclaredTable): ErasureStep {
  return {
    id: `texts:${name}`,
    run: async (tx, subject) => {
      let count = 0;
      for (const text of personal.texts ?? []) {
        const column = columns.get(text);
        if (column === undefined) continue;
        const { value, found } = scrubbed(column, subject);
        const where = sql`tenant_id = ${subject.tenantId} and ${found}`;
        count += countOf(await tx.execute(sql`update ${named(name)} set ${named(text)} = ${value} where ${where}`));
      }
      return count;
    },
  };
}

/** The steps that follow from the map alone: own rows that go, own rows that are emptied, and texts of everybody. */
export const declaredSteps: readonly ErasureStep[] = [
  ...personalTables.filter(({ personal }) => personal.rows === 'delete').map(deleteStep),
  ...personalTables.filter(({ personal }) => personal.blank !== undefined).map(blankStep),
  ...personalTables.filter(({ personal }) => personal.texts !== undefined).map(textStep),
];
