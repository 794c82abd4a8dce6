import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const anthropicKey: Recognizer = {
  entity: 'anthropic_key',
  category: 'secrets',
  label: 'Anthropic key',
  need: 'token',
  form: /(?<![A-Za-z0-9])sk-ant-[A-Za-z0-9_-]{20,200}(?![A-Za-z0-9_-])/g,
  score: 95,
};
