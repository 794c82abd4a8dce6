import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { auditEntry, role, roleAssignment, userAccount } from '#db/schema/index.ts';
import { createRule } from '#lib/alerts/index.ts';
import { createBudget } from '#lib/budgets/index.ts';
import { createConnection, testConnection } from '#lib/connections/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { createKey } from '#lib/keys/index.ts';
import { createChannel, testChannel, updateChannel } from '#lib/notifications/index.ts';
import { getOnboarding, updateOnboarding, verifyOnboarding } from '#lib/onboarding/index.ts';
import { readStepFacts } from '#lib/onboarding/step-facts.ts';
import { updateTenant } from '#lib/organization/index.ts';
import { exportTenantAnalytics } from '#lib/reports/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';

const scene = companyScene('onboarding');
const { as, inside } = scene;
const admin = () => as(scene.company.admin);
const states = async () => Object.fromEntries((await getOnboarding.execute(admin(), {})).steps.map(({ step, state }) => [step, state]));

it('goes from an empty organization to a served and counted call, each step by what really happened [ORG-8]', async () => {
  const { company } = scene;
  expect(await states()).toMatchObject({
    ...{ tenant: 'open', sign_in: 'open', roles: 'open', places: 'done', connection: 'open', key: 'open', first_call: 'open' },
    ...{ budget: 'open', policies: 'open', alerts: 'open', reports: 'open', verification: 'open' },
  });
  expect(await faultOf(verifyOnboarding.execute(admin(), { step: 'connection' }))).toBe('conflict');
  await updateTenant.execute(admin(), { time_zone: 'Europe/Berlin' });
  await inside((tx) => tx.update(userAccount).set({ lastSignInAt: new Date() }).where(eq(userAccount.id, company.admin.userId)));
  const connection = await createConnection.execute(admin(), { name: 'Play', provider: 'sandbox' });
  // To have a connection is not enough: it has to answer.
  expect(await states()).toMatchObject({ connection: 'open' });
  await testConnection.execute(admin(), { connection_id: toPublicId('connection', connection.id) });
  const made = await createKey.execute(admin(), { name: 'First' });
  expect(await states()).toMatchObject({ tenant: 'done', sign_in: 'done', connection: 'done', key: 'done', first_call: 'open' });
  const keyId = made.id;
  await postCalls(scene.database, [
    companyCall(company, { atMs: Date.now(), by: { keyId }, status: 'refused', errorCode: 'model_not_found' }),
  ]);
  const refused = (await getOnboarding.execute(admin(), {})).steps.find(({ step }) => step === 'first_call');
  expect(refused).toMatchObject({ state: 'open', detail: expect.stringContaining('model_not_found') });
  await postCalls(scene.database, [companyCall(company, { atMs: Date.now(), by: { keyId } })]);
  await createBudget.execute(admin(), { name: 'All', scope: 'tenant', limit_usd: '100', period: 'monthly' });
  const skipped = await updateOnboarding.execute(admin(), { skipped: ['roles', 'policies', 'alerts', 'reports'] });
  expect(skipped).toMatchObject({ is_complete: true, done: 8, total: 8 });
  const verified = await verifyOnboarding.execute(admin(), { step: 'verification' });
  expect(verified.steps.at(-1)).toMatchObject({ state: 'done', verified_at: expect.any(Date) });
});

it('finds alerts told once a channel that they are told to took something, and reports had once there is a file [ORG-8]', async () => {
  const stepOf = async (name: string) => (await getOnboarding.execute(admin(), {})).steps.find(({ step }) => step === name);
  const made = await createChannel.execute(admin(), { name: 'Room', kind: 'email', settings: { recipients: ['room@example.com'] } });
  const channelId = toPublicId('channel', made.id);
  await testChannel.execute(admin(), { channel_id: channelId });
  // That it answers is not enough: somebody has to send it alerts.
  expect(await stepOf('alerts')).toMatchObject({ state: 'open', detail: expect.stringContaining('told to nobody') });
  await createRule.execute(admin(), { name: 'Loops', expression: 'requests > 5', routing: { critical: [channelId] } });
  expect(await stepOf('alerts')).toMatchObject({ state: 'done', detail: expect.stringContaining('Room') });
  await updateChannel.execute(admin(), { channel_id: channelId, status: 'paused' });
  expect(await stepOf('alerts')).toMatchObject({ state: 'open' });

  expect(await stepOf('reports')).toMatchObject({ state: 'open', detail: expect.stringContaining('Nobody gets a report yet') });
  await exportTenantAnalytics.execute(admin(), {});
  expect(await stepOf('reports')).toMatchObject({ state: 'done' });
});

it('counts administrators who stay: people, and for good [ORG-8]', async () => {
  const { company } = scene;
  const [admins] = await inside((tx) => tx.select({ id: role.id }).from(role).where(eq(role.name, 'tenant_admin')));
  const given = { tenantId: company.tenantId, roleId: admins?.id ?? '', scopeKind: 'tenant' as const };
  const service = { tenantId: company.tenantId, id: newUuid(), email: 'program@example.com', name: 'Program', kind: 'service' as const };
  await inside((tx) => tx.insert(userAccount).values(service));
  const expiresAt = new Date(Date.now() + 3_600_000);
  await inside((tx) =>
    tx.insert(roleAssignment).values([
      { ...given, id: newUuid(), userId: service.id },
      { ...given, id: newUuid(), userId: company.lead.userId, expiresAt },
    ]),
  );
  expect(await inside((tx) => readStepFacts(tx, company.tenantId))).toMatchObject({ administrators: 1 });
  await inside((tx) => tx.insert(roleAssignment).values({ ...given, id: newUuid(), userId: company.member.userId }));
  expect(await inside((tx) => readStepFacts(tx, company.tenantId))).toMatchObject({ administrators: 2 });
});

it('keeps what was skipped and dismissed, in the audit trail as well, and is for administrators [ORG-8]', async () => {
  await updateOnboarding.execute(admin(), { is_dismissed: true });
  await updateOnboarding.execute(admin(), { skipped: ['budget'] });
  await updateOnboarding.execute(admin(), { skipped: ['budget'] });
  expect(await getOnboarding.execute(admin(), {})).toMatchObject({ is_dismissed: true });
  expect(await inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.action, 'onboarding.update')))).toHaveLength(2);
  expect(await states()).toMatchObject({ budget: 'skipped' });
  expect(await faultOf(updateOnboarding.execute(admin(), { skipped: ['first_call'] }))).toContain('validation_failed');
  expect(await faultOf(verifyOnboarding.execute(as(scene.company.lead), { step: 'places' }))).toBe('forbidden');
});
