import type { Recognizer } from '../recognizer.ts';

/** Secrets of applications in Entra ID, by the mark that Microsoft puts into them. */
export const azureClientSecret: Recognizer = {
  entity: 'azure_client_secret',
  category: 'secrets',
  label: 'Azure client secret',
  need: 'token',
  form: /(?<![A-Za-z0-9_.~-])[A-Za-z0-9_.~-]{3}[0-9]Q~[A-Za-z0-9_.~-]{30,33}[A-Za-z0-9_~-](?![A-Za-z0-9_~-])/g,
  score: 95,
};
