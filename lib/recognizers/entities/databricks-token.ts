import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const databricksToken: Recognizer = {
  entity: 'databricks_token',
  category: 'secrets',
  label: 'Databricks token',
  need: 'token',
  form: /(?<![A-Za-z0-9])dapi[0-9a-f]{32}(?:-\d)?(?![A-Za-z0-9])/g,
  score: 95,
};
