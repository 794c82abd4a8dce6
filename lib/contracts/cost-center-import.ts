import { defineOperation } from './operation.ts';
import { importOf } from './organization-imports.ts';

export const costCenterImport = defineOperation({
  ...importOf('/cost-centers/import'),
  name: 'cost_center.import',
  summary: 'Create and change cost centers by a CSV file: code, name, parent (a code), manager (an e-mail address), description',
  permission: 'cost_centers.write',
  touches: ['cost_centers'],
});
