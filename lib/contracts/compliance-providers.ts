import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, paragraph, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';

const providerName = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'Must be the name of a provider, such as openai' })
  .max(80);

const agreed = {
  legal_name: line(200).meta({ description: 'With whom the agreements are' }),
  regions: z.array(line(60)).max(50).meta({ description: 'Where data is processed, as the contract has it' }),
  dpa_reference: line(200).nullable().meta({ description: 'The data processing agreement on file' }),
  dpa_signed_at: instant.nullable(),
  baa_reference: line(200).nullable().meta({ description: 'The business associate agreement on file' }),
  baa_signed_at: instant.nullable(),
  retention_days: z.number().int().min(0).max(3650).nullable().meta({ description: 'How long it keeps what it is sent' }),
  training_excluded: z.boolean().nullable().meta({ description: 'Whether it has agreed not to train; null where nobody has asked' }),
  note: paragraph(4000),
};

/** What is known and agreed with a provider that data goes to. */
export const ProviderRecord = z
  .strictObject({
    provider: providerName,
    label: z.string(),
    registered: z.boolean().meta({ description: 'False for one that is used and not in the register' }),
    used: z.boolean().meta({ description: 'An active connection leads to it, or it was called in the last 30 days' }),
    ...agreed,
    legal_name: z.string(),
    reviewed_at: instant.nullable(),
    reviewed_by: publicId('user').nullable(),
    version: versionNumber.or(z.literal(0)),
  })
  .meta({ id: 'ComplianceProvider' });
export type ProviderRecord = z.output<typeof ProviderRecord>;

export const providerRecordList = defineOperation({
  name: 'compliance_provider.list',
  summary: 'List the register of providers, with those that are used and not in it',
  permission: 'compliance.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: z.strictObject({ data: z.array(ProviderRecord) }),
  examples: [{}],
  http: { method: 'GET', path: '/compliance/providers' },
});

export const providerRecordSet = defineOperation({
  name: 'compliance_provider.set',
  summary: 'Enter what is agreed with a provider; counts as a review of the entry',
  permission: 'compliance.write',
  scope: 'tenant',
  input: z.strictObject({
    provider: providerName,
    ...agreed,
    regions: agreed.regions.default([]),
    dpa_reference: agreed.dpa_reference.default(null),
    dpa_signed_at: agreed.dpa_signed_at.default(null),
    baa_reference: agreed.baa_reference.default(null),
    baa_signed_at: agreed.baa_signed_at.default(null),
    retention_days: agreed.retention_days.default(null),
    training_excluded: agreed.training_excluded.default(null),
    note: agreed.note.default(''),
  }),
  output: ProviderRecord,
  errors: ['precondition_failed'],
  examples: [
    {
      ...{ provider: 'openai', legal_name: 'OpenAI Ireland Ltd', regions: ['eu'], retention_days: 30, training_excluded: true },
      ...{ dpa_reference: 'DPA-2026-04', dpa_signed_at: '2026-04-01T00:00:00.000Z' },
    },
  ],
  http: { method: 'PUT', path: '/compliance/providers/{provider}' },
});
