import { describe, expect, it } from 'vitest';
import { toPublicId } from '#lib/core/ids.ts';
import { createKey, enableKey, getKey } from '#lib/keys/index.ts';
import {
  approvePrivacyRequest,
  completePrivacyRequest,
  createConsentPurpose,
  createPrivacyRequest,
  extendPrivacyRequest,
  getOwnPrivacy,
  listConsentPurposes,
  listConsents,
  listPrivacyRequests,
  rejectPrivacyRequest,
  requestOwnPrivacy,
  setOwnConsent,
  updateConsentPurpose,
  updatePrivacySettings,
  verifyPrivacyRequest,
} from '#lib/privacy/index.ts';
import { listUsageEvents } from '#lib/usage/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { insertVirtualKey } from '#tests/support/sample-company.ts';

const scene = companyScene('consent');
const admin = () => scene.as(scene.company.admin);
const member = () => scene.as(scene.company.member);
const memberId = () => toPublicId('user', scene.company.member.userId);
const dayMs = 86_400_000;

const named = ({ id }: { id: string }) => ({ privacy_request_id: toPublicId('privacyRequest', id) });

describe('requests about data [GOV-6]', () => {
  it('are due by their law, extended once and in time, and ended with a reason', async () => {
    const receivedAt = new Date(Date.now() - 10 * dayMs);
    const gdpr = await createPrivacyRequest.execute(admin(), {
      kind: 'access',
      user_id: memberId(),
      received_at: receivedAt.toISOString(),
    });
    const days = (gdpr.due_at.getTime() - receivedAt.getTime()) / dayMs;
    expect(days).toBeGreaterThanOrEqual(28);
    expect(days).toBeLessThanOrEqual(31);
    const ccpa = await createPrivacyRequest.execute(admin(), { kind: 'erasure', law: 'ccpa', email: 'nobody@example.com' });
    expect(Math.round((ccpa.due_at.getTime() - ccpa.received_at.getTime()) / dayMs)).toBe(45);
    expect(ccpa.user_id).toBeNull();
    const extended = await extendPrivacyRequest.execute(admin(), { ...named(ccpa), reason: 'Many systems' });
    expect(Math.round((extended.due_at.getTime() - extended.received_at.getTime()) / dayMs)).toBe(90);
    expect(await faultOf(extendPrivacyRequest.execute(admin(), { ...named(ccpa), reason: 'Again' }))).toBe('conflict');
    const late = { kind: 'rectification', user_id: memberId(), received_at: new Date(Date.now() - 40 * dayMs).toISOString() } as const;
    const overdue = await createPrivacyRequest.execute(admin(), late);
    expect(overdue.overdue).toBe(true);
    expect(await faultOf(extendPrivacyRequest.execute(admin(), { ...named(overdue), reason: 'Late' }))).toBe('conflict');
    const rejected = await rejectPrivacyRequest.execute(admin(), { ...named(overdue), reason: 'Withdrawn' });
    expect(rejected).toMatchObject({ state: 'rejected', outcome: 'Withdrawn', overdue: false });
    expect(await faultOf(verifyPrivacyRequest.execute(admin(), { ...named(overdue), how: 'x' }))).toBe('conflict');
    const open = await listPrivacyRequests.execute(admin(), { state: 'open' });
    expect(open.data.map(({ id }) => id)).toEqual([gdpr.id, ccpa.id]);
  });

  it('come once for the same, never from the future, and for an account where only an account will do', async () => {
    const asked = { kind: 'access', user_id: memberId() } as const;
    await createPrivacyRequest.execute(admin(), asked);
    expect(await faultOf(createPrivacyRequest.execute(admin(), asked))).toBe('conflict');
    // By the address it is the same person.
    expect(await faultOf(createPrivacyRequest.execute(admin(), { kind: 'access', email: scene.company.member.email.toUpperCase() }))).toBe(
      'conflict',
    );
    const future = new Date(Date.now() + dayMs).toISOString();
    expect(await faultOf(createPrivacyRequest.execute(admin(), { ...asked, kind: 'erasure', received_at: future }))).toBe(
      'validation_failed /received_at',
    );
    expect(await faultOf(createPrivacyRequest.execute(admin(), { kind: 'objection', email: 'nobody@example.com' }))).toBe(
      'validation_failed /email',
    );
    expect(await faultOf(createPrivacyRequest.execute(admin(), { kind: 'access' }))).toBe('validation_failed /user_id');
    expect(await faultOf(createPrivacyRequest.execute(member(), asked))).toBe('forbidden');
  });

  it('of a person themselves need no other proof, and stop what they restrict', async () => {
    const key = await insertVirtualKey(scene.database, scene.company.tenantId, { kind: 'personal', userId: scene.company.member.userId });
    const own = await requestOwnPrivacy.execute(member(), { kind: 'restriction' });
    const [asked] = own.requests;
    expect(asked).toMatchObject({ kind: 'restriction', state: 'verified' });
    await approvePrivacyRequest.execute(admin(), named(asked ?? { id: '' }));
    expect(await getOwnPrivacy.execute(member(), {})).toMatchObject({ restricted: true, pseudonymous: true });
    const keyId = toPublicId('key', key.id);
    expect(await getKey.execute(member(), { key_id: keyId })).toMatchObject({ status: 'disabled' });
    expect(await faultOf(enableKey.execute(member(), { key_id: keyId }))).toBe('conflict');
    expect(await faultOf(createKey.execute(member(), { name: 'Another', team_id: toPublicId('team', scene.company.searchId) }))).toBe(
      'conflict',
    );
    await completePrivacyRequest.execute(admin(), { ...named(asked ?? { id: '' }), outcome: 'The dispute is over' });
    expect(await getOwnPrivacy.execute(member(), {})).toMatchObject({ restricted: false, pseudonymous: false });
    expect(await enableKey.execute(member(), { key_id: keyId })).toMatchObject({ status: 'active' });
  });
});

