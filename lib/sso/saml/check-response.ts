import type { SsoConnectionRow } from '../connection-rows.ts';
import { invalid, SsoRefusal } from '../sso-refusal.ts';
import { decryptAssertion, isEncrypted } from './decrypt-assertion.ts';
import { type ReadAssertion, readAssertion } from './read-assertion.ts';
import { childrenNamed, elementsNamed, namespaces, readXml, XmlFault } from './read-xml.ts';
import { requireSoundSignatures } from './require-sound-signatures.ts';
import { type SamlAddresses, serviceProvider } from './service-provider.ts';

const { assertion, protocol } = namespaces;
const success = 'urn:oasis:names:tc:SAML:2.0:status:Success';

function parse(text: string): Document {
  try {
    return readXml(text);
  } catch (error) {
    if (error instanceof XmlFault) throw invalid(error.message);
    throw error;
  }
}

/** The provider's own refusal, in its words. They are not signed, and only ever end a sign-in. */
function requireSuccess(response: Element): void {
  const [status] = childrenNamed(response, protocol, 'Status');
  const [code] = status === undefined ? [] : childrenNamed(status, protocol, 'StatusCode');
  const value = code?.getAttribute('Value') ?? '';
  if (value === success) return;
  const words = status === undefined ? '' : (childrenNamed(status, protocol, 'StatusMessage')[0]?.textContent ?? '');
  const inner = code === undefined ? '' : (childrenNamed(code, protocol, 'StatusCode')[0]?.getAttribute('Value') ?? '');
  throw new SsoRefusal(
    'provider_refused',
    `The provider said ${[value, inner, words].filter((text) => text !== '').join(' ') || 'nothing'}`,
  );
}

/** The one assertion of a response of the one shape that is taken: Response over Assertion, no other anywhere, none encrypted any more. */
function requireShape(document: Document): { response: Element; signed: Element } {
  const response = document.documentElement;
  if (response.namespaceURI !== protocol || response.localName !== 'Response') throw invalid('This is no SAML response');
  requireSuccess(response);
  if (isEncrypted(document)) throw invalid('There is an encrypted assertion inside the encrypted assertion');
  const [signed, second] = elementsNamed(document, '*', 'Assertion');
  if (signed === undefined || second !== undefined) throw invalid('The response must have one assertion');
  if (signed.parentNode !== response || signed.namespaceURI !== assertion) throw invalid('The assertion stands where SAML has none');
  if (elementsNamed(document, '*', 'Response').length !== 1) throw invalid('There is a response inside the response');
  requireSoundSignatures(document, [response, signed]);
  if (childrenNamed(signed, namespaces.signature, 'Signature').length !== 1)
    throw invalid('The assertion is not signed. Have the provider sign assertions, not only responses.');
  return { response, signed };
}

/** What stands in the response beside the assertion must not speak against it. */
function requireAgreement(response: Element, read: ReadAssertion, connection: SsoConnectionRow, { acsUrl }: SamlAddresses): void {
  const destination = response.getAttribute('Destination');
  if (destination && destination !== acsUrl) throw invalid(`The response is meant for ${destination}, not for ${acsUrl} (Destination)`);
  const inResponseTo = response.getAttribute('InResponseTo') || null;
  if (inResponseTo !== null && inResponseTo !== read.inResponseTo)
    throw invalid('Response and assertion answer different requests (InResponseTo)');
  const issuer = childrenNamed(response, assertion, 'Issuer')[0]?.textContent?.trim();
  if (issuer !== undefined && issuer !== connection.idpEntityId) throw invalid(`The response is of the issuer ${issuer}`);
}

/** The bytes that the signature of the assertion covers, in canonical form; all that is read afterwards comes from them. */
async function verifiedAssertion(text: string, connection: SsoConnectionRow, addresses: SamlAddresses): Promise<string> {
  const SAMLResponse = Buffer.from(text).toString('base64');
  const { profile } = await serviceProvider(connection, addresses)
    .validatePostResponseAsync({ SAMLResponse })
    .catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      // The library's words for what a wrong key and a changed document look like.
      throw invalid(message === 'Invalid signature' ? 'The signature of the assertion is not one of the provider’s certificates' : message);
    });
  const verified = profile?.getAssertionXml?.();
  if (verified === undefined) throw invalid('The response has no assertion');
  return verified;
}

/** The response as text, with its assertion in the clear. */
async function readableResponse(base64: string, openKeys: () => Promise<readonly string[]>): Promise<string> {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  const document = parse(text);
  return isEncrypted(document) ? decryptAssertion(document, await openKeys()) : text;
}

/**
 * Checks a SAML response (HTTP-POST binding), base64 as it came. `openKeys` answers the connection's private keys; it is asked
 * for encrypted assertions alone. Throws SsoRefusal for every response that is not right.
 */
export async function checkResponse(
  base64: string,
  connection: SsoConnectionRow,
  addresses: SamlAddresses,
  { nowMs, openKeys }: { readonly nowMs: number; readonly openKeys: () => Promise<readonly string[]> },
): Promise<ReadAssertion> {
  const text = await readableResponse(base64, openKeys);
  const { response } = requireShape(parse(text));
  const read = readAssertion(await verifiedAssertion(text, connection, addresses), connection, addresses, nowMs);
  requireAgreement(response, read, connection, addresses);
  return read;
}
