import { createServer } from 'node:http';
import { eq } from 'drizzle-orm';
import { privacyPackagePart, privacyRequest, secondFactor, securitySetting } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { dataKeyForSealing } from '#lib/connections/keyring.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { createMasterKeys } from '#lib/core/master-keys.ts';
import { seal } from '#lib/core/secrets.ts';
import { linkTokenHash } from '#lib/mail/link-token.ts';
import { partContext } from '#lib/privacy/make-package.ts';
import { phoneCodeHash } from '#lib/second-factors/begin-phone.ts';
import { newChallenge } from '#lib/second-factors/challenge.ts';
import { sealFactorSecret } from '#lib/second-factors/factor-secret.ts';
import { factorKeysOf } from '#lib/second-factors/index.ts';
import { newTotpSecret } from '#lib/second-factors/totp.ts';
import type { TestDatabase } from '#tests/support/database.ts';
import { SoftwareAuthenticator } from '#tests/support/software-authenticator.ts';
import { totpCode } from '#tests/support/totp-code.ts';
import type { World } from './world.ts';

/** A gateway for text messages that takes everything. */
async function smsGateway(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/send`;
}

/** Fields of examples that only the moment knows: codes of a clock, answers to a challenge. */
export const inputs: Readonly<
  Record<string, (database: TestDatabase, world: World, sessionId: string) => Promise<Readonly<Record<string, unknown>>>>
> = {
  'passkey.register': async (database, _world, sessionId) => {
    const { challengeKey } = factorKeysOf(createMasterKeys(database.secret));
    const challenge = newChallenge(challengeKey, `register:${sessionId}`, Date.now());
    const authenticator = new SoftwareAuthenticator('http://tollgate.test');
    return { answer: authenticator.register(challenge) };
  },
  'phone.begin': async (database, { tenantId }) => {
    const body = '{"to":"{to}","text":"{text}"}';
    const gateway = { url: await smsGateway(), method: 'POST', contentType: 'application/json', body, header: 'Authorization' } as const;
    await inTenant(database.databases.app, tenantId, (tx) => tx.insert(securitySetting).values({ tenantId, smsGateway: gateway }));
    return {};
  },
  'phone.confirm': async (database, { tenantId, admin }) => {
    const id = newUuid();
    const codeHash = phoneCodeHash(factorKeysOf(createMasterKeys(database.secret)).pepper, id, '123456');
    const row = { tenantId, id, userId: admin.userId, kind: 'sms', name: 'Telephone', codeHash, codeSentAt: new Date() } as const;
    await inTenant(database.databases.app, tenantId, (tx) => tx.insert(secondFactor).values(row));
    return { factor_id: toPublicId('secondFactor', id) };
  },
  'privacy_package.download': async (database, { tenantId, ids }) => {
    const token = newUuid().replaceAll('-', '').repeat(2);
    const id = ids.privacyRequest ?? '';
    const masters = createMasterKeys(database.secret);
    await inTenant(database.databases.app, tenantId, async (tx) => {
      const dataKey = await dataKeyForSealing(tx, tenantId, masters);
      const content = seal(dataKey.key, Buffer.from('PK'), partContext(tenantId, id, 0));
      await tx.insert(privacyPackagePart).values({ tenantId, requestId: id, position: 0, encryptionKeyId: dataKey.id, content });
      const link = { linkHash: linkTokenHash(token), linkExpiresAt: new Date(Date.now() + 3_600_000) };
      await tx
        .update(privacyRequest)
        .set({ state: 'done', packageBytes: 2, ...link })
        .where(eq(privacyRequest.tenantId, tenantId));
    });
    return { token };
  },
  'totp.confirm': async (database, world) => {
    const { tenantId, admin } = world;
    const [id, secret] = [newUuid(), newTotpSecret()];
    await inTenant(database.databases.app, tenantId, async (tx) => {
      const sealed = await sealFactorSecret(tx, createMasterKeys(database.secret), { tenantId, id, secret });
      await tx.insert(secondFactor).values({ tenantId, id, userId: admin.userId, kind: 'totp', name: 'Phone', ...sealed });
    });
    return { code: totpCode(secret) };
  },
};
