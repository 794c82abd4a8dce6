import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const xaiKey: Recognizer = {
  entity: 'xai_key',
  category: 'secrets',
  label: 'xAI key',
  need: 'token',
  form: /(?<![A-Za-z0-9])xai-[A-Za-z0-9]{60,90}(?![A-Za-z0-9])/g,
  score: 95,
};
