import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditEntry, configVersion, role } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { loadRateLimits } from '#lib/rate-limits/engine/load-rate-limits.ts';
import {
  createRateLimit,
  createRateTier,
  deleteRateLimit,
  deleteRateTier,
  getRateLimit,
  listEffectiveLimits,
  listRateLimits,
  updateRateLimit,
  updateRateLimitSettings,
  updateRateTier,
} from '#lib/rate-limits/index.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import {
  commandRuntimeOf,
  createSampleCompany,
  insertVirtualKey,
  invocationOf,
  type SampleCompany,
  type SamplePerson,
} from '#tests/support/sample-company.ts';

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;
let other: SampleCompany;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = commandRuntimeOf(database);
  company = await createSampleCompany(database, 'acme');
  other = await createSampleCompany(database, 'other');
});
afterAll(async () => {
  await runtime.outbound.transport.close();
  await database.drop();
});

const as = (person: SamplePerson, options: Parameters<typeof invocationOf>[3] = {}) => invocationOf(runtime, company, person, options);
const admin = () => as(company.admin);
const limitsInForce = () => inTenant(database.databases.app, company.tenantId, (tx) => loadRateLimits(tx, company.tenantId));

const principal = (more: object = {}) => ({ departmentId: null, teamId: company.searchId, userId: null, keyId: 'k', ...more });
const nowhere = { connectionId: '', model: '' };

