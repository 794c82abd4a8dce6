import { describe, expect, it } from 'vitest';
import { scimScene } from '#tests/support/scim-scene.ts';

/**
 * Requests as Entra ID sends them (learn.microsoft.com: "Develop and plan provisioning for a SCIM endpoint", and "Known
 * issues" for those without `aadOptscim062020`).
 */

const scene = scimScene('entra');
const { scim } = scene;

const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const testUser = (name: string, more: object = {}) => ({
  schemas: [userUrn, enterpriseUrn],
  externalId: `0a21f0f2-8d2a-4f8e-bf98-${name}`,
  userName: `${name}@testuser.com`,
  active: true,
  emails: [{ primary: true, type: 'work', value: `${name}@testuser.com` }],
  meta: { resourceType: 'User' },
  name: { formatted: 'givenName familyName', familyName: 'familyName', givenName: 'givenName' },
  roles: [],
  ...more,
});
const create = async (name: string, more: object = {}) => {
  const { status, body } = await scim('POST', '/Users', testUser(name, more));
  expect({ status, body }).toMatchObject({ status: 201 });
  return String(body.id);
};
const patch = (path: string, ...Operations: object[]) => scim('PATCH', path, { schemas: [patchUrn], Operations });
const find = async (kind: string, filter: string, more = '') =>
  (await scim('GET', `/${kind}?${more}filter=${encodeURIComponent(filter)}`)).body;

