import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { paragraph, searchText } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { PolicyDefinition } from './policy-definition.ts';
import {
  Policy,
  PolicyScope,
  PolicyVersion,
  PortablePolicy,
  policyDescription,
  policyName,
  policyNumber,
  policyType,
} from './policy-resource.ts';

const policyId = publicId('policy');
const exampleId = 'pol_01jdnhwyg0e008000000000001';
const exampleDraft = {
  rules: {
    conditions: [{ field: 'daily_cost_per_user', operator: 'greater_than' as const, value: 100 }],
    actions: [{ type: 'require_approval' as const }],
  },
};

export const policyList = defineOperation({
  name: 'policy.list',
  summary: 'List policies',
  permission: 'policies.read',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    search: searchText,
    type: policyType.optional(),
    status: z.enum(['draft', 'shadow', 'active', 'archived', 'all']).optional().meta({ description: 'All but archived ones unless said' }),
    sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name'),
  }),
  output: pageOf(Policy),
  errors: ['invalid_cursor'],
  examples: [{}, { status: 'active', sort: '-created_at' }],
  http: { method: 'GET', path: '/policies' },
});

export const policyGet = defineOperation({
  name: 'policy.get',
  summary: 'Get a policy, with what is in force and the draft',
  permission: 'policies.read',
  scope: 'list',
  input: z.strictObject({ policy_id: policyId }),
  output: Policy,
  examples: [{ policy_id: exampleId }],
  http: { method: 'GET', path: '/policies/{policy_id}' },
});

export const policyCreate = defineOperation({
  name: 'policy.create',
  summary: 'Create a policy as a draft; it does nothing before it is published',
  permission: 'policies.write',
  scope: 'tenant',
  input: z.strictObject({
    name: policyName,
    description: policyDescription.default(''),
    type: policyType,
    scope: PolicyScope,
    draft: PolicyDefinition,
  }),
  output: Policy,
  errors: ['conflict', 'limit_reached'],
  examples: [{ name: 'Large spenders ask first', type: 'cost_control', draft: exampleDraft }],
  http: { method: 'POST', path: '/policies', status: 201 },
  touches: ['policies'],
});

export const policyUpdate = defineOperation({
  name: 'policy.update',
  summary: 'Change the name, the description or the draft of a policy',
  permission: 'policies.write',
  scope: 'tenant',
  input: z.strictObject({
    policy_id: policyId,
    name: policyName.optional(),
    description: policyDescription.optional(),
    type: policyType.optional(),
    draft: PolicyDefinition.nullable().optional().meta({ description: 'Null drops the draft' }),
  }),
  output: Policy,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ policy_id: exampleId, draft: exampleDraft }],
  http: { method: 'PATCH', path: '/policies/{policy_id}' },
  touches: ['policies'],
});

export const policyPublish = defineOperation({
  name: 'policy.publish',
  summary: 'Publish the draft as a new version, or put the version that watches in force; every process follows within two seconds',
  permission: 'policies.publish',
  scope: 'tenant',
  input: z.strictObject({
    policy_id: policyId,
    mode: z.enum(['shadow', 'active']).meta({ description: '`shadow` records what it would do, beside what is in force' }),
    note: paragraph(500).default('').meta({ description: 'Why, for those who read the history' }),
  }),
  output: Policy,
  errors: ['conflict', 'precondition_failed', 'forbidden'],
  examples: [{ policy_id: exampleId, mode: 'shadow', note: 'Watch for a week' }],
  http: { method: 'POST', path: '/policies/{policy_id}/publish' },
  touches: ['policies'],
});

export const policyRollback = defineOperation({
  name: 'policy.rollback',
  summary: 'Put an older version in force again, within two seconds',
  permission: 'policies.publish',
  scope: 'tenant',
  input: z.strictObject({ policy_id: policyId, number: policyNumber }),
  output: Policy,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ policy_id: exampleId, number: 1 }],
  http: { method: 'POST', path: '/policies/{policy_id}/rollback' },
  touches: ['policies'],
});

export const policyArchive = defineOperation({
  name: 'policy.archive',
  summary: 'Archive a policy: it is out of force within two seconds',
  permission: 'policies.publish',
  scope: 'tenant',
  input: z.strictObject({ policy_id: policyId }),
  output: Policy,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ policy_id: exampleId }],
  http: { method: 'POST', path: '/policies/{policy_id}/archive' },
  touches: ['policies'],
});

export const policyVersionList = defineOperation({
  name: 'policy.list_versions',
  summary: 'List the versions of a policy, newest first, each with what it changed',
  permission: 'policies.read',
  scope: 'list',
  input: z.strictObject({ policy_id: policyId }),
  output: z.strictObject({ data: z.array(PolicyVersion).meta({ description: 'The newest 200' }), next_cursor: z.null() }),
  examples: [{ policy_id: exampleId }],
  http: { method: 'GET', path: '/policies/{policy_id}/versions' },
});

export const policyExport = defineOperation({
  name: 'policy.export',
  summary: 'All policies that are not archived, as one JSON document to keep or to import elsewhere',
  permission: 'policies.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: z.strictObject({ policies: z.array(PortablePolicy) }),
  examples: [{}],
  http: { method: 'GET', path: '/policies/export' },
  recordsReads: true,
});

export const policyImport = defineOperation({
  name: 'policy.import',
  summary: 'Take policies from a document: new ones become drafts, those of the same name get its rules as their draft',
  permission: 'policies.write',
  scope: 'tenant',
  input: z.strictObject({ policies: z.array(PortablePolicy).min(1).max(200) }),
  output: z.strictObject({ created: z.number().int(), changed: z.number().int(), unchanged: z.number().int() }),
  errors: ['conflict', 'limit_reached'],
  examples: [{ policies: [{ name: 'No night shifts', type: 'access', definition: exampleDraft }] }],
  http: { method: 'POST', path: '/policies/import' },
  touches: ['policies'],
});

/** How an organization decides about its policies. */
export const PolicySettings = z
  .strictObject({
    needs_second_person: z.boolean().meta({ description: 'Who wrote a version may not be the one who puts it in force' }),
    version: z.number().int().min(0).meta({ description: 'Grows with each change; the ETag' }),
  })
  .meta({ id: 'PolicySettings' });
export type PolicySettings = z.output<typeof PolicySettings>;

export const policySettingsGet = defineOperation({
  name: 'policy_settings.get',
  summary: 'How the organization decides about its policies',
  permission: 'policies.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: PolicySettings,
  examples: [{}],
  http: { method: 'GET', path: '/policies/settings' },
});

export const policySettingsSet = defineOperation({
  name: 'policy_settings.set',
  summary: 'Set whether a second person has to put policies in force',
  permission: 'policies.publish',
  scope: 'tenant',
  input: z.strictObject({ needs_second_person: z.boolean() }),
  output: PolicySettings,
  errors: ['precondition_failed'],
  examples: [{ needs_second_person: true }],
  http: { method: 'PUT', path: '/policies/settings' },
});
