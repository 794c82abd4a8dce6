import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { secondFactor, securitySetting, session, spentChallenge, userAccount } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { deriveKey } from '#lib/core/secrets.ts';
import { finishSignIn } from '#lib/identity/finish-sign-in.ts';
import { proveAgain, SignInGuard, signIn } from '#lib/identity/index.ts';
import { SecondFactorError } from '#lib/identity/second-factor-error.ts';
import { newSignInChallenge, signInByPasskey } from '#lib/identity/sign-in-by-passkey.ts';
import {
  getPasskeyOptions,
  getStepUpOptions,
  listFactors,
  registerPasskey,
  removeFactor,
  renameFactor,
} from '#lib/second-factors/index.ts';
import { cheapPasswordHash } from '#tests/support/cheap-password.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import {
  commandRuntimeOf,
  createSampleCompany,
  invocationOf,
  type SampleCompany,
  type SamplePerson,
} from '#tests/support/sample-company.ts';
import { type Deviation, SoftwareAuthenticator } from '#tests/support/software-authenticator.ts';

/** Passkeys: what is registered, what is taken, and everything forged, replayed or meant for somebody else that is not. */

const site = 'https://tollgate.test';
const password = 'correct horse battery staple';
const passwordHash = cheapPasswordHash(password);
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
  company = await createSampleCompany(database, `passkeys-${companies}`);
  await inside((tx) => tx.update(userAccount).set({ passwordHash }));
});

const inside = <Result>(work: (tx: TenantTransaction) => Promise<Result>) => inTenant(database.databases.app, company.tenantId, work);
const as = (person: SamplePerson, at: string | null = site) => ({
  ...invocationOf({ ...commandRuntimeOf(database), clock }, company, person),
  site: at,
});
const runtime = () => ({
  ...{ databases: database.databases, clock, logger: silentLogger, signInGuard: new SignInGuard(clock), signInLimiter: null },
  keys: { sessionPepper: deriveKey(database.secret, 'session'), masterKeys: commandRuntimeOf(database).masterKeys },
});
const facts = (at = site) => ({ requestId: newUuid(), ip: '192.0.2.7', userAgent: 'Firefox', site: at });

interface Registered {
  readonly authenticator: SoftwareAuthenticator;
  readonly id: string;
  readonly userHandle: string;
}

async function register(person: SamplePerson, name = 'Laptop', deviation: Deviation = {}): Promise<Registered> {
  const authenticator = new SoftwareAuthenticator(site);
  const options = await getPasskeyOptions.execute(as(person), {});
  const { factor } = await registerPasskey.execute(as(person), { name, answer: authenticator.register(options.challenge, deviation) });
  return { authenticator, id: factor.id, userHandle: options.user.id };
}

const passwordless = ({ authenticator, userHandle }: Registered, deviation: Deviation = {}, challenge = newSignInChallenge(runtime())) =>
  signInByPasskey(runtime(), JSON.stringify(authenticator.answer(challenge, { userHandle, ...deviation })), facts());

async function question(person: SamplePerson) {
  const thrown: unknown = await signIn(runtime(), { email: person.email, password, tenantSlug: '' }, facts()).catch(
    (error: unknown) => error,
  );
  if (thrown instanceof SecondFactorError) return thrown.question;
  throw thrown;
}
const secondStep = (pending: string, answer: unknown, at = site) =>
  finishSignIn(runtime(), { pending, method: 'passkey', code: typeof answer === 'string' ? answer : JSON.stringify(answer) }, facts(at));

