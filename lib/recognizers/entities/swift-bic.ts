import type { Recognizer } from '../recognizer.ts';

/** Codes of banks (ISO 9362) where a word says so; alone they look like words. */
export const swiftBic: Recognizer = {
  entity: 'swift_bic',
  category: 'financial',
  label: 'SWIFT/BIC code',
  need: 'nothing',
  form: /(?<![A-Za-z0-9])[A-Z]{4}(?:A[DELTRU]|B[EGRH]|C[AHNYZ]|D[EK]|E[ES]|F[IR]|G[BR]|H[KRU]|I[ELNST]|JP|KR|L[ITUV]|M[CTX]|N[LOZ]|P[LT]|RO|S[AEGIK]|T[RH]|US|ZA)[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![A-Za-z0-9])/g,
  score: 20,
  context: ['swift', 'bic', 'bank identifier'],
};
