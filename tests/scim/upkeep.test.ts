import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { oauthClient, oauthToken, scimEvent, userAccount } from '#db/schema/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { updateUser } from '#lib/identity/index.ts';
import { listProvisioningEvents, purgeProvisioning } from '#lib/scim/index.ts';
import { scimScene } from '#tests/support/scim-scene.ts';

const scene = scimScene('upkeep');
const { scim, inside } = scene;
const dayMs = 86_400_000;

describe('what a directory is shown [IAM-4]', () => {
  it('follows what was changed here, and counts again when the directory speaks', async () => {
    const emails = [
      { value: 'Old@example.com', type: 'work', primary: true },
      { value: 'home@example.com', type: 'home' },
    ];
    const { body } = await scim('POST', '/Users', { userName: 'ada', displayName: 'Ada', emails });
    const id = String(body.id);
    await updateUser.execute(scene.as(scene.company.admin), { user_id: id, name: 'Ada L.', email: 'new@example.com' });
    const shown = (await scim('GET', `/Users/${id}`)).body;
    expect(shown).toMatchObject({
      displayName: 'Ada L.',
      emails: [{ value: 'new@example.com', type: 'work' }, { value: 'home@example.com' }],
    });
    const find = async (address: string) =>
      (await scim('GET', `/Users?filter=${encodeURIComponent(`emails.value eq "${address}"`)}`)).body.totalResults;
    expect([await find('new@example.com'), await find('old@example.com'), await find('home@example.com')]).toEqual([1, 0, 1]);
    await scim('PATCH', `/Users/${id}`, { Operations: [{ op: 'replace', path: 'displayName', value: 'Countess' }] });
    const [row] = await inside((tx) => tx.select().from(userAccount).where(sql`email_key = 'new@example.com'`));
    expect(row?.name).toBe('Countess');
  });
});

describe('the log of provisioning [IAM-4]', () => {
  it('is read by those with scim.read, newest first, and forgets after thirty days', async () => {
    const { tenantId } = scene.company;
    await scim('POST', '/Users', { userName: 'one@example.com' });
    await scim('POST', '/Users', { userName: 'one@example.com' });
    const read = (input: object) => listProvisioningEvents.execute(scene.as(scene.company.admin), input);
    expect((await read({})).data.map(({ status }) => status)).toEqual([409, 201]);
    expect((await read({ outcome: 'failed' })).data).toMatchObject([{ status: 409, method: 'POST' }]);
    expect((await read({ search: 'nothing of the kind' })).data).toEqual([]);
    await expect(listProvisioningEvents.execute(scene.as(scene.company.lead), {})).rejects.toMatchObject({ code: 'forbidden' });
    const entry = { tenantId, actorName: 'Directory', method: 'POST', path: '/Users', status: 201, durationMs: 1, requestId: newUuid() };
    await inside((tx) => tx.insert(scimEvent).values({ ...entry, id: newUuid(), occurredAt: new Date(Date.now() - 31 * dayMs) }));
    const account = newUuid();
    const [client, ended] = [newUuid(), newUuid()];
    await inside(async (tx) => {
      await tx.insert(userAccount).values({ tenantId, id: account, kind: 'service', email: `${account}@service.invalid`, name: 'Robot' });
      const made = {
        tenantId,
        id: client,
        userId: account,
        name: 'Robot',
        secretHash: client,
        display: 'tgs_…',
        tokenSeconds: 60,
        createdBy: account,
      };
      await tx.insert(oauthClient).values(made);
      await tx.insert(oauthToken).values([
        { tenantId, id: ended, clientId: client, tokenHash: ended, expiresAt: new Date(Date.now() - 2 * dayMs) },
        { tenantId, id: newUuid(), clientId: client, tokenHash: client, expiresAt: new Date(Date.now() + dayMs) },
      ]);
    });
    expect(await purgeProvisioning(scene.database.databases, new Date(), new AbortController().signal)).toBe(2);
    expect((await read({})).data).toHaveLength(2);
    expect(await inside((tx) => tx.select().from(oauthToken))).toHaveLength(1);
  });
});

describe('looking somebody up [IAM-4]', () => {
  it('reads an index among thousands, under row-level security too', async () => {
    const { tenantId } = scene.company;
    await scene.database.superuser`
      INSERT INTO user_account (tenant_id, id, email, name)
      SELECT ${tenantId}, gen_random_uuid(), 'many' || n || '@example.com', 'Many ' || n FROM generate_series(1, 5000) AS n`;
    await scene.database.superuser`
      INSERT INTO scim_user (tenant_id, user_id, user_name, external_id)
      SELECT tenant_id, id, email, 'external ' || email FROM user_account WHERE tenant_id = ${tenantId} AND email LIKE 'many%'`;
    await scene.database.superuser`ANALYZE user_account, scim_user`;
    const plan = (condition: string) =>
      inside(async (tx) => {
        const rows = await tx.execute<{ 'QUERY PLAN': string }>(sql.raw(`explain ${condition}`));
        return [...rows].map((row) => row['QUERY PLAN']).join('\n');
      });
    const ofTenant = `tenant_id = '${tenantId}'`;
    const byName = await plan(`select user_id from scim_user where ${ofTenant} and user_name_key = lower('Many7@example.com')`);
    expect(byName).toMatch(/Index.*scim_user_name[\s\S]*Index Cond:.*user_name_key/);
    const byEmail = await plan(`select id from user_account where ${ofTenant} and email_key = lower('Many7@example.com')`);
    expect(byEmail).toMatch(/user_account_email_key[\s\S]*Index Cond:.*email_key/);
    const byExternalId = await plan(`select user_id from scim_user where ${ofTenant} and external_id = 'external many7@example.com'`);
    expect(byExternalId).toMatch(/scim_user_external[\s\S]*Index Cond:.*external_id/);
    const filter = encodeURIComponent('userName eq "many4999@example.com"');
    const { body } = await scim('GET', `/Users?filter=${filter}`);
    expect(body).toMatchObject({ totalResults: 1, Resources: [{ userName: 'many4999@example.com' }] });
    expect(body.Resources).not.toMatchObject([{ id: toPublicId('user', scene.company.admin.userId) }]);
  });
});
