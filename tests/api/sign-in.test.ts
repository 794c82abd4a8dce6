import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findSession } from '#db/lookup.ts';
import { auditEntry, outboxEvent, session, userAccount } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { systemClock } from '#lib/core/clock.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { createMasterKeys } from '#lib/core/master-keys.ts';
import { deriveKey, keyedHash } from '#lib/core/secrets.ts';
import { SignInGuard, signIn, signOut } from '#lib/identity/index.ts';
import { OrganizationChoiceError } from '#lib/identity/organization-choice.ts';
import { refusalMs } from '#lib/identity/sign-in.ts';
import { cheapPasswordHash } from '#tests/support/cheap-password.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { createSampleCompany, type SampleCompany } from '#tests/support/sample-company.ts';

const password = 'correct horse battery staple';
let database: TestDatabase;
const passwordHash = cheapPasswordHash(password);
let company: SampleCompany;
let companies = 0;
let guard: SignInGuard;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  companies += 1;
  company = await createSampleCompany(database, `sign-in-${companies}`);
  guard = new SignInGuard(systemClock);
  await inside((tx) => tx.update(userAccount).set({ passwordHash }));
});
afterAll(() => database.drop());

const inside = <Result>(work: (tx: TenantTransaction) => Promise<Result>, tenantId = company.tenantId) =>
  inTenant(database.databases.app, tenantId, work);
const runtimeNow = () => ({
  databases: database.databases,
  clock: systemClock,
  logger: silentLogger,
  keys: { sessionPepper: deriveKey(database.secret, 'session'), masterKeys: createMasterKeys(database.secret) },
  signInGuard: guard,
  signInLimiter: null,
});
const facts = () => ({ requestId: newUuid(), ip: '192.0.2.7', userAgent: 'Firefox' });
const enter = (email: string, given = password, tenantSlug = '') => signIn(runtimeNow(), { email, password: given, tenantSlug }, facts());
const entries = (action: string) => inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.action, action)));

describe('signing in [IAM-3]', () => {
  it('opens a session whose secret is stored as a keyed hash only, with an audit entry and an event', async () => {
    const signedIn = await enter(` ${company.member.email.toUpperCase()} `);
    expect(signedIn).toMatchObject({ id: company.member.userId });
    const secret = signedIn?.sessionSecret ?? '';
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    const found = await findSession(database.databases.lookup, keyedHash(runtimeNow().keys.sessionPepper, secret));
    expect(found?.tenantId).toBe(company.tenantId);
    const [row] = await inside((tx) =>
      tx
        .select()
        .from(session)
        .where(eq(session.id, found?.id ?? '')),
    );
    expect(row).toMatchObject({ userId: company.member.userId, ip: '192.0.2.7', userAgent: 'Firefox', revokedAt: null });
    expect(Number(row?.expiresAt) - Number(row?.createdAt)).toBe(12 * 3_600_000);
    const text = JSON.stringify(await database.superuser`select to_jsonb(s) from session s`);
    expect(text).not.toContain(secret);
    const [user] = await inside((tx) => tx.select().from(userAccount).where(eq(userAccount.id, company.member.userId)));
    expect(user?.lastSignInAt).toEqual(row?.createdAt);
    expect(await entries('session.sign_in')).toMatchObject([
      { result: 'success', actorId: company.member.userId, actorName: company.member.email, ip: '192.0.2.7' },
    ]);
    expect(await inside((tx) => tx.select().from(outboxEvent))).toMatchObject([{ name: 'user.signed_in' }]);
  });

  it('answers every refusal alike, and no sooner than after a second', async () => {
    await inside(async (tx) => {
      await tx.update(userAccount).set({ status: 'deactivated' }).where(eq(userAccount.id, company.guest.userId));
      await tx
        .update(userAccount)
        .set({ temporaryPasswordExpiresAt: new Date(Date.now() - 1) })
        .where(eq(userAccount.id, company.seller.userId));
      await tx.update(userAccount).set({ passwordHash: null }).where(eq(userAccount.id, company.lead.userId));
    });
    const timed = async (email: string, given?: string, slug?: string) => {
      const start = performance.now();
      const answer = await enter(email, given, slug);
      return { answer, quick: performance.now() - start < refusalMs - 5 };
    };
    const refusals = [
      await timed('nobody@example.com'),
      await timed(company.member.email, 'wrong horse battery staple'),
      await timed(company.guest.email),
      await timed(company.seller.email),
      await timed(company.lead.email),
      await timed(company.member.email, password, 'no-such-organization'),
    ];
    for (const refusal of refusals) expect(refusal).toEqual({ answer: null, quick: false });
    expect(await entries('session.sign_in')).toHaveLength(4);
    for (const entry of await entries('session.sign_in'))
      expect(entry).toMatchObject({
        result: 'failed',
        actorKind: 'anonymous',
        actorId: null,
        resourceKind: 'user',
        before: null,
        after: null,
      });
  });

  it('of a suspended organization is refused', async () => {
    await database.superuser`update tenant set status = 'suspended' where tenant_id = ${company.tenantId}`;
    expect(await enter(company.member.email)).toBeNull();
  });

  it.each(['', ' ', 'a\0b@example.com', `${'a'.repeat(400)}@example.com`])('refuses %j without asking anybody', async (email) => {
    const start = performance.now();
    expect(await enter(email)).toBeNull();
    expect(performance.now() - start).toBeLessThan(100);
  });

  it('takes time-limited passwords until they run out', async () => {
    await inside((tx) => tx.update(userAccount).set({ temporaryPasswordExpiresAt: new Date(Date.now() + 60_000) }));
    expect(await enter(company.member.email)).not.toBeNull();
  });
});

