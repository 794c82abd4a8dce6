import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/**
 * SCIM 2.0 (RFC 7643, RFC 7644) has shapes, names and errors of its own, so its operations are not among those of
 * `operations.ts`, from which OpenAPI and the reference come; they are carried out and audited like all others.
 */

/** Resources a page of a list has unless asked otherwise, and at most (ServiceProviderConfig tells the latter). */
export const scimPageDefault = 100;
export const scimPageMax = 200;

const base = z.string().max(2000).meta({ description: 'Address of the SCIM service, without a slash at its end' });
const body = z.record(z.string(), z.unknown());
const resource = z.record(z.string(), z.unknown());
const names = z.array(z.string().max(200)).max(100);

const selection = { attributes: names, excluded_attributes: names };

/** A list or a search (RFC 7644 section 3.4.2), after its numbers were brought into their bounds. */
const listInput = z.strictObject({
  base,
  filter: z.string().max(4000).optional(),
  start_index: z.number().int().min(1),
  count: z.number().int().min(0).max(scimPageMax),
  ...selection,
});
const one = { base, id: z.string().max(200) };
const page = z.strictObject({ resources: z.array(resource), total: z.number().int().min(0) });
const provision = { permission: 'scim.provision', scope: 'tenant' } as const;

const example = { base: 'https://tollgate.example.com/api/v1/scim/v2', id: 'usr_01jdnhwyg0e008000000000001' };
const exampleList = { base: example.base, start_index: 1, count: 100, attributes: [], excluded_attributes: [] };

export const scimUserList = defineOperation({
  ...provision,
  name: 'scim_user.list',
  summary: 'List people by SCIM',
  input: listInput,
  output: page,
  examples: [exampleList],
  http: { method: 'GET', path: '/scim/v2/Users' },
});

export const scimUserGet = defineOperation({
  ...provision,
  name: 'scim_user.get',
  summary: 'Get a person by SCIM',
  input: z.strictObject({ ...one, ...selection }),
  output: resource,
  examples: [{ ...example, attributes: [], excluded_attributes: [] }],
  http: { method: 'GET', path: '/scim/v2/Users/{id}' },
});

export const scimUserCreate = defineOperation({
  ...provision,
  name: 'scim_user.create',
  summary: 'Create a person by SCIM',
  input: z.strictObject({ base, body }),
  output: resource,
  examples: [{ base: example.base, body: { userName: 'grace@example.com' } }],
  http: { method: 'POST', path: '/scim/v2/Users', status: 201 },
  touches: ['organization'],
});

export const scimUserReplace = defineOperation({
  ...provision,
  name: 'scim_user.replace',
  summary: 'Replace what the directory says of a person by SCIM',
  input: z.strictObject({ ...one, body }),
  output: resource,
  examples: [{ ...example, body: { userName: 'grace@example.com' } }],
  http: { method: 'PUT', path: '/scim/v2/Users/{id}' },
  touches: ['organization'],
});

export const scimUserPatch = defineOperation({
  ...provision,
  name: 'scim_user.patch',
  summary: 'Change a person by SCIM',
  input: z.strictObject({ ...one, body }),
  output: resource,
  examples: [{ ...example, body: { Operations: [{ op: 'replace', value: { active: false } }] } }],
  http: { method: 'PATCH', path: '/scim/v2/Users/{id}' },
  touches: ['organization'],
});

export const scimUserDelete = defineOperation({
  ...provision,
  name: 'scim_user.delete',
  summary: 'Delete a person by SCIM: the account is deactivated and its history stays',
  input: z.strictObject(one),
  output: z.null(),
  examples: [example],
  http: { method: 'DELETE', path: '/scim/v2/Users/{id}', status: 204 },
  touches: ['organization'],
});

const exampleGroup = { base: example.base, id: 'grp_01jdnhwyg0e008000000000001' };
const touches = ['access', 'cost_centers'] as const;

export const scimGroupList = defineOperation({
  ...provision,
  name: 'scim_group.list',
  summary: 'List the directory’s groups by SCIM',
  input: listInput,
  output: page,
  examples: [exampleList],
  http: { method: 'GET', path: '/scim/v2/Groups' },
});

export const scimGroupGet = defineOperation({
  ...provision,
  name: 'scim_group.get',
  summary: 'Get a group by SCIM',
  input: z.strictObject({ ...one, ...selection }),
  output: resource,
  examples: [{ ...exampleGroup, attributes: [], excluded_attributes: ['members'] }],
  http: { method: 'GET', path: '/scim/v2/Groups/{id}' },
});

export const scimGroupCreate = defineOperation({
  ...provision,
  name: 'scim_group.create',
  summary: 'Create a group by SCIM',
  input: z.strictObject({ base, body }),
  output: resource,
  examples: [{ base: example.base, body: { displayName: 'Data scientists' } }],
  http: { method: 'POST', path: '/scim/v2/Groups', status: 201 },
  touches,
});

export const scimGroupReplace = defineOperation({
  ...provision,
  name: 'scim_group.replace',
  summary: 'Replace a group by SCIM',
  input: z.strictObject({ ...one, body }),
  output: resource,
  examples: [{ ...exampleGroup, body: { displayName: 'Data scientists' } }],
  http: { method: 'PUT', path: '/scim/v2/Groups/{id}' },
  touches,
});

export const scimGroupPatch = defineOperation({
  ...provision,
  name: 'scim_group.patch',
  summary: 'Change a group by SCIM',
  input: z.strictObject({ ...one, body }),
  output: resource,
  examples: [{ ...exampleGroup, body: { Operations: [{ op: 'remove', path: 'members' }] } }],
  http: { method: 'PATCH', path: '/scim/v2/Groups/{id}' },
  touches,
});

export const scimGroupDelete = defineOperation({
  ...provision,
  name: 'scim_group.delete',
  summary: 'Delete a group by SCIM; whoever is in it loses the roles it grants',
  input: z.strictObject(one),
  output: z.null(),
  examples: [exampleGroup],
  http: { method: 'DELETE', path: '/scim/v2/Groups/{id}', status: 204 },
  touches,
});

/** A request of a directory that changed something, or failed. */
export const ProvisioningEvent = z
  .strictObject({
    id: z.uuid(),
    occurred_at: instant,
    actor_name: z.string().meta({ description: 'Name of the token or client' }),
    method: z.string(),
    path: z.string().meta({ description: 'Below /scim/v2' }),
    status: z.number().int(),
    resource_id: z.string().nullable(),
    detail: z.string().nullable().meta({ description: 'Why it failed, as the directory was told' }),
    duration_ms: z.number().int().min(0),
    request_id: publicId('request'),
  })
  .meta({ id: 'ProvisioningEvent' });
export type ProvisioningEvent = z.output<typeof ProvisioningEvent>;

export const provisioningEventList = defineOperation({
  name: 'provisioning_event.list',
  summary: 'List what the directory asked for by SCIM in the last thirty days, newest first',
  permission: 'scim.read',
  scope: 'tenant',
  input: z.strictObject({
    ...pageInput,
    outcome: z.enum(['all', 'succeeded', 'failed']).default('all'),
    search: line(100).optional().meta({ description: 'Part of the path, of the detail, or an id' }),
  }),
  output: pageOf(ProvisioningEvent),
  errors: ['invalid_cursor'],
  examples: [{}, { outcome: 'failed', search: 'Users' }],
  http: { method: 'GET', path: '/provisioning-events' },
  recordsReads: true,
});
