import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { auditTarget, secondFactor, securitySetting, ssoConnection, ssoSetting, userAccount } from '#db/schema/index.ts';
import { newUuid } from '#lib/core/ids.ts';
import { getSecurityPosture } from '#lib/security-posture/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { insertVirtualKey } from '#tests/support/sample-company.ts';

const scene = companyScene('posture');
const read = async () => {
  const { facts } = await getSecurityPosture.execute(scene.as(scene.company.admin), {});
  return Object.fromEntries(facts.map(({ id, state, count, of }) => [id, { state, count, of }]));
};

it('[GOV-6] [IAM-5] tells how safe an organization is set up, and notices what was mended', async () => {
  const { tenantId, admin, guest } = scene.company;
  const before = await read();
  expect(before.second_factors).toEqual({ state: 'act', count: 5, of: 5 });
  expect(before.factors_of_administrators).toEqual({ state: 'act', count: 1, of: 1 });
  expect(before).toMatchObject({
    administrators: { state: 'mind', count: 1 },
    single_sign_on: { state: 'mind' },
    networks: { state: 'mind' },
  });
  expect(before).toMatchObject({ audit_anchors: { state: 'act' }, audit_log: { state: 'good' }, stale_keys: { state: 'good' } });
  const old = new Date(Date.now() - 100 * 86_400_000);
  await insertVirtualKey(scene.database, tenantId, { createdAt: old });
  await insertVirtualKey(scene.database, tenantId, { createdAt: old, lastUsedAt: new Date(), allowedAddresses: ['192.0.2.0/24'] });
  expect(await read()).toMatchObject({ stale_keys: { state: 'mind', count: 1, of: 2 }, exposed_keys: { state: 'mind', count: 1, of: 2 } });

  await scene.inside(async (tx) => {
    await tx
      .insert(secondFactor)
      .values({ tenantId, id: newUuid(), userId: admin.userId, kind: 'totp', name: 'Phone', confirmedAt: new Date() });
    await tx.insert(securitySetting).values({ tenantId, allowedNetworks: ['192.0.2.0/24'] });
    await tx.insert(ssoSetting).values({ tenantId, enforced: true });
    await tx.insert(ssoConnection).values({
      ...{
        tenantId,
        id: newUuid(),
        name: 'Okta',
        kind: 'okta',
        issuer: 'https://a.okta.test',
        clientId: 'x',
        claims: { email: 'email' },
        status: 'active',
      },
    });
    await tx.insert(auditTarget).values({ tenantId, id: newUuid(), name: 'Notary', kind: 'anchor_email', settings: {}, cursorIndex: 0n });
    await tx.update(userAccount).set({ status: 'deactivated' }).where(eq(userAccount.id, guest.userId));
  });
  expect(await read()).toMatchObject({
    ...{ second_factors: { count: 3, of: 4 }, factors_of_administrators: { state: 'good' }, single_sign_on: { state: 'good' } },
    ...{ networks: { state: 'good' }, audit_anchors: { state: 'good' } },
  });
  expect(await faultOf(getSecurityPosture.execute(scene.as(scene.company.member), {}))).toBe('forbidden');
});
