import type { SsoConnectionRow } from '../connection-rows.ts';
import { invalid } from '../sso-refusal.ts';
import { childrenNamed, namespaces, readXml, XmlFault } from './read-xml.ts';
import { requireSoundSignatures } from './require-sound-signatures.ts';
import { clockSkewMs, type SamlAddresses, serviceProvider } from './service-provider.ts';

/** Whom the provider signed out. */
export interface LogoutRequest {
  readonly id: string;
  readonly nameId: string;
  /** Only these sessions; empty for all of the person's. */
  readonly sessionIndexes: readonly string[];
}

const ageMsMax = 5 * 60_000;

function parse(text: string): Element {
  try {
    return readXml(text).documentElement;
  } catch (error) {
    if (error instanceof XmlFault) throw invalid(error.message);
    throw error;
  }
}

function requireTimely(request: Element, nowMs: number): void {
  const issuedMs = Date.parse(request.getAttribute('IssueInstant') ?? '');
  if (Number.isNaN(issuedMs) || Math.abs(nowMs - issuedMs) > ageMsMax) throw invalid('The sign-out is not of now (IssueInstant)');
  const end = request.getAttribute('NotOnOrAfter');
  if (end && nowMs - clockSkewMs >= Date.parse(end)) throw invalid('The sign-out has expired');
}

/**
 * Checks a LogoutRequest by HTTP-POST, base64 as it came: it must be signed as a whole, be of this provider, for us and of
 * now. Throws SsoRefusal otherwise.
 */
export async function readLogoutRequest(
  base64: string,
  connection: SsoConnectionRow,
  addresses: SamlAddresses,
  nowMs: number,
): Promise<LogoutRequest> {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  const request = parse(text);
  if (request.namespaceURI !== namespaces.protocol || request.localName !== 'LogoutRequest') throw invalid('This is no sign-out');
  requireSoundSignatures(request.ownerDocument, [request]);
  if (childrenNamed(request, namespaces.signature, 'Signature').length !== 1) throw invalid('The sign-out is not signed');
  await serviceProvider(connection, addresses)
    .validatePostRequestAsync({ SAMLRequest: Buffer.from(text).toString('base64') })
    .catch((error: unknown) => {
      throw invalid(error instanceof Error ? error.message : String(error));
    });
  requireTimely(request, nowMs);
  const destination = request.getAttribute('Destination');
  if (destination && destination !== addresses.logoutUrl) throw invalid(`The sign-out is meant for ${destination}`);
  const issuer = childrenNamed(request, namespaces.assertion, 'Issuer')[0]?.textContent?.trim();
  if (issuer !== connection.idpEntityId) throw invalid(`The sign-out is of the issuer ${issuer ?? '(none)'}`);
  const [nameId, second] = childrenNamed(request, namespaces.assertion, 'NameID');
  const name = nameId?.textContent?.trim();
  if (!name || second !== undefined) throw invalid('The sign-out does not name one person');
  const sessionIndexes = childrenNamed(request, namespaces.protocol, 'SessionIndex').map((element) => element.textContent?.trim() ?? '');
  return { id: request.getAttribute('ID') ?? '', nameId: name, sessionIndexes };
}
