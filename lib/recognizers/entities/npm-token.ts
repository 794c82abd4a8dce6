import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const npmToken: Recognizer = {
  entity: 'npm_token',
  category: 'secrets',
  label: 'npm token',
  need: 'token',
  form: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g,
  score: 95,
};
