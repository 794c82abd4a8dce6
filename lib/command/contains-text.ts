import { type Column, or, type SQL, sql } from 'drizzle-orm';

/** True where one of the columns contains the text, in upper or lower case; `%` and `_` stand for themselves. */
export function containsText(columns: readonly (Column | SQL)[], text: string | undefined): SQL | undefined {
  if (text === undefined) return undefined;
  const pattern = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return or(...columns.map((column) => sql`${column} ilike ${pattern}`));
}
