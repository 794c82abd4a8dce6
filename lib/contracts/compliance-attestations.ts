import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { controlRef, frameworkKey } from './compliance-frameworks.ts';
import { line, paragraph } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** What somebody vouches for where no check can look. */
export const Attestation = z
  .strictObject({
    id: publicId('attestation'),
    framework: frameworkKey,
    ref: z.string(),
    statement: z.string(),
    document_name: z.string().nullable(),
    document_sha256: z.string().nullable().meta({ description: 'Of the document, hexadecimal; the document itself stays where it is' }),
    attested_by: publicId('user'),
    attested_by_name: z.string(),
    attested_at: instant,
    expires_at: instant,
    revoked_at: instant.nullable(),
    state: z.enum(['valid', 'expired', 'revoked']),
  })
  .meta({ id: 'ComplianceAttestation' });
export type Attestation = z.output<typeof Attestation>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, { error: 'Must be a SHA-256 in lower-case hexadecimal' });

export const attestationList = defineOperation({
  name: 'compliance_attestation.list',
  summary: 'List what people vouch for, the newest first',
  permission: 'compliance.read',
  scope: 'tenant',
  input: z.strictObject({ ...pageInput, framework: frameworkKey.optional() }),
  output: pageOf(Attestation),
  errors: ['invalid_cursor'],
  examples: [{}, { framework: 'soc-2' }],
  http: { method: 'GET', path: '/compliance/attestations' },
});

export const attestationCreate = defineOperation({
  name: 'compliance_attestation.create',
  summary: 'Vouch for a control, with the document that shows it and until when that holds',
  permission: 'compliance.write',
  scope: 'tenant',
  input: z.strictObject({
    framework: frameworkKey,
    ref: controlRef,
    statement: paragraph(4000).refine((text) => text.length > 0, { error: 'Must say what is so' }),
    document_name: line(300).optional(),
    document_sha256: sha256.optional(),
    valid_days: z.number().int().min(1).max(1095).default(365),
  }),
  output: Attestation,
  examples: [
    { framework: 'soc-2', ref: 'CC1.1', statement: 'Everybody signed the code of conduct.', document_name: 'code-of-conduct.pdf' },
  ],
  http: { method: 'POST', path: '/compliance/attestations', status: 201 },
});

export const attestationRevoke = defineOperation({
  name: 'compliance_attestation.revoke',
  summary: 'Take back what was vouched for',
  permission: 'compliance.write',
  scope: 'tenant',
  input: z.strictObject({ attestation_id: publicId('attestation') }),
  output: Attestation,
  errors: ['conflict'],
  examples: [{ attestation_id: 'att_01jdnhwyg0e008000000000001' }],
  http: { method: 'DELETE', path: '/compliance/attestations/{attestation_id}' },
});
