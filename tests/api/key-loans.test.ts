import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { membership } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { createKey, lendKey, listKeyLoans } from '#lib/keys/index.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { commandRuntimeOf, createSampleCompany, invocationOf, type SamplePerson } from '#tests/support/sample-company.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('[ORG-11] every key that is lent is on one of the pages, and a borrower finds its own among those of others', async () => {
  const company = await createSampleCompany(database, 'key-loans');
  const runtime = commandRuntimeOf(database);
  const as = (person: SamplePerson) => invocationOf(runtime, company, person);
  const place = { kind: 'team', team_id: toPublicId('team', company.searchId) } as const;
  const field = { team_id: toPublicId('team', company.fieldId) };
  const sales = { department_id: toPublicId('department', company.salesId) };
  await inTenant(database.databases.app, company.tenantId, (tx) =>
    tx.update(membership).set({ teamRole: 'lead' }).where(eq(membership.userId, company.seller.userId)),
  );
  const names = Array.from({ length: 5 }, (_, index) => `Key ${index}`);
  for (const name of names) {
    const { id } = await createKey.execute(as(company.admin), { name, ...place });
    await lendKey.execute(as(company.lead), { key_id: toPublicId('key', id), ...(name === 'Key 4' ? field : sales) });
  }
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listKeyLoans.execute(as(company.lead), { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
    expect(page.data.length).toBeLessThanOrEqual(2);
    seen.push(...page.data.map(({ name }) => name));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(names);
  const first = await listKeyLoans.execute(as(company.seller), { limit: 1 });
  expect([first.data.map(({ name, loans }) => `${name} ${loans.length}`), first.next_cursor]).toEqual([['Key 4 1'], null]);
  expect(await faultOf(listKeyLoans.execute(as(company.lead), { cursor: 'of-nothing' }))).toMatch(/^invalid_cursor/);
});
