import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { apiToken, auditEntry, mailMessage, session, tenant, virtualKey } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { listAuditEntries } from '#lib/audit/index.ts';
import type { CommandRuntime, Invocation } from '#lib/command/context.ts';
import { parseEnv } from '#lib/core/env.ts';
import { fromPublicId, newUuid, toPublicId } from '#lib/core/ids.ts';
import { keyedHash } from '#lib/core/secrets.ts';
import { getMe } from '#lib/identity/index.ts';
import { createTeam, getTenant, listTeams, updateTenant } from '#lib/organization/index.ts';
import { enterSupport } from '#lib/platform/enter-support.ts';
import {
  askSupport,
  createPlatformTenant,
  getPlatformOverview,
  getPlatformTenant,
  listPlatformTenants,
  listSupportCases,
  resumeTenant,
  sellPlan,
  setPlatformTargets,
  suspendTenant,
} from '#lib/platform/index.ts';
import { noteTenantDays } from '#lib/platform/note-tenant-days.ts';
import { createRuntime, type Runtime } from '#lib/runtime.ts';
import { endDueSupportAccess } from '#lib/support/end-due-support-access.ts';
import { endSupportAccess, grantSupportAccess, listSupportAccess, refuseSupportAccess } from '#lib/support/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
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
let process: Runtime;
let platform: SampleCompany;
let customer: SampleCompany;
let made = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = commandRuntimeOf(database);
  const env = parseEnv({ DATABASE_URL: database.url, TOLLGATE_SECRET: database.secret, LOG_LEVEL: 'silent' });
  process = createRuntime(env, 'test');
  platform = await createSampleCompany(database, 'operators');
  await database.superuser`UPDATE tenant SET kind = 'platform' WHERE tenant_id = ${platform.tenantId}`;
});
beforeEach(async () => {
  made += 1;
  customer = await createSampleCompany(database, `customer-${made}`);
});
afterAll(async () => {
  await process.databases.close(1);
  await database.drop();
});

const asOperator = (person: SamplePerson = platform.admin): Invocation => invocationOf(runtime, platform, person);
const asCustomer = (person: SamplePerson = customer.admin): Invocation => invocationOf(runtime, customer, person);
const tenantId = (): string => toPublicId('tenant', customer.tenantId);
const trailOf = (id: string, action: string) =>
  inTenant(database.databases.app, id, (tx) =>
    tx
      .select()
      .from(auditEntry)
      .where(and(eq(auditEntry.tenantId, id), eq(auditEntry.action, action))),
  );
const facts = { requestId: newUuid(), ip: '192.0.2.7', userAgent: 'test' };

test('[ORG-10] days are counted once however often, and figures are made of them', async () => {
  const now = Date.now();
  await database.superuser`UPDATE tenant SET created_at = now() - interval '9 days' WHERE tenant_id = ${customer.tenantId}`;
  const call = (daysAgo: number, person: SamplePerson, status: 'succeeded' | 'failed' = 'succeeded') =>
    companyCall(customer, { atMs: now - daysAgo * 86_400_000, by: { userId: person.userId, teamId: customer.searchId }, status });
  await postCalls(database, [call(0, customer.lead), call(0, customer.lead, 'failed'), call(0, customer.member), call(1, customer.seller)]);
  const written = await noteTenantDays(database.databases, new Date(now));
  expect(await noteTenantDays(database.databases, new Date(now))).toBe(written);
  const found = await getPlatformTenant.execute(asOperator(), { tenant_id: tenantId() });
  // The sessions of the five people were seen as they were made.
  expect(found).toMatchObject({ people: 5, active_day: 5, active_month: 5, adoption_percent: 100, requests: 4, error_percent: 25 });
  expect(found).toMatchObject({ health: 'failing', retention_percent: null, growth_percent: null });
  expect(found.days.map(({ requests, failed }) => [requests, failed])).toEqual([
    [1, 0],
    [3, 1],
  ]);
  const { data } = await listPlatformTenants.execute(asOperator(), { search: `customer-${made}`, health: 'failing' });
  expect(data.map(({ slug }) => slug)).toEqual([customer.slug]);
  const overview = await getPlatformOverview.execute(asOperator(), {});
  expect(overview.requests).toBe(4);
  expect(overview.tenants).toBe(made);
  await setPlatformTargets.execute(asOperator(), { adoption_percent: 60 });
  await setPlatformTargets.execute(asOperator(), { saved_percent: 15 });
  expect((await getPlatformOverview.execute(asOperator(), {})).targets).toMatchObject({ adoption_percent: 60, saved_percent: 15 });
});

