import { and, eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { session, userAccount } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { defineStream } from '#lib/command/define-stream.ts';
import { eventsFollow } from '#lib/contracts/events.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { deriveKey } from '#lib/core/secrets.ts';
import { getMe, getSecuritySettings, listSessions, listUsers, SignInGuard, signIn, updateSecuritySettings } from '#lib/identity/index.ts';
import { beginTotp, confirmTotp, listFactors, removeFactor } from '#lib/second-factors/index.ts';
import { cheapPasswordHash } from '#tests/support/cheap-password.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import {
  commandRuntimeOf,
  createSampleCompany,
  invocationOf,
  type SampleCompany,
  type SamplePerson,
} from '#tests/support/sample-company.ts';
import { totpCode } from '#tests/support/totp-code.ts';

/** What an organization decides about sessions: how long, from where, how many, and with which proof. */

const password = 'correct horse battery staple';
const passwordHash = cheapPasswordHash(password);
const minuteMs = 60_000;
let database: TestDatabase;
let company: SampleCompany;
let companies = 0;
let aheadMs = 0;
const clock = { now: () => Date.now() + aheadMs };

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  companies += 1;
  aheadMs = 0;
  company = await createSampleCompany(database, `rules-${companies}`);
  await inside((tx) => tx.update(userAccount).set({ passwordHash }));
});

const inside = <Result>(work: (tx: TenantTransaction) => Promise<Result>) => inTenant(database.databases.app, company.tenantId, work);
const as = (person: SamplePerson, from: { readonly ip?: string | null; readonly country?: string | null } = {}) => ({
  ...invocationOf({ ...commandRuntimeOf(database), clock }, company, person),
  ...from,
});
const set = (input: Parameters<typeof updateSecuritySettings.execute>[1], from = {}) =>
  updateSecuritySettings.execute(as(company.admin, from), input);
const enter = (person: SamplePerson, from: { readonly ip?: string; readonly country?: string } = {}) =>
  signIn(
    {
      ...{ databases: database.databases, clock, logger: silentLogger, signInGuard: new SignInGuard(clock), signInLimiter: null },
      keys: { sessionPepper: deriveKey(database.secret, 'session'), masterKeys: commandRuntimeOf(database).masterKeys },
    },
    { email: person.email, password, tenantSlug: '' },
    { requestId: newUuid(), ip: '192.0.2.1', userAgent: 'Firefox', ...from },
  );
const ended = { code: 'unauthenticated', status: 401 };

describe('how long a session holds [IAM-6]', () => {
  it('ends one that was not used, and keeps one that is', async () => {
    await set({ idle_minutes: 30 });
    for (let round = 0; round < 4; round += 1) {
      aheadMs += 20 * minuteMs;
      await getMe.execute(as(company.member), {});
    }
    aheadMs += 30 * minuteMs;
    await expect(getMe.execute(as(company.member), {})).rejects.toMatchObject(ended);
  });

  it('ends one that is too old, also where the rule came later', async () => {
    aheadMs = 61 * minuteMs;
    await getMe.execute(as(company.member), {});
    await inside((tx) =>
      tx
        .update(session)
        .set({ verifiedAt: new Date(clock.now()) })
        .where(eq(session.id, company.admin.sessionId)),
    );
    await set({ absolute_minutes: 60 }).catch(() => undefined);
    await expect(getMe.execute(as(company.member), {})).rejects.toMatchObject(ended);
  });

  it('is written into new sessions', async () => {
    await set({ absolute_minutes: 90 });
    await enter(company.member);
    const [row] = await inside((tx) => tx.select().from(session).where(eq(session.userAgent, 'Firefox')));
    expect(Number(row?.expiresAt) - Number(row?.createdAt)).toBe(90 * minuteMs);
  });

  it('ends a live stream, which is itself no use of the session', async () => {
    await set({ idle_minutes: 5 });
    const stream = defineStream(eventsFollow, { intervalMs: 10, read: async () => null });
    const controller = new AbortController();
    const turns = await stream.open(as(company.member), {}, undefined, controller.signal);
    const before = await inside((tx) => tx.select().from(session).where(eq(session.id, company.member.sessionId)));
    await turns.next();
    aheadMs = 4 * minuteMs;
    await turns.next();
    expect(await inside((tx) => tx.select().from(session).where(eq(session.id, company.member.sessionId)))).toEqual(before);
    aheadMs = 6 * minuteMs;
    await expect(turns.next()).rejects.toMatchObject(ended);
    controller.abort();
  });

  it('refuses rules that contradict each other', async () => {
    await expect(set({ idle_minutes: 120, absolute_minutes: 60 })).rejects.toMatchObject({ errors: [{ pointer: '/idle_minutes' }] });
    for (const input of [{ idle_minutes: 4 }, { absolute_minutes: 14 }, { absolute_minutes: 43_201 }, { sessions_max: 0 }])
      await expect(set(input)).rejects.toMatchObject({ code: 'validation_failed' });
  });
});

