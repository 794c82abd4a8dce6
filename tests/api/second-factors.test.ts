// This file is long because every kind of factor is tried with the same few helpers around one clock.
import { createServer } from 'node:http';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditEntry, factorGuess, pendingSignIn, recoveryCode, secondFactor, session, ssoSetting, userAccount } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { createRole } from '#lib/access/index.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { deriveKey } from '#lib/core/secrets.ts';
import { addGroupMember, createGroup } from '#lib/groups/index.ts';
import { finishSignIn } from '#lib/identity/finish-sign-in.ts';
import {
  createUser,
  getUser,
  listSignIns,
  proveAgain,
  resetFactors,
  resetPassword,
  SignInGuard,
  signIn,
  updateSecuritySettings,
} from '#lib/identity/index.ts';
import { SecondFactorError } from '#lib/identity/second-factor-error.ts';
import { sendSignInCode } from '#lib/identity/send-sign-in-code.ts';
import { createInvitation, resendInvitation } from '#lib/invitations/index.ts';
import {
  beginPhone,
  beginTotp,
  confirmPhone,
  confirmTotp,
  getStepUpOptions,
  listFactors,
  removeFactor,
  renewRecoveryCodes,
} from '#lib/second-factors/index.ts';
import { addDomain, archiveConnection, updateDomain, verifyDomain } from '#lib/sso/index.ts';
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

/** Authenticator apps and recovery codes: enrolment, the second step, proving oneself again, and being helped out. */

const password = 'correct horse battery staple';
const passwordHash = cheapPasswordHash(password);
let database: TestDatabase;
let company: SampleCompany;
let companies = 0;
/** Milliseconds that the clock of the code under test runs ahead. */
let aheadMs = 0;
const clock = { now: () => Date.now() + aheadMs };

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  companies += 1;
  aheadMs = 0;
  company = await createSampleCompany(database, `factors-${companies}`);
  await inside((tx) => tx.update(userAccount).set({ passwordHash }));
});

const inside = <Result>(work: (tx: TenantTransaction) => Promise<Result>) => inTenant(database.databases.app, company.tenantId, work);
const command = () => ({ ...commandRuntimeOf(database), clock });
const as = (person: SamplePerson) => ({ ...invocationOf(command(), company, person), site: 'https://tollgate.test' });
const runtime = () => ({
  ...{ databases: database.databases, clock, logger: silentLogger, signInGuard: new SignInGuard(clock), signInLimiter: null },
  keys: { sessionPepper: deriveKey(database.secret, 'session'), masterKeys: commandRuntimeOf(database).masterKeys },
});
const facts = () => ({ requestId: newUuid(), ip: '192.0.2.7', userAgent: 'Firefox', site: 'https://tollgate.test' });

/** An authenticator app of the person, confirmed; answers its secret and the recovery codes. */
async function enrol(person: SamplePerson): Promise<{ secret: string; codes: readonly string[]; id: string }> {
  const { secret } = await beginTotp.execute(as(person), {});
  const { factor, recovery_code_secrets: codes } = await confirmTotp.execute(as(person), { code: totpCode(secret, clock.now()) });
  return { secret, codes, id: factor.id };
}

/** The first step: what it asks next, or undefined where it opened a session. */
async function firstStep(person: SamplePerson): Promise<SecondFactorError['question'] | undefined> {
  try {
    await signIn(runtime(), { email: person.email, password, tenantSlug: '' }, facts());
    return undefined;
  } catch (error) {
    if (error instanceof SecondFactorError) return error.question;
    throw error;
  }
}
const secondStep = (pending: string, method: string, code: string) => finishSignIn(runtime(), { pending, method, code }, facts());
const sessionsOf = (person: SamplePerson) =>
  inside((tx) =>
    tx
      .select()
      .from(session)
      .where(and(eq(session.userId, person.userId), eq(session.userAgent, 'Firefox'))),
  );
const codeOf = (error: unknown): unknown => (error instanceof AppError ? error.code : error);

