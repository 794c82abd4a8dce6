import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const openaiKey: Recognizer = {
  entity: 'openai_key',
  category: 'secrets',
  label: 'OpenAI key',
  need: 'token',
  form: /(?<![A-Za-z0-9])sk-(?!ant-|or-)(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,200}(?![A-Za-z0-9_-])/g,
  score: 90,
};