describe('where people may be [IAM-6]', () => {
  it('holds for sessions that are open and for new ones, IPv4 and IPv6', async () => {
    await set({ allowed_networks: ['192.0.2.0/24', '2001:db8::/32'] });
    for (const ip of ['192.0.2.200', '2001:db8::7', '::ffff:192.0.2.3']) await getMe.execute(as(company.member, { ip }), {});
    for (const ip of ['198.51.100.1', '2001:db9::7', null])
      await expect(getMe.execute(as(company.member, { ip }), {}), String(ip)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await enter(company.member, { ip: '198.51.100.1' })).toBeNull();
    expect(await enter(company.member, { ip: '192.0.2.9' })).not.toBeNull();
  });

  it('cannot lock out who sets it', async () => {
    await expect(set({ allowed_networks: ['198.51.100.0/24'] })).rejects.toMatchObject({ errors: [{ pointer: '/allowed_networks' }] });
    await expect(set({ allowed_countries: ['FR'] }, { country: 'DE' })).rejects.toMatchObject({
      errors: [{ pointer: '/allowed_countries' }],
    });
    for (const network of ['192.0.2.0/33', 'example.com', '192.0.2', ''])
      await expect(set({ allowed_networks: [network] })).rejects.toMatchObject({ errors: [{ pointer: '/allowed_networks/0' }] });
  });

  it('limits countries only where a trusted proxy names them', async () => {
    await expect(set({ allowed_countries: ['DE'] })).rejects.toMatchObject({ errors: [{ pointer: '/allowed_countries' }] });
    await set({ allowed_countries: ['DE'] }, { country: 'DE' });
    await getMe.execute(as(company.member, { country: 'DE' }), {});
    for (const country of ['FR', null])
      await expect(getMe.execute(as(company.member, { country }), {})).rejects.toMatchObject({ code: 'forbidden' });
    expect(await enter(company.member)).toBeNull();
    expect(await enter(company.member, { country: 'DE' })).not.toBeNull();
  });
});

describe('how many sessions a person has [IAM-6]', () => {
  it('ends the one that was used longest ago', async () => {
    await set({ sessions_max: 2 });
    for (let round = 0; round < 3; round += 1) {
      aheadMs += minuteMs;
      await enter(company.member);
    }
    const running = await inside((tx) =>
      tx
        .select()
        .from(session)
        .where(and(eq(session.userId, company.member.userId), isNull(session.revokedAt))),
    );
    expect(running.map(({ userAgent }) => userAgent)).toEqual(['Firefox', 'Firefox']);
    await expect(getMe.execute(as(company.member), {})).rejects.toMatchObject(ended);
  });
});

