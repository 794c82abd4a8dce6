import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, paragraph, versionNumber } from './fields.ts';
import { PolicyDefinition } from './policy-definition.ts';
import { policyScopeKinds, policyTypes } from './policy-names.ts';

/** The number of a version. */
export const policyNumber = z.number().int().min(1);

/** What people call a policy; callers who are refused read it. */
export const policyName = line(100).meta({ examples: ['Frontier models need consent'] });

/** Whose calls it is for, in wire form: the id of a department, team or project, and none for the whole organization. */
export const PolicyScope = z
  .strictObject({
    kind: z.enum(policyScopeKinds),
    id: z.string().max(64).nullable().default(null).meta({ description: 'Null for the organization' }),
  })
  .default({ kind: 'tenant', id: null })
  .meta({ id: 'PolicyScope' });
export type PolicyScope = z.output<typeof PolicyScope>;

/** What a policy is about, for people. */
export const policyType = z.enum(policyTypes);

export const policyDescription = paragraph(1_000);

/** A rule about calls: which it is about, and what becomes of them. */
export const Policy = z
  .strictObject({
    id: publicId('policy'),
    name: z.string(),
    description: z.string(),
    type: policyType,
    scope: PolicyScope,
    scope_name: z.string().nullable().meta({ description: 'What the department, team or project is called' }),
    status: z
      .enum(['draft', 'shadow', 'active', 'archived'])
      .meta({ description: '`shadow` watches and changes nothing; `active` is in force' }),
    active_version: policyNumber.nullable(),
    shadow_version: policyNumber.nullable(),
    latest_version: policyNumber.nullable(),
    published_at: instant.nullable(),
    definition: PolicyDefinition.nullable().meta({ description: 'What the version in force does, or the one that watches where none is' }),
    draft: PolicyDefinition.nullable().meta({ description: 'Changes that are not published; null when there are none' }),
    draft_saved_at: instant.nullable(),
    draft_saved_by_name: z.string().nullable(),
    is_broken: z.boolean().meta({ description: 'What is in force cannot be read by this version and refuses every call it is for' }),
    created_at: instant,
    updated_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'Policy' });
export type Policy = z.output<typeof Policy>;

/** A version as it was published; it never changes. */
export const PolicyVersion = z
  .strictObject({
    number: policyNumber,
    note: z.string(),
    definition: PolicyDefinition,
    is_active: z.boolean(),
    is_shadow: z.boolean(),
    created_at: instant,
    created_by_name: z.string().nullable(),
    changes: z
      .array(z.strictObject({ pointer: z.string(), before: z.string().nullable(), after: z.string().nullable() }))
      .meta({ description: 'Against the version before; values as JSON, null where nothing stands' }),
  })
  .meta({ id: 'PolicyVersion' });
export type PolicyVersion = z.output<typeof PolicyVersion>;

/** A policy as a file carries it from one organization to another. */
export const PortablePolicy = z
  .strictObject({
    name: policyName,
    description: policyDescription.default(''),
    type: policyType,
    scope: PolicyScope,
    definition: PolicyDefinition,
  })
  .meta({ id: 'PortablePolicy' });
export type PortablePolicy = z.output<typeof PortablePolicy>;
