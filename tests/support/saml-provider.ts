import { createServer } from 'node:http';
import { inflateRawSync } from 'node:zlib';
import { closeServer, listenLocally } from './openid-provider.ts';
import { assertionXml, newId, type ResponseFacts, responseXml, signXml } from './saml-messages.ts';
import { type SignedCertificate, selfSignedCertificate } from './self-signed-certificate.ts';

/** Somebody at the provider, as its attributes say it. */
export interface SamlAccount {
  readonly nameId: string;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** An identity provider on this machine, over real HTTP: takes requests by HTTP-Redirect and answers by HTTP-POST. */
export interface SamlProvider {
  readonly entityId: string;
  readonly ssoUrl: string;
  readonly sloUrl: string;
  /** What it signs with; another one after its key was changed. */
  signing: SignedCertificate;
  account: SamlAccount;
  /** What the next answers say differently. */
  changes: Partial<ResponseFacts>;
  /** Makes the message of what would be said; the signed response unless a test forges another. */
  forge: (facts: ResponseFacts, signing: SignedCertificate) => string | Promise<string>;
  metadata(): string;
  /** What it would say to a request; null for a sign-in of its own accord. */
  factsFor(acsUrl: string, audience: string, inResponseTo: string | null): ResponseFacts;
  close(): void;
}

export const signedResponse = (facts: ResponseFacts, signing: SignedCertificate): string =>
  signXml(responseXml(facts, assertionXml(facts)), signing);

const attributeOf = (xml: string, name: string): string => new RegExp(`${name}="([^"]*)"`).exec(xml)?.[1] ?? '';
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

export async function startSamlProvider(account: SamlAccount): Promise<SamlProvider> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', origin);
    const encoded = url.searchParams.get('SAMLRequest');
    if (url.pathname !== '/sso' || encoded === null) return response.writeHead(200, { 'content-type': 'text/html' }).end('Signed out');
    const xml = inflateRawSync(Buffer.from(encoded, 'base64')).toString();
    const issuer = />([^<]+)<\/saml:Issuer>/.exec(xml)?.[1] ?? '';
    const acsUrl = attributeOf(xml, 'AssertionConsumerServiceURL');
    const message = await provider.forge(provider.factsFor(acsUrl, issuer, attributeOf(xml, 'ID')), provider.signing);
    const value = Buffer.from(message).toString('base64');
    const page = `<!doctype html><title>Identity provider</title><form method="post" action="${escaped(acsUrl)}"><input type="hidden" name="SAMLResponse" value="${value}"><button>Go on</button></form><script>document.forms[0].submit()</script>`;
    return response.writeHead(200, { 'content-type': 'text/html' }).end(page);
  });
  const origin = await listenLocally(server);
  const provider: SamlProvider = {
    ...{ entityId: `${origin}/metadata`, ssoUrl: `${origin}/sso`, sloUrl: `${origin}/slo`, signing: selfSignedCertificate() },
    ...{ account, changes: {}, forge: signedResponse },
    metadata: () =>
      `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${provider.entityId}"><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${provider.signing.base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${provider.sloUrl}"/><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${provider.ssoUrl}"/></md:IDPSSODescriptor></md:EntityDescriptor>`,
    factsFor: (acsUrl, audience, inResponseTo) => ({
      ...{ issuer: provider.entityId, acsUrl, recipient: acsUrl, audience, inResponseTo },
      ...{ nameId: provider.account.nameId, attributes: provider.account.attributes },
      ...{ nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress', assertionId: newId(), sessionIndex: newId() },
      ...{ nowMs: Date.now(), lifetimeMs: 300_000, status: 'urn:oasis:names:tc:SAML:2.0:status:Success' },
      ...provider.changes,
    }),
    close: () => closeServer(server),
  };
  return provider;
}
