import { randomBytes } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import type { SignedCertificate } from './self-signed-certificate.ts';

/** What a SAML response of a test says; each field can be made wrong on its own. */
export interface ResponseFacts {
  readonly issuer: string;
  readonly acsUrl: string;
  readonly audience: string;
  readonly nameId: string;
  readonly nameIdFormat: string;
  /** Null where the provider began. */
  readonly inResponseTo: string | null;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  readonly lifetimeMs: number;
  readonly assertionId: string;
  readonly recipient: string;
  readonly sessionIndex: string;
  readonly status: string;
}

export const newId = (): string => `_${randomBytes(16).toString('hex')}`;
const iso = (ms: number): string => new Date(ms).toISOString();
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const answers = ({ inResponseTo }: Pick<ResponseFacts, 'inResponseTo'>): string =>
  inResponseTo === null ? '' : ` InResponseTo="${escaped(inResponseTo)}"`;

export function assertionXml(facts: ResponseFacts): string {
  const { nowMs, lifetimeMs } = facts;
  const until = iso(nowMs + lifetimeMs);
  const attributes = Object.entries(facts.attributes).map(
    ([name, values]) =>
      `<saml:Attribute Name="${escaped(name)}">${values.map((value) => `<saml:AttributeValue>${escaped(value)}</saml:AttributeValue>`).join('')}</saml:Attribute>`,
  );
  return (
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${facts.assertionId}" Version="2.0" IssueInstant="${iso(nowMs)}">` +
    `<saml:Issuer>${escaped(facts.issuer)}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="${facts.nameIdFormat}">${escaped(facts.nameId)}</saml:NameID>` +
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">` +
    `<saml:SubjectConfirmationData Recipient="${escaped(facts.recipient)}" NotOnOrAfter="${until}"${answers(facts)}/>` +
    `</saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${iso(nowMs - 1000)}" NotOnOrAfter="${until}"><saml:AudienceRestriction><saml:Audience>${escaped(facts.audience)}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${iso(nowMs)}" SessionIndex="${facts.sessionIndex}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
    `<saml:AttributeStatement>${attributes.join('')}</saml:AttributeStatement></saml:Assertion>`
  );
}

/** A response around what is given, which is an assertion or whatever an attack puts there. */
export const responseXml = (facts: ResponseFacts, content: string): string =>
  `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${newId()}" Version="2.0" IssueInstant="${iso(facts.nowMs)}" Destination="${escaped(facts.acsUrl)}"${answers(facts)}>` +
  `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${escaped(facts.issuer)}</saml:Issuer>` +
  `<samlp:Status><samlp:StatusCode Value="${facts.status}"/></samlp:Status>${content}</samlp:Response>`;

export const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

export interface SigningChoices {
  readonly signatureAlgorithm?: string;
  readonly digestAlgorithm?: string;
  /** Local name of the element that is signed, and holds the signature behind its Issuer. */
  readonly element?: string;
}

/** Signs one element of a message as providers do: an enveloped signature behind the Issuer. */
export function signXml(xml: string, { privateKey, certificate }: SignedCertificate, choices: SigningChoices = {}): string {
  const element = `//*[local-name(.)='${choices.element ?? 'Assertion'}']`;
  const signer = new SignedXml({
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    publicCert: certificate,
    signatureAlgorithm: choices.signatureAlgorithm ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: exclusive,
  });
  const digestAlgorithm = choices.digestAlgorithm ?? 'http://www.w3.org/2001/04/xmlenc#sha256';
  signer.addReference({ xpath: element, transforms: [enveloped, exclusive], digestAlgorithm });
  signer.computeSignature(xml, { location: { reference: `${element}/*[local-name(.)='Issuer']`, action: 'after' } });
  return signer.getSignedXml();
}

/** A provider's sign-out of somebody, unsigned. */
export const logoutRequestXml = (facts: {
  issuer: string;
  destination: string;
  nameId: string;
  sessionIndex?: string;
  nowMs: number;
}): string =>
  `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${newId()}" Version="2.0" IssueInstant="${iso(facts.nowMs)}" Destination="${escaped(facts.destination)}">` +
  `<saml:Issuer>${escaped(facts.issuer)}</saml:Issuer><saml:NameID>${escaped(facts.nameId)}</saml:NameID>` +
  `${facts.sessionIndex === undefined ? '' : `<samlp:SessionIndex>${facts.sessionIndex}</samlp:SessionIndex>`}</samlp:LogoutRequest>`;