describe('enrolling an authenticator app [IAM-5]', () => {
  it('counts only after a code was shown, gives ten recovery codes once, and stores nothing readable', async () => {
    const begun = await beginTotp.execute(as(company.member), { name: 'Phone' });
    expect(begun.qr_svg).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
    expect(begun.secret_uri).toContain(`secret=${begun.secret}`);
    expect(await firstStep(company.member)).toBeUndefined();
    await expect(
      confirmTotp.execute(as(company.member), { code: '000000' === totpCode(begun.secret) ? '111111' : '000000' }),
    ).rejects.toMatchObject({
      code: 'validation_failed',
    });
    const confirmed = await confirmTotp.execute(as(company.member), { code: totpCode(begun.secret) });
    expect(confirmed.recovery_code_secrets).toHaveLength(10);
    expect(await listFactors.execute(as(company.member), {})).toMatchObject({
      data: [{ kind: 'totp', name: 'Phone' }],
      recovery_codes_left: 10,
    });
    const stored = JSON.stringify([
      await database.superuser`select to_jsonb(f) from second_factor f`,
      await database.superuser`select to_jsonb(c) from recovery_code c`,
      await database.superuser`select to_jsonb(a) from audit_entry a`,
    ]);
    for (const secret of [begun.secret, ...confirmed.recovery_code_secrets]) expect(stored).not.toContain(secret);
    await expect(confirmTotp.execute(as(company.member), { code: totpCode(begun.secret) })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('replaces an app only when the new one is confirmed', async () => {
    const first = await enrol(company.member);
    const { secret } = await beginTotp.execute(as(company.member), {});
    const question = await firstStep(company.member);
    aheadMs = 60_000;
    expect(await secondStep(question?.pending ?? '', 'totp', totpCode(first.secret, clock.now()))).toMatchObject({
      id: company.member.userId,
    });
    const { recovery_code_secrets: codes } = await confirmTotp.execute(as(company.member), { code: totpCode(secret, clock.now()) });
    expect(codes).toEqual([]);
    const rows = await inside((tx) => tx.select().from(secondFactor));
    expect(rows).toHaveLength(1);
  });

  it('is nobody else’s to see or to remove', async () => {
    const { id } = await enrol(company.member);
    expect((await listFactors.execute(as(company.admin), {})).data).toEqual([]);
    const wire = await listFactors.execute(as(company.member), {});
    expect(wire.data[0]?.id).toBe(id);
    await expect(removeFactor.execute(as(company.admin), { factor_id: toPublicId('secondFactor', id) })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('signing in with a second factor [IAM-5]', () => {
  it('gives no session for the password, and one for password and code', async () => {
    const { secret } = await enrol(company.member);
    const question = await firstStep(company.member);
    expect(question).toMatchObject({ methods: ['totp', 'recovery'], passkeys: [] });
    expect(await sessionsOf(company.member)).toEqual([]);
    aheadMs = 30_000;
    const signedIn = await secondStep(question?.pending ?? '', 'totp', totpCode(secret, clock.now()));
    expect(signedIn).toMatchObject({ id: company.member.userId, sessionSecret: expect.stringMatching(/^[\w-]{43}$/) });
    expect(await sessionsOf(company.member)).toMatchObject([{ method: 'totp' }]);
    // Neither the token nor the code opens a second session.
    expect(await secondStep(question?.pending ?? '', 'totp', totpCode(secret, clock.now()))).toBe('over');
    const again = await firstStep(company.member);
    expect(await secondStep(again?.pending ?? '', 'totp', totpCode(secret, clock.now()))).toBe('wrong');
  });

  it('takes each recovery code once, however it is typed', async () => {
    const { codes } = await enrol(company.member);
    const [code = '', other = ''] = codes;
    const enter = async (typed: string) => secondStep((await firstStep(company.member))?.pending ?? '', 'recovery', typed);
    expect(await enter(code.toUpperCase().replace('-', ' '))).toMatchObject({ id: company.member.userId });
    expect(await enter(code)).toBe('wrong');
    const both = await Promise.all([enter(other), enter(other)]);
    expect(both.filter((answer) => answer === 'wrong')).toHaveLength(1);
    expect(await inside((tx) => tx.select().from(recoveryCode).where(eq(recoveryCode.userId, company.member.userId)))).toHaveLength(10);
    const renewed = await renewRecoveryCodes.execute(as(company.member), {});
    expect(renewed.recovery_code_secrets).toHaveLength(10);
    expect(await enter(codes[5] ?? '')).toBe('wrong');
  });

  it('lets the pending sign-in live five minutes and five wrong answers, and opens nothing else with it', async () => {
    const { secret } = await enrol(company.member);
    const pending = (await firstStep(company.member))?.pending ?? '';
    const stored = JSON.stringify(await inside((tx) => tx.select().from(pendingSignIn)));
    expect(stored).not.toContain(pending.split('.')[1]);
    aheadMs = 5 * 60_000;
    expect(await secondStep(pending, 'totp', totpCode(secret, clock.now()))).toBe('over');
    for (const token of ['', 'x', `${company.tenantId}.`, `${company.tenantId}.${'a'.repeat(43)}`, `${newUuid()}.${'a'.repeat(43)}`])
      expect(await secondStep(token, 'totp', '000000'), token).toBe('over');
  });

  it('refuses after five wrong answers a minute, also from a new first step, and a right one does not help then', async () => {
    const { secret } = await enrol(company.member);
    aheadMs = 60_000;
    const wrong = async () => secondStep((await firstStep(company.member))?.pending ?? '', 'totp', 'abcdef').catch(codeOf);
    const answers: unknown[] = [];
    for (let count = 0; count < 6; count += 1) answers.push(await wrong());
    expect(answers).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 'rate_limited']);
    const question = await firstStep(company.member);
    await expect(secondStep(question?.pending ?? '', 'totp', totpCode(secret, clock.now()))).rejects.toMatchObject({
      code: 'rate_limited',
    });
    aheadMs += 61_000;
    expect(await secondStep(question?.pending ?? '', 'totp', totpCode(secret, clock.now()))).toMatchObject({ id: company.member.userId });
    expect(await inside((tx) => tx.select().from(factorGuess))).toEqual([]);
    const failed = await inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.result, 'failed')));
    expect(failed.filter(({ action }) => action === 'session.sign_in')).toHaveLength(5);
  });

  it('passes no more than five of many at once', async () => {
    await enrol(company.member);
    aheadMs = 60_000;
    const tokens = await Promise.all(Array.from({ length: 9 }, async () => (await firstStep(company.member))?.pending ?? ''));
    const answers = await Promise.all(tokens.map((token) => secondStep(token, 'totp', '00000x').catch(codeOf)));
    expect(answers.filter((answer) => answer === 'wrong')).toHaveLength(5);
    expect(answers.filter((answer) => answer === 'rate_limited')).toHaveLength(4);
  });

  it('answers a wrong password for people with and without a factor alike', async () => {
    await enrol(company.member);
    const timed = async (email: string) => {
      const start = performance.now();
      const answer = await signIn(runtime(), { email, password: 'not the password', tenantSlug: '' }, facts());
      return { answer, quick: performance.now() - start < 995 };
    };
    for (const email of [company.member.email, company.lead.email, 'nobody@example.com'])
      expect(await timed(email)).toEqual({ answer: null, quick: false });
  });

  it('stops for who was deactivated between the steps', async () => {
    const { secret } = await enrol(company.member);
    const pending = (await firstStep(company.member))?.pending ?? '';
    await inside((tx) => tx.update(userAccount).set({ status: 'deactivated' }).where(eq(userAccount.id, company.member.userId)));
    aheadMs = 30_000;
    expect(await secondStep(pending, 'totp', totpCode(secret, clock.now()))).toBe('over');
  });

  it('stops where the password was reset between the steps', async () => {
    const { codes } = await enrol(company.member);
    const pending = (await firstStep(company.member))?.pending ?? '';
    await resetPassword.execute(as(company.admin), { user_id: toPublicId('user', company.member.userId) });
    expect(await secondStep(pending, 'recovery', codes[0] ?? '')).toBe('over');
    expect(await sessionsOf(company.member)).toEqual([]);
  });

  it('stops where single sign-on was enforced between the steps, but not for who keeps a password [IAM-3]', async () => {
    const { codes } = await enrol(company.member);
    const pending = (await firstStep(company.member))?.pending ?? '';
    const enforced = (breakGlassUserIds: string[]) => ({ tenantId: company.tenantId, enforced: true, breakGlassUserIds });
    await inside((tx) => tx.insert(ssoSetting).values(enforced([company.admin.userId])));
    await expect(secondStep(pending, 'recovery', codes[0] ?? '')).rejects.toMatchObject({ code: 'single_sign_on_required' });
    expect(await sessionsOf(company.member)).toEqual([]);
    await inside((tx) => tx.update(ssoSetting).set(enforced([company.member.userId])));
    expect(await secondStep(pending, 'recovery', codes[0] ?? '')).toMatchObject({ id: company.member.userId });
  });
});

describe('proving oneself again [IAM-5]', () => {
  it('asks for a password only where there is one', async () => {
    const methods = async () => (await getStepUpOptions.execute(as(company.member), {})).methods;
    expect(await methods()).toEqual(['password']);
    await inside((tx) => tx.update(userAccount).set({ passwordHash: null }).where(eq(userAccount.id, company.member.userId)));
    expect(await methods()).toEqual([]);
    await enrol(company.member);
    expect(await methods()).toEqual(['totp', 'recovery']);
  });

  it('opens dangerous work for ten minutes', async () => {
    await enrol(company.member);
    aheadMs = 10 * 60_000;
    await expect(renewRecoveryCodes.execute(as(company.member), {})).rejects.toMatchObject({ code: 'step_up_required', status: 403 });
    await expect(proveAgain.execute(as(company.member), { password })).rejects.toMatchObject({ code: 'validation_failed' });
    const [row] = await inside((tx) => tx.select().from(secondFactor));
    expect(row?.kind).toBe('totp');
  });

  it('is asked before power is handed out: people, groups, roles, invitations and who signs in where [IAM-3]', async () => {
    const { id } = await createGroup.execute(as(company.admin), { name: 'Analysts' });
    const member = { group_id: toPublicId('group', id), user_id: toPublicId('user', company.member.userId) };
    aheadMs = 10 * 60_000;
    await expect(addGroupMember.execute(as(company.admin), member)).rejects.toMatchObject({ code: 'step_up_required' });
    const opening = [createUser, createInvitation, resendInvitation, createRole, addDomain, updateDomain, verifyDomain, archiveConnection];
    for (const { operation, execute } of opening)
      await expect(execute(as(company.admin), operation.examples[0]), operation.name).rejects.toMatchObject({ code: 'step_up_required' });
    await proveAgain.execute(as(company.admin), { password });
    expect(await addGroupMember.execute(as(company.admin), member)).toMatchObject({ email: company.member.email });
  });

  it('takes the code of the app, and the password of who has nothing else', async () => {
    const { secret } = await enrol(company.member);
    aheadMs = 10 * 60_000;
    await expect(proveAgain.execute(as(company.member), { code: '00000x' })).rejects.toMatchObject({ code: 'validation_failed' });
    await proveAgain.execute(as(company.member), { code: totpCode(secret, clock.now()) });
    expect((await renewRecoveryCodes.execute(as(company.member), {})).recovery_code_secrets).toHaveLength(10);
    await expect(proveAgain.execute(as(company.lead), { password: 'not the password' })).rejects.toMatchObject({
      code: 'validation_failed',
    });
    await expect(beginTotp.execute(as(company.lead), {})).rejects.toMatchObject({ code: 'step_up_required' });
    await proveAgain.execute(as(company.lead), { password });
    await beginTotp.execute(as(company.lead), {});
    const failed = await inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.action, 'step_up.prove')));
    expect(failed.map(({ result }) => result).sort()).toEqual(['failed', 'failed', 'success', 'success']);
  });

  it('is counted together with sign-ins', async () => {
    await enrol(company.member);
    aheadMs = 60_000;
    for (let count = 0; count < 5; count += 1) await proveAgain.execute(as(company.member), { code: '00000x' }).catch(() => undefined);
    await expect(proveAgain.execute(as(company.member), { code: '00000x' })).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await secondStep((await firstStep(company.member))?.pending ?? '', 'totp', '00000x').catch(codeOf)).toBe('rate_limited');
  });
});