describe('consents [GOV-6]', () => {
  it('are to one version of a text, counted, and kept with their history', async () => {
    const purpose = await createConsentPurpose.execute(admin(), { name: 'News', description: 'We write to you.' });
    const id = { purpose_id: toPublicId('consentPurpose', purpose.id) };
    expect((await setOwnConsent.execute(member(), { ...id, state: 'given' })).purposes[0]).toMatchObject({ state: 'given' });
    await setOwnConsent.execute(scene.as(scene.company.seller), { ...id, state: 'given' });
    await setOwnConsent.execute(scene.as(scene.company.seller), { ...id, state: 'withdrawn' });
    await updateConsentPurpose.execute(admin(), { ...id, description: 'We write to you every day.' });
    expect((await getOwnPrivacy.execute(member(), {})).purposes[0]).toMatchObject({ state: 'outdated', text_version: 2 });
    // Somebody who still has the old text on screen is shown the new one.
    expect(await faultOf(setOwnConsent.execute(member(), { ...id, state: 'given', text_version: 1 }))).toBe('conflict');
    const { data } = await listConsentPurposes.execute(admin(), {});
    expect(data).toMatchObject([{ given: 0, given_to_older: 1, withdrawn: 1 }]);
    const said = await listConsents.execute(admin(), { ...id });
    expect(said.data.map(({ state, current }) => `${state} ${current}`)).toEqual(['withdrawn true', 'given false', 'given true']);
    const contract = await createConsentPurpose.execute(admin(), { name: 'Billing', description: 'We bill.', basis: 'contract' });
    const other = { purpose_id: toPublicId('consentPurpose', contract.id), state: 'withdrawn' } as const;
    expect(await faultOf(setOwnConsent.execute(member(), other))).toBe('conflict');
    expect(await faultOf(createConsentPurpose.execute(admin(), { name: 'NEWS', description: 'x' }))).toBe('conflict /name');
  });

  it('that are withdrawn have the effect that was declared, until given again', async () => {
    const { member: person, tenantId } = scene.company;
    const key = await insertVirtualKey(scene.database, tenantId, { kind: 'personal', userId: person.userId });
    const keyId = toPublicId('key', key.id);
    const declare = async (name: string, effect: 'pseudonymous' | 'stop_keys') => {
      const { id } = await createConsentPurpose.execute(admin(), { name, description: 'x', effect });
      return { purpose_id: toPublicId('consentPurpose', id) };
    };
    const byName = await declare('By name', 'pseudonymous');
    const byKey = await declare('By key', 'stop_keys');
    await postCalls(scene.database, [companyCall(scene.company, { atMs: Date.now() - 1000, by: { userId: person.userId } })]);
    const shown = async () => (await listUsageEvents.execute(admin(), {})).data.map(({ user }) => user?.name);
    expect(await shown()).toEqual(['member']);
    await setOwnConsent.execute(member(), { ...byName, state: 'withdrawn' });
    const [pseudonym] = await shown();
    expect(pseudonym).toMatch(/^person-[0-9a-f]{8}$/);
    await setOwnConsent.execute(member(), { ...byKey, state: 'withdrawn' });
    expect(await getKey.execute(member(), { key_id: keyId })).toMatchObject({ status: 'disabled' });
    await setOwnConsent.execute(member(), { ...byName, state: 'given' });
    expect(await shown()).toEqual(['member']);
    expect(await faultOf(enableKey.execute(member(), { key_id: keyId }))).toBe('conflict');
    await setOwnConsent.execute(member(), { ...byKey, state: 'given' });
    expect(await enableKey.execute(member(), { key_id: keyId })).toMatchObject({ status: 'active' });

    // For everybody, the same pseudonym.
    await updatePrivacySettings.execute(admin(), { pseudonymous_analytics: true });
    expect(await shown()).toEqual([pseudonym]);
  });
});
