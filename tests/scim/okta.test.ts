import { describe, expect, it } from 'vitest';
import { toPublicId } from '#lib/core/ids.ts';
import { scimScene } from '#tests/support/scim-scene.ts';

/** Requests as Okta sends them (developer.okta.com: SCIM 2.0 protocol reference; Runscope tests of its certification). */

const scene = scimScene('okta');
const { scim } = scene;

const listUrn = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const isaac = (more: object = {}) => ({
  schemas: [userUrn],
  userName: 'isaac.brock@example.com',
  name: { givenName: 'Isaac', familyName: 'Brock' },
  emails: [{ primary: true, value: 'isaac.brock@example.com', type: 'work' }],
  displayName: 'Isaac Brock',
  locale: 'en-US',
  externalId: '00ujl29u0le5T6Aj10h7',
  groups: [],
  password: '1mz050nq',
  active: true,
  ...more,
});

const create = async (more: object = {}) => {
  const { status, body } = await scim('POST', '/Users', isaac(more));
  expect({ status, body }).toMatchObject({ status: 201 });
  return String(body.id);
};

describe('Okta [IAM-4]', () => {
  it('tests the connection with the first two people', async () => {
    const { status, body, headers } = await scim('GET', '/Users?startIndex=1&count=2');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/scim+json; charset=utf-8');
    expect(body).toMatchObject({ schemas: [listUrn], totalResults: 5, startIndex: 1, itemsPerPage: 2 });
    expect(body.Resources).toHaveLength(2);
  });

  it('looks whether somebody is there, and gets an empty list where not', async () => {
    const nobody = await scim('GET', '/Users?filter=userName%20eq%20%22abdulrahman%40example.com%22&startIndex=1&count=100');
    expect(nobody).toMatchObject({
      status: 200,
      body: { schemas: [listUrn], totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] },
    });
    const id = await create();
    const found = await scim('GET', `/Users?filter=${encodeURIComponent('userName eq "ISAAC.Brock@example.com"')}`);
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ id, userName: 'isaac.brock@example.com', active: true }] });
    // People who were here before the directory are found, so that it links them.
    const local = await scim('GET', `/Users?filter=${encodeURIComponent(`userName eq "${scene.company.member.email}"`)}`);
    expect(local.body).toMatchObject({ totalResults: 1, Resources: [{ id: toPublicId('user', scene.company.member.userId) }] });
  });

  it('creates a person, and is answered with the whole resource and where it is', async () => {
    const { status, headers, body } = await scim('POST', '/Users', isaac());
    expect(status).toBe(201);
    const location = `https://tollgate.test/api/v1/scim/v2/Users/${String(body.id)}`;
    expect(headers.get('location')).toBe(location);
    expect(body).toMatchObject({
      schemas: [userUrn],
      id: expect.stringMatching(/^usr_/),
      externalId: '00ujl29u0le5T6Aj10h7',
      userName: 'isaac.brock@example.com',
      name: { givenName: 'Isaac', familyName: 'Brock' },
      emails: [{ primary: true, value: 'isaac.brock@example.com', type: 'work' }],
      displayName: 'Isaac Brock',
      locale: 'en-US',
      active: true,
      meta: { resourceType: 'User', location },
    });
    expect(body).not.toHaveProperty('password');
    expect(await scim('GET', `/Users/${String(body.id)}`)).toMatchObject({ status: 200, body });
  });

  it('is told 409 with uniqueness for a name that is there, in any case', async () => {
    await create();
    const again = await scim('POST', '/Users', isaac({ userName: 'Isaac.BROCK@example.com', externalId: 'another' }));
    expect(again).toMatchObject({
      status: 409,
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '409', scimType: 'uniqueness' },
    });
  });

  it('updates by PUT of everything; a PUT that says nothing of active changes nothing of it', async () => {
    const id = await create();
    const put = await scim('PUT', `/Users/${id}`, {
      ...isaac({ name: { givenName: 'Isaac', familyName: 'Mouse' }, displayName: 'Isaac Mouse' }),
      id,
    });
    expect(put).toMatchObject({ status: 200, body: { id, name: { familyName: 'Mouse' }, displayName: 'Isaac Mouse', active: true } });
    await scim('PATCH', `/Users/${id}`, { schemas: [patchUrn], Operations: [{ op: 'replace', value: { active: false } }] });
    const { active: _, ...silent } = isaac({ displayName: 'Still out' });
    expect(await scim('PUT', `/Users/${id}`, silent)).toMatchObject({ status: 200, body: { active: false, displayName: 'Still out' } });
  });

  it('deactivates by PATCH without a path, and lets in again', async () => {
    const id = await create();
    const out = await scim('PATCH', `/Users/${id}`, { schemas: [patchUrn], Operations: [{ op: 'replace', value: { active: false } }] });
    expect(out).toMatchObject({ status: 200, body: { id, active: false } });
    // Who is out stays visible.
    expect(await scim('GET', `/Users/${id}`)).toMatchObject({ status: 200, body: { active: false } });
    const back = await scim('PATCH', `/Users/${id}`, { schemas: [patchUrn], Operations: [{ op: 'replace', value: { active: true } }] });
    expect(back).toMatchObject({ status: 200, body: { active: true } });
  });

  it('is told 404 in its schema for who is not there', async () => {
    expect(await scim('GET', '/Users/010101001010101011001010101011')).toMatchObject({
      status: 404,
      body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '404', detail: expect.stringContaining('no User') },
    });
  });

  it('pushes groups: creates, renames, adds and removes members, replaces all of them, deletes', async () => {
    const id = await create();
    const other = await create({
      userName: 'second@example.com',
      emails: [{ value: 'second@example.com', primary: true }],
      externalId: '2',
    });
    const made = await scim('POST', '/Groups', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName: 'Test SCIMv2',
      members: [{ value: id, display: 'isaac.brock@example.com' }],
    });
    expect(made).toMatchObject({ status: 201, body: { displayName: 'Test SCIMv2', members: [{ value: id, type: 'User' }] } });
    const groupId = String(made.body.id);
    const patch = (...Operations: object[]) => scim('PATCH', `/Groups/${groupId}`, { schemas: [patchUrn], Operations });
    expect(await patch({ op: 'replace', value: { id: groupId, displayName: 'Renamed' } })).toMatchObject({
      status: 200,
      body: { displayName: 'Renamed' },
    });
    const both = await patch({ op: 'add', path: 'members', value: [{ value: other, display: 'second@example.com' }] });
    expect(both.body.members).toHaveLength(2);
    expect((await scim('GET', `/Users/${id}`)).body.groups).toMatchObject([{ value: groupId, display: 'Renamed' }]);
    expect((await patch({ op: 'remove', path: `members[value eq "${id}"]` })).body).toMatchObject({ members: [{ value: other }] });
    expect((await patch({ op: 'replace', path: 'members', value: [{ value: id }] })).body).toMatchObject({ members: [{ value: id }] });
    expect((await scim('PUT', `/Groups/${groupId}`, { displayName: 'Put', members: [] })).body).toMatchObject({
      displayName: 'Put',
      members: [],
    });
    expect((await scim('DELETE', `/Groups/${groupId}`)).status).toBe(204);
    expect((await scim('GET', `/Groups/${groupId}`)).status).toBe(404);
  });

  it('lists groups, and finds one by its name', async () => {
    await scim('POST', '/Groups', { displayName: 'One' });
    await scim('POST', '/Groups', { displayName: 'Two' });
    expect((await scim('GET', '/Groups?startIndex=1&count=100')).body).toMatchObject({ totalResults: 2, itemsPerPage: 2 });
    const found = await scim('GET', `/Groups?filter=${encodeURIComponent('displayName eq "two"')}`);
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ displayName: 'Two' }] });
    expect(await scim('POST', '/Groups', { displayName: 'TWO' })).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
  });
});
