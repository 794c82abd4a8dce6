import { defineOperation } from './operation.ts';
import { importOf } from './organization-imports.ts';

/** Rows that a file of projects may have: each is carried out as an operation of its own. */
export const projectRowsMax = 500;

export const projectImport = defineOperation({
  ...importOf('/projects/import'),
  name: 'project.import',
  summary:
    'Create and change projects by a CSV file: name, slug, team, department, cost_center (a code), owner (an e-mail address), start_date, end_date, description',
  permission: 'projects.write',
  touches: ['projects'],
});