test('[RATE-1] limits are made, changed and deleted by whoever may, with audit entry and a moved version', async () => {
  expect(await limitsInForce()).toBeNull();
  const input = {
    name: 'Search',
    scope: 'team',
    team_id: toPublicId('team', company.searchId),
    metric: 'requests',
    window: 'minute',
    limit: 60,
  } as const;
  const made = await createRateLimit.execute(admin(), input);
  expect(made).toMatchObject({
    scope: { kind: 'team', team_id: company.searchId, name: 'Search' },
    limits: [{ metric: 'requests', window: 'minute', limit: 60, burst: null }],
    use: [{ used: 0 }],
    version: 1,
  });
  await expect(createRateLimit.execute(as(company.lead), input)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(createRateLimit.execute(admin(), input)).rejects.toMatchObject({ code: 'conflict' });
  await expect(
    getRateLimit.execute(invocationOf(runtime, other, other.admin), { rate_limit_id: toPublicId('rateLimit', made.id) }),
  ).rejects.toMatchObject({
    code: 'not_found',
  });
  expect((await limitsInForce())?.planOf(principal(), nowhere).gauges).toMatchObject([{ limit: 60, windowMs: 60_000 }]);
  const changed = await updateRateLimit.execute(admin(), { rate_limit_id: toPublicId('rateLimit', made.id), limit: 90, burst: 30 });
  expect(changed).toMatchObject({ limits: [{ limit: 90, burst: 30 }], version: 2 });
  expect(await updateRateLimit.execute(admin(), { rate_limit_id: toPublicId('rateLimit', made.id), limit: 90 })).toMatchObject({
    version: 2,
  });
  await expect(
    updateRateLimit.execute(as(company.admin, { ifMatch: 1 }), { rate_limit_id: toPublicId('rateLimit', made.id), limit: 1 }),
  ).rejects.toMatchObject({
    code: 'precondition_failed',
  });
  await expect(updateRateLimit.execute(admin(), { rate_limit_id: toPublicId('rateLimit', made.id), burst: 91 })).rejects.toMatchObject({
    code: 'validation_failed',
  });
  await updateRateLimit.execute(admin(), { rate_limit_id: toPublicId('rateLimit', made.id), status: 'paused' });
  expect(await limitsInForce()).toBeNull();
  await deleteRateLimit.execute(admin(), { rate_limit_id: toPublicId('rateLimit', made.id) });
  await expect(getRateLimit.execute(admin(), { rate_limit_id: toPublicId('rateLimit', made.id) })).rejects.toMatchObject({
    code: 'not_found',
  });
  await inTenant(database.databases.app, company.tenantId, async (tx) => {
    const [version] = await tx
      .select()
      .from(configVersion)
      .where(and(eq(configVersion.tenantId, company.tenantId), eq(configVersion.section, 'rate_limits')));
    expect(version?.version).toBe(4);
    const entries = await tx
      .select()
      .from(auditEntry)
      .where(and(eq(auditEntry.tenantId, company.tenantId), eq(auditEntry.action, 'rate_limit.update')));
    expect(entries.map(({ before, after }) => ({ before, after }))).toMatchObject([
      { before: { limits: [{ limit: 60 }] }, after: { limits: [{ limit: 90 }] } },
      { after: { status: 'paused' } },
    ]);
  });
});

test('[RATE-1] what contradicts itself or is not there is refused with a pointer', async () => {
  const base = { name: 'Odd', scope: 'tenant', metric: 'requests', window: 'minute', limit: 10 } as const;
  const pointers = async (input: object): Promise<unknown> =>
    createRateLimit.execute(admin(), { ...base, ...input } as never).then(
      () => 'made',
      (error) => error.errors.map(({ pointer }: { pointer: string }) => pointer),
    );
  expect(await pointers({ window: null })).toEqual(['/window']);
  expect(await pointers({ metric: 'concurrency' })).toEqual(['/window']);
  expect(await pointers({ limit: 1.5 })).toEqual(['/limit']);
  expect(await pointers({ burst: 11 })).toEqual(['/burst']);
  expect(await pointers({ scope: 'team' })).toEqual(['/team_id']);
  expect(await pointers({ team_id: toPublicId('team', company.searchId) })).toEqual(['/team_id']);
  expect(await pointers({ scope: 'team', team_id: toPublicId('team', other.searchId) })).toEqual(['/team_id']);
  expect(await pointers({ scope: 'key', key_id: toPublicId('key', company.searchId) })).toEqual(['/key_id']);
  expect(await pointers({ tier_id: toPublicId('rateTier', company.searchId) })).toContain('/tier_id');
  expect(await pointers({ metric: undefined, limit: undefined, window: undefined })).toContain('/metric');
});

test('[RATE-1] a tier gives its limits to all that have it, and stays as long as something does', async () => {
  const rules = [
    { metric: 'requests', window: 'minute', limit: 300, burst: null },
    { metric: 'concurrency', window: null, limit: 5, burst: null },
  ] as const;
  const tier = await createRateTier.execute(admin(), { name: 'Standard', limits: [...rules] });
  const of = await createRateLimit.execute(admin(), {
    name: 'Sales',
    scope: 'team',
    team_id: toPublicId('team', company.fieldId),
    tier_id: toPublicId('rateTier', tier.id),
  });
  expect(of).toMatchObject({ tier_name: 'Standard', limits: rules });
  const inField = () =>
    limitsInForce().then((all) => all?.planOf(principal({ teamId: company.fieldId }), nowhere).gauges.map(({ limit }) => limit));
  expect(await inField()).toEqual([300, 5]);
  await updateRateTier.execute(admin(), {
    rate_tier_id: toPublicId('rateTier', tier.id),
    limits: [{ metric: 'requests', window: 'minute', limit: 100, burst: null }],
  });
  expect(await inField()).toEqual([100]);
  await expect(updateRateLimit.execute(admin(), { rate_limit_id: toPublicId('rateLimit', of.id), limit: 7 })).rejects.toMatchObject({
    code: 'validation_failed',
  });
  await expect(deleteRateTier.execute(admin(), { rate_tier_id: toPublicId('rateTier', tier.id) })).rejects.toMatchObject({
    code: 'conflict',
  });
  await deleteRateLimit.execute(admin(), { rate_limit_id: toPublicId('rateLimit', of.id) });
  await deleteRateTier.execute(admin(), { rate_tier_id: toPublicId('rateTier', tier.id) });
});

test('[COST-5] a role gives each of its holders requests a day, tokens and cost a month; the owner of a key sees what applies to it', async () => {
  const [userRole] = await inTenant(database.databases.app, company.tenantId, (tx) =>
    tx
      .select({ id: role.id })
      .from(role)
      .where(and(eq(role.tenantId, company.tenantId), eq(role.name, 'user'))),
  );
  const role_id = toPublicId('role', userRole?.id ?? '');
  for (const [name, metric, window, limit] of [
    ['Requests', 'requests', 'day', 500],
    ['Tokens', 'tokens', 'month', 2_000_000],
    ['Cost', 'cost', 'month', 12.5],
  ] as const)
    expect(await createRateLimit.execute(admin(), { name, scope: 'role', role_id, metric, window, limit })).toMatchObject({
      per: 'user',
      use: [{ used: null }],
    });
  const key = await insertVirtualKey(database, company.tenantId, { name: 'Mine', kind: 'personal', userId: company.member.userId });
  const { data } = await listEffectiveLimits.execute(as(company.member), { key_id: toPublicId('key', key.id) });
  expect(data.map(({ metric, window, limit, used }) => [metric, window, limit, used])).toEqual([
    ['requests', 'day', 500, 0],
    ['tokens', 'month', 2_000_000, 0],
    ['cost', 'month', 12.5, 0],
  ]);
  await expect(listEffectiveLimits.execute(as(company.seller), { key_id: toPublicId('key', key.id) })).rejects.toMatchObject({
    code: 'not_found',
  });
  // A limit of the person's own takes the place of the role's.
  await createRateLimit.execute(admin(), {
    ...{ name: 'More', scope: 'user', user_id: toPublicId('user', company.member.userId), metric: 'requests', window: 'day', limit: 9_000 },
  });
  const of = await listEffectiveLimits.execute(admin(), { user_id: toPublicId('user', company.member.userId) });
  expect(of.data.find(({ metric }) => metric === 'requests')).toMatchObject({ limit: 9_000, name: 'More' });
  const { data: found } = await listRateLimits.execute(admin(), { search: 'cost', scope: 'role' });
  expect(found.map(({ name, limits }) => [name, limits[0]?.limit])).toEqual([['Cost', 12.5]]);
});

test('[RATE-1] what becomes of calls while nothing can be counted is declared', async () => {
  expect((await limitsInForce())?.whenStoreDown).toBe('open');
  expect(await updateRateLimitSettings.execute(admin(), { when_store_down: 'closed' })).toMatchObject({ version: 1 });
  expect((await limitsInForce())?.whenStoreDown).toBe('closed');
});
