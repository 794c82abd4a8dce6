import { and, eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import {
  apiToken,
  auditEntry,
  configVersion,
  recoveryCode,
  role,
  roleAssignment,
  scimEvent,
  secondFactor,
  session,
  ssoSetting,
  tenant,
  userAccount,
  virtualKey,
} from '#db/schema/index.ts';
import { fromPublicId, newUuid, toPublicId } from '#lib/core/ids.ts';
import { createToken } from '#lib/credentials/index.ts';
import { insertVirtualKey } from '#tests/support/sample-company.ts';
import { scimScene } from '#tests/support/scim-scene.ts';

const scene = scimScene('deprovisioning');
const { scim, inside } = scene;

const patch = (id: string, ...Operations: object[]) => scim('PATCH', `/Users/${id}`, { Operations });
const setActive = (id: string, active: boolean) => patch(id, { op: 'replace', path: 'active', value: active });
const create = async (userName: string, more: object = {}) => {
  const { status, body } = await scim('POST', '/Users', { userName, ...more });
  expect({ status, body }).toMatchObject({ status: 201 });
  return String(body.id);
};
const uuidOf = (id: string) => fromPublicId('user', id) ?? '';
const versionOf = (section: string) =>
  inside(
    async (tx) =>
      (
        await tx
          .select()
          .from(configVersion)
          .where(and(eq(configVersion.tenantId, scene.company.tenantId), eq(configVersion.section, section)))
      )[0]?.version ?? 0,
  );

/** What somebody has that ends with them. */
async function equip(userId: string) {
  const key = await insertVirtualKey(scene.database, scene.company.tenantId, { name: 'Laptop', kind: 'personal', userId });
  const sessionId = newUuid();
  const secretHash = newUuid();
  await inside((tx) =>
    tx
      .insert(session)
      .values({ tenantId: scene.company.tenantId, id: sessionId, userId, secretHash, expiresAt: new Date(Date.now() + 3_600_000) }),
  );
  const state = () =>
    inside(async (tx) => ({
      key: (await tx.select().from(virtualKey).where(eq(virtualKey.id, key.id)))[0]?.status,
      isSignedIn: (await tx.select().from(session).where(eq(session.id, sessionId)))[0]?.revokedAt === null,
    }));
  return { state, keyId: key.id };
}

describe('somebody who leaves [IAM-4]', () => {
  it('loses sessions, tokens and keys in the transaction of the change, and the gateway is told', async () => {
    const { member, tenantId } = scene.company;
    const id = toPublicId('user', member.userId);
    const { state } = await equip(member.userId);
    await createToken.execute(scene.as(member), { name: 'Script', permissions: ['teams.read'] });
    const [keys, access] = [await versionOf('keys'), await versionOf('access')];
    expect(await setActive(id, false)).toMatchObject({ status: 200, body: { id, active: false } });
    expect(await state()).toEqual({ key: 'disabled', isSignedIn: false });
    expect([await versionOf('keys'), await versionOf('access')]).toEqual([keys + 1, access + 1]);
    const entries = await inside((tx) =>
      tx
        .select()
        .from(auditEntry)
        .where(and(eq(auditEntry.tenantId, tenantId), eq(auditEntry.action, 'scim_user.patch'))),
    );
    expect(entries.map(({ resourceKind }) => resourceKind).sort()).toEqual(['key', 'session', 'session', 'token', 'user']);
    expect(entries[0]).toMatchObject({ actorKind: 'token', actorName: expect.stringMatching(/by token Directory \(tok_/) });
  });

  it('stays where nobody else gets in when the provider of enforced single sign-on is down [IAM-3]', async () => {
    const { member, tenantId } = scene.company;
    const id = toPublicId('user', member.userId);
    await inside((tx) => tx.insert(ssoSetting).values({ tenantId, enforced: true, breakGlassUserIds: [member.userId] }));
    expect((await setActive(id, false)).status).toBe(409);
    expect((await scim('DELETE', `/Users/${id}`)).status).toBe(409);
    await inside((tx) => tx.update(ssoSetting).set({ enforced: false }));
    expect(await setActive(id, false)).toMatchObject({ status: 200, body: { active: false } });
  });

  it('comes back without them, by an explicit word only', async () => {
    const { member } = scene.company;
    const id = toPublicId('user', member.userId);
    const { state } = await equip(member.userId);
    await setActive(id, false);
    await patch(id, { op: 'replace', path: 'title', value: 'Still out' });
    expect((await scim('GET', `/Users/${id}`)).body).toMatchObject({ active: false, title: 'Still out' });
    await patch(id, { op: 'remove', path: 'active' });
    expect((await scim('GET', `/Users/${id}`)).body.active).toBe(false);
    await setActive(id, true);
    expect(await state()).toEqual({ key: 'disabled', isSignedIn: false });
    const [row] = await inside((tx) => tx.select().from(userAccount).where(eq(userAccount.id, member.userId)));
    expect(row?.status).toBe('active');
  });

  it('stays the same account, with the same keys, whatever the directory calls them', async () => {
    const id = await create('old@example.com', { externalId: 'one' });
    const { keyId } = await equip(uuidOf(id));
    await patch(id, {
      op: 'replace',
      value: { externalId: 'two', userName: 'new@example.com', emails: [{ value: 'new@example.com', primary: true }] },
    });
    expect((await scim('GET', `/Users/${id}`)).body).toMatchObject({ id, externalId: 'two', userName: 'new@example.com' });
    await scim('DELETE', `/Users/${id}`);
    const back = await scim('POST', '/Users', { userName: 'NEW@example.com', externalId: 'three' });
    expect(back).toMatchObject({ status: 201, body: { id, externalId: 'three', active: true } });
    const [row] = await inside((tx) => tx.select().from(virtualKey).where(eq(virtualKey.id, keyId)));
    expect(row).toMatchObject({ userId: uuidOf(id), status: 'disabled' });
  });

  it('comes back, deleted and created again, without the password and the factors from before', async () => {
    const { member, tenantId } = scene.company;
    const id = toPublicId('user', member.userId);
    await inside(async (tx) => {
      await tx.update(userAccount).set({ passwordHash: 'a-hash-from-before' }).where(eq(userAccount.id, member.userId));
      const confirmedAt = new Date();
      await tx
        .insert(secondFactor)
        .values({ tenantId, id: newUuid(), userId: member.userId, kind: 'passkey', name: 'Old telephone', confirmedAt });
      await tx.insert(recoveryCode).values({ tenantId, id: newUuid(), userId: member.userId, codeHash: 'x' });
    });
    await createToken.execute(scene.as(member), { name: 'Script', permissions: ['teams.read'] });
    expect((await scim('DELETE', `/Users/${id}`)).status).toBe(204);
    expect(await scim('POST', '/Users', { userName: member.email })).toMatchObject({ status: 201, body: { id, active: true } });
    const left = await inside(async (tx) => ({
      password: (await tx.select().from(userAccount).where(eq(userAccount.id, member.userId)))[0]?.passwordHash,
      factors: await tx.select().from(secondFactor).where(eq(secondFactor.userId, member.userId)),
      codes: await tx.select().from(recoveryCode).where(eq(recoveryCode.userId, member.userId)),
      tokens: (await tx.select().from(apiToken).where(eq(apiToken.userId, member.userId))).filter(({ revokedAt }) => revokedAt === null),
    }));
    expect(left).toEqual({ password: null, factors: [], codes: [], tokens: [] });
  });

  it('is not the last administrator, nor anybody above the maker of the token', async () => {
    const { admin, member, tenantId } = scene.company;
    const last = await setActive(toPublicId('user', admin.userId), false);
    expect(last).toMatchObject({ status: 409, body: { detail: expect.stringContaining('last administrator') } });
    const [above] = await inside((tx) => tx.select({ id: role.id }).from(role).where(eq(role.name, 'super_admin')));
    await inside((tx) =>
      tx.insert(roleAssignment).values({ tenantId, id: newUuid(), userId: member.userId, roleId: above?.id ?? '', scopeKind: 'tenant' }),
    );
    expect((await setActive(toPublicId('user', member.userId), false)).status).toBe(403);
  });
});

describe('the limit of people [IAM-4]', () => {
  const limit = (max: number) =>
    inside((tx) =>
      tx
        .update(tenant)
        .set({ settings: { limits: { users_max: max } } })
        .where(eq(tenant.tenantId, scene.company.tenantId)),
    );

  it('is told in words, counts who is active, and lets everything else pass', async () => {
    await limit(6);
    const id = await create('first@example.com');
    const over = await scim('POST', '/Users', { userName: 'second@example.com' });
    expect(over).toMatchObject({
      status: 403,
      body: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: '403',
        detail: 'The organization may have 6 active users.',
      },
    });
    await create('second@example.com', { active: false });
    await setActive(id, false);
    expect((await scim('POST', '/Users', { userName: 'third@example.com' })).status).toBe(201);
    expect((await setActive(id, true)).status).toBe(403);
  });
});

describe('the log of provisioning [IAM-4]', () => {
  it('has what changed and what failed, with the reason the directory was given', async () => {
    const id = await create('logged@example.com');
    await scim('POST', '/Users', { userName: 'logged@example.com' });
    await scim('GET', `/Users/${id}`);
    await scim('GET', '/Users?filter=nonsense');
    const rows = await inside((tx) =>
      tx.select().from(scimEvent).where(eq(scimEvent.tenantId, scene.company.tenantId)).orderBy(scimEvent.id),
    );
    expect(rows.map(({ method, path, status, resourceId }) => ({ method, path, status, resourceId }))).toEqual([
      { method: 'POST', path: '/Users', status: 201, resourceId: id },
      { method: 'POST', path: '/Users', status: 409, resourceId: null },
      { method: 'GET', path: '/Users?filter=nonsense', status: 400, resourceId: null },
    ]);
    expect(rows[1]).toMatchObject({ actorName: 'Directory', detail: 'Somebody in the organization has this userName or e-mail address.' });
  });
});

describe('two changes at once [IAM-4]', () => {
  it('bring a person who was deleted back once', async () => {
    const id = await create('revived@example.com');
    await scim('DELETE', `/Users/${id}`);
    const answers = await Promise.all(Array.from({ length: 3 }, () => scim('POST', '/Users', { userName: 'revived@example.com' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 201)?.body.id).toBe(id);
  });

  it('are both there afterwards', async () => {
    const id = await create('busy@example.com');
    const values = Array.from({ length: 8 }, (_, index) => ({ value: `+49 ${index}`, type: `line${index}` }));
    const answers = await Promise.all(values.map((value) => patch(id, { op: 'add', path: 'phoneNumbers', value: [value] })));
    expect(answers.map(({ status }) => status)).toEqual(values.map(() => 200));
    expect((await scim('GET', `/Users/${id}`)).body.phoneNumbers).toHaveLength(8);
  });

  it('leave one person of two creations with the same name', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => scim('POST', '/Users', { userName: 'once@example.com' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('keep all members that are added to a group', async () => {
    const ids = [];
    for (let index = 0; index < 6; index += 1) ids.push(await create(`m${index}@example.com`));
    const { body } = await scim('POST', '/Groups', { displayName: 'Busy' });
    const add = (value: string) =>
      scim('PATCH', `/Groups/${String(body.id)}`, { Operations: [{ op: 'add', path: 'members', value: [{ value }] }] });
    await Promise.all(ids.map(add));
    expect((await scim('GET', `/Groups/${String(body.id)}`)).body.members).toHaveLength(6);
  });
});
