import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, searchText, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** `personal`: one person's own; `team`: shared by a team; `service`: for a program, on behalf of a team or the organization. */
export const keyKinds = ['personal', 'team', 'service'] as const;
export const keyStatuses = ['active', 'disabled', 'expired'] as const;

/** Hours an old key can go on working beside the one that replaced it, at most. */
export const rotationOverlapHoursMax = 24 * 7;
/** Models one key can be limited to, at most. */
export const allowedModelsMax = 200;

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
  department_name: z.string().nullable(),
  project_id: publicId('project').nullable().meta({ description: 'What all its calls are for; null where callers may name a project' }),
  project_name: z.string().nullable(),
  environment_id: publicId('environment').nullable(),
  environment_name: z.string().nullable(),
  allowed_models: z.array(z.string()).nullable().meta({ description: 'Null allows every model' }),
  expires_at: instant.nullable(),
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

const allowedModels = z
  .array(line(200))
  .min(1)
  .max(allowedModelsMax)
  .meta({ description: 'Models of the organization as GET /api/v1/models names them' });

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
    sort: z.enum(['name', '-name', 'created_at', '-created_at', 'last_used_at', '-last_used_at']).default('name'),
  }),
  output: pageOf(VirtualKey),
  errors: ['invalid_cursor'],
  examples: [{}, { status: 'active', kind: 'team', team_id: exampleTeamId, sort: '-last_used_at' }],
  http: { method: 'GET', path: '/keys' },
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
    allowed_models: allowedModels.optional().meta({ description: 'Every model unless said' }),
    expires_at: instant.optional().meta({ description: 'Never unless said' }),
  }),
  output: NewKey,
  errors: ['conflict', 'limit_reached'],
  examples: [{ name: 'Laptop' }, { name: 'Nightly report', kind: 'team', team_id: exampleTeamId, allowed_models: ['sandbox-small'] }],
  http: { method: 'POST', path: '/keys', status: 201 },
  touches: ['keys'],
});

export const keyUpdate = defineOperation({
  name: 'key.update',
  summary: 'Change the name, the models or the end of a virtual key',
  ...own,
  input: z.strictObject({
    key_id: keyId,
    name: line(120).optional(),
    project_id: publicId('project').nullable().optional().meta({ description: 'Null lets callers name one' }),
    environment_id: publicId('environment').nullable().optional(),
    allowed_models: allowedModels.nullable().optional().meta({ description: 'Null allows every model' }),
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
