import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const postmanKey: Recognizer = {
  entity: 'postman_key',
  category: 'secrets',
  label: 'Postman key',
  need: 'token',
  form: /(?<![A-Za-z0-9])PMAK-[0-9a-f]{24}-[0-9a-f]{34}(?![A-Za-z0-9])/g,
  score: 95,
};
