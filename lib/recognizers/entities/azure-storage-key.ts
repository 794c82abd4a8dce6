import type { Recognizer } from '../recognizer.ts';

/** Keys in connection strings of Azure storage. */
export const azureStorageKey: Recognizer = {
  entity: 'azure_storage_key',
  category: 'secrets',
  label: 'Azure storage key',
  need: 'token',
  form: /(?<=AccountKey=)[A-Za-z0-9+/]{86}==/g,
  score: 100,
};
