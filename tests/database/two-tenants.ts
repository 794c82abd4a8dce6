import { tableAccess } from '#db/access.ts';
import { newUuid } from '#lib/core/ids.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { openTenantContents } from '#tests/support/tenant-content.ts';
import { insertSampleRows } from './sample-rows.ts';

/** A database with one row of tenant A and one of tenant B in every table that tenants own. */
export interface TwoTenants extends TestDatabase {
  readonly a: string;
  readonly b: string;
  /** Text in every row of B; where it shows, something has leaked. */
  readonly markerOfB: string;
  /** Everything B owns, as it lies in the tables. */
  rowsOfB(): Promise<Readonly<Record<string, string>>>;
}

/** Names of the tables that tenants own. */
export const tenantTables: readonly string[] = Object.keys(tableAccess).filter((name) => tableAccess[name]?.kind === 'tenant');

export async function createTwoTenants(): Promise<TwoTenants> {
  const test = await createTestDatabase();
  const [a, b] = [newUuid(), newUuid()];
  const markerOfB = `secret-of-b-${newUuid()}`;
  await insertSampleRows(test.superuser, a, 'open-to-a', tenantTables);
  await insertSampleRows(test.superuser, b, markerOfB, tenantTables);
  const contents = await openTenantContents(test);
  const drop = async (): Promise<void> => {
    await contents.close();
    await test.drop();
  };
  return { ...test, a, b, markerOfB, rowsOfB: () => contents.of(b), drop };
}