test('[ORG-10] pages of the list hold each organization once, in each order', async () => {
  for (const sort of ['name', '-name', 'created_at', '-created_at'] as const) {
    const whole = (await listPlatformTenants.execute(asOperator(), { sort })).data.map(({ id }) => id);
    const paged: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await listPlatformTenants.execute(asOperator(), { sort, limit: 1, ...(cursor === undefined ? {} : { cursor }) });
      paged.push(...page.data.map(({ id }) => id));
      if (page.next_cursor === null) break;
      cursor = page.next_cursor;
    }
    expect(paged).toEqual(whole);
    expect(paged).not.toContain(platform.tenantId);
  }
});

test('[ORG-10] a suspended organization is closed until it is resumed, and both sides have it in their trail', async () => {
  const reason = 'Three invoices are open';
  await suspendTenant.execute(asOperator(), { tenant_id: tenantId(), reason });
  await expect(getMe.execute(asCustomer(), {})).rejects.toMatchObject({ code: 'forbidden' });
  await expect(suspendTenant.execute(asOperator(), { tenant_id: tenantId(), reason })).rejects.toMatchObject({ code: 'conflict' });
  expect(await trailOf(platform.tenantId, 'platform_tenant.suspend')).toHaveLength(1);
  expect(await trailOf(customer.tenantId, 'tenant.suspended')).toMatchObject([
    { actorKind: 'system', actorName: `${platform.admin.email} of the platform`, after: { status: 'suspended', reason } },
  ]);
  const resumed = await resumeTenant.execute(asOperator(), { tenant_id: tenantId(), reason: 'Paid' });
  expect(resumed).toMatchObject({ status: 'active' });
  expect(await getMe.execute(asCustomer(), {})).toMatchObject({ tenant: { status: 'active' } });
});

test('[ORG-10] what was sold binds: the plan is not the organization’s to change, nor are limits beyond it', async () => {
  await updateTenant.execute(asCustomer(), { limits: { teams_max: 9000 } });
  await sellPlan.execute(asOperator(), { tenant_id: tenantId(), plan: 'team', limits: { teams_max: 3 } });
  expect(await getTenant.execute(asCustomer(), {})).toMatchObject({ plan: 'team', limits: { teams_max: 3, users_max: 200 } });
  await expect(updateTenant.execute(asCustomer(), { plan: 'enterprise' })).rejects.toMatchObject({ code: 'conflict' });
  await expect(updateTenant.execute(asCustomer(), { limits: { teams_max: 4 } })).rejects.toMatchObject({
    code: 'validation_failed',
    errors: [{ pointer: '/limits/teams_max' }],
  });
  await createTeam.execute(asCustomer(), { name: 'Third' });
  await expect(createTeam.execute(asCustomer(), { name: 'Fourth' })).rejects.toMatchObject({ code: 'limit_reached' });
});

test('[ORG-10] a provisioned organization has one administrator, who comes in with a password that only serves to choose another', async () => {
  const { tenant: created, temporary_password: password } = await createPlatformTenant.execute(asOperator(), {
    ...{ slug: `acme-${made}`, name: 'Acme', admin_email: 'ada@acme.example', time_zone: 'Europe/Berlin', residency: 'eu' },
    ceiling: { plan: 'free' },
  });
  expect(created).toMatchObject({ health: 'new', residency: 'eu', ceiling: { plan: 'free' } });
  expect(password).toMatch(/^[a-z2-9-]{23}$/);
  const id = created.id;
  const [row] = await inTenant(database.databases.app, id, (tx) => tx.select().from(tenant).where(eq(tenant.tenantId, id)));
  expect(row).toMatchObject({ slug: `acme-${made}`, kind: 'customer', ceiling: { plan: 'free', limits: {} } });
  const people =
    await database.superuser`SELECT email, temporary_password_expires_at > now() AS is_temporary FROM user_account WHERE tenant_id = ${id}`;
  expect([...people]).toEqual([{ email: 'ada@acme.example', is_temporary: true }]);
  await expect(
    createPlatformTenant.execute(asOperator(), { slug: `acme-${made}`, name: 'Other', admin_email: 'bo@acme.example' }),
  ).rejects.toMatchObject({ code: 'conflict', errors: [{ pointer: '/slug' }] });
  expect(await trailOf(id, 'tenant.provisioned')).toHaveLength(1);
});

