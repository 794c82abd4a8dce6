import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const sendgridKey: Recognizer = {
  entity: 'sendgrid_key',
  category: 'secrets',
  label: 'SendGrid key',
  need: 'token',
  form: /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g,
  score: 95,
};
