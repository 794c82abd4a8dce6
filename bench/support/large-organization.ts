import { importPrices } from '#lib/catalog/index.ts';
import { importUsers } from '#lib/identity/index.ts';
import { importDepartments, importTeams, updateTenant } from '#lib/organization/index.ts';
import { closeDaysOf } from '#lib/usage/close-days.ts';
import { busyCalls, postCalls } from '#tests/support/company-calls.ts';
import { createFreshDatabase, type TestDatabase } from '#tests/support/fresh-database.ts';
import { commandRuntimeOf, createSampleCompany, invocationOf, type SampleCompany } from '#tests/support/sample-company.ts';

/** One organization of 100 departments, 5,000 teams, 10,000 people and 50,000 calls in a month, beside others. */
export interface LargeOrganization {
  readonly database: TestDatabase;
  readonly company: SampleCompany;
}

const dayMs = 86_400_000;

async function* bytesOf(lines: readonly string[]): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(`${lines.join('\n')}\n`);
}

/** Makes it, the way an administrator would, on the PostgreSQL server whose superuser's address is given; says how long each step took. */
export async function createLargeOrganization(server: string, organizations: number): Promise<LargeOrganization> {
  const database = await createFreshDatabase(server);
  await importPrices(database.databases.jobs);
  const runtime = commandRuntimeOf(database);
  let startedAt = performance.now();
  const took = (): string => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    startedAt = performance.now();
    return `${seconds} s`;
  };
  for (let index = 1; index < organizations; index += 1) await createSampleCompany(database, `other-${index}`);
  console.log(`${organizations - 1} organizations made in ${took()}`);
  const company = await createSampleCompany(database, 'large');
  const boss = invocationOf(runtime, company, company.admin);
  await updateTenant.execute(boss, { plan: 'enterprise', limits: { users_max: 20_000 } });
  const apply = { apply: 'true' } as const;
  const departments = Array.from({ length: 100 }, (_, index) => `D${index},`);
  await importDepartments.execute(boss, apply, bytesOf(['name,parent', ...departments]));
  const teams = Array.from({ length: 5000 }, (_, index) => `T${index},D${index % 100}`);
  await importTeams.execute(boss, apply, bytesOf(['name,department', ...teams]));
  const people = Array.from({ length: 10_000 }, (_, index) => `p${index}@example.com,Person ${index},T${index % 5000}`);
  await importUsers.execute(boss, apply, bytesOf(['email,name,team', ...people]));
  console.log(`100 departments, 5,000 teams and 10,000 people imported in ${took()}`);
  const nowMs = Date.now();
  await postCalls(database, [...busyCalls(company, { count: 50_000, fromMs: nowMs - 30 * dayMs, toMs: nowMs, seed: 1 })]);
  // As the worker does with each day that is over.
  await closeDaysOf(database.databases, company.tenantId);
  await database.superuser`vacuum analyze`;
  console.log(`50,000 calls posted in ${took()}\n`);
  await runtime.outbound.transport.close();
  return { database, company };
}