test('[ORG-10] nobody but the platform sets what a tenant is to it, not even with SQL of their own', async () => {
  for (const person of [customer.admin, customer.guest]) {
    for (const run of [listPlatformTenants, getPlatformOverview, listSupportCases])
      await expect(run.execute(asCustomer(person), {})).rejects.toMatchObject({ code: 'forbidden' });
    await expect(suspendTenant.execute(asCustomer(person), { tenant_id: tenantId(), reason: 'x' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  }
  await expect(listPlatformTenants.execute(asOperator(platform.guest), {})).rejects.toMatchObject({ code: 'forbidden' });
  const lift = (of: string) =>
    inTenant(database.databases.app, of, (tx) => tx.execute(`SELECT set_tenant_standing('${customer.tenantId}', 'suspended', '{}')`));
  await expect(lift(customer.tenantId)).rejects.toMatchObject({ cause: { code: '42501' } });
  await expect(
    inTenant(database.databases.app, customer.tenantId, (tx) => tx.execute(`UPDATE tenant SET ceiling = NULL, status = 'active'`)),
  ).rejects.toMatchObject({ cause: { code: '42501' } });
  // The platform’s own tenant cannot be suspended by itself.
  await expect(
    suspendTenant.execute(asOperator(), { tenant_id: toPublicId('tenant', platform.tenantId), reason: 'x' }),
  ).rejects.toMatchObject({ code: 'not_found' });
});

async function asked(hours = 4): Promise<string> {
  const reason = 'Calls to the route chat fail since this morning';
  const { id } = await askSupport.execute(asOperator(), { tenant_id: tenantId(), reason, hours });
  return id;
}

/** The invocation of whoever holds the secret of a session of the customer. */
async function withSecret(secret: string): Promise<Invocation> {
  const secretHash = keyedHash(process.keys.sessionPepper, secret);
  const [row] = await inTenant(database.databases.app, customer.tenantId, (tx) =>
    tx
      .select({ id: session.id })
      .from(session)
      .where(and(eq(session.tenantId, customer.tenantId), eq(session.secretHash, secretHash))),
  );
  return { ...asCustomer(), authentication: { tenantId: customer.tenantId, sessionId: row?.id ?? '' } };
}

const operatorSession = (person: SamplePerson = platform.admin) => ({ tenantId: platform.tenantId, sessionId: person.sessionId });
const enter = (id: string, person?: SamplePerson) => enterSupport(process, operatorSession(person), id, facts);

test('[ORG-10] an operator gets in only after an administrator agreed, reads how things are set up, and no more', async () => {
  const id = await asked();
  await expect(asked()).rejects.toMatchObject({ code: 'conflict' });
  await expect(enter(id)).rejects.toMatchObject({ code: 'conflict' });
  const mails = await inTenant(database.databases.app, customer.tenantId, (tx) =>
    tx.select().from(mailMessage).where(eq(mailMessage.tenantId, customer.tenantId)),
  );
  expect(mails.map(({ recipient, linkPath }) => [recipient, linkPath])).toEqual([[customer.admin.email, '/settings/support']]);
  const access_id = toPublicId('supportAccess', id);
  await expect(grantSupportAccess.execute(asCustomer(customer.lead), { access_id })).rejects.toMatchObject({ code: 'forbidden' });
  await grantSupportAccess.execute(asCustomer(), { access_id });
  // Another operator's request is not theirs to use.
  await expect(enter(id, platform.guest)).rejects.toMatchObject({ code: 'not_found' });
  // Nor is one's own, once one may not ask any more.
  const asker = (by: SamplePerson) => database.superuser`UPDATE support_case SET created_by = ${by.userId} WHERE id = ${id}`;
  await asker(platform.guest);
  await expect(enter(id, platform.guest)).rejects.toMatchObject({ code: 'forbidden' });
  await asker(platform.admin);
  const inside = await withSecret(await enter(id));
  expect(await getMe.execute(inside, {})).toMatchObject({ user: { name: 'admin (platform)' } });
  expect((await listTeams.execute(inside, {})).data.length).toBeGreaterThan(1);
  await expect(listAuditEntries.execute(inside, {})).rejects.toMatchObject({ code: 'forbidden' });
  await expect(createTeam.execute(inside, { name: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(listSupportAccess.execute(inside, {})).rejects.toMatchObject({ code: 'forbidden' });
  const entered = await trailOf(platform.tenantId, 'support_case.enter');
  expect(entered.filter(({ resourceId }) => resourceId === access_id)).toHaveLength(1);
  const granted = await trailOf(customer.tenantId, 'support_access.grant');
  expect(granted.map(({ result }) => result).sort()).toEqual(['denied', 'success']);
  await endSupportAccess.execute(asCustomer(), { access_id });
  await expect(getMe.execute(inside, {})).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(enter(id)).rejects.toMatchObject({ code: 'conflict' });
  const cases = await listSupportCases.execute(asOperator(), {});
  expect(cases.data[0]).toMatchObject({ state: 'ended', tenant_name: customer.slug });
});

test('[ORG-10] access ends by itself when its hours are over, and what was refused stays closed', async () => {
  const refused = await asked();
  await refuseSupportAccess.execute(asCustomer(), { access_id: toPublicId('supportAccess', refused) });
  await expect(enter(refused)).rejects.toMatchObject({ code: 'conflict' });
  const id = await asked(1);
  const granted = await grantSupportAccess.execute(asCustomer(), { access_id: toPublicId('supportAccess', id) });
  const inside = await withSecret(await enter(id));
  // Somebody of the organization gave the account more than its role: that ends with the hours, too.
  const { userId } = await getMe.execute(inside, {}).then(({ user }) => ({ userId: user.id }));
  const key = await insertVirtualKey(database, customer.tenantId, { kind: 'personal', userId });
  const token = { name: 'Mine', owner: 'person' as const, permissions: ['teams.read'], display: 'tok_…', tokenHash: 'a'.repeat(64) };
  await inTenant(database.databases.app, customer.tenantId, (tx) =>
    tx.insert(apiToken).values({ tenantId: customer.tenantId, id: newUuid(), ...token, userId, createdBy: userId }),
  );
  const later = new Date((granted.ends_at?.getTime() ?? 0) + 1000);
  const expired = { ...inside, runtime: { ...runtime, clock: { ...runtime.clock, now: () => later.getTime() } } };
  await expect(getMe.execute(expired, {})).rejects.toMatchObject({ code: 'unauthenticated' });
  const signal = new AbortController().signal;
  const ended = await Promise.all([1, 2].map(() => endDueSupportAccess(database.databases, later, signal)));
  expect(ended.reduce((sum, count) => sum + count, 0)).toBe(1);
  await expect(getMe.execute(inside, {})).rejects.toMatchObject({ code: 'unauthenticated' });
  expect((await trailOf(customer.tenantId, 'support_access.end')).map(({ actorKind }) => actorKind)).toEqual([
    'system',
    'system',
    'system',
  ]);
  const [keys, tokens] = await inTenant(database.databases.app, customer.tenantId, async (tx) => [
    await tx.select({ status: virtualKey.status }).from(virtualKey).where(eq(virtualKey.id, key.id)),
    await tx.select({ revokedAt: apiToken.revokedAt }).from(apiToken).where(eq(apiToken.userId, userId)),
  ]);
  expect([keys, tokens]).toEqual([[{ status: 'disabled' }], [{ revokedAt: later }]]);
  // Granted again, the role is what it was meant to be whatever somebody made of it meanwhile.
  await database.superuser`UPDATE role SET permissions = '{*}' WHERE tenant_id = ${customer.tenantId} AND name = 'platform_support'`;
  const again = await asked();
  await grantSupportAccess.execute(asCustomer(), { access_id: toPublicId('supportAccess', again) });
  await expect(createTeam.execute(await withSecret(await enter(again)), { name: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' });
});

test('[ORG-10] keys of a suspended organization are refused with its snapshot', async () => {
  const before =
    await database.superuser`SELECT section, version FROM config_version WHERE tenant_id = ${customer.tenantId} AND section = 'keys'`;
  await suspendTenant.execute(asOperator(), { tenant_id: tenantId(), reason: 'Unpaid' });
  const after = await database.superuser`SELECT version FROM config_version WHERE tenant_id = ${customer.tenantId} AND section = 'keys'`;
  expect(Number(after[0]?.version)).toBeGreaterThan(Number(before[0]?.version ?? 0));
  expect(fromPublicId('tenant', tenantId())).toBe(customer.tenantId);
  expect(await inTenant(database.databases.app, customer.tenantId, (tx) => tx.$count(virtualKey))).toBe(0);
});
