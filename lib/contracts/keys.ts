import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, searchText, versionNumber } from './fields.ts';
import { KeyBudget, keyLimits, scopeFields } from './key-scopes.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/**
 * `personal`: one person's own; `team` and `department`: shared by one; `project`: for the calls of a project, or of one
 * environment of it; `service`: for a program, on behalf of a team or the organization.
 */
export const keyKinds = ['personal', 'team', 'department', 'project', 'service'] as const;
export const keyStatuses = ['active', 'disabled', 'expired'] as const;

/** Hours an old key can go on working beside the one that replaced it, at most. */
export const rotationOverlapHoursMax = 24 * 7;

/**
 * Why a key was disabled: by its `owner` or whoever answers for it, by an `administrator`, because it was reported as leaked,
 * because its owner or team left (`departure`), or because another replaced it (`rotation`).
 */
export const disableReasons = ['owner', 'administrator', 'leak', 'departure', 'rotation'] as const;
/** `reminded`: soon due; `warned`: overdue; `ended`: overdue, and given an end. */
export const rotationStages = ['reminded', 'warned', 'ended'] as const;

/** A virtual key, without the key. */
export const VirtualKey = z.strictObject({
  id: publicId('key'),
  name: z.string(),
  kind: z.enum(keyKinds),
  display: z.string().meta({ description: 'What tells the key from others; cannot be used as one', examples: ['tg_…4f2a'] }),
  status: z.enum(keyStatuses),
  user_id: publicId('user').nullable().meta({ description: 'Whose own it is; personal keys have one' }),
  user_name: z.string().nullable(),
  team_id: publicId('team').nullable().meta({ description: 'Whom its calls are charged to' }),
  team_name: z.string().nullable(),
  department_id: publicId('department').nullable().meta({ description: 'Of a key that is a department’s' }),
  department_name: z.string().nullable(),
  project_id: publicId('project').nullable().meta({ description: 'What all its calls are for; null where callers may name a project' }),
  project_name: z.string().nullable(),
  environment_id: publicId('environment').nullable(),
  environment_name: z.string().nullable(),
  allowed_models: z.array(z.string()).nullable().meta({ description: 'Null allows every model' }),
  allowed_providers: z.array(z.string()).nullable().meta({ description: 'Null allows every provider' }),
  allowed_endpoints: z.array(z.string()).nullable().meta({ description: 'Null allows every endpoint' }),
  allowed_addresses: z.array(z.string()).nullable().meta({ description: 'Ranges it may be used from; null for everywhere' }),
  tags: z.record(z.string(), z.string()).meta({ description: 'On every call of the key' }),
  expires_at: instant.nullable(),
  disabled_for: z.enum(disableReasons).nullable().meta({ description: 'Null while it is active' }),
  disabled_at: instant.nullable(),
  disabled_by_name: z.string().nullable(),
  rotation_due_at: instant.nullable().meta({ description: 'When the rules of the organization want it replaced; null for never' }),
  rotation_ends_at: instant.nullable().meta({ description: 'When these rules end it, because it is overdue' }),
  rotation_stage: z.enum(rotationStages).nullable().meta({ description: 'How far these rules have got with it' }),
  last_used_at: instant.nullable().meta({ description: 'Within a minute' }),
  rotated_from_id: publicId('key').nullable().meta({ description: 'The key it replaced' }),
  created_by_name: z.string().nullable(),
  created_at: instant,
  updated_at: instant,
  version: versionNumber,
});
export type VirtualKey = z.output<typeof VirtualKey>;

/** The answer that shows a new key: the only one that ever does. */
export const NewKey = VirtualKey.extend({
  secret: z.string().meta({ description: 'The key itself. Shown once; nothing stores it in readable form' }),
});
export type NewKey = z.output<typeof NewKey>;

const keyId = publicId('key');
const exampleId = 'key_01jdnhwyg0e008000000000001';
const exampleTeamId = 'team_01jdnhwyg0e008000000000001';
const placed = { of: 'key', from: 'key_id' } as const;
const own = { permission: 'keys.write', ownPermission: 'keys.own', scope: placed } as const;

const scopesOnCreate = {
  allowed_models: scopeFields.allowed_models.optional().meta({ description: 'Every model unless said' }),
  allowed_providers: scopeFields.allowed_providers.optional().meta({ description: 'Every provider unless said' }),
  allowed_endpoints: scopeFields.allowed_endpoints.optional().meta({ description: 'Every endpoint unless said' }),
  allowed_addresses: scopeFields.allowed_addresses.optional().meta({ description: 'Every address unless said' }),
  tags: scopeFields.tags.optional(),
};

export const keyList = defineOperation({
  name: 'key.list',
  summary: 'List virtual keys; own ones for everybody',
  permission: 'keys.read',
  ownPermission: 'keys.own',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    search: searchText.meta({ description: 'Part of the name, of the owner’s name, or the end of the key' }),
    status: z.enum([...keyStatuses, 'all']).default('all'),
    kind: z.enum(keyKinds).optional(),
    team_id: publicId('team').optional(),
    user_id: publicId('user').optional(),
    project_id: publicId('project').optional(),
    environment_id: publicId('environment').optional(),
    department_id: publicId('department').optional().meta({ description: 'Keys of the department itself' }),
    rotation: z.enum(['due', 'soon']).optional().meta({ description: '`due`: overdue; `soon`: due within 30 days, or overdue' }),
    unused_days: z.coerce.number().int().min(1).max(3650).optional().meta({ description: 'Not used for so many days, and not younger' }),
    sort: z.enum(['name', '-name', 'created_at', '-created_at', 'last_used_at', '-last_used_at']).default('name'),
  }),
  output: pageOf(VirtualKey),
  errors: ['invalid_cursor'],
  examples: [{}, { status: 'active', kind: 'team', team_id: exampleTeamId, sort: '-last_used_at' }],
  http: { method: 'GET', path: '/keys' },
  recordsReads: true,
});

