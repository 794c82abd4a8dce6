import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, paragraph, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { PrivacyRequest, privacyRequestKinds } from './privacy-requests.ts';

/** Grounds of GDPR Article 6(1), in its order. */
export const consentBases = ['consent', 'contract', 'legal_obligation', 'vital_interests', 'public_task', 'legitimate_interests'] as const;
/** What a withdrawal does: nothing by itself, a pseudonym in statistics, or personal keys that stop within two seconds. */
export const consentEffects = ['none', 'pseudonymous', 'stop_keys'] as const;

export const ConsentPurpose = z
  .strictObject({
    id: publicId('consentPurpose'),
    name: z.string(),
    description: z.string().meta({ description: 'What people are asked to agree to, or are told' }),
    basis: z.enum(consentBases),
    text_version: z.number().int().meta({ description: 'Grows with the description; consent is to one version' }),
    effect: z.enum(consentEffects),
    given: z.number().int().meta({ description: 'People who agree to this version now' }),
    given_to_older: z.number().int().meta({ description: 'People who agreed to an older version only' }),
    withdrawn: z.number().int(),
    archived_at: instant.nullable(),
    version: versionNumber,
  })
  .meta({ id: 'ConsentPurpose' });
export type ConsentPurpose = z.output<typeof ConsentPurpose>;

export const Consent = z
  .strictObject({
    id: publicId('consentRecord'),
    purpose_id: publicId('consentPurpose'),
    purpose_name: z.string(),
    user_id: publicId('user'),
    user_name: z.string(),
    state: z.enum(['given', 'withdrawn']),
    text_version: z.number().int(),
    evidence: z.string(),
    recorded_by_name: z.string(),
    recorded_at: instant,
    current: z.boolean().meta({ description: 'The newest of the person for the purpose: the one that counts' }),
  })
  .meta({ id: 'Consent' });
export type Consent = z.output<typeof Consent>;

const purposeId = publicId('consentPurpose');
const examplePurposeId = 'cpu_01jdnhwyg0e008000000000001';
const exampleUserId = 'usr_01jdnhwyg0e008000000000001';
const said = {
  purpose_id: purposeId,
  state: z.enum(['given', 'withdrawn']),
  text_version: z.number().int().min(1).optional().meta({ description: 'Of the text that was shown; the newest unless said' }),
};

export const consentPurposeList = defineOperation({
  name: 'consent_purpose.list',
  summary: 'List what data about people is processed for',
  permission: 'privacy.read',
  scope: 'tenant',
  input: z.strictObject({
    ...pageInput,
    archived: z.enum(['no', 'yes']).default('no'),
    sort: z.enum(['name', '-name']).default('name'),
  }),
  output: pageOf(ConsentPurpose),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/privacy/purposes' },
});

export const consentPurposeCreate = defineOperation({
  name: 'consent_purpose.create',
  summary: 'Declare a purpose',
  permission: 'privacy.write',
  scope: 'tenant',
  input: z.strictObject({
    name: line(120),
    description: paragraph(4000).min(1),
    basis: z.enum(consentBases).default('consent'),
    effect: z.enum(consentEffects).default('none'),
  }),
  output: ConsentPurpose,
  errors: ['conflict'],
  examples: [{ name: 'Usage by name', description: 'Statistics of your own calls are shown with your name.', effect: 'pseudonymous' }],
  http: { method: 'POST', path: '/privacy/purposes', status: 201 },
});

export const consentPurposeUpdate = defineOperation({
  name: 'consent_purpose.update',
  summary: 'Change or archive a purpose; a new description is a new version, to which nobody has agreed yet',
  permission: 'privacy.write',
  scope: 'tenant',
  input: z.strictObject({
    purpose_id: purposeId,
    name: line(120).optional(),
    description: paragraph(4000).min(1).optional(),
    archived: z.boolean().optional(),
  }),
  output: ConsentPurpose,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ purpose_id: examplePurposeId, description: 'Statistics of your calls are shown with your name to your team lead.' }],
  http: { method: 'PATCH', path: '/privacy/purposes/{purpose_id}' },
});

export const consentList = defineOperation({
  name: 'consent.list',
  summary: 'List consents given and withdrawn, newest first',
  permission: 'privacy.read',
  scope: 'tenant',
  input: z.strictObject({
    ...pageInput,
    purpose_id: purposeId.optional(),
    user_id: publicId('user').optional(),
    state: z.enum(['given', 'withdrawn']).optional(),
    sort: z.enum(['-recorded_at', 'recorded_at']).default('-recorded_at'),
  }),
  output: pageOf(Consent),
  errors: ['invalid_cursor'],
  examples: [{}, { user_id: exampleUserId, state: 'withdrawn' }],
  http: { method: 'GET', path: '/privacy/consents' },
  recordsReads: true,
});

export const consentRecordCreate = defineOperation({
  name: 'consent.record',
  summary: 'Note that a person gave or withdrew consent, with the evidence',
  permission: 'privacy.write',
  scope: 'tenant',
  input: z.strictObject({ ...said, user_id: publicId('user'), evidence: line(1000) }),
  output: Consent,
  errors: ['conflict'],
  examples: [{ purpose_id: examplePurposeId, user_id: exampleUserId, state: 'given', evidence: 'Signed form of 3 May, folder HR-12' }],
  http: { method: 'POST', path: '/privacy/consents', status: 201 },
  touches: ['keys'],
});

const OwnPurpose = z.strictObject({
  purpose_id: purposeId,
  name: z.string(),
  description: z.string(),
  basis: z.enum(consentBases),
  effect: z.enum(consentEffects),
  text_version: z.number().int(),
  state: z.enum(['given', 'withdrawn', 'outdated', 'never']).meta({ description: '`outdated`: given to an older text' }),
  since: instant.nullable(),
});

export const OwnPrivacy = z
  .strictObject({
    purposes: z.array(OwnPurpose),
    requests: z.array(PrivacyRequest.omit({ created_by_name: true, verified_by_name: true, approved_by_name: true })),
    restricted: z.boolean().meta({ description: 'Data is stored, and nothing else is done with it' }),
    objected: z.boolean(),
    pseudonymous: z.boolean().meta({ description: 'Statistics show a pseudonym' }),
  })
  .meta({ id: 'OwnPrivacy' });
export type OwnPrivacy = z.output<typeof OwnPrivacy>;

export const ownPrivacyGet = defineOperation({
  name: 'own_privacy.get',
  summary: 'See what one has agreed to and asked for',
  permission: null,
  scope: 'self',
  input: z.strictObject({}),
  output: OwnPrivacy,
  examples: [{}],
  http: { method: 'GET', path: '/users/me/privacy' },
});

export const ownConsentSet = defineOperation({
  name: 'own_privacy.consent',
  summary: 'Give or withdraw one’s own consent',
  permission: null,
  scope: 'self',
  input: z.strictObject(said),
  output: OwnPrivacy,
  errors: ['conflict'],
  examples: [{ purpose_id: examplePurposeId, state: 'withdrawn' }],
  http: { method: 'POST', path: '/users/me/privacy/consents' },
  touches: ['keys'],
});

export const ownPrivacyRequest = defineOperation({
  name: 'own_privacy.request',
  summary: 'Ask for something about one’s own data; signing in is the proof of identity',
  permission: null,
  scope: 'self',
  input: z.strictObject({ kind: z.enum(privacyRequestKinds), note: paragraph(2000).default('') }),
  output: OwnPrivacy,
  errors: ['conflict'],
  examples: [{ kind: 'access' }],
  http: { method: 'POST', path: '/users/me/privacy/requests', status: 201 },
  stepUp: true,
});
