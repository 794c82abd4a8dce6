import type { Recognizer } from '../recognizer.ts';

/** Numbers of travel documents; countries agree on no checksum for the number alone, so a word has to say so. */
export const passport: Recognizer = {
  entity: 'passport',
  category: 'pii',
  label: 'Passport number',
  need: 'digits_6',
  form: /(?<![A-Za-z0-9])(?:[A-Z]{1,2}\d{6,8}|[A-Z]\d{2}[A-Z]{2}\d{4}|\d{9}|[CFGHJK][0-9CFGHJKLMNPRTVWXYZ]{8})(?![A-Za-z0-9])/g,
  isReal: (found) => /\d/.test(found),
  score: 20,
  context: ['passport', 'reisepass', 'passnummer', 'passeport', 'pasaporte', 'passaporto', 'passaporte'],
};
