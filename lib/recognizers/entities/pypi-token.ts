import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const pypiToken: Recognizer = {
  entity: 'pypi_token',
  category: 'secrets',
  label: 'PyPI token',
  need: 'token',
  form: /(?<![A-Za-z0-9])pypi-AgE[A-Za-z0-9_-]{50,1000}(?![A-Za-z0-9_-])/g,
  score: 95,
};
