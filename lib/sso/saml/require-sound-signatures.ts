import { invalid } from '../sso-refusal.ts';
import { childrenNamed, elementsNamed, namespaces } from './read-xml.ts';

/**
 * What a signature in a SAML message may look like, checked over the whole document before anything is verified. Attacks on
 * XML signatures live from documents in which one element is verified and another is read; a document in which everything
 * has one place only leaves them no room (McIntosh and Austel 2005; Somorovsky et al. 2012).
 */

const more = 'http://www.w3.org/2001/04/xmldsig-more#';
/** Of the library's algorithms those without SHA-1, and none with a shared secret. */
const signatureAlgorithms = new Set([`${more}rsa-sha256`, `${more}rsa-sha384`, `${more}rsa-sha512`, `${more}ecdsa-sha256`]);
const digestAlgorithms = new Set(['http://www.w3.org/2001/04/xmlenc#sha256', `${more}sha384`, 'http://www.w3.org/2001/04/xmlenc#sha512']);
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
/** Canonical forms that drop comments: with comments in it, a name could be signed in two parts and read as its first. */
const canonicalizations = new Set([exclusive, 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315']);
const transforms = new Set([...canonicalizations, 'http://www.w3.org/2000/09/xmldsig#enveloped-signature']);

function requireAlgorithms(signature: Element, name: string, allowed: ReadonlySet<string>): void {
  const elements = elementsNamed(signature, namespaces.signature, name);
  if (elements.length === 0 && name !== 'Transform') throw invalid(`A signature has no ${name}`);
  for (const element of elements) {
    const algorithm = element.getAttribute('Algorithm') ?? '';
    if (!allowed.has(algorithm))
      throw invalid(`A signature uses ${algorithm || `a ${name} without a name`}, which is not accepted. SHA-256 is.`);
  }
}

/** One signature of SAML: it stands in what it signs, signs nothing else, and holds nothing but itself. */
function requireSound(signature: Element): void {
  const parent = signature.parentNode;
  const owner = elementsNamed(signature.ownerDocument, '*', '*').find((element) => element === parent);
  const references = elementsNamed(signature, namespaces.signature, 'Reference');
  const [reference] = references;
  if (owner === undefined || reference === undefined || references.length !== 1)
    throw invalid('A signature does not sign exactly one element');
  const id = owner.getAttribute('ID');
  if (!id || reference.getAttribute('URI') !== `#${id}`) throw invalid('A signature signs another element than the one it stands in');
  if (elementsNamed(signature, namespaces.signature, 'Object').length > 0) throw invalid('A signature holds an Object');
  if (elementsNamed(signature, namespaces.signature, 'SignedInfo').length !== 1) throw invalid('A signature has several SignedInfo');
  requireAlgorithms(signature, 'SignatureMethod', signatureAlgorithms);
  requireAlgorithms(signature, 'DigestMethod', digestAlgorithms);
  requireAlgorithms(signature, 'CanonicalizationMethod', canonicalizations);
  requireAlgorithms(signature, 'Transform', transforms);
}

/** Every ID is there once, whatever the case of its name: which element a reference means must not be a question. */
function requireUniqueIds(document: Document): void {
  const seen = new Set<string>();
  for (const element of elementsNamed(document, '*', '*')) {
    for (const attribute of Array.from(element.attributes)) {
      if (attribute.localName?.toLowerCase() !== 'id') continue;
      if (seen.has(attribute.value)) throw invalid('Two elements have the same ID');
      seen.add(attribute.value);
    }
  }
}

/** Checks every signature of a message; each must stand in one of the elements given. */
export function requireSoundSignatures(document: Document, mayHold: readonly Element[]): void {
  requireUniqueIds(document);
  for (const element of elementsNamed(document, namespaces.signature, 'Signature')) {
    if (!mayHold.some((holder) => holder === element.parentNode)) throw invalid('A signature stands where SAML has none');
    requireSound(element);
  }
  for (const holder of mayHold)
    if (childrenNamed(holder, namespaces.signature, 'Signature').length > 1) throw invalid('An element has several signatures');
}
