import { describe, expect, it } from 'vitest';
import { enterpriseAttributes, userAttributes } from '#lib/scim/attributes.ts';
import { scimScene } from '#tests/support/scim-scene.ts';

/** What conformance suites look at: discovery, every attribute through every operation, selection, search, paging, errors. */

const scene = scimScene('protocol');
const { scim } = scene;

const errorUrn = 'urn:ietf:params:scim:api:messages:2.0:Error';
const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

let people = 0;
const create = async (more: object = {}) => {
  people += 1;
  const { status, body } = await scim('POST', '/Users', { userName: `p${people}@example.com`, ...more });
  expect({ status, body }).toMatchObject({ status: 201 });
  return String(body.id);
};
const patch = (id: string, ...Operations: object[]) => scim('PATCH', `/Users/${id}`, { Operations });

describe('discovery [IAM-4]', () => {
  it('says what the service can do, in SCIM’s words, to everybody', async () => {
    const config = await scim('GET', '/ServiceProviderConfig', undefined, { token: 'none' });
    expect(config).toMatchObject({
      status: 200,
      body: {
        patch: { supported: true },
        bulk: { supported: false },
        filter: { supported: true, maxResults: 200 },
        changePassword: { supported: false },
        sort: { supported: false },
        etag: { supported: false },
        authenticationSchemes: [{ type: 'oauthbearertoken', primary: true }],
        meta: { location: 'https://tollgate.test/api/v1/scim/v2/ServiceProviderConfig' },
      },
    });
    expect((await scim('GET', '/ResourceTypes')).body).toMatchObject({
      totalResults: 2,
      Resources: [{ id: 'User', endpoint: '/Users', schemaExtensions: [{ schema: enterpriseUrn, required: false }] }, { id: 'Group' }],
    });
    expect((await scim('GET', '/ResourceTypes/Group')).body).toMatchObject({ schema: 'urn:ietf:params:scim:schemas:core:2.0:Group' });
  });

  it('describes each schema, alone and in the list', async () => {
    const { body } = await scim('GET', '/Schemas');
    expect(body.totalResults).toBe(3);
    const one = await scim('GET', `/Schemas/${enterpriseUrn}`);
    expect(one.body).toMatchObject({
      id: enterpriseUrn,
      attributes: expect.arrayContaining([expect.objectContaining({ name: 'manager', type: 'complex' })]),
    });
    expect((await scim('GET', '/Schemas/urn:nothing')).status).toBe(404);
    expect((await scim('GET', '/Schemas?filter=id%20pr')).status).toBe(403);
  });
});

/** A value for an attribute of the schema, and another. */
function valuesOf({ name, type, multiValued, subAttributes = [] }: (typeof userAttributes)[number]): readonly [unknown, unknown] {
  const texts =
    name === 'timezone'
      ? ['Europe/Berlin', 'America/New_York']
      : name === 'emails'
        ? ['a@example.org', 'b@example.org']
        : [`${name} one`, `${name} two`];
  if (type === 'boolean') return [true, false];
  if (type !== 'complex') return [texts[0], texts[1]];
  const value = (text: string | undefined) =>
    Object.fromEntries(
      subAttributes.map((sub) => [sub.name, sub.type === 'boolean' ? true : sub.name === 'value' || !multiValued ? text : `${sub.name}`]),
    );
  return multiValued ? [[value(texts[0])], [value(texts[1])]] : [value(texts[0]), value(texts[1])];
}

