import { afterAll, beforeAll, expect, test } from 'vitest';
import { newUuid } from '#lib/core/ids.ts';
import { findDueWork } from '#lib/objects/due-work.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { createUsageTenants } from '#tests/support/usage-tenants.ts';

const [many, few] = [newUuid(), newUuid()];
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await createUsageTenants(database, [many, few]);
});
afterAll(() => database.drop());

/** Work that has been due for so many minutes. */
async function addDue(tenantId: string, minutes: readonly number[]): Promise<void> {
  const connectionId = newUuid();
  await database.superuser`INSERT INTO connection (tenant_id, id, name, provider) VALUES (${tenantId}, ${connectionId}, 'theirs', 'openai')`;
  for (const ago of minutes)
    await database.superuser`INSERT INTO provider_object (tenant_id, id, kind, connection_id, owner, state, body, next_check_at)
      VALUES (${tenantId}, ${newUuid()}, 'batch', ${connectionId}, 'key:x', 'running', '{}', now() - make_interval(mins => ${ago}))`;
}

test('[GW-1] no tenant’s work stands before that of all others', async () => {
  await addDue(many, [60, 59, 58]);
  await addDue(few, [1, -1]);
  const of = async (limit: number) => (await findDueWork(database.databases.jobs.$client, limit)).map(({ tenantId }) => tenantId);
  expect(await of(2)).toEqual([many, few]);
  expect(await of(10)).toEqual([many, few, many, many]);
});
