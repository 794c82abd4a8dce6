import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const openrouterKey: Recognizer = {
  entity: 'openrouter_key',
  category: 'secrets',
  label: 'OpenRouter key',
  need: 'token',
  form: /(?<![A-Za-z0-9])sk-or-(?:v\d-)?[A-Za-z0-9]{40,80}(?![A-Za-z0-9])/g,
  score: 95,
};