describe('who must have a second factor [IAM-5]', () => {
  const enrol = async (person: SamplePerson) => {
    const { secret } = await beginTotp.execute(as(person), {});
    return confirmTotp.execute(as(person), { code: totpCode(secret, clock.now()) });
  };

  it('can do nothing but set one up, once the time is over', async () => {
    const day = 24 * 60 * minuteMs;
    const { factor_due_at: due } = await set({ factor_required: 'everybody', factor_grace_days: 1, absolute_minutes: 3000 });
    await inside((tx) => tx.update(session).set({ expiresAt: new Date(Date.now() + 2 * day) }));
    expect(Math.abs(Number(due) - Date.now() - day)).toBeLessThan(minuteMs);
    expect(await listFactors.execute(as(company.admin), {})).toMatchObject({ required: true, due_at: due });
    await listUsers.execute(as(company.admin), {});
    aheadMs = day + minuteMs;
    await expect(listUsers.execute(as(company.admin), {})).rejects.toMatchObject({ code: 'factor_enrolment_required', status: 403 });
    await getMe.execute(as(company.admin), {});
    await inside((tx) => tx.update(session).set({ verifiedAt: new Date(clock.now()) }));
    const { factor } = await enrol(company.admin);
    await listUsers.execute(as(company.admin), {});
    await expect(removeFactor.execute(as(company.admin), { factor_id: toPublicId('secondFactor', factor.id) })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('are those with the roles that were named', async () => {
    await set({ factor_required: 'roles', factor_roles: ['tenant_admin'], factor_grace_days: 0 });
    await expect(listUsers.execute(as(company.admin), {})).rejects.toMatchObject({ code: 'factor_enrolment_required' });
    await listSessions.execute(as(company.lead), {});
    expect(await listFactors.execute(as(company.lead), {})).toMatchObject({ required: false });
    await enrol(company.admin);
    await expect(set({ factor_roles: ['no_such_role'] })).rejects.toMatchObject({ errors: [{ pointer: '/factor_roles/0' }] });
  });

  it('are not asked where somebody else asked them', async () => {
    await set({ factor_required: 'everybody', factor_grace_days: 0 });
    await expect(listSessions.execute(as(company.lead), {})).rejects.toMatchObject({ code: 'factor_enrolment_required' });
    await inside((tx) => tx.update(session).set({ method: 'oidc' }));
    await listSessions.execute(as(company.lead), {});
  });
});

describe('security settings [IAM-6]', () => {
  it('are seen and changed with the permission, versioned, and only after a recent proof', async () => {
    const before = await getSecuritySettings.execute(as(company.admin), {});
    expect(before).toMatchObject({ factor_required: 'nobody', absolute_minutes: 720, idle_minutes: null, version: 1, updated_at: null });
    await expect(getSecuritySettings.execute(as(company.lead), {})).rejects.toMatchObject({ code: 'forbidden' });
    const after = await set({ idle_minutes: 45 });
    expect(after).toMatchObject({ idle_minutes: 45, version: 2 });
    await expect(updateSecuritySettings.execute({ ...as(company.admin), ifMatch: 1 }, { idle_minutes: 50 })).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    aheadMs = 10 * minuteMs;
    await expect(set({ idle_minutes: 50 })).rejects.toMatchObject({ code: 'step_up_required' });
  });

  it('keep the secret of the gateway for text messages to themselves', async () => {
    const gateway = { url: 'https://sms.example.com/send', body: '{"to":"{to}","text":"{text}"}' };
    const after = await set({ sms_gateway: gateway, sms_secret: 'Bearer very-secret-value' });
    expect(after).toMatchObject({ sms_gateway: { url: gateway.url, method: 'POST' }, sms_secret_set: true });
    const stored = JSON.stringify([
      await database.superuser`select to_jsonb(s) from security_setting s`,
      await database.superuser`select to_jsonb(a) from audit_entry a`,
    ]);
    expect(stored).not.toContain('very-secret-value');
    await expect(set({ sms_gateway: { ...gateway, url: 'https://169.254.169.254/' } })).rejects.toMatchObject({
      code: 'address_not_allowed',
    });
    await expect(set({ sms_gateway: { ...gateway, body: 'no places' } })).rejects.toMatchObject({ code: 'validation_failed' });
    expect(await set({ sms_gateway: null, sms_secret: null })).toMatchObject({ sms_gateway: null, sms_secret_set: false });
  });
});