describe('registering a passkey [IAM-5]', () => {
  it('keeps several with their names; the public key is all that is stored', async () => {
    const laptop = await register(company.member);
    await register(company.member, 'Key on the ring');
    const options = await getPasskeyOptions.execute(as(company.member), {});
    expect(options.exclude.map(({ id }) => id)).toContain(laptop.authenticator.credentialId);
    await renameFactor.execute(as(company.member), { factor_id: toPublicId('secondFactor', laptop.id), name: 'Old laptop' });
    const { data, recovery_codes_left: left } = await listFactors.execute(as(company.member), {});
    expect(data.map(({ name, kind }) => [name, kind])).toEqual([
      ['Old laptop', 'passkey'],
      ['Key on the ring', 'passkey'],
    ]);
    expect(left).toBe(10);
  });

  it('refuses a challenge that was used, is over, or was made for another session, person or purpose', async () => {
    const answerTo = (challenge: string) => new SoftwareAuthenticator(site).register(challenge);
    const attempt = (person: SamplePerson, challenge: string) =>
      registerPasskey.execute(as(person), { name: 'Laptop', answer: answerTo(challenge) });
    const refused = { code: 'validation_failed', errors: [{ pointer: '/answer' }] };
    const { challenge } = await getPasskeyOptions.execute(as(company.member), {});
    await expect(attempt(company.lead, challenge)).rejects.toMatchObject(refused);
    await attempt(company.member, challenge);
    await expect(attempt(company.member, challenge)).rejects.toMatchObject(refused);
    const late = await getPasskeyOptions.execute(as(company.member), {});
    aheadMs = 5 * 60_000;
    await expect(attempt(company.member, late.challenge)).rejects.toMatchObject(refused);
    aheadMs = 0;
    for (const other of [newSignInChallenge(runtime()), (await getStepUpOptions.execute(as(company.member), {})).challenge, 'bWFkZSB1cA'])
      await expect(attempt(company.member, other)).rejects.toMatchObject(refused);
  });

  it.each<[string, Deviation]>([
    ['made on another site', { origin: 'https://tollgate.evil.test' }],
    ['made for another host', { rpId: 'evil.test' }],
    ['that is an answer to something else', { type: 'webauthn.get' }],
  ])('refuses one %s', async (_, deviation) => {
    await expect(register(company.member, 'Laptop', deviation)).rejects.toMatchObject({ code: 'validation_failed' });
    expect(await inside((tx) => tx.select().from(secondFactor))).toEqual([]);
  });

  it('wants a finger, a face or a PIN of administrators, and takes others without', async () => {
    await expect(register(company.admin, 'Laptop', { isVerified: false })).rejects.toMatchObject({ code: 'validation_failed' });
    expect((await getPasskeyOptions.execute(as(company.admin), {})).user_verification).toBe('required');
    await register(company.admin);
    await register(company.member, 'Laptop', { isVerified: false });
  });

  it('takes the same passkey once', async () => {
    const { authenticator } = await register(company.member);
    const { challenge } = await getPasskeyOptions.execute(as(company.lead), {});
    const again = registerPasskey.execute(as(company.lead), { name: 'Mine', answer: authenticator.register(challenge) });
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a passkey as second factor [IAM-5]', () => {
  it('opens a session for the password and the answer, once', async () => {
    const { authenticator } = await register(company.member);
    const asked = await question(company.member);
    expect(asked).toMatchObject({ methods: ['passkey', 'recovery'], passkeys: [{ id: authenticator.credentialId }] });
    const answer = authenticator.answer(asked.challenge);
    expect(await secondStep(asked.pending, answer)).toMatchObject({ id: company.member.userId });
    expect(await secondStep(asked.pending, answer)).toBe('over');
    expect(await secondStep((await question(company.member)).pending, answer)).toBe('wrong');
    const rows = await inside((tx) => tx.select().from(session).where(eq(session.userAgent, 'Firefox')));
    expect(rows).toMatchObject([{ method: 'passkey' }]);
    expect(await inside((tx) => tx.select().from(spentChallenge))).toHaveLength(2);
  });

  it.each<[string, Deviation]>([
    ['signed by another key', { isForged: true }],
    ['of another site', { origin: 'https://tollgate.evil.test' }],
    ['of a sub-site', { origin: 'https://a.tollgate.test' }],
    ['for another host', { rpId: 'evil.test' }],
    ['that is a registration', { type: 'webauthn.create' }],
  ])('refuses an answer %s', async (_, deviation) => {
    const { authenticator } = await register(company.member);
    const asked = await question(company.member);
    expect(await secondStep(asked.pending, authenticator.answer(asked.challenge, deviation))).toBe('wrong');
    expect(await secondStep(asked.pending, authenticator.answer(asked.challenge))).toMatchObject({ id: company.member.userId });
  });

  it('refuses a challenge of another sign-in, another person’s passkey, and what is no answer at all', async () => {
    const mine = await register(company.member);
    const theirs = await register(company.lead);
    const [first, second] = [await question(company.member), await question(company.member)];
    expect(await secondStep(first.pending, mine.authenticator.answer(second.challenge))).toBe('wrong');
    expect(await secondStep(first.pending, theirs.authenticator.answer(first.challenge))).toBe('wrong');
    for (const nonsense of ['', '{', '[]', 'null', '{"id":1}', 'x'.repeat(20_000)])
      expect(await secondStep(first.pending, nonsense)).toBe('wrong');
    expect(await secondStep(first.pending, mine.authenticator.answer(first.challenge))).toMatchObject({ id: company.member.userId });
  });

  it('refuses a host that the caller made up: the passkey was made for another', async () => {
    const { authenticator } = await register(company.member);
    const asked = await question(company.member);
    const evil = authenticator.answer(asked.challenge, { origin: 'https://evil.test', rpId: 'evil.test' });
    expect(await secondStep(asked.pending, evil, 'https://evil.test')).toBe('wrong');
  });

  it('refuses a count of signatures that does not grow, unless the authenticator keeps none', async () => {
    const { authenticator } = await register(company.member);
    const attempt = async (signCount: number) => {
      const asked = await question(company.member);
      return secondStep(asked.pending, authenticator.answer(asked.challenge, { signCount }));
    };
    expect(await attempt(7)).toMatchObject({ id: company.member.userId });
    for (const count of [7, 6, 0]) expect(await attempt(count), String(count)).toBe('wrong');
    expect(await attempt(8)).toMatchObject({ id: company.member.userId });
    const synced = await register(company.lead);
    for (let round = 0; round < 2; round += 1) {
      const asked = await question(company.lead);
      expect(await secondStep(asked.pending, synced.authenticator.answer(asked.challenge, { signCount: 0 }))).toMatchObject({
        id: company.lead.userId,
      });
    }
  });

  it('of an administrator counts only with a finger, a face or a PIN', async () => {
    const { authenticator } = await register(company.admin);
    const asked = await question(company.admin);
    expect(await secondStep(asked.pending, authenticator.answer(asked.challenge, { isVerified: false }))).toBe('wrong');
    expect(await secondStep(asked.pending, authenticator.answer(asked.challenge))).toMatchObject({ id: company.admin.userId });
  });

  it('that was removed opens nothing', async () => {
    const kept = await register(company.member, 'Kept');
    const removed = await register(company.member, 'Removed');
    await removeFactor.execute(as(company.member), { factor_id: toPublicId('secondFactor', removed.id) });
    const asked = await question(company.member);
    expect(await secondStep(asked.pending, removed.authenticator.answer(asked.challenge))).toBe('wrong');
    expect(await secondStep(asked.pending, kept.authenticator.answer(asked.challenge))).toMatchObject({ id: company.member.userId });
  });
});

describe('a passkey alone [IAM-5]', () => {
  it('signs the person in who it says it is, once', async () => {
    const passkey = await register(company.member);
    const challenge = newSignInChallenge(runtime());
    const answer = JSON.stringify(passkey.authenticator.answer(challenge, { userHandle: passkey.userHandle }));
    const both = await Promise.all([signInByPasskey(runtime(), answer, facts()), signInByPasskey(runtime(), answer, facts())]);
    expect(both.filter((signedIn) => signedIn !== null)).toMatchObject([{ id: company.member.userId }]);
    expect(await passwordless(passkey, {}, challenge)).toBeNull();
    expect(await passwordless(passkey)).toMatchObject({ id: company.member.userId });
  });

  it('refuses what is forged, unverified, late, or says it is somebody else', async () => {
    const passkey = await register(company.member);
    const other = await register(company.lead);
    for (const deviation of [
      { isForged: true },
      { isVerified: false },
      { origin: 'https://evil.test' },
      { userHandle: other.userHandle },
      { userHandle: 'bWFkZSB1cA' },
    ])
      expect(await passwordless(passkey, deviation), JSON.stringify(deviation)).toBeNull();
    const challenge = newSignInChallenge(runtime());
    aheadMs = 5 * 60_000;
    expect(await passwordless(passkey, {}, challenge)).toBeNull();
    const asked = await question(company.member);
    expect(await passwordless(passkey, {}, asked.challenge)).toBeNull();
    await inside((tx) => tx.update(userAccount).set({ status: 'deactivated' }).where(eq(userAccount.id, company.member.userId)));
    expect(await passwordless(passkey)).toBeNull();
  });

  it('opens nothing from where the organization lets nobody in, nor does the second step [IAM-6]', async () => {
    const passkey = await register(company.member);
    const asked = await question(company.member);
    const { tenantId } = company;
    await inside((tx) => tx.insert(securitySetting).values({ tenantId, allowedNetworks: ['198.51.100.0/24'] }));
    expect(await passwordless(passkey)).toBeNull();
    expect(await secondStep(asked.pending, passkey.authenticator.answer(asked.challenge))).toBe('over');
    expect(await inside((tx) => tx.select().from(session).where(eq(session.userAgent, 'Firefox')))).toEqual([]);
  });

  it('cannot use up what a person may guess wrong', async () => {
    const passkey = await register(company.member);
    for (let count = 0; count < 8; count += 1) await passwordless(passkey, { isForged: true });
    const asked = await question(company.member);
    expect(await secondStep(asked.pending, passkey.authenticator.answer(asked.challenge))).toMatchObject({ id: company.member.userId });
  });
});

describe('a passkey that proves somebody again [IAM-5]', () => {
  it('answers a challenge of this session only', async () => {
    const { authenticator } = await register(company.member);
    aheadMs = 11 * 60_000;
    const options = await getStepUpOptions.execute(as(company.member), {});
    expect(options.methods).toEqual(['passkey', 'recovery']);
    const foreign = await getStepUpOptions.execute(as(company.lead), {});
    await expect(proveAgain.execute(as(company.member), { passkey: authenticator.answer(foreign.challenge) })).rejects.toMatchObject({
      code: 'validation_failed',
    });
    await expect(getPasskeyOptions.execute(as(company.member), {})).rejects.toMatchObject({ code: 'step_up_required' });
    await proveAgain.execute(as(company.member), { passkey: authenticator.answer(options.challenge) });
    expect((await getPasskeyOptions.execute(as(company.member), {})).challenge).not.toBe('');
  });
});