describe('a telephone as second factor [IAM-5]', () => {
  /** A gateway that keeps what it was sent, and answers with the status. */
  async function gateway(status = 200) {
    const sent: { body: { to: string; text: string }; secret: string | undefined }[] = [];
    const server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      sent.push({ body: JSON.parse(Buffer.concat(parts).toString()), secret: request.headers['x-sms-key']?.toString() });
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/send`;
    await updateSecuritySettings.execute(local(company.admin), {
      sms_gateway: { url, body: '{"to":"{to}","text":"{text}"}', header: 'X-Sms-Key' },
      sms_secret: 'the secret of the gateway',
    });
    return { sent, close: () => new Promise((resolve) => server.close(resolve)) };
  }
  const outbound = () => ({ ...commandRuntimeOf(database, { allowPrivate: ['127.0.0.0/8'] }), clock });
  const local = (person: SamplePerson) => ({ ...as(person), runtime: outbound() });
  const sendCode = (pending: string) => sendSignInCode({ ...runtime(), command: outbound() }, pending);
  const number = '+4915112345678';

  it('is off unless there is a gateway', async () => {
    expect(await listFactors.execute(as(company.member), {})).toMatchObject({ sms: false });
    await expect(beginPhone.execute(as(company.member), { number })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('signs in by a code that was sent, which works once, and keeps the number sealed', async () => {
    const { sent, close } = await gateway();
    const { factor } = await beginPhone.execute(local(company.member), { number });
    expect(sent).toMatchObject([{ body: { to: number }, secret: 'the secret of the gateway' }]);
    const codeIn = (index: number) => /\d{6}/.exec(sent[index]?.body.text ?? '')?.[0] ?? '';
    const factorId = toPublicId('secondFactor', factor.id);
    await expect(
      confirmPhone.execute(local(company.member), { factor_id: factorId, code: codeIn(0) === '000000' ? '111111' : '000000' }),
    ).rejects.toMatchObject({
      code: 'validation_failed',
    });
    expect(await firstStep(company.member)).toBeUndefined();
    await confirmPhone.execute(local(company.member), { factor_id: factorId, code: codeIn(0) });
    const question = await firstStep(company.member);
    expect(question).toMatchObject({ methods: ['sms', 'recovery'], phone: '678' });
    const pending = question?.pending ?? '';
    expect(await secondStep(pending, 'sms', '')).toBe('wrong');
    await sendCode(pending);
    await expect(sendCode(pending)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await secondStep((await firstStep(company.member))?.pending ?? '', 'sms', codeIn(1))).toBe('wrong');
    expect(await secondStep(pending, 'sms', codeIn(1))).toMatchObject({ id: company.member.userId });
    expect(await secondStep(pending, 'sms', codeIn(1))).toBe('over');
    const stored = JSON.stringify([
      await database.superuser`select to_jsonb(f) from second_factor f`,
      await database.superuser`select to_jsonb(p) from pending_sign_in p`,
      await database.superuser`select to_jsonb(a) from audit_entry a`,
    ]);
    for (const secret of [number, codeIn(0), codeIn(1), 'the secret of the gateway']) expect(stored).not.toContain(secret);
    await close();
  });

  it('stores nothing where the gateway does not take the message, and says no word of its answer', async () => {
    const { close } = await gateway(500);
    await expect(beginPhone.execute(local(company.member), { number })).rejects.toMatchObject({ code: 'provider_unreachable' });
    expect(await inside((tx) => tx.select().from(secondFactor))).toEqual([]);
    await close();
  });

  it('sends at most three codes for one sign-in', async () => {
    const { sent, close } = await gateway();
    const { factor } = await beginPhone.execute(local(company.member), { number });
    const code = /\d{6}/.exec(sent[0]?.body.text ?? '')?.[0] ?? '';
    await confirmPhone.execute(local(company.member), { factor_id: toPublicId('secondFactor', factor.id), code });
    const pending = (await firstStep(company.member))?.pending ?? '';
    for (let round = 0; round < 3; round += 1) {
      await sendCode(pending);
      aheadMs += 61_000;
    }
    await expect(sendCode(pending)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(sent).toHaveLength(4);
    await close();
  });
});

describe('the own sign-ins [IAM-6]', () => {
  it('are told with those that failed, and nobody else’s', async () => {
    await signIn(runtime(), { email: company.member.email, password: 'not the password', tenantSlug: '' }, facts());
    await firstStep(company.member);
    await firstStep(company.lead);
    const { data } = await listSignIns.execute(as(company.member), {});
    expect(data).toMatchObject([
      { result: 'success', method: 'password', ip: '192.0.2.7', device: 'Unknown program' },
      { result: 'failed', method: null },
    ]);
  });
});

describe('being helped out by an administrator [IAM-5]', () => {
  it('takes all factors and sessions away, and the password suffices again', async () => {
    await enrol(company.member);
    const input = { user_id: toPublicId('user', company.member.userId) };
    expect(await getUser.execute(as(company.admin), input)).toMatchObject({ has_second_factor: true });
    expect(await getUser.execute(as(company.admin), { user_id: toPublicId('user', company.lead.userId) })).toMatchObject({
      has_second_factor: false,
    });
    await expect(resetFactors.execute(as(company.lead), input)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await resetFactors.execute(as(company.admin), input)).toEqual({ factors_removed: 1, sessions_ended: 1 });
    expect(await firstStep(company.member)).toBeUndefined();
    expect(await inside((tx) => tx.select().from(recoveryCode))).toEqual([]);
    const own = { user_id: toPublicId('user', company.admin.userId) };
    await expect(resetFactors.execute(as(company.admin), own)).rejects.toMatchObject({ code: 'conflict' });
    aheadMs = 10 * 60_000;
    await expect(resetFactors.execute(as(company.admin), input)).rejects.toMatchObject({ code: 'step_up_required' });
  });
});
