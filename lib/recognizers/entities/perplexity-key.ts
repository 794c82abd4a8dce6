import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const perplexityKey: Recognizer = {
  entity: 'perplexity_key',
  category: 'secrets',
  label: 'Perplexity key',
  need: 'token',
  form: /(?<![A-Za-z0-9])pplx-[A-Za-z0-9]{40,60}(?![A-Za-z0-9])/g,
  score: 95,
};
