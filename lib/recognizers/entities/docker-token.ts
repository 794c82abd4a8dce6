import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const dockerToken: Recognizer = {
  entity: 'docker_token',
  category: 'secrets',
  label: 'Docker token',
  need: 'token',
  form: /(?<![A-Za-z0-9])dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,40}(?![A-Za-z0-9_-])/g,
  score: 95,
};
