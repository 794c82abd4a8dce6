import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { Badge } from '#components/ui/badge.tsx';
import type { ComplianceFramework } from '#lib/contracts/compliance-frameworks.ts';
import { scoreText } from './compliance-badges.tsx';

/** A framework as pages have it. */
export type FrameworkRow = z.input<typeof ComplianceFramework>;

/** Whether it is the organization's own, or not looked at. */
const note = ({ own, followed }: FrameworkRow) => {
  if (!followed) return <Badge tone="outline">Not followed</Badge>;
  return own ? <Badge>Own</Badge> : null;
};

export const frameworkColumns: readonly Column<FrameworkRow>[] = [
  { id: 'name', header: 'Framework', value: (row) => row.name, narrow: true },
  { id: 'score', header: 'Score', value: (row) => scoreText(row.score), align: 'end', narrow: true },
  { id: 'evidenced', header: 'Evidenced', value: (row) => (row.audited_at === null ? '–' : `${row.evidenced}%`), align: 'end' },
  { id: 'passed', header: 'Passed', value: (row) => (row.audited_at === null ? null : row.passed), format: 'count', align: 'end' },
  {
    id: 'failed',
    header: 'Failed',
    value: (row) => (row.audited_at === null ? null : row.failed),
    format: 'count',
    align: 'end',
    narrow: true,
  },
  {
    id: 'needs_human',
    header: 'Need a person',
    value: (row) => (row.audited_at === null ? null : row.needs_human),
    format: 'count',
    align: 'end',
  },
  { id: 'controls', header: 'Controls', value: (row) => row.controls, format: 'count', align: 'end' },
  { id: 'edition', header: 'Text', value: (row) => row.edition },
  { id: 'note', header: 'Kind', cell: note, optional: true },
];
