import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { connectionPaths } from '../connection-paths.ts';
import type { SsoConnectionRow } from '../connection-rows.ts';

/** How far clocks may differ, in milliseconds. */
export const clockSkewMs = 60_000;

/** Our addresses at one provider; the metadata's is also our name there. */
export interface SamlAddresses {
  readonly entityId: string;
  readonly acsUrl: string;
  readonly logoutUrl: string;
}

export function samlAddresses(origin: string, { kind, id }: Pick<SsoConnectionRow, 'kind' | 'id'>): SamlAddresses {
  const { callback, metadata, logout } = connectionPaths(kind, id);
  return { entityId: `${origin}${metadata ?? ''}`, acsUrl: `${origin}${callback}`, logoutUrl: `${origin}${logout ?? ''}` };
}

/**
 * The library, set up for one connection. Assertions must be signed themselves. What an answer answers is checked by us
 * against the database, because an answer may come to another process than the one that asked.
 */
export function serviceProvider(connection: SsoConnectionRow, addresses: SamlAddresses, requestId?: string): SAML {
  return new SAML({
    idpCert: connection.idpCertificates,
    idpIssuer: connection.idpEntityId ?? '',
    ...{ issuer: addresses.entityId, audience: addresses.entityId, callbackUrl: addresses.acsUrl },
    ...{ entryPoint: connection.idpSsoUrl ?? '', logoutUrl: connection.idpSloUrl ?? '', logoutCallbackUrl: addresses.logoutUrl },
    ...{ wantAssertionsSigned: true, wantAuthnResponseSigned: false, signatureAlgorithm: 'sha256', acceptedClockSkewMs: clockSkewMs },
    validateInResponseTo: ValidateInResponseTo.never,
    ...{ disableRequestedAuthnContext: true, identifierFormat: null },
    ...(requestId === undefined ? {} : { generateUniqueId: () => requestId }),
  });
}

/** Where the browser goes to sign in (HTTP-Redirect binding); the answer names the request by this id. */
export const beginSaml = (connection: SsoConnectionRow, origin: string, requestId: string): Promise<string> =>
  serviceProvider(connection, samlAddresses(origin, connection), requestId).getAuthorizeUrlAsync('', undefined, {});

/** Our metadata, as XML, for the provider: where answers go, and the newest of the keys to encrypt them for. */
export function spMetadata(connection: SsoConnectionRow, origin: string): string {
  const [certificate] = connection.encryptionCertificates;
  const library = serviceProvider(connection, samlAddresses(origin, connection));
  if (certificate === undefined) return library.generateServiceProviderMetadata(null, null);
  // The library names a certificate only beside a private key, of which the metadata says nothing; ours stays sealed.
  library.options.decryptionPvk = 'sealed';
  return library.generateServiceProviderMetadata(certificate, null);
}
