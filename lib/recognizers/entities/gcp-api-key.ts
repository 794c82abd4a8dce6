import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const gcpApiKey: Recognizer = {
  entity: 'gcp_api_key',
  category: 'secrets',
  label: 'Google API key',
  need: 'token',
  form: /(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g,
  score: 95,
};
