import { costGroupsMax } from '#lib/contracts/costs.ts';
import { readUsageSections } from './read-usage-sections.ts';
import type { ReportKind } from './report-kind.ts';

/** What was spent, by everything that it can be split by. */
export const cost: ReportKind = {
  kind: 'cost',
  title: 'Cost report',
  description: 'What was spent, by whom and on what, beside the period before.',
  permission: 'analytics.read',
  scopes: ['tenant', 'department', 'team', 'project'],
  sections: [
    { id: 'summary', title: 'Summary' },
    { id: 'days', title: 'Days' },
    { id: 'departments', title: 'Departments' },
    { id: 'teams', title: 'Teams' },
    { id: 'projects', title: 'Projects' },
    { id: 'people', title: 'People' },
    { id: 'models', title: 'Models' },
    { id: 'providers', title: 'Providers' },
  ],
  read: (reader) => readUsageSections(reader, { measures: ['cost', 'previous', 'change', 'requests'], rowsMax: costGroupsMax }),
};
