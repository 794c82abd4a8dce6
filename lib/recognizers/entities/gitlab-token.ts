import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const gitlabToken: Recognizer = {
  entity: 'gitlab_token',
  category: 'secrets',
  label: 'GitLab token',
  need: 'token',
  form: /(?<![A-Za-z0-9])gl(?:pat|dt|rt|cbt|ptt|ft|agent|oas|soat)-[A-Za-z0-9_-]{20,64}(?:\.[A-Za-z0-9_-]{2,40}){0,2}(?![A-Za-z0-9_-])/g,
  score: 95,
};
