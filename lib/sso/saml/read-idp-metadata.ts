import { readCertificate } from '../certificates.ts';
import { childrenNamed, elementsNamed, namespaces, readXml, XmlFault } from './read-xml.ts';

/** What of a provider's metadata a connection needs (SAML Metadata 2.0, sections 2.3 and 2.4). */
export interface IdpMetadata {
  readonly entityId: string;
  readonly ssoUrl: string;
  readonly sloUrl: string | null;
  /** Base64 of DER. */
  readonly certificates: readonly string[];
}

const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';

function locationOf(descriptor: Element, service: string): string | null {
  const found = childrenNamed(descriptor, namespaces.metadata, service).find((element) => element.getAttribute('Binding') === redirect);
  return found?.getAttribute('Location') ?? null;
}

/** Signing certificates; a key without a use is for signing too (section 2.4.1.1). */
function certificatesOf(descriptor: Element): string[] {
  return childrenNamed(descriptor, namespaces.metadata, 'KeyDescriptor')
    .filter((key) => key.getAttribute('use') !== 'encryption')
    .flatMap((key) => elementsNamed(key, namespaces.signature, 'X509Certificate'))
    .flatMap((element) => readCertificate(element.textContent ?? '')?.base64 ?? []);
}

/** Reads the metadata of one identity provider; throws XmlFault with words for the person who pasted it. */
export function readIdpMetadata(text: string): IdpMetadata {
  const document = readXml(text);
  const descriptors = elementsNamed(document, namespaces.metadata, 'IDPSSODescriptor');
  const [descriptor] = descriptors;
  if (descriptor === undefined) throw new XmlFault('There is no identity provider (IDPSSODescriptor) in this metadata');
  if (descriptors.length > 1) throw new XmlFault('There are several identity providers in this metadata; paste one');
  const { parentNode } = descriptor;
  const entityId = elementsNamed(document, namespaces.metadata, 'EntityDescriptor')
    .find((element) => element === parentNode)
    ?.getAttribute('entityID');
  if (!entityId) throw new XmlFault('The metadata has no entityID');
  const ssoUrl = locationOf(descriptor, 'SingleSignOnService');
  if (!ssoUrl) throw new XmlFault('The metadata has no SingleSignOnService with the HTTP-Redirect binding');
  const certificates = [...new Set(certificatesOf(descriptor))];
  if (certificates.length === 0) throw new XmlFault('The metadata has no signing certificate');
  return { entityId, ssoUrl, sloUrl: locationOf(descriptor, 'SingleLogoutService'), certificates };
}