export const keyGet = defineOperation({
  name: 'key.get',
  summary: 'Get a virtual key',
  permission: 'keys.read',
  ownPermission: 'keys.own',
  scope: placed,
  input: z.strictObject({ key_id: keyId }),
  output: VirtualKey,
  examples: [{ key_id: exampleId }],
  http: { method: 'GET', path: '/keys/{key_id}' },
  recordsReads: true,
});

export const keyCreate = defineOperation({
  name: 'key.create',
  summary: 'Create a virtual key; the answer alone shows it',
  permission: 'keys.write',
  ownPermission: 'keys.own',
  scope: 'list',
  input: z.strictObject({
    name: line(120),
    kind: z.enum(keyKinds).default('personal'),
    user_id: publicId('user').optional().meta({ description: 'Owner of a personal key; the caller unless said' }),
    team_id: publicId('team').optional().meta({ description: 'Whom its calls are charged to; the owner’s only team unless said' }),
    project_id: publicId('project').optional().meta({ description: 'Binds the key: all its calls are for this project' }),
    environment_id: publicId('environment').optional().meta({ description: 'Of the project' }),
    department_id: publicId('department').optional().meta({ description: 'Of a key of the kind department' }),
    ...scopesOnCreate,
    expires_at: instant.optional().meta({ description: 'Never unless said, or as late as the security level of the place allows' }),
    budget: KeyBudget.optional().meta({ description: 'A hard limit on what the key may spend; needs budgets.write where the key is' }),
    rate_limits: keyLimits.optional().meta({ description: 'Limits of the key alone; need limits.write where the key is' }),
  }),
  output: NewKey,
  errors: ['conflict', 'limit_reached'],
  examples: [
    { name: 'Laptop' },
    { name: 'Nightly report', kind: 'team', team_id: exampleTeamId, allowed_models: ['sandbox-small'] },
    {
      ...{ name: 'Intranet search', kind: 'service', allowed_endpoints: ['embeddings'], allowed_addresses: ['203.0.113.0/24'] },
      ...{ tags: { app: 'intranet' }, budget: { limit_usd: '50' }, rate_limits: [{ metric: 'requests', window: 'minute', limit: 60 }] },
    },
  ],
  http: { method: 'POST', path: '/keys', status: 201 },
  touches: ['keys'],
});

export const keyUpdate = defineOperation({
  name: 'key.update',
  summary: 'Change the name, the end, or what a virtual key may be used for',
  ...own,
  input: z.strictObject({
    key_id: keyId,
    name: line(120).optional(),
    project_id: publicId('project').nullable().optional().meta({ description: 'Null lets callers name one' }),
    environment_id: publicId('environment').nullable().optional(),
    allowed_models: scopeFields.allowed_models.nullable().optional().meta({ description: 'Null allows every model' }),
    allowed_providers: scopeFields.allowed_providers.nullable().optional().meta({ description: 'Null allows every provider' }),
    allowed_endpoints: scopeFields.allowed_endpoints.nullable().optional().meta({ description: 'Null allows every endpoint' }),
    allowed_addresses: scopeFields.allowed_addresses.nullable().optional().meta({ description: 'Null for everywhere' }),
    tags: scopeFields.tags.optional().meta({ description: 'All of them; an empty object takes them away' }),
    expires_at: instant.nullable().optional().meta({ description: 'Null for never' }),
  }),
  output: VirtualKey,
  errors: ['precondition_failed'],
  examples: [{ key_id: exampleId, name: 'Old laptop' }],
  http: { method: 'PATCH', path: '/keys/{key_id}' },
  touches: ['keys'],
});

export const keyDisable = defineOperation({
  name: 'key.disable',
  summary: 'Disable a virtual key: it stops within two seconds',
  ...own,
  input: z.strictObject({ key_id: keyId }),
  output: VirtualKey,
  errors: ['precondition_failed'],
  examples: [{ key_id: exampleId }],
  http: { method: 'POST', path: '/keys/{key_id}/disable' },
  touches: ['keys'],
});

export const keyEnable = defineOperation({
  name: 'key.enable',
  summary: 'Enable a disabled virtual key',
  ...own,
  input: z.strictObject({ key_id: keyId }),
  output: VirtualKey,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ key_id: exampleId }],
  http: { method: 'POST', path: '/keys/{key_id}/enable' },
  touches: ['keys'],
});

export const keyRotate = defineOperation({
  name: 'key.rotate',
  summary: 'Replace a virtual key; the answer alone shows the new one',
  ...own,
  input: z.strictObject({
    key_id: keyId,
    overlap_hours: z
      .number()
      .int()
      .min(0)
      .max(rotationOverlapHoursMax)
      .default(0)
      .meta({ description: 'How long the old key goes on working; 0 disables it at once' }),
  }),
  output: NewKey,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ key_id: exampleId, overlap_hours: 24 }],
  http: { method: 'POST', path: '/keys/{key_id}/rotate', status: 201 },
  touches: ['keys'],
});
