import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';

/** E-mail domains of one tenant, at most. */
export const ssoDomainsMax = 100;

/** An e-mail domain, and how its DNS proves whose it is. */
export const SsoDomain = z.strictObject({
  id: publicId('ssoDomain'),
  domain: z.string(),
  sso_connection_id: publicId('ssoConnection').nullable().meta({ description: 'Where its people sign in' }),
  connection_name: z.string().nullable(),
  record_name: z.string().meta({ description: 'Name of the TXT record that proves it' }),
  record_value: z.string().meta({ description: 'What that record must say' }),
  verified_at: instant.nullable(),
  checked_at: instant.nullable(),
  check_message: z.string().nullable().meta({ description: 'What the last look at the DNS found' }),
  created_at: instant,
  version: versionNumber,
});
export type SsoDomain = z.output<typeof SsoDomain>;

// Labels of RFC 1035 with at least one dot; internationalised names in their ASCII form (RFC 5890).
const domainName = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/, { error: 'Must be a domain such as example.com' })
  .meta({ description: 'What stands behind the @', examples: ['example.com'] });

const domainId = publicId('ssoDomain');
const connectionId = publicId('ssoConnection');
const exampleId = 'sdm_01jdnhwyg0e008000000000001';
const exampleConnectionId = 'sso_01jdnhwyg0e008000000000001';

export const ssoDomainList = defineOperation({
  name: 'sso_domain.list',
  summary: 'List the e-mail domains of the organization',
  permission: 'sso.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: z.strictObject({ data: z.array(SsoDomain), next_cursor: z.null() }),
  examples: [{}],
  http: { method: 'GET', path: '/sso/domains' },
});

export const ssoDomainAdd = defineOperation({
  name: 'sso_domain.add',
  summary: 'Add an e-mail domain; it counts once its DNS proves it',
  permission: 'sso.write',
  scope: 'tenant',
  stepUp: true,
  input: z.strictObject({ domain: domainName, sso_connection_id: connectionId.optional() }),
  output: SsoDomain,
  errors: ['conflict', 'limit_reached'],
  examples: [{ domain: 'example.com', sso_connection_id: exampleConnectionId }],
  http: { method: 'POST', path: '/sso/domains', status: 201 },
});

export const ssoDomainUpdate = defineOperation({
  name: 'sso_domain.update',
  summary: 'Say where the people of a domain sign in',
  permission: 'sso.write',
  scope: 'tenant',
  stepUp: true,
  input: z.strictObject({ sso_domain_id: domainId, sso_connection_id: connectionId.nullable() }),
  output: SsoDomain,
  errors: ['precondition_failed'],
  examples: [{ sso_domain_id: exampleId, sso_connection_id: exampleConnectionId }],
  http: { method: 'PATCH', path: '/sso/domains/{sso_domain_id}' },
});

export const ssoDomainVerify = defineOperation({
  name: 'sso_domain.verify',
  summary: 'Look for the TXT record that proves a domain',
  permission: 'sso.write',
  scope: 'tenant',
  stepUp: true,
  input: z.strictObject({ sso_domain_id: domainId }),
  output: SsoDomain,
  errors: ['conflict'],
  examples: [{ sso_domain_id: exampleId }],
  http: { method: 'POST', path: '/sso/domains/{sso_domain_id}/verify' },
});

export const ssoDomainRemove = defineOperation({
  name: 'sso_domain.remove',
  summary: 'Remove an e-mail domain; its people sign in by password again',
  permission: 'sso.write',
  scope: 'tenant',
  input: z.strictObject({ sso_domain_id: domainId }),
  output: z.null(),
  errors: ['conflict'],
  examples: [{ sso_domain_id: exampleId }],
  http: { method: 'DELETE', path: '/sso/domains/{sso_domain_id}', status: 204 },
});
