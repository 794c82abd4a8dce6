import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, versionNumber } from './fields.ts';
import { ssoKindNames } from './sso-kinds.ts';

/** Connections to identity providers of one tenant that are not archived, at most. */
export const ssoConnectionsMax = 20;
const groupsMax = 200;

const claimName = line(200).optional();

/** Which claim (OpenID Connect) or attribute (SAML) says what. What is left out is not read; e-mail and name have defaults. */
export const SsoClaims = z.strictObject({
  email: claimName.meta({ description: 'E-mail address; SAML takes the NameID where there is none' }),
  name: claimName,
  groups: claimName.meta({ description: 'Names or ids of groups: a list, or text' }),
  role: claimName.meta({ description: 'Name of a role, held on the whole organization' }),
  department: claimName.meta({ description: 'Name of a department, on which the default role is held' }),
  team: claimName.meta({ description: 'Name of a team, of which the person becomes a member' }),
  cost_center: claimName.meta({ description: 'Code of a cost center, which bears what the person spends' }),
});
export type SsoClaims = z.output<typeof SsoClaims>;

/**
 * What a group of the provider gives. A role alone is held on the whole organization, with a department or a team there.
 * A department without a role gives the connection's default role on it, a team without one makes a member of it. Each is also
 * a group here, which can be given more; a group alone is nothing but that.
 */
export const SsoGroupMapping = z
  .strictObject({
    group: line(300).meta({ description: 'As the provider sends it; case counts', examples: ['tollgate-admins'] }),
    role_id: publicId('role').optional(),
    department_id: publicId('department').optional(),
    team_id: publicId('team').optional(),
  })
  .refine(({ department_id: department, team_id: team }) => department === undefined || team === undefined, {
    error: 'A department or a team, not both',
    path: ['team_id'],
  });
export type SsoGroupMapping = z.output<typeof SsoGroupMapping>;

/** One step of a test, in words. */
const SsoCheck = z.strictObject({ name: z.string(), ok: z.boolean(), message: z.string() });

/** What came of a connection's last test. */
export const SsoTestResult = z.strictObject({ ok: z.boolean(), checks: z.array(SsoCheck) });
export type SsoTestResult = z.output<typeof SsoTestResult>;

/** Addresses of ours that the provider wants to be told, as paths of this origin. */
const SsoPaths = z.strictObject({
  start: z.string().meta({ description: 'Begins a sign-in at this provider; for tiles and bookmarks' }),
  callback: z.string().meta({ description: 'Redirect URI (OpenID Connect) or Assertion Consumer Service (SAML)' }),
  metadata: z.string().nullable().meta({ description: 'SAML metadata, also the entity ID; null for OpenID Connect' }),
  logout: z.string().nullable().meta({ description: 'Single Logout Service (SAML); null for OpenID Connect' }),
});

/** A tenant's identity provider. The client's secret is never shown again. */
export const SsoConnection = z
  .strictObject({
    id: publicId('ssoConnection'),
    name: z.string(),
    kind: z.enum(ssoKindNames),
    status: z.enum(['active', 'disabled', 'archived']),
    issuer: z.string().nullable(),
    client_id: z.string().nullable(),
    scopes: z.array(z.string()),
    has_credential: z
      .boolean()
      .meta({ description: 'Whether there is a client’s secret, or a key that opens encrypted assertions (SAML)' }),
    encryption_certificates: z.array(z.string()).meta({
      description:
        'SAML: certificates of the keys that open assertions, newest first; the newest is in our metadata, the one before still opens',
    }),
    last_four: z.string().nullable().meta({ description: 'The secret’s last four characters' }),
    rotated_at: instant.nullable().meta({ description: 'When the secret or key was last set' }),
    idp_entity_id: z.string().nullable(),
    idp_sso_url: z.string().nullable(),
    idp_slo_url: z.string().nullable(),
    idp_certificates: z.array(z.string()),
    certificate_expires_at: instant.nullable().meta({ description: 'When the first of the certificates ends' }),
    allow_idp_initiated: z.boolean(),
    claims: SsoClaims,
    required_groups: z.array(z.string()),
    group_mappings: z.array(SsoGroupMapping),
    default_role_id: publicId('role').nullable(),
    provisions: z.boolean(),
    paths: SsoPaths,
    tested_at: instant.nullable(),
    test_result: SsoTestResult.nullable(),
    created_at: instant,
    updated_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'SsoConnection' });
export type SsoConnection = z.output<typeof SsoConnection>;

const url = (what: string) => z.string().trim().min(1).max(500).meta({ description: what });

/** Fields that connections are made and changed with; which of them a kind needs, the operation says. */
export const ssoFields = {
  issuer: url('Issuer, exactly as the provider’s discovery document says it').meta({ examples: ['https://acme.okta.com'] }),
  client_id: line(500),
  credential: z
    .string()
    .trim()
    .min(1)
    .max(4_096)
    .meta({ description: 'The client’s secret. Encrypted at once; no answer, log or audit entry ever holds it' }),
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]{1,200}$/, { error: 'Not a scope' })).max(20),
  metadata: z.string().max(200_000).meta({ description: 'The provider’s SAML metadata; fills entity ID, addresses and certificates' }),
  idp_entity_id: line(1_024),
  idp_sso_url: url('Where the provider takes SAML requests (HTTP-Redirect)'),
  idp_slo_url: url('Where the provider takes sign-outs'),
  idp_certificates: z.array(z.string().min(1).max(10_000)).max(10).meta({ description: 'Signing certificates, PEM or base64' }),
  allow_idp_initiated: z.boolean().meta({ description: 'SAML: whether the provider may begin. The person then confirms who they are' }),
  required_groups: z.array(line(300)).max(groupsMax).meta({ description: 'Only members of one of these may enter; empty lets everybody' }),
  group_mappings: z.array(SsoGroupMapping).max(groupsMax),
  default_role_id: publicId('role').meta({ description: 'Held by everybody who signs in here; `user` unless said' }),
  provisions: z.boolean().meta({ description: 'Whether people without an account get one at their first sign-in' }),
} as const;
