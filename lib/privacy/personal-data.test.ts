import { readFileSync } from 'node:fs';
import { is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { type Grants, tableAccess } from '#db/access.ts';
import * as schema from '#db/schema/index.ts';
import { personalData } from './personal-data.ts';

const tables = Object.values(schema).flatMap((value) => (is(value, PgTable) ? [getTableConfig(value)] : []));
const tenantTables = tables.filter(({ name }) => tableAccess[name]?.kind === 'tenant');

/** Ids of people by the name of their column, beside foreign keys to the account. */
const namesPerson = /(^|_)(user|person|member|requester|owner|manager|subject|actor|holder|approver)_ids?$|_by$|^(from|to)_id$/;
const isText = (type: string): boolean => ['text', 'text[]', 'jsonb', 'inet', 'bytea'].includes(type);

/** Columns of accounts by foreign key. */
const referring = (table: (typeof tables)[number]): Set<string> =>
  new Set(
    table.foreignKeys.flatMap((key) => {
      const { columns, foreignTable } = key.reference();
      return getTableConfig(foreignTable).name === 'user_account'
        ? columns.map(({ name }) => name).filter((name) => name !== 'tenant_id')
        : [];
    }),
  );

const mayWrite = (grants: Grants | undefined, privilege: 'update' | 'delete', column: string): boolean => {
  const given = grants?.[privilege];
  return given === true || (given?.includes(column) ?? false);
};

describe('the map of personal data [GOV-6]', () => {
  it.each(tenantTables.map((table) => [table.name, table] as const))(
    'knows every column of %s that may hold data about people',
    (name, table) => {
      const map = personalData[name];
      expect(map, `lib/privacy/personal-data.ts says nothing of ${name}`).toBeDefined();
      const { own = [], acted = [], texts = [], appended = [], kept = {}, special = [], plain = [] } = map ?? {};
      const people = new Set([...own, ...acted]);
      const words = new Set([...texts, ...appended, ...Object.keys(kept), ...special, ...plain]);
      const persons = referring(table);
      for (const column of table.columns) {
        const type = column.getSQLType();
        const isPerson = persons.has(column.name) || (type.startsWith('uuid') && namesPerson.test(column.name));
        if (isPerson) expect([...people, ...plain], `${name}.${column.name} refers to a person`).toContain(column.name);
        if (isText(type) && (column.enumValues ?? []).length === 0)
          expect(words.has(column.name), `${name}.${column.name} may hold what people wrote`).toBe(true);
      }
      const columns = new Set(table.columns.map((column) => column.name));
      for (const column of [...people, ...words, ...(map?.blank ?? [])])
        expect(columns, `${name} has no column ${column}`).toContain(column);
    },
  );

  it('has each text that only the owner of the database changes in the function that changes it', () => {
    const body = readFileSync(new URL('../../db/functions/privacy.sql', import.meta.url), 'utf8');
    for (const [name, { appended = [] }] of Object.entries(personalData))
      for (const column of appended)
        expect(body, `erase_person_records leaves ${name}.${column}`).toContain(`UPDATE public.${name} SET ${column} = regexp_replace(`);
  });

  it('names no table that there is not', () => {
    const known = new Set(tenantTables.map(({ name }) => name));
    expect(Object.keys(personalData).filter((name) => !known.has(name))).toEqual([]);
  });

  it('lets the application change what it says is changed', () => {
    for (const [name, { own = [], rows, texts = [], blank = [] }] of Object.entries(personalData)) {
      const grants = tableAccess[name]?.grants.app;
      if (rows === 'delete') expect({ name, ok: own.length > 0 && mayWrite(grants, 'delete', '') }).toEqual({ name, ok: true });
      for (const column of [...texts, ...blank])
        expect({ name, column, ok: mayWrite(grants, 'update', column) }).toEqual({ name, column, ok: true });
    }
  });
});
