import { costGroupsMax } from '#lib/contracts/costs.ts';
import { readUsageSections } from './read-usage-sections.ts';
import type { ReportKind } from './report-kind.ts';

/** What was called, how often, and how that went. */
export const usage: ReportKind = {
  kind: 'usage',
  title: 'Usage report',
  description: 'What was called, how often, with how many tokens, and what failed or was refused.',
  permission: 'usage.read',
  scopes: ['tenant', 'department', 'team', 'project'],
  sections: [
    { id: 'summary', title: 'Summary' },
    { id: 'models', title: 'Models' },
    { id: 'teams', title: 'Teams' },
    { id: 'people', title: 'People' },
    { id: 'keys', title: 'Virtual keys' },
    { id: 'projects', title: 'Projects' },
  ],
  read: (reader) =>
    readUsageSections(reader, { measures: ['requests', 'failed', 'refused', 'input', 'output', 'cost'], rowsMax: costGroupsMax }),
};
