import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const linearKey: Recognizer = {
  entity: 'linear_key',
  category: 'secrets',
  label: 'Linear key',
  need: 'token',
  form: /(?<![A-Za-z0-9])lin_(?:api|oauth)_[A-Za-z0-9]{32,64}(?![A-Za-z0-9])/g,
  score: 95,
};
