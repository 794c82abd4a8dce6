import { beforeEach, describe, expect, it } from 'vitest';
import type { Invocation } from '#lib/command/context.ts';
import { decideReview, startReview } from '#lib/compliance/index.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { createToken } from '#lib/credentials/index.ts';
import {
  approveLegalHold,
  approvePrivacyRequest,
  createLegalHold,
  createPrivacyRequest,
  releaseLegalHold,
  verifyPrivacyRequest,
} from '#lib/privacy/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';
import { addAdministrator } from '#tests/support/second-admin.ts';

const scene = companyScene('second-person');
const admin = () => scene.as(scene.company.admin);
let second: SamplePerson;
/** A token of the organization that the administrator made; it has an account of its own. */
let token: Invocation;

beforeEach(async () => {
  const { tenantId } = scene.company;
  second = await addAdministrator(scene.database, scene.company);
  const permissions = ['privacy.write', 'privacy.read', 'users.read', 'compliance.write', 'compliance.read'];
  const { id } = await createToken.execute(admin(), { name: 'Pipeline', owner: 'tenant', permissions });
  token = { ...admin(), authentication: { tenantId, sessionId: id, via: 'api_token' } };
});

const hold = async (by: Invocation) => {
  const { id } = await createLegalHold.execute(by, {
    ...{ name: 'Case', reason: 'Pending', kind: 'person', user_id: toPublicId('user', scene.company.member.userId) },
  });
  return { legal_hold_id: toPublicId('legalHold', id) };
};

describe('what takes two people [GOV-6]', () => {
  it('is no hold of one person and their token, neither put in force nor released', async () => {
    const named = await hold(admin());
    expect(await faultOf(approveLegalHold.execute(admin(), named))).toBe('forbidden');
    expect(await faultOf(approveLegalHold.execute(token, named))).toBe('forbidden');
    expect(await faultOf(approveLegalHold.execute(scene.as(second), named))).toBe('success');
    await releaseLegalHold.execute(token, { ...named, reason: 'Over' });
    expect(await faultOf(approveLegalHold.execute(admin(), named))).toBe('forbidden');
    expect(await faultOf(approveLegalHold.execute(scene.as(second), named))).toBe('success');
  });

  it('is no review of access that a token decides [CMP-2]', async () => {
    const { items } = await startReview.execute(admin(), { name: 'Quarter' });
    const own = items.find(({ user_id }) => user_id === scene.company.admin.userId);
    const item_id = toPublicId('accessReviewItem', own?.id ?? '');
    expect(await faultOf(decideReview.execute(admin(), { item_id, decision: 'keep' }))).toBe('forbidden');
    expect(await faultOf(decideReview.execute(token, { item_id, decision: 'keep' }))).toBe('forbidden');
    expect(await faultOf(decideReview.execute(scene.as(second), { item_id, decision: 'keep' }))).toBe('success');
  });

  it('is no erasure that one person and their token agree on', async () => {
    const erasure = { kind: 'erasure', user_id: toPublicId('user', scene.company.member.userId) } as const;
    const { id } = await createPrivacyRequest.execute(token, erasure);
    const named = { privacy_request_id: toPublicId('privacyRequest', id) };
    await verifyPrivacyRequest.execute(token, { ...named, how: 'By telephone' });
    expect(await faultOf(approvePrivacyRequest.execute(token, named))).toBe('forbidden');
    expect(await faultOf(approvePrivacyRequest.execute(admin(), named))).toBe('forbidden');
    expect(await faultOf(approvePrivacyRequest.execute(scene.as(second), named))).toBe('success');
  });
});