describe('an address in several organizations', () => {
  const both = (other: SampleCompany, hash: string) =>
    inside(
      (tx) => tx.insert(userAccount).values({ tenantId: other.tenantId, id: newUuid(), email: company.member.email, passwordHash: hash }),
      other.tenantId,
    );

  it('asks which one only when the password fits in several, and then takes the choice', async () => {
    const other = await createSampleCompany(database, `other-${companies}`);
    await both(other, passwordHash);
    const thrown: unknown = await enter(company.member.email).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(OrganizationChoiceError);
    expect(thrown).toMatchObject({ code: 'organization_choice', choices: [{ slug: company.slug }, { slug: other.slug }] });
    expect(await enter(company.member.email, 'wrong horse battery staple')).toBeNull();
    expect(await enter(company.member.email, password, other.slug)).not.toBeNull();
    const sessions = await inside((tx) => tx.select().from(session), other.tenantId);
    expect(sessions.filter(({ userAgent }) => userAgent === 'Firefox')).toHaveLength(1);
  });

  it('signs in where the password fits when it fits in one', async () => {
    const other = await createSampleCompany(database, `other-${companies}`);
    await both(other, cheapPasswordHash('another long phrase'));
    expect(await enter(company.member.email)).toMatchObject({ id: company.member.userId });
    expect(await entries('session.sign_in')).toHaveLength(1);
  });
});

describe('guessing', () => {
  it('is stopped for known and unknown addresses alike, and the right password does not help then [IAM-3]', async () => {
    const outcomesFor = async (email: string): Promise<unknown[]> => {
      for (let count = 0; count < 8; count += 1) guard.begin(email, '192.0.2.7');
      const tries = Array.from({ length: 4 }, () =>
        enter(email, 'wrong horse battery staple').catch((error: unknown) => (error instanceof AppError ? error.code : error)),
      );
      return (await Promise.all(tries)).sort();
    };
    const refused = ['rate_limited', 'rate_limited', null, null].sort();
    expect(await outcomesFor(company.member.email)).toEqual(refused);
    expect(await outcomesFor('nobody@example.com')).toEqual(refused);
    await expect(enter(company.member.email)).rejects.toMatchObject({
      code: 'rate_limited',
      headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
    });
    expect(await enter(company.lead.email)).not.toBeNull();
    expect(await entries('session.sign_in')).toHaveLength(3);
  });

  it('is not counted while the database is away', async () => {
    const away = { ...runtimeNow(), databases: { ...database.databases, lookup: database.databases.audit } };
    for (let count = 0; count < 12; count += 1)
      await expect(signIn(away, { email: company.member.email, password, tenantSlug: '' }, facts())).rejects.not.toMatchObject({
        code: 'rate_limited',
      });
    expect(await enter(company.member.email)).not.toBeNull();
  });
});

describe('signing out [IAM-6]', () => {
  it('ends the session once, with an audit entry, and nothing for a secret that is none', async () => {
    const signedIn = await enter(company.member.email);
    const secret = signedIn?.sessionSecret ?? '';
    await signOut(runtimeNow(), secret, facts());
    await signOut(runtimeNow(), secret, facts());
    await signOut(runtimeNow(), 'made-up', facts());
    expect(await entries('session.sign_out')).toMatchObject([
      { actorId: company.member.userId, actorName: company.member.email, result: 'success' },
    ]);
    const ended = await inside((tx) =>
      tx
        .select()
        .from(session)
        .where(and(eq(session.userId, company.member.userId), eq(session.userAgent, 'Firefox'))),
    );
    expect(ended).toMatchObject([{ revokedAt: expect.any(Date) }]);
  });
});
