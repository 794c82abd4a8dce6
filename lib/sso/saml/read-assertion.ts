import type { SsoConnectionRow } from '../connection-rows.ts';
import { invalid } from '../sso-refusal.ts';
import { childrenNamed, elementsNamed, namespaces, readXml } from './read-xml.ts';
import { clockSkewMs, type SamlAddresses } from './service-provider.ts';

/** What a verified assertion says. */
export interface ReadAssertion {
  readonly id: string;
  readonly nameId: string;
  readonly nameIdFormat: string | null;
  readonly sessionIndex: string | null;
  /** The request it answers; null where the provider began. */
  readonly inResponseTo: string | null;
  /** After this it would not be taken any more. */
  readonly expiresAt: Date;
  /** Values by the attribute's name, and by its friendly name where it has one. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

const { assertion: ns } = namespaces;

function only(parent: Element, name: string): Element {
  const [element, second] = childrenNamed(parent, ns, name);
  if (element === undefined || second !== undefined) throw invalid(`The assertion must have one ${name}`);
  return element;
}

function instantOf(element: Element, name: string): number | null {
  const text = element.getAttribute(name);
  if (!text) return null;
  const ms = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(ms))
    throw invalid(`${name} is no time: ${text.slice(0, 40)}`);
  return ms;
}

/** Throws unless now lies between NotBefore and NotOnOrAfter, with a minute of grace on both sides. */
function requireTime(element: Element, nowMs: number): void {
  const notBefore = instantOf(element, 'NotBefore');
  const notOnOrAfter = instantOf(element, 'NotOnOrAfter');
  if (notBefore !== null && nowMs + clockSkewMs < notBefore) throw invalid('The assertion is not valid yet. Are the clocks right?');
  if (notOnOrAfter !== null && nowMs - clockSkewMs >= notOnOrAfter) throw invalid('The assertion has expired');
}

/** The confirmation that this browser may carry the assertion here (SAML Profiles 2.0 section 4.1.4.2). */
function confirmationOf(subject: Element, { acsUrl }: SamlAddresses, nowMs: number): { data: Element; endsAtMs: number } {
  const bearer = childrenNamed(subject, ns, 'SubjectConfirmation').filter(
    (element) => element.getAttribute('Method') === 'urn:oasis:names:tc:SAML:2.0:cm:bearer',
  );
  const [confirmation] = bearer;
  if (confirmation === undefined || bearer.length !== 1) throw invalid('The assertion must have one bearer confirmation');
  const data = only(confirmation, 'SubjectConfirmationData');
  if (data.getAttribute('Recipient') !== acsUrl)
    throw invalid(`The assertion is meant for ${data.getAttribute('Recipient') || 'nobody'}, not for ${acsUrl} (Recipient)`);
  const endsAtMs = instantOf(data, 'NotOnOrAfter');
  if (endsAtMs === null) throw invalid('The confirmation of the assertion has no end (NotOnOrAfter)');
  requireTime(data, nowMs);
  return { data, endsAtMs };
}

function requireAudience(conditions: Element, { entityId }: SamlAddresses): void {
  const restrictions = childrenNamed(conditions, ns, 'AudienceRestriction');
  if (restrictions.length === 0) throw invalid('The assertion has no audience');
  for (const restriction of restrictions) {
    const audiences = childrenNamed(restriction, ns, 'Audience').map((element) => element.textContent?.trim() ?? '');
    if (!audiences.includes(entityId))
      throw invalid(`The assertion is meant for the audience ${audiences.join(', ')}, not for ${entityId}`);
  }
}

function attributesOf(assertion: Element): Record<string, string[]> {
  const attributes: Record<string, string[]> = Object.create(null);
  for (const attribute of elementsNamed(assertion, ns, 'Attribute')) {
    const values = childrenNamed(attribute, ns, 'AttributeValue').map((element) => element.textContent ?? '');
    for (const name of new Set([attribute.getAttribute('Name'), attribute.getAttribute('FriendlyName')]))
      if (name) attributes[name] = [...(attributes[name] ?? []), ...values];
  }
  return attributes;
}

function sessionIndexOf(assertion: Element, nowMs: number): string | null {
  const [statement] = childrenNamed(assertion, ns, 'AuthnStatement');
  if (statement === undefined) throw invalid('The assertion does not say that somebody signed in (AuthnStatement)');
  const endsAtMs = instantOf(statement, 'SessionNotOnOrAfter');
  if (endsAtMs !== null && nowMs - clockSkewMs >= endsAtMs) throw invalid('The session at the provider has ended');
  return statement.getAttribute('SessionIndex') || null;
}

/**
 * Reads an assertion out of the very bytes whose signature was verified, and checks issuer, recipient, audience and times.
 * Throws SsoRefusal. What it answers, and that it comes once, is for the caller to check.
 */
export function readAssertion(
  verifiedXml: string,
  { idpEntityId }: SsoConnectionRow,
  addresses: SamlAddresses,
  nowMs: number,
): ReadAssertion {
  const assertion = readXml(verifiedXml).documentElement;
  if (assertion.namespaceURI !== ns || assertion.localName !== 'Assertion') throw invalid('What was signed is no assertion');
  const issuer = only(assertion, 'Issuer').textContent?.trim();
  if (issuer !== idpEntityId) throw invalid(`The assertion is of the issuer ${issuer ?? ''}, not of ${idpEntityId ?? ''}`);
  const subject = only(assertion, 'Subject');
  const nameId = only(subject, 'NameID');
  const { data, endsAtMs } = confirmationOf(subject, addresses, nowMs);
  const conditions = only(assertion, 'Conditions');
  requireTime(conditions, nowMs);
  requireAudience(conditions, addresses);
  const id = assertion.getAttribute('ID');
  const name = nameId.textContent?.trim();
  if (!id) throw invalid('The assertion has no ID');
  if (!name || name.length > 255) throw invalid('The assertion names nobody (NameID)');
  const nameIdFormat = nameId.getAttribute('Format') || null;
  if (nameIdFormat?.endsWith(':transient'))
    throw invalid('The NameID is transient: it must be the same at each sign-in (persistent or e-mail)');
  return {
    ...{ id, nameId: name, nameIdFormat, sessionIndex: sessionIndexOf(assertion, nowMs) },
    inResponseTo: data.getAttribute('InResponseTo') || null,
    expiresAt: new Date(endsAtMs + clockSkewMs),
    attributes: attributesOf(assertion),
  };
}
