import type { Recognizer } from '../recognizer.ts';

/** Addresses as people write them (RFC 5321, without quoted local parts and address literals). */
export const email: Recognizer = {
  entity: 'email',
  category: 'pii',
  label: 'E-mail address',
  need: 'at',
  form: /(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,7}\.[A-Za-z]{2,24}(?![A-Za-z0-9-])/g,
  score: 95,
};
