import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { groupRole, role, roleAssignment } from '#db/schema/index.ts';
import { fromPublicId, newUuid, toPublicId } from '#lib/core/ids.ts';
import { createToken } from '#lib/credentials/index.ts';
import { scimScene } from '#tests/support/scim-scene.ts';

/** Malformed and hostile requests, and what each is told. */

const scene = scimScene('refusals');
const { scim } = scene;

const errorUrn = 'urn:ietf:params:scim:api:messages:2.0:Error';

let people = 0;
const create = async () => {
  people += 1;
  const { status, body } = await scim('POST', '/Users', { userName: `p${people}@example.com` });
  expect({ status, body }).toMatchObject({ status: 201 });
  return String(body.id);
};
const patch = (id: string, ...Operations: object[]) => scim('PATCH', `/Users/${id}`, { Operations });

describe('what is wrong [IAM-4]', () => {
  it.each([
    'title',
    'title eq',
    'title eq Boss',
    'eq "x"',
    'title xx "x"',
    '(title eq "x"',
    'title eq "x")',
    'title eq "x" and',
    'nothing eq "x"',
    'title["a"]',
    'emails[type eq "work"',
    'active gt true',
    'meta.created eq "yesterday"',
    'id co "x"',
    'title eq "a\\u0000"',
    '(('.repeat(40),
    'x'.repeat(4001),
  ])('a filter such as %s is invalidFilter', async (filter) => {
    const answer = await scim('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect(answer).toMatchObject({ status: 400, body: { schemas: [errorUrn], status: '400' } });
    expect(['invalidFilter', 'invalidValue']).toContain(answer.body.scimType);
  });

  it('in a body has its code', async () => {
    const post = (body: unknown, raw?: string) => scim('POST', '/Users', Object(body), raw === undefined ? {} : { raw });
    expect(await post({})).toMatchObject({ status: 400, body: { scimType: 'invalidSyntax' } });
    expect(await post(null, '{"userName":')).toMatchObject({ status: 400, body: { scimType: 'invalidSyntax' } });
    expect(await post(null, '[]')).toMatchObject({ status: 400, body: { scimType: 'invalidSyntax' } });
    expect(await post({ displayName: 'No name' })).toMatchObject({
      status: 400,
      body: { scimType: 'invalidValue', detail: 'userName is required.' },
    });
    expect(await post({ userName: 'no-address' })).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(await post({ userName: 'n@example.com', active: 'perhaps' })).toMatchObject({ body: { scimType: 'invalidValue' } });
    expect(await post({ userName: 'n@example.com', title: 'x\0' })).toMatchObject({ body: { scimType: 'invalidValue' } });
    expect(await post({ userName: 'n@example.com', emails: [7] })).toMatchObject({ body: { scimType: 'invalidValue' } });
    expect(await post({ userName: 'n@example.com', title: 'x'.repeat(5000) })).toMatchObject({ body: { scimType: 'invalidValue' } });
    expect((await post({ userName: 'n@example.com', title: 'x'.repeat(5_000_000) })).status).toBe(413);
    expect((await post({ userName: 'n@example.com', unknownThing: { deep: [1] } })).status).toBe(201);
  });

  it('in a PATCH has its code', async () => {
    const id = await create();
    const refuse = async (operation: object, scimType: string) =>
      expect(await patch(id, operation)).toMatchObject({ status: 400, body: { scimType } });
    await refuse({ op: 'move', path: 'title' }, 'invalidSyntax');
    await refuse({ op: 'remove' }, 'noTarget');
    await refuse({ op: 'replace', path: 'id', value: 'x' }, 'mutability');
    await refuse({ op: 'add', path: 'groups', value: [{ value: 'x' }] }, 'mutability');
    await refuse({ op: 'replace', path: 'emails[type eq "work"', value: 'x' }, 'invalidPath');
    await refuse({ op: 'replace', path: 'emails[type gt "work"].value', value: 'x' }, 'noTarget');
    await refuse({ op: 'replace', path: 'emails[type eq].value', value: 'x' }, 'invalidFilter');
    await refuse({ op: 'remove', path: 'userName' }, 'invalidValue');
    await refuse({ op: 'add', value: 'text' }, 'invalidValue');
    await refuse({ op: 'replace', path: 'urn:x:y:title', value: 'x' }, 'invalidPath');
    expect(await scim('PATCH', `/Users/${id}`, { Operations: [] })).toMatchObject({ body: { scimType: 'invalidSyntax' } });
    expect(await scim('PATCH', `/Users/${id}`, { Operations: Array(1001).fill({ op: 'remove', path: 'title' }) })).toMatchObject({
      body: { scimType: 'tooMany' },
    });
  });

  it('with the token is 401, and with what it may 403', async () => {
    const none = await scim('GET', '/Users', undefined, { token: 'wrong' });
    expect(none).toMatchObject({ status: 401, body: { schemas: [errorUrn], status: '401' } });
    expect(none.headers.get('www-authenticate')).toBe('Bearer realm="Tollgate"');
    const { secret } = await createToken.execute(scene.as(scene.company.admin), {
      name: 'No',
      owner: 'tenant',
      permissions: ['users.read', 'users.write'],
    });
    expect((await scim('GET', '/Users', undefined, { token: secret })).status).toBe(403);
    expect((await scim('POST', '/Users', { userName: 'x@example.com' }, { token: secret })).status).toBe(403);
  });

  it('to move people into or out of a group that grants more than the maker of the token has is 403', async () => {
    const { tenantId, seller } = scene.company;
    const made = await scim('POST', '/Groups', { displayName: 'Bosses', members: [{ value: await create() }] });
    const group = String(made.body.id);
    const roleId = newUuid();
    const above = await scene.inside(async (tx) => {
      await tx.insert(role).values({ tenantId, id: roleId, name: 'directory', title: 'Directory', level: 30, permissions: ['scim.*'] });
      await tx.insert(roleAssignment).values({ tenantId, id: newUuid(), userId: seller.userId, roleId, scopeKind: 'tenant' });
      return (await tx.select({ id: role.id }).from(role).where(eq(role.name, 'tenant_admin')))[0]?.id ?? '';
    });
    const { secret } = await createToken.execute(scene.as(seller), { name: 'Low', permissions: ['scim.provision'] });
    const low = { token: secret };
    const me = { value: toPublicId('user', seller.userId) };
    const add = (token: object) => scim('PATCH', `/Groups/${group}`, { Operations: [{ op: 'add', path: 'members', value: [me] }] }, token);
    await scene.inside((tx) =>
      tx
        .insert(groupRole)
        .values({ tenantId, id: newUuid(), groupId: fromPublicId('group', group) ?? '', roleId: above, scopeKind: 'tenant' }),
    );
    expect(await add(low)).toMatchObject({ status: 403, body: { detail: expect.stringContaining('ranks above yours') } });
    expect((await scim('PUT', `/Groups/${group}`, { displayName: 'Bosses', members: [] }, low)).status).toBe(403);
    expect((await scim('PATCH', `/Groups/${group}`, { Operations: [{ op: 'replace', value: { displayName: 'X' } }] }, low)).status).toBe(
      403,
    );
    expect((await scim('DELETE', `/Groups/${group}`, undefined, low)).status).toBe(403);
    expect((await add({})).status).toBe(200);
    expect((await scim('DELETE', `/Groups/${group}`)).status).toBe(204);
    const plain = await scim('POST', '/Groups', { displayName: 'Plain', members: [me] }, low);
    expect(plain.status).toBe(201);
  });

  it('with the method or the path is 405, 404 and 501 in SCIM’s schema', async () => {
    const put = await scim('PUT', '/Users', { userName: 'x' });
    expect(put).toMatchObject({ status: 405, body: { schemas: [errorUrn] } });
    expect(put.headers.get('allow')).toBe('GET, POST');
    for (const path of ['/', '/Nothing', '/Users/a/b', '/%E0%A4%A', '/Users/%00']) expect((await scim('GET', path)).status).toBe(404);
    for (const path of ['/Me', '/Bulk']) expect((await scim('POST', path, { a: 1 })).status).toBe(501);
  });

  it('is reaching into another tenant: what is there is as if it were not', async () => {
    const other = await scene.otherCompany();
    const id = toPublicId('user', other.company.member.userId);
    const missing = await scim('GET', '/Users/usr_01jdnhwyg0e008000000000001');
    for (const [method, body] of [
      ['GET'],
      ['PUT', { userName: 'x@example.com' }],
      ['PATCH', { Operations: [{ op: 'replace', value: { active: false } }] }],
      ['DELETE'],
    ] as const) {
      const answer = await scim(method, `/Users/${id}`, body);
      expect(answer).toMatchObject({ status: 404, body: { status: missing.body.status } });
    }
    const filter = encodeURIComponent(`id eq "${id}" or userName eq "${other.company.member.email}" or emails.value co "@"`);
    expect(JSON.stringify((await scim('GET', `/Users?filter=${filter}&count=200`)).body)).not.toContain(id);
    const group = await scim('POST', '/Groups', { displayName: 'Mine', members: [{ value: id }] });
    expect(group).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect((await scim('GET', `/Users/${id}`, undefined, { token: other.token })).body).toMatchObject({ id, active: true });
    // The name of somebody elsewhere is free here.
    expect((await scim('POST', '/Users', { userName: other.company.member.email })).status).toBe(201);
  });
});