describe('Entra ID [IAM-4]', () => {
  it('finds people by name, external id and address, and by nothing else in between', async () => {
    const id = await create('one', {
      emails: [
        { type: 'work', value: 'one.work@testuser.com', primary: true },
        { type: 'home', value: 'one@home.test' },
      ],
    });
    await create('two');
    const one = { totalResults: 1, Resources: [{ id }] };
    expect(await find('Users', 'userName eq "one@testuser.com"')).toMatchObject(one);
    expect(await find('Users', 'externalId eq "0a21f0f2-8d2a-4f8e-bf98-one"')).toMatchObject(one);
    expect(await find('Users', 'externalId eq "0a21f0f2-8d2a-4f8e-bf98-ONE"')).toMatchObject({ totalResults: 0 });
    expect(await find('Users', 'emails[type eq "work"].value eq "one.work@testuser.com"')).toMatchObject(one);
    expect(await find('Users', 'emails[type eq "home"].value eq "one.work@testuser.com"')).toMatchObject({ totalResults: 0 });
    expect(await find('Users', 'emails[type eq "home"].value eq "ONE@home.test"')).toMatchObject(one);
    expect(await find('Users', 'emails.value eq "one@home.test" and active eq true')).toMatchObject(one);
    expect(await find('Users', `id eq "${id}"`)).toMatchObject(one);
  });

  it('changes several attributes at once, with operations in its own case', async () => {
    const id = await create('multi');
    const { status, body } = await patch(
      `/Users/${id}`,
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'updatedEmail@microsoft.com' },
      { op: 'Replace', path: 'name.familyName', value: 'updatedFamilyName' },
      { op: 'Add', path: `${enterpriseUrn}:department`, value: 'Tour Operations' },
      { op: 'Add', path: `${enterpriseUrn}:manager`, value: '2819c223-7f76-453a-919d-413861904646' },
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 425 555 0100' },
      { op: 'Add', path: 'addresses[type eq "work"].country', value: 'Germany' },
    );
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        emails: [{ primary: true, type: 'work', value: 'updatedEmail@microsoft.com' }],
        name: { familyName: 'updatedFamilyName', givenName: 'givenName' },
        [enterpriseUrn]: { department: 'Tour Operations', manager: { value: '2819c223-7f76-453a-919d-413861904646' } },
        phoneNumbers: [{ type: 'mobile', value: '+1 425 555 0100' }],
        addresses: [{ type: 'work', country: 'Germany' }],
        schemas: [userUrn, enterpriseUrn],
      },
    });
  });

  it('changes by an object whose names are paths', async () => {
    const id = await create('paths');
    const value = {
      displayName: 'Bjfe',
      'name.givenName': 'Kim',
      'emails[type eq "work"].value': 'kim@testuser.com',
      [`${enterpriseUrn}:employeeNumber`]: 42,
    };
    expect((await patch(`/Users/${id}`, { op: 'replace', value })).body).toMatchObject({
      displayName: 'Bjfe',
      name: { givenName: 'Kim', familyName: 'familyName' },
      emails: [{ value: 'kim@testuser.com', type: 'work' }],
      [enterpriseUrn]: { employeeNumber: '42' },
    });
  });

  it('deactivates with the text "False", and lets in again with "True"', async () => {
    const id = await create('texts');
    expect((await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' })).body).toMatchObject({ active: false });
    expect(await find('Users', 'userName eq "texts@testuser.com" and active eq "False"')).toMatchObject({ totalResults: 1 });
    expect((await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'True' })).body).toMatchObject({ active: true });
    const roles = [
      { value: 'admin', primary: 'True' },
      { value: 'reader', primary: 'False' },
    ];
    expect((await patch(`/Users/${id}`, { op: 'Add', path: 'roles', value: roles })).body).toMatchObject({
      roles: [
        { value: 'admin', primary: true },
        { value: 'reader', primary: false },
      ],
    });
  });

  it('deletes for good later, and may create the same person again: the same account', async () => {
    const id = await create('again');
    await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' });
    expect((await scim('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await scim('GET', `/Users/${id}`)).status).toBe(404);
    expect((await scim('DELETE', `/Users/${id}`)).status).toBe(404);
    expect(await find('Users', 'userName eq "again@testuser.com"')).toMatchObject({ totalResults: 0 });
    const back = await scim('POST', '/Users', testUser('again', { externalId: 'new-object-id' }));
    expect(back).toMatchObject({ status: 201, body: { id, externalId: 'new-object-id', active: true } });
  });

  it('reads groups without their members, and takes members out in both of its ways', async () => {
    const members = [await create('ga'), await create('gb'), await create('gc')];
    const made = await scim('POST', '/Groups', {
      schemas: [groupUrn, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
      externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
      displayName: 'displayName',
      meta: { resourceType: 'Group' },
    });
    expect(made.status).toBe(201);
    const id = String(made.body.id);
    const added = await patch(`/Groups/${id}`, { op: 'Add', path: 'members', value: members.map((value) => ({ $ref: null, value })) });
    expect([200, 204]).toContain(added.status);
    const without = await scim('GET', `/Groups/${id}?excludedAttributes=members`);
    expect(without.body).toMatchObject({ id, displayName: 'displayName' });
    expect(without.body).not.toHaveProperty('members');
    const listed = await find('Groups', 'displayName eq "displayName"', 'excludedAttributes=members&');
    expect(listed).toMatchObject({ totalResults: 1, Resources: [{ externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159' }] });
    expect(JSON.stringify(listed)).not.toContain('members');
    await patch(`/Groups/${id}`, { op: 'Remove', path: 'members', value: [{ $ref: null, value: members[0] }] });
    await patch(`/Groups/${id}`, { op: 'Remove', path: `members[value eq "${members[1] ?? ''}"]` });
    expect((await scim('GET', `/Groups/${id}`)).body.members).toMatchObject([{ value: members[2] }]);
    expect(await find('Groups', `id eq "${id}" and members eq "${members[2] ?? ''}"`)).toMatchObject({ totalResults: 1 });
    expect(await find('Groups', `id eq "${id}" and members eq "${members[0] ?? ''}"`)).toMatchObject({ totalResults: 0 });
    expect((await patch(`/Groups/${id}`, { op: 'Replace', path: 'displayName', value: '1879db59' })).body.displayName).toBe('1879db59');
    expect((await scim('DELETE', `/Groups/${id}`)).status).toBe(204);
  });

  it('sends JSON under either content type', async () => {
    for (const [index, type] of ['application/scim+json; charset=utf-8', 'application/json', 'application/json; charset=utf-8'].entries()) {
      expect((await scim('POST', '/Users', testUser(`type${index}`), { type })).status).toBe(201);
    }
    expect((await scim('POST', '/Users', testUser('text'), { type: 'text/plain' })).status).toBe(415);
  });
});
