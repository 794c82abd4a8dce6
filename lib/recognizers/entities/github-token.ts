import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const githubToken: Recognizer = {
  entity: 'github_token',
  category: 'secrets',
  label: 'GitHub token',
  need: 'token',
  form: /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})(?![A-Za-z0-9_])/g,
  score: 95,
};
