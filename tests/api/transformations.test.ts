import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { loadTransformations } from '#lib/gateway/snapshot/load-transformations.ts';
import { listTransformations, replaceTransformations } from '#lib/transformations/index.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import {
  commandRuntimeOf,
  createSampleCompany,
  invocationOf,
  type SampleCompany,
  type SamplePerson,
} from '#tests/support/sample-company.ts';

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = commandRuntimeOf(database);
  company = await createSampleCompany(database, 'acme');
});
afterAll(async () => {
  await runtime.outbound.transport.close();
  await database.drop();
});

const as = (person: SamplePerson, options: Parameters<typeof invocationOf>[3] = {}) => invocationOf(runtime, company, person, options);
const admin = (ifMatch?: number) => as(company.admin, ifMatch === undefined ? {} : { ifMatch });
const inForce = () =>
  inTenant(database.databases.app, company.tenantId, (tx) => loadTransformations(tx, company.tenantId), { readOnly: true });

test('[GW-8] each change of the rules is a version of its own, which the gateway reads and anybody may go back to', async () => {
  expect(await listTransformations.execute(admin(), {})).toMatchObject({ version: 0, rules: [], former: [] });
  expect(await inForce()).toBeNull();
  const teamId = company.searchId;
  const cap = {
    name: 'cap',
    models: ['gpt-4*'],
    team_ids: [toPublicId('team', teamId)],
    output_tokens_max: 100,
    forced: [{ pointer: '/temperature', value: 0 }],
  };
  const first = await replaceTransformations.execute(admin(0), { rules: [cap] });
  expect(first).toMatchObject({
    version: 1,
    created_by: { id: company.admin.userId },
    rules: [{ name: 'cap', enabled: true, team_ids: [teamId] }],
  });
  expect(await inForce()).toMatchObject([{ name: 'cap', outputTokensMax: 100, forced: [{ path: ['temperature'], json: '0' }] }]);
  expect((await inForce())?.[0]?.teamIds).toEqual(new Set([teamId]));
  await expect(replaceTransformations.execute(admin(0), { rules: [] })).rejects.toMatchObject({ code: 'precondition_failed' });
  expect(await replaceTransformations.execute(admin(1), { rules: [] })).toMatchObject({ version: 2, rules: [] });
  expect(await inForce()).toBeNull();
  const listed = await listTransformations.execute(admin(), {});
  expect([listed.version, listed.former.map(({ version }) => version), listed.former[0]?.rules[0]?.name]).toEqual([2, [1], 'cap']);
});

test('[GW-8] rules that could not work are refused by field, and only who may changes them', async () => {
  const put = (rules: object[]) => replaceTransformations.execute(admin(), { rules });
  const pointers = (error: { errors?: { pointer: string }[] }) => error.errors?.map(({ pointer }) => pointer);
  const faultsOf = (rules: object[]) => put(rules).then(() => [], pointers);
  expect(
    await faultsOf([
      { name: 'a', model: 'm' },
      { name: 'a', model: 'n' },
    ]),
  ).toEqual(['/rules']);
  expect(await faultsOf([{ name: 'a', forced: [{ pointer: '/temperature', value: 'hot' }] }])).toEqual(['/rules/0/forced/0/value']);
  expect(await faultsOf([{ name: 'a', add_headers: [{ name: 'Authorization', value: 'x' }] }])).toEqual(['/rules/0/add_headers/0/name']);
  expect(await faultsOf([{ name: 'a', model: 'm', key_ids: [toPublicId('key', newUuid())] }])).toEqual(['/rules/0/key_ids']);
  expect(await faultsOf([{ name: 'a', model: 'm', surprise: 1 }])).toEqual(['/rules/0/surprise']);
  await expect(replaceTransformations.execute(as(company.lead), { rules: [] })).rejects.toMatchObject({ code: 'forbidden' });
});
