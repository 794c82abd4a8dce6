import { type Column, sql } from 'drizzle-orm';
import type { KeysetOrder } from './keyset.ts';

interface NamedRow {
  readonly id: string;
  readonly name: string;
  readonly created_at: Date;
}

export type NameSort = 'name' | '-name' | 'created_at' | '-created_at';

/** The orders of a list whose rows have a name and a time of creation; a name counts without case. */
export function nameOrder(
  sort: NameSort,
  columns: { readonly id: Column; readonly name: Column; readonly createdAt: Column },
): KeysetOrder<NamedRow> {
  const base = { id: sql`${columns.id}`, descending: sort.startsWith('-'), idOf: (row: NamedRow) => row.id };
  return sort.endsWith('created_at')
    ? { ...base, key: sql`${columns.createdAt}`, type: 'time', valueOf: (row) => row.created_at.getTime() }
    : { ...base, key: sql`lower(${columns.name})`, type: 'caseless', valueOf: (row) => row.name };
}
