import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const notionToken: Recognizer = {
  entity: 'notion_token',
  category: 'secrets',
  label: 'Notion token',
  need: 'token',
  form: /(?<![A-Za-z0-9])(?:ntn_[A-Za-z0-9]{40,60}|secret_[A-Za-z0-9]{43})(?![A-Za-z0-9])/g,
  score: 95,
};
