import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { emailAddress, line, paragraph, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/**
 * Rights of GDPR Articles 15 (access), 20 (portability), 17 (erasure), 16 (rectification), 18 (restriction) and 21 (objection);
 * those of the CCPA (Cal. Civ. Code 1798.100 to .121) go by the same names.
 */
export const privacyRequestKinds = ['access', 'portability', 'erasure', 'rectification', 'restriction', 'objection'] as const;
export const privacyLaws = ['gdpr', 'ccpa'] as const;
/** `approved`: what is to be done is being done, or waits for what `problem` says. */
export const privacyRequestStates = ['received', 'verified', 'approved', 'done', 'rejected'] as const;

export const PrivacyRequest = z
  .strictObject({
    id: publicId('privacyRequest'),
    kind: z.enum(privacyRequestKinds),
    law: z.enum(privacyLaws),
    user_id: publicId('user').nullable().meta({ description: 'Null for somebody who has no account' }),
    subject: z.string().meta({ description: 'Name or address; a pseudonym once an erasure has ended' }),
    state: z.enum(privacyRequestStates),
    note: z.string(),
    received_at: instant,
    due_at: instant,
    overdue: z.boolean(),
    extension_reason: z.string().nullable(),
    verified_how: z.string().nullable().meta({ description: 'How it was made sure that the person asks' }),
    verified_by_name: z.string().nullable(),
    verified_at: instant.nullable(),
    approved_by_name: z.string().nullable(),
    approved_at: instant.nullable(),
    created_by_name: z.string().nullable(),
    outcome: z.string().nullable(),
    ended_at: instant.nullable(),
    problem: z.string().nullable().meta({ description: 'Why the work does not go on, such as a legal hold' }),
    progress: z.record(z.string(), z.number()).meta({ description: 'Steps of an erasure that are done, and rows that each changed' }),
    package_bytes: z.number().nullable().meta({ description: 'Null while there is no package' }),
    package_digest: z.string().nullable().meta({ description: 'SHA-256 in hexadecimal' }),
    package_expires_at: instant.nullable(),
    downloaded_at: instant.nullable(),
    has_certificate: z.boolean(),
    version: versionNumber,
  })
  .meta({ id: 'PrivacyRequest' });
export type PrivacyRequest = z.output<typeof PrivacyRequest>;

const requestId = publicId('privacyRequest');
const exampleId = 'dsr_01jdnhwyg0e008000000000001';
const exampleUserId = 'usr_01jdnhwyg0e008000000000001';
const step = { permission: 'privacy.write', scope: 'tenant', output: PrivacyRequest, errors: ['conflict', 'precondition_failed'] } as const;

export const privacyRequestList = defineOperation({
  name: 'privacy_request.list',
  summary: 'List what people asked for about their data, the soonest due first unless sorted',
  permission: 'privacy.read',
  scope: 'tenant',
  input: z.strictObject({
    ...pageInput,
    kind: z.enum(privacyRequestKinds).optional(),
    state: z.enum([...privacyRequestStates, 'open', 'all']).default('all'),
    user_id: publicId('user').optional(),
    sort: z.enum(['due_at', '-due_at', '-received_at']).default('due_at'),
  }),
  output: pageOf(PrivacyRequest),
  errors: ['invalid_cursor'],
  examples: [{}, { state: 'open', kind: 'erasure' }],
  http: { method: 'GET', path: '/privacy/requests' },
  recordsReads: true,
});

export const privacyRequestGet = defineOperation({
  name: 'privacy_request.get',
  summary: 'Get what somebody asked for about their data',
  permission: 'privacy.read',
  scope: 'tenant',
  input: z.strictObject({ privacy_request_id: requestId }),
  output: PrivacyRequest,
  examples: [{ privacy_request_id: exampleId }],
  http: { method: 'GET', path: '/privacy/requests/{privacy_request_id}' },
  recordsReads: true,
});

export const privacyRequestCreate = defineOperation({
  name: 'privacy_request.create',
  summary: 'Note what somebody asked for about their data',
  permission: 'privacy.write',
  scope: 'tenant',
  input: z.strictObject({
    kind: z.enum(privacyRequestKinds),
    law: z.enum(privacyLaws).default('gdpr').meta({ description: 'Due in one month (GDPR) or 45 days (CCPA)' }),
    user_id: publicId('user').optional().meta({ description: 'The account; else the address of somebody without one' }),
    email: emailAddress.optional(),
    received_at: instant.optional().meta({ description: 'When it came in; now unless said' }),
    note: paragraph(2000).default(''),
  }),
  output: PrivacyRequest,
  errors: ['conflict'],
  examples: [
    { kind: 'access', user_id: exampleUserId },
    { kind: 'erasure', law: 'ccpa', email: 'former.colleague@example.com', note: 'By letter' },
  ],
  http: { method: 'POST', path: '/privacy/requests', status: 201 },
});

export const privacyRequestVerify = defineOperation({
  ...step,
  name: 'privacy_request.verify',
  summary: 'Confirm that it is the person themselves who asks',
  input: z.strictObject({ privacy_request_id: requestId, how: line(500).meta({ description: 'How that was checked' }) }),
  examples: [{ privacy_request_id: exampleId, how: 'Asked back on the known telephone number' }],
  http: { method: 'POST', path: '/privacy/requests/{privacy_request_id}/verify' },
});

export const privacyRequestApprove = defineOperation({
  ...step,
  name: 'privacy_request.approve',
  summary: 'Let a request be carried out; an erasure needs a second person, and closes the account at once',
  errors: ['conflict', 'forbidden', 'precondition_failed'],
  input: z.strictObject({ privacy_request_id: requestId }),
  examples: [{ privacy_request_id: exampleId }],
  http: { method: 'POST', path: '/privacy/requests/{privacy_request_id}/approve' },
  touches: ['keys', 'access'],
  stepUp: true,
});

export const privacyRequestExtend = defineOperation({
  ...step,
  name: 'privacy_request.extend',
  summary: 'Extend a request once: by two months (GDPR Article 12(3)) or 45 days (CCPA)',
  input: z.strictObject({ privacy_request_id: requestId, reason: line(500).meta({ description: 'What the person is told' }) }),
  examples: [{ privacy_request_id: exampleId, reason: 'Many systems have to be searched' }],
  http: { method: 'POST', path: '/privacy/requests/{privacy_request_id}/extend' },
});

export const privacyRequestReject = defineOperation({
  ...step,
  name: 'privacy_request.reject',
  summary: 'End a request without carrying it out',
  input: z.strictObject({ privacy_request_id: requestId, reason: line(1000) }),
  examples: [{ privacy_request_id: exampleId, reason: 'The person withdrew it' }],
  http: { method: 'POST', path: '/privacy/requests/{privacy_request_id}/reject' },
});

export const privacyRequestComplete = defineOperation({
  ...step,
  name: 'privacy_request.complete',
  summary: 'Say that a rectification was made, or lift a restriction',
  input: z.strictObject({ privacy_request_id: requestId, outcome: line(1000) }),
  examples: [{ privacy_request_id: exampleId, outcome: 'Name corrected' }],
  http: { method: 'POST', path: '/privacy/requests/{privacy_request_id}/complete' },
  touches: ['keys'],
});

/** Minutes that the link to a package lives. */
export const packageLinkMinutes = 15;
/** Days that a package is kept for somebody to download it. */
export const packageDays = 14;

export const privacyPackageLink = defineOperation({
  name: 'privacy_package.link',
  summary: 'Get the one-time link to a package; for whoever it is about, or who handles requests',
  permission: null,
  scope: 'self',
  input: z.strictObject({ privacy_request_id: requestId }),
  output: z.strictObject({
    token: z.string().meta({ description: 'For the download; good once. Shown once' }),
    expires_at: instant,
  }),
  errors: ['conflict'],
  examples: [{ privacy_request_id: exampleId }],
  http: { method: 'POST', path: '/privacy/requests/{privacy_request_id}/link' },
  stepUp: true,
});

export const privacyPackageDownload = defineOperation({
  name: 'privacy_package.download',
  summary: 'Download a package once, by its link: a ZIP file of NDJSON with a manifest of SHA-256 sums',
  permission: null,
  scope: 'self',
  input: z.strictObject({ token: z.string().regex(/^[0-9a-f]{64}$/) }),
  output: z.string(),
  errors: ['conflict'],
  examples: [{ token: '5a'.repeat(32) }],
  http: { method: 'GET', path: '/privacy/packages', kind: 'download', contentTypes: ['application/zip'] },
  recordsReads: true,
  stepUp: true,
});

export const certificateFormats = ['json', 'pdf'] as const;

export const privacyCertificateDownload = defineOperation({
  name: 'privacy_certificate.download',
  summary: 'Download the signed certificate of an erasure',
  permission: 'privacy.read',
  scope: 'tenant',
  input: z.strictObject({ privacy_request_id: requestId, format: z.enum(certificateFormats).default('json') }),
  output: z.string(),
  examples: [{ privacy_request_id: exampleId }, { privacy_request_id: exampleId, format: 'pdf' }],
  http: {
    method: 'GET',
    path: '/privacy/requests/{privacy_request_id}/certificate',
    kind: 'download',
    contentTypes: ['application/json', 'application/pdf'],
  },
  recordsReads: true,
});