describe('every attribute [IAM-4]', () => {
  const writable = userAttributes.filter(({ mutability, required, name }) => mutability === 'readWrite' && !required && name !== 'active');

  it.each(writable.map((attribute) => ({ name: attribute.name, attribute })))(
    '$name is added, replaced and removed by PATCH, and set by PUT',
    async ({ name, attribute }) => {
      const [one, two] = valuesOf(attribute);
      const userName = `attribute-${name.toLowerCase()}@example.com`;
      const id = await create({ userName });
      expect((await patch(id, { op: 'add', path: name, value: one })).body).toMatchObject({ [name]: one });
      expect((await scim('GET', `/Users/${id}`)).body).toMatchObject({ [name]: one });
      expect((await patch(id, { op: 'replace', path: name, value: two })).body[name]).toEqual(two);
      expect((await patch(id, { op: 'remove', path: name })).body).not.toHaveProperty(name);
      expect((await patch(id, { op: 'add', value: { [name.toUpperCase()]: one } })).body[name]).toEqual(one);
      expect((await scim('PUT', `/Users/${id}`, { userName, [name]: two })).body[name]).toEqual(two);
      expect((await scim('PUT', `/Users/${id}`, { userName })).body).not.toHaveProperty(name);
    },
  );

  it.each(enterpriseAttributes.map((attribute) => ({ name: attribute.name, attribute })))(
    '$name of the extension is added, replaced and removed',
    async ({ name, attribute }) => {
      const [one, two] = valuesOf(attribute);
      const id = await create();
      expect((await patch(id, { op: 'add', path: `${enterpriseUrn}:${name}`, value: one })).body[enterpriseUrn]).toEqual({ [name]: one });
      expect((await patch(id, { op: 'replace', path: enterpriseUrn, value: { [name]: two } })).body[enterpriseUrn]).toEqual({
        [name]: two,
      });
      expect((await patch(id, { op: 'replace', value: { [enterpriseUrn]: { [name]: one } } })).body[enterpriseUrn]).toEqual({
        [name]: one,
      });
      expect((await patch(id, { op: 'remove', path: `${enterpriseUrn}:${name}` })).body).not.toHaveProperty(enterpriseUrn);
    },
  );

  it('of a PATCH is written or none is', async () => {
    const id = await create({ title: 'Before' });
    const half = await patch(id, { op: 'replace', path: 'title', value: 'After' }, { op: 'replace', path: 'no.such.thing', value: 1 });
    expect(half).toMatchObject({ status: 400, body: { schemas: [errorUrn], scimType: 'invalidPath' } });
    expect((await scim('GET', `/Users/${id}`)).body.title).toBe('Before');
  });

  it('has one primary value at most', async () => {
    const id = await create({
      emails: [
        { value: 'x@example.org', primary: true },
        { value: 'y@example.org', primary: true },
      ],
    });
    expect((await scim('GET', `/Users/${id}`)).body.emails).toEqual([
      { value: 'x@example.org', primary: true },
      { value: 'y@example.org', primary: false },
    ]);
    await patch(id, { op: 'add', path: 'emails', value: [{ value: 'z@example.org', primary: true }] });
    expect((await scim('GET', `/Users/${id}`)).body.emails).toMatchObject([
      { primary: false },
      { primary: false },
      { value: 'z@example.org', primary: true },
    ]);
  });
});

