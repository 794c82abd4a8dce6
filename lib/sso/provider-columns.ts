import type { ssoConnection } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { SsoKind } from '#lib/contracts/sso-kinds.ts';
import { AppError } from '#lib/core/errors.ts';
import { checkOutboundUrl } from '#lib/outbound/index.ts';
import { readCertificate } from './certificates.ts';
import { kindFacts } from './kinds.ts';
import { readIdpMetadata } from './saml/read-idp-metadata.ts';
import { XmlFault } from './saml/read-xml.ts';

/** What people say about a provider, when they connect it or change it. */
export interface ProviderInput {
  readonly issuer?: string | undefined;
  readonly client_id?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly metadata?: string | undefined;
  readonly idp_entity_id?: string | undefined;
  readonly idp_sso_url?: string | undefined;
  readonly idp_slo_url?: string | null | undefined;
  readonly idp_certificates?: readonly string[] | undefined;
}

type Row = typeof ssoConnection.$inferSelect;
export type ProviderColumns = Pick<Row, 'issuer' | 'clientId' | 'scopes' | 'idpEntityId' | 'idpSsoUrl' | 'idpSloUrl' | 'idpCertificates'>;

export const fault = (pointer: string, detail: string): AppError => new AppError('validation_failed', { errors: [{ pointer, detail }] });

const noProvider: ProviderColumns = {
  ...{ issuer: null, clientId: null, scopes: [] },
  ...{ idpEntityId: null, idpSsoUrl: null, idpSloUrl: null, idpCertificates: [] },
};

/** An address only browsers are sent to. It may have a query; it is never asked by us. */
function requireBrowserUrl({ runtime }: OperationContext, pointer: string, text: string): string {
  if (!URL.canParse(text)) throw fault(pointer, 'Must be an address such as https://idp.example.com/sso');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') throw fault(pointer, 'Must not hold a user name or password');
  if (url.hash !== '') throw fault(pointer, 'Must not have a fragment');
  // What may be asked over plain HTTP (networks that the operator listed) may be visited over it too.
  if (url.protocol !== 'https:') checkOutboundUrl(runtime.outbound.policy, url.origin);
  return url.href;
}

function requireIssuer({ runtime }: OperationContext, kind: SsoKind, issuer: string | undefined): string {
  const facts = kindFacts[kind];
  const given = issuer ?? facts.issuer;
  if (given === null || given === undefined) throw fault('/issuer', `${facts.label} needs an issuer`);
  if (facts.issuer !== null && given !== facts.issuer) throw fault('/issuer', `${facts.label} has the issuer ${facts.issuer}`);
  const url = checkOutboundUrl(runtime.outbound.policy, given);
  const wrong = facts.issuerFault(url);
  if (wrong !== undefined) throw fault('/issuer', wrong);
  return given;
}

function oidcColumns(ctx: OperationContext, kind: SsoKind, input: ProviderInput, before: ProviderColumns): ProviderColumns {
  const clientId = input.client_id ?? before.clientId;
  if (clientId === null) throw fault('/client_id', `${kindFacts[kind].label} needs a client id`);
  const scopes = input.scopes ?? (before.clientId === null ? kindFacts[kind].scopes : before.scopes);
  return {
    ...noProvider,
    issuer: requireIssuer(ctx, kind, input.issuer ?? before.issuer ?? undefined),
    clientId,
    scopes: [...new Set(scopes)].filter((scope) => scope !== 'openid'),
  };
}

function metadataOf(text: string | undefined) {
  if (text === undefined || text.trim() === '') return undefined;
  try {
    return readIdpMetadata(text);
  } catch (error) {
    if (error instanceof XmlFault) throw fault('/metadata', error.message);
    throw error;
  }
}

function requireCertificates(given: readonly string[]): string[] {
  return given.map((text, index) => {
    const certificate = readCertificate(text);
    if (certificate === null) throw fault(`/idp_certificates/${index}`, 'Is no X.509 certificate');
    if (!certificate.isStrong) throw fault(`/idp_certificates/${index}`, 'Its key is too weak; RSA needs 2048 bits');
    return certificate.base64;
  });
}

function samlColumns(ctx: OperationContext, input: ProviderInput, before: ProviderColumns): ProviderColumns {
  const metadata = metadataOf(input.metadata);
  const entityId = input.idp_entity_id ?? metadata?.entityId ?? before.idpEntityId;
  const ssoUrl = input.idp_sso_url ?? metadata?.ssoUrl ?? before.idpSsoUrl;
  const certificates = requireCertificates(input.idp_certificates ?? metadata?.certificates ?? before.idpCertificates);
  if (entityId === null) throw fault('/idp_entity_id', 'Needed, or the metadata that says it');
  if (ssoUrl === null) throw fault('/idp_sso_url', 'Needed, or the metadata that says it');
  if (certificates.length === 0) throw fault('/idp_certificates', 'Needed, or the metadata that has them');
  const sloUrl = input.idp_slo_url === undefined ? (metadata === undefined ? before.idpSloUrl : metadata.sloUrl) : input.idp_slo_url;
  return {
    ...noProvider,
    idpEntityId: entityId,
    idpSsoUrl: requireBrowserUrl(ctx, '/idp_sso_url', ssoUrl),
    idpSloUrl: sloUrl === null ? null : requireBrowserUrl(ctx, '/idp_slo_url', sloUrl),
    idpCertificates: [...new Set(certificates)],
  };
}

const ofOidc = ['issuer', 'client_id', 'scopes'] as const;
const ofSaml = ['metadata', 'idp_entity_id', 'idp_sso_url', 'idp_slo_url', 'idp_certificates'] as const;

/** The provider's columns after a change; what is not said stays. Fields of the other protocol are refused. */
export function providerColumns(ctx: OperationContext, kind: SsoKind, input: ProviderInput, before: ProviderColumns = noProvider) {
  const { protocol, label } = kindFacts[kind];
  const foreign = (protocol === 'saml' ? ofOidc : ofSaml).find((name) => input[name] !== undefined && input[name] !== null);
  if (foreign !== undefined) throw fault(`/${foreign}`, `${label} has no such setting`);
  return protocol === 'saml' ? samlColumns(ctx, input, before) : oidcColumns(ctx, kind, input, before);
}
