import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const atlassianToken: Recognizer = {
  entity: 'atlassian_token',
  category: 'secrets',
  label: 'Atlassian token',
  need: 'token',
  form: /(?<![A-Za-z0-9])ATATT3[A-Za-z0-9_=-]{80,250}(?![A-Za-z0-9_-])/g,
  score: 95,
};