describe('selection, search and paging [IAM-4]', () => {
  it('shows what was asked for, with id and schemas in any case', async () => {
    const id = await create({ title: 'T', name: { givenName: 'G', familyName: 'F' }, [enterpriseUrn]: { department: 'D', division: 'V' } });
    const show = async (query: string) => (await scim('GET', `/Users/${id}?${query}`)).body;
    expect(Object.keys(await show('attributes=title')).sort()).toEqual(['id', 'schemas', 'title']);
    expect((await show('attributes=name.givenName,userName')).name).toEqual({ givenName: 'G' });
    expect((await show(`attributes=${enterpriseUrn}:department`))[enterpriseUrn]).toEqual({ department: 'D' });
    const rest = await show('excludedAttributes=title,id,name.familyName,meta');
    expect(rest).toMatchObject({ id, name: { givenName: 'G' } });
    expect(rest).not.toHaveProperty('title');
    expect(rest).not.toHaveProperty('meta');
  });

  it('searches by POST, in one kind and in all', async () => {
    await create({ displayName: 'Needle one' });
    await scim('POST', '/Groups', { displayName: 'Needle two' });
    const body = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      filter: 'displayName sw "Needle"',
      attributes: ['displayName'],
      startIndex: 1,
      count: 10,
    };
    const users = await scim('POST', '/Users/.search', body);
    expect(users.body).toMatchObject({ totalResults: 1, Resources: [{ displayName: 'Needle one' }] });
    expect(users.body.Resources).not.toMatchObject([{ userName: expect.anything() }]);
    expect((await scim('POST', '/.search', body)).body).toMatchObject({
      totalResults: 2,
      Resources: [{ displayName: 'Needle one' }, { displayName: 'Needle two' }],
    });
    expect((await scim('POST', '/.search', { ...body, startIndex: 2 })).body).toMatchObject({
      totalResults: 2,
      startIndex: 2,
      Resources: [{ displayName: 'Needle two' }],
    });
    expect((await scim('POST', '/.search', { filter: 'userName pr', count: 1 })).body).toMatchObject({ totalResults: 6 });
  });

  it('walks pages without missing anybody, within its bounds', async () => {
    for (let index = 0; index < 7; index += 1) await create();
    const seen: unknown[] = [];
    for (let startIndex = 1; startIndex <= 12; startIndex += 5) {
      const { body } = await scim('GET', `/Users?startIndex=${startIndex}&count=5`);
      expect(body).toMatchObject({ totalResults: 12, startIndex });
      seen.push(...(Array.isArray(body.Resources) ? body.Resources.map((one: { id: string }) => one.id) : []));
    }
    expect(new Set(seen).size).toBe(12);
    expect((await scim('GET', '/Users?count=0')).body).toMatchObject({ totalResults: 12, itemsPerPage: 0, Resources: [] });
    expect((await scim('GET', '/Users?startIndex=-3&count=-1')).body).toMatchObject({ startIndex: 1, itemsPerPage: 0 });
    expect((await scim('GET', '/Users?startIndex=9999')).body).toMatchObject({ totalResults: 12, Resources: [] });
    expect((await scim('GET', '/Users?count=many')).status).toBe(400);
  });

  it.each([
    ['userName co "filter-"', 3],
    ['userName sw "FILTER-A"', 1],
    ['userName ew "b@example.com"', 1],
    ['title eq "Boss" and userName sw "filter"', 2],
    ['title eq "Boss" and not (userName eq "filter-a@example.com")', 1],
    ['(title eq "Boss" or title eq "Clerk") and active eq true', 2],
    ['title pr and userName co "filter"', 3],
    ['nickName pr', 0],
    ['name.familyName eq "f"', 1],
    ['emails[type eq "home" and value co "@home"]', 1],
    ['emails co "@home.test"', 1],
    ['emails[type eq "work"]', 5],
    ['urn:ietf:params:scim:schemas:core:2.0:User:title eq "Clerk"', 1],
    [`${enterpriseUrn}:department eq "Search"`, 1],
    [`${enterpriseUrn}:manager.value eq "m1"`, 1],
    ['meta.created gt "2020-01-01T00:00:00Z" and title pr', 3],
    ['meta.lastModified lt "2020-01-01T00:00:00Z"', 0],
    ['title gt "Boss" and title pr', 1],
    ['title ne "Boss" and title pr', 1],
    ['userName eq "100%_\\"\\\\"', 0],
    ['externalId eq "E"', 1],
    ['id eq "usr_nothing"', 0],
  ])('filters by %s', async (filter, total) => {
    await create({
      userName: 'filter-a@example.com',
      title: 'Boss',
      name: { familyName: 'F' },
      externalId: 'E',
      [enterpriseUrn]: { department: 'search', manager: { value: 'm1' } },
    });
    await create({ userName: 'filter-b@example.com', title: 'Boss', active: false, emails: [{ value: 'b@home.test', type: 'home' }] });
    await create({ userName: 'filter-c@example.com', title: 'Clerk' });
    const { status, body } = await scim('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect({ status, totalResults: body.totalResults }).toEqual({ status: 200, totalResults: total });
  });
});
