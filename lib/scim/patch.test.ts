import { describe, expect, it } from 'vitest';
import { applyPatch, readPatch } from './patch.ts';
import { groupKind, type ScimResource, urns, userKind } from './resource-kind.ts';

const user = (more: ScimResource = {}): ScimResource => ({ userName: 'ada@example.com', ...more });
const apply = (resource: ScimResource, ...Operations: object[]) => applyPatch(userKind, resource, readPatch({ Operations }));
const faultOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return Reflect.get(Reflect.get(Object(error), 'members') ?? {}, 'scim_type');
  }
};

/** RFC 7644 section 3.5.2, with its own examples where they fit. */
describe('a PATCH [IAM-4]', () => {
  it('leaves the resource it was given as it is', () => {
    const before = user({ emails: [{ value: 'a@example.com', type: 'work' }], name: { givenName: 'A' } });
    const copy = structuredClone(before);
    apply(
      before,
      { op: 'add', path: 'emails', value: [{ value: 'b@example.com' }] },
      { op: 'replace', path: 'name.givenName', value: 'B' },
    );
    expect(before).toEqual(copy);
  });

  it('adds members once, however often they are told', () => {
    const group = { displayName: 'G', members: [{ value: 'a' }] };
    const Operations = [{ op: 'add', path: 'members', value: [{ value: 'a' }, { value: 'b', display: 'B' }] }];
    expect(applyPatch(groupKind, group, readPatch({ Operations })).members).toEqual([{ value: 'a' }, { value: 'b', display: 'B' }]);
  });

  it('tells addresses of two types apart, though they are the same', () => {
    const both = apply(user({ emails: [{ value: 'x@example.com', type: 'work' }] }), {
      op: 'add',
      path: 'emails',
      value: { value: 'x@example.com', type: 'home' },
    });
    expect(both.emails).toHaveLength(2);
  });

  it('adds what is given of a name to what there is, and replaces a list as a whole', () => {
    const before = user({ name: { givenName: 'A', familyName: 'B' }, emails: [{ value: '1@example.com' }, { value: '2@example.com' }] });
    expect(apply(before, { op: 'replace', path: 'name', value: { givenName: 'C' } }).name).toEqual({ givenName: 'C', familyName: 'B' });
    expect(apply(before, { op: 'replace', path: 'emails', value: [{ value: '3@example.com' }] }).emails).toEqual([
      { value: '3@example.com' },
    ]);
  });

  it('takes away parts, items and everything, and nothing where nothing fits', () => {
    const before = user({
      name: { givenName: 'A', familyName: 'B' },
      emails: [
        { value: '1@example.com', type: 'work' },
        { value: '2@example.com', type: 'home' },
      ],
    });
    expect(apply(before, { op: 'remove', path: 'name.givenName' }).name).toEqual({ familyName: 'B' });
    expect(apply(before, { op: 'remove', path: 'emails[type eq "work"]' }).emails).toEqual([{ value: '2@example.com', type: 'home' }]);
    expect(apply(before, { op: 'remove', path: 'emails[type eq "work"].value' }).emails).toEqual([
      { value: '2@example.com', type: 'home' },
    ]);
    expect(apply(before, { op: 'remove', path: 'emails' })).not.toHaveProperty('emails');
    expect(apply(before, { op: 'remove', path: 'emails[type eq "other"]' })).toEqual(before);
    expect(apply(before, { op: 'remove', path: 'nickName' })).toEqual(before);
  });

  it('takes null and the empty text for nothing', () => {
    const before = user({ title: 'T', phoneNumbers: [{ value: '1' }] });
    for (const value of [null, '']) expect(apply(before, { op: 'replace', path: 'title', value })).not.toHaveProperty('title');
    expect(apply(before, { op: 'replace', path: 'phoneNumbers', value: [] })).not.toHaveProperty('phoneNumbers');
  });

  it('makes the item a filter of equalities asks for, and refuses to guess one from any other', () => {
    const made = apply(user(), { op: 'add', path: 'addresses[type eq "work" and primary eq "True"].locality', value: 'Ulm' });
    expect(made.addresses).toEqual([{ type: 'work', primary: true, locality: 'Ulm' }]);
    expect(faultOf(() => apply(user(), { op: 'replace', path: 'emails[value co "x"].value', value: 'y' }))).toBe('noTarget');
  });

  it('knows its paths by any case and with the schema in front', () => {
    const paths = ['TITLE', `${urns.user}:title`, `${urns.user.toUpperCase()}:Title`];
    for (const path of paths) expect(apply(user(), { op: 'ADD', path, value: 'T' }).title).toBe('T');
    const extended = apply(user(), { op: 'add', path: `${urns.enterprise}:manager.value`, value: 'm' });
    expect(extended[urns.enterprise]).toEqual({ manager: { value: 'm' } });
    expect(apply(extended, { op: 'remove', path: urns.enterprise })).toEqual(user());
  });

  it.each([
    [{ op: 'add', path: '__proto__', value: {} }, 'invalidPath'],
    [{ op: 'add', path: 'constructor.prototype', value: 'x' }, 'invalidPath'],
    [{ op: 'add', path: 'name.__proto__', value: 'x' }, 'invalidPath'],
    [{ op: 'add', path: 'emails[].value', value: 'x' }, 'invalidFilter'],
    [{ op: 'add', path: 'title[type eq "x"]', value: 'x' }, 'invalidPath'],
    [{ op: 'add', path: 'emails[type eq "x"].nothing', value: 'x' }, 'invalidPath'],
    [{ op: 'add', path: 'meta.created', value: 'x' }, 'mutability'],
    [{ op: 'add', path: 7, value: 'x' }, 'invalidPath'],
    [{ op: 'add', path: 'active', value: 'maybe' }, 'invalidValue'],
    [{ op: 'add', path: 'name', value: 'text' }, undefined],
    [{ op: 'add', path: 'title', value: { a: 1 } }, 'invalidValue'],
    ['text', 'invalidSyntax'],
    [{ path: 'title', value: 'x' }, 'invalidSyntax'],
  ])('%j is %s', (operation, scimType) => {
    const outcome = faultOf(() => apply(user(), Object(operation)));
    if (scimType === undefined) expect(outcome).toEqual(user());
    else expect(outcome).toBe(scimType);
    expect(Reflect.get({}, 'x')).toBeUndefined();
  });

  it('of thousands of members takes no time to speak of', () => {
    const value = Array.from({ length: 10_000 }, (_, index) => ({ value: `u${index}` }));
    const startedAt = performance.now();
    const group = applyPatch(
      groupKind,
      { displayName: 'G', members: value.slice(0, 5000) },
      readPatch({ Operations: [{ op: 'add', path: 'members', value: value.slice(5000) }] }),
    );
    expect(group.members).toHaveLength(10_000);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
