import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const groqKey: Recognizer = {
  entity: 'groq_key',
  category: 'secrets',
  label: 'Groq key',
  need: 'token',
  form: /(?<![A-Za-z0-9])gsk_[A-Za-z0-9]{40,60}(?![A-Za-z0-9])/g,
  score: 95,
};
