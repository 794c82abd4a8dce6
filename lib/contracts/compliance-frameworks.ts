import { z } from 'zod';
import { fromPublicId, publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, paragraph, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';

export const controlStatuses = ['pass', 'fail', 'not_applicable', 'needs_human'] as const;
export const findingSeverities = ['low', 'medium', 'high', 'critical'] as const;

/** Frameworks of an organization's own that are not archived, at most, and the controls of each. */
export const ownFrameworksMax = 20;
const controlsMax = 300;

const checkName = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'Must be the name of a check, such as keys-are-rotated' });
export const controlRef = line(60).meta({ description: 'As the framework numbers it', examples: ['CC6.1'] });
/** Keys of the frameworks that come with Tollgate. */
export const builtInFrameworks = ['ccpa', 'eu-ai-act', 'gdpr', 'hipaa', 'iso-27001', 'iso-42001', 'pci-dss', 'soc-2'] as const;

/** Of a built-in framework its key, of an own one its public id, in both directions. */
export const frameworkKey = z
  .string()
  .max(64)
  .refine((text) => builtInFrameworks.some((key) => key === text) || fromPublicId('complianceFramework', text) !== undefined, {
    error: `Must be one of ${builtInFrameworks.join(', ')}, or the id of an own framework`,
  })
  .meta({ description: 'Key of a built-in framework, or the id of an own one', examples: ['soc-2'] });

/** How a set of controls stands. */
export const complianceScore = {
  score: z.number().int().min(0).max(100).nullable().meta({
    description: 'Percent of the decided weight that passed; null where nothing was decided',
  }),
  evidenced: z.number().int().min(0).max(100).meta({ description: 'Percent of the applicable weight that was decided' }),
};
export const complianceCounts = {
  passed: z.number().int().min(0),
  failed: z.number().int().min(0),
  needs_human: z.number().int().min(0),
  not_applicable: z.number().int().min(0),
};

/** A question to what is configured and stored. */
const ComplianceCheck = z
  .strictObject({
    name: checkName,
    title: z.string(),
    looks: z.string(),
    severity: z.enum(findingSeverities),
    mend: z.string(),
    page: z.string().meta({ description: 'Page of the console where it is mended' }),
    frameworks: z.array(z.string()).meta({ description: 'Keys of the frameworks that refer to it' }),
  })
  .meta({ id: 'ComplianceCheck' });

const OwnControl = z.strictObject({
  ref: controlRef,
  title: line(300),
  checks: z.array(checkName).max(20).default([]),
  human: line(300)
    .nullable()
    .default(null)
    .meta({ description: 'Why a person has to vouch for it, besides its checks or alone; needed where there is no check' }),
});

/** A framework, without its controls. */
export const ComplianceFramework = z
  .strictObject({
    framework: frameworkKey,
    name: z.string(),
    edition: z.string(),
    about: z.string(),
    own: z.boolean().meta({ description: 'Written by the organization itself' }),
    followed: z.boolean().meta({ description: 'Looked at by audits' }),
    controls: z.number().int().min(0),
    checked: z.number().int().min(0).meta({ description: 'Controls that checks look at' }),
    ...complianceScore,
    ...complianceCounts,
    audited_at: instant.nullable().meta({ description: 'When the run was that score and counts are of; null before the first' }),
    version: versionNumber.nullable().meta({ description: 'Of own frameworks' }),
  })
  .meta({ id: 'ComplianceFramework' });
export type ComplianceFramework = z.output<typeof ComplianceFramework>;

/** A control, and how the last audit found it. */
export const ComplianceControl = z
  .strictObject({
    ref: z.string(),
    title: z.string(),
    checks: z.array(z.string()),
    human: z.string().nullable(),
    status: z.enum(controlStatuses).nullable().meta({ description: 'Null before the first audit' }),
    weight: z.number().int().min(1),
    attestation_id: publicId('attestation').nullable(),
  })
  .meta({ id: 'ComplianceControl' });
export type ComplianceControl = z.output<typeof ComplianceControl>;

const FrameworkWithControls = ComplianceFramework.extend({
  control_list: z.array(ComplianceControl),
}).meta({ id: 'ComplianceFrameworkWithControls' });

const ownFields = { name: line(120), description: paragraph(2000), controls: z.array(OwnControl).min(1).max(controlsMax) };
const example = {
  name: 'House rules',
  description: 'What our works council agreed to.',
  controls: [
    { ref: 'H1', title: 'Keys are young', checks: ['keys-are-rotated'] },
    { ref: 'H2', title: 'The works council was heard', human: 'The minutes are kept by the council.' },
  ],
};
const ownExample = 'cfw_01jdnhwyg0e008000000000001';

export const complianceCheckList = defineOperation({
  name: 'compliance_check.list',
  summary: 'List every check, with the frameworks that refer to it',
  permission: 'compliance.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: z.strictObject({ data: z.array(ComplianceCheck) }),
  examples: [{}],
  http: { method: 'GET', path: '/compliance/checks' },
});

export const complianceFrameworkList = defineOperation({
  name: 'compliance_framework.list',
  summary: 'List frameworks, with how the last audit found them',
  permission: 'compliance.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: z.strictObject({ data: z.array(ComplianceFramework) }),
  examples: [{}],
  http: { method: 'GET', path: '/compliance/frameworks' },
});

export const complianceFrameworkGet = defineOperation({
  name: 'compliance_framework.get',
  summary: 'Get a framework with its controls, and how the last audit found each',
  permission: 'compliance.read',
  scope: 'tenant',
  input: z.strictObject({ framework: frameworkKey }),
  output: FrameworkWithControls,
  examples: [{ framework: 'soc-2' }],
  http: { method: 'GET', path: '/compliance/frameworks/{framework}' },
});

export const complianceFrameworkCreate = defineOperation({
  name: 'compliance_framework.create',
  summary: 'Write a framework of your own, out of checks and of what people vouch for',
  permission: 'compliance.write',
  scope: 'tenant',
  input: z.strictObject({ ...ownFields, description: ownFields.description.default('') }),
  output: FrameworkWithControls,
  errors: ['conflict', 'limit_reached'],
  examples: [example],
  http: { method: 'POST', path: '/compliance/frameworks', status: 201 },
});

export const complianceFrameworkUpdate = defineOperation({
  name: 'compliance_framework.update',
  summary: 'Change a framework of your own',
  permission: 'compliance.write',
  scope: 'tenant',
  input: z.strictObject({
    framework: frameworkKey,
    name: ownFields.name.optional(),
    description: ownFields.description.optional(),
    controls: ownFields.controls.optional(),
  }),
  output: FrameworkWithControls,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ framework: ownExample, name: 'House rules of 2027' }],
  http: { method: 'PATCH', path: '/compliance/frameworks/{framework}' },
});

export const complianceFrameworkArchive = defineOperation({
  name: 'compliance_framework.archive',
  summary: 'Archive a framework of your own; past audits keep what they found',
  permission: 'compliance.write',
  scope: 'tenant',
  input: z.strictObject({ framework: frameworkKey }),
  output: z.null(),
  errors: ['conflict', 'precondition_failed'],
  examples: [{ framework: ownExample }],
  http: { method: 'DELETE', path: '/compliance/frameworks/{framework}', status: 204 },
});
