import { DOMParser } from '@xmldom/xmldom';

/** Thrown for XML that is broken, or holds what SAML never needs. */
export class XmlFault extends Error {}

/**
 * Parses XML that somebody else wrote. Document types are refused before anything is parsed: SAML has none, and entities are
 * how parsers are made to read files and to fill the memory.
 */
export function readXml(text: string): Document {
  if (/<!(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.test(text)) throw new XmlFault('The XML has a document type, which SAML forbids');
  const fail = (message: unknown): never => {
    throw new XmlFault(`The XML is broken: ${String(message).slice(0, 200)}`);
  };
  const parsed = new DOMParser({ locator: {}, errorHandler: { warning: () => {}, error: fail, fatalError: fail } }).parseFromString(
    text,
    'text/xml',
  );
  // For text without any element there is no document at all.
  if (parsed?.documentElement === undefined || parsed.documentElement === null) throw new XmlFault('This is no XML');
  return parsed;
}

/** Elements with this name in this namespace below another, at any depth, in document order. */
export function elementsNamed(parent: Document | Element, namespace: string, name: string): Element[] {
  return Array.from(parent.getElementsByTagNameNS(namespace, name));
}

/** The child elements with this name, not those further below. */
export const childrenNamed = (parent: Element, namespace: string, name: string): Element[] =>
  elementsNamed(parent, namespace, name).filter((element) => element.parentNode === parent);

export const namespaces = {
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
} as const;
