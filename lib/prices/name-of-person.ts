import { type AnyColumn, type SQL, sql } from 'drizzle-orm';

/** What a person is called, found by a column that holds their id; null for nobody. */
export const nameOfPerson = (tenantId: AnyColumn, userId: AnyColumn): SQL<string | null> =>
  sql<
    string | null
  >`(select coalesce(nullif(u.name, ''), u.email) from user_account u where u.tenant_id = ${tenantId} and u.id = ${userId})`;
