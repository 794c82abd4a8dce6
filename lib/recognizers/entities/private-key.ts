import type { Recognizer } from '../recognizer.ts';

/** Keys in PEM (RFC 7468) and those of OpenPGP. */
export const privateKey: Recognizer = {
  entity: 'private_key',
  category: 'secrets',
  label: 'Private key',
  need: 'dashes',
  form: /-----BEGIN [A-Z ]{0,32}PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\s:,.-]{1,16384}?-----END [A-Z ]{0,32}PRIVATE KEY(?: BLOCK)?-----/g,
  score: 100,
};
